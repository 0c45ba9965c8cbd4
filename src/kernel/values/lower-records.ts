/** Lowering of records and flags (spec/wit-mapping §2, §4). */
import type { ValueReader } from '../../contract/values.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { Labels } from './labels.ts';
import { describeKey, unexpectedKey } from './lower-lists.ts';
import { toEnd, type Steps } from '../../base/steps.ts';
import { areLong, lowerPart, type Lowerer } from './lower-scalars.ts';
import type { Lowering } from './lowering.ts';
import { expected, Misfit, quote, spell, unknownName, wrongType } from './misfit.ts';
import type { FlagsType, RecordType } from '../../wit/types.ts';
import { nameIn } from '../../wit/utf8.ts';

/** Enters a field under either spelling of its label. */
function enterLabel(value: ValueReader, name: string, snake: string | null): boolean {
  return value.enterField(name) || (snake !== null && value.enterField(snake));
}

/** A label that is there in both spellings; null when there is none. */
function spelledTwice(value: ValueReader, labels: Labels): Misfit | null {
  for (let index = 0; index < labels.names.length; index++) {
    const [name, snake] = [labels.names[index]!, labels.snakes[index]!];
    if (snake === null || labels.indexOf(snake) >= 0 || !has(value, snake) || !has(value, name)) continue;
    return new Misfit(
      `both ${quote(name)} and ${quote(snake)} are given`,
      `either ${quote(name)} or ${quote(snake)}`,
      'both',
    );
  }
  return null;
}

function has(value: ValueReader, key: string): boolean {
  if (!value.enterField(key)) return false;
  value.leave();
  return true;
}

export class RecordLowerer implements Lowerer {
  readonly isLong: boolean;
  readonly #type: RecordType;
  readonly #fields: readonly Lowerer[];
  readonly #labels: Labels;

  constructor(type: RecordType, fields: readonly Lowerer[]) {
    this.#type = type;
    this.#fields = fields;
    this.#labels = new Labels(type.fields.map((field) => field.name));
    this.isLong = areLong(fields);
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const fields = this.#fields;
    const { names, snakes } = this.#labels;
    const keyCount = value.keyCount();
    run.work(2 * fields.length);
    let found = 0;
    for (let index = 0; index < fields.length; index++) {
      if (enterLabel(value, names[index]!, snakes[index]!)) {
        found++;
        const problem = fields[index]!.lower(value, out, run);
        value.leave();
        if (problem) return toEnd(this.#wrongKey(value, run)) ?? problem.inField(names[index]!);
      } else if (this.#type.fields[index]!.type.kind === 'option') {
        out.u8(0);
      } else {
        return toEnd(this.#wrongKey(value, run)) ?? this.#missing(index);
      }
    }
    // More keys than fields: fine, unless one of them was meant to be a field.
    return keyCount === found || run.isCleared(this, value.identity()) ? null : toEnd(this.#wrongKey(value, run));
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const fields = this.#fields;
    const { names, snakes } = this.#labels;
    const keyCount = value.keyCount();
    run.work(2 * fields.length);
    let found = 0;
    for (let index = 0; index < fields.length; index++) {
      if (enterLabel(value, names[index]!, snakes[index]!)) {
        found++;
        const problem = yield* lowerPart(fields[index]!, value, out, run);
        value.leave();
        if (problem) return (yield* this.#wrongKey(value, run)) ?? problem.inField(names[index]!);
      } else if (this.#type.fields[index]!.type.kind === 'option') {
        out.u8(0);
      } else {
        return (yield* this.#wrongKey(value, run)) ?? this.#missing(index);
      }
    }
    const isGood = keyCount === found || run.isCleared(this, value.identity());
    return isGood ? null : yield* this.#wrongKey(value, run);
  }

  #missing(index: number): Misfit {
    const field = this.#type.fields[index]!;
    return new Misfit(`missing field ${quote(field.name)}`, spell(field.type), 'nil');
  }

  *#wrongKey(value: ValueReader, run: Lowering): Steps<Misfit | null> {
    for (const key of value.keys()) {
      run.work(1);
      if (run.isDue) yield;
      if (typeof key !== 'string') continue;
      const meant = this.#labels.nearMiss(key);
      if (meant !== null) return new Misfit(`unknown field ${quote(key)}, did you mean ${quote(meant)}?`, meant, key);
    }
    return spelledTwice(value, this.#labels);
  }
}

/** A set `{read = true, write = false}` or a list of names `{"read", "write"}`. */
export class FlagsLowerer implements Lowerer {
  readonly #type: FlagsType;
  readonly #labels: Labels;

  constructor(type: FlagsType) {
    this.#type = type;
    this.#labels = new Labels(type.labels);
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    return toEnd(this.lowering(value, out, run));
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const bits = new Bits(this.#labels.names.length);
    run.work(this.#labels.names.length);
    const isList = value.enterIndex(1);
    if (isList) value.leave();
    const misfit = yield* isList ? this.#lowerNames(value, bits, run) : this.#lowerSet(value, bits, run);
    if (misfit) return misfit;
    for (const word of bits.words) out.u32(word);
    return null;
  }

  *#lowerSet(value: ValueReader, bits: Bits, run: Lowering): Steps<Misfit | null> {
    const { names, snakes } = this.#labels;
    let found = 0;
    for (let index = 0; index < names.length; index++) {
      if (!enterLabel(value, names[index]!, snakes[index]!)) continue;
      found++;
      const type = value.typeName();
      const isSet = type === 'boolean' && value.boolean();
      value.leave();
      if (type !== 'boolean')
        return (yield* this.#wrongKey(value, run)) ?? expected('bool', type).inField(names[index]!);
      if (isSet) bits.set(index);
    }
    return value.keyCount() === found ? null : yield* this.#wrongKey(value, run);
  }

  *#wrongKey(value: ValueReader, run: Lowering): Steps<Misfit | null> {
    let hasPosition = false;
    let hasName = false;
    for (const key of value.keys()) {
      run.work(1);
      if (run.isDue) yield;
      hasPosition ||= typeof key === 'number';
      hasName ||= typeof key === 'string';
    }
    // A table with nothing but positions is a list that begins in the wrong place.
    if (hasPosition && !hasName) return (yield* unexpectedKey(value, run)) ?? expected('string', 'nil').atIndex(1);
    for (const key of value.keys()) {
      run.work(1);
      if (run.isDue) yield;
      if (typeof key !== 'string') return expected(spell(this.#type), describeKey(key));
      if (this.#labels.indexOfKey(key) < 0) return unknownName('flag', key, this.#type.labels);
    }
    return spelledTwice(value, this.#labels);
  }

  *#lowerNames(value: ValueReader, bits: Bits, run: Lowering): Steps<Misfit | null> {
    const wrong = yield* unexpectedKey(value, run);
    if (wrong) return wrong;
    let left = value.keyCount();
    if (has(value, 'n')) left--;
    for (let index = 1; left > 0; index++) {
      run.work(1);
      if (run.isDue) yield;
      if (!value.enterIndex(index)) return expected('string', 'nil').atIndex(index);
      left--;
      const type = value.typeName();
      const name = type === 'string' ? nameIn(value.bytes()) : '';
      value.leave();
      if (type !== 'string') return expected('string', type).atIndex(index);
      const flag = this.#labels.indexOf(name);
      if (flag < 0) return unknownName('flag', name, this.#type.labels).atIndex(index);
      bits.set(flag);
    }
    return null;
  }
}

class Bits {
  readonly words: Uint32Array;

  constructor(count: number) {
    this.words = new Uint32Array(Math.ceil(count / 32));
  }

  set(index: number): void {
    this.words[index >>> 5]! |= 1 << (index & 31);
  }
}
