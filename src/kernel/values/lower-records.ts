/** Lowering of records and flags (spec/wit-mapping §2, §4). */
import type { ValueReader } from '../../contract/values.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { Labels } from './labels.ts';
import { describeKey, unexpectedKey } from './lower-lists.ts';
import { ifLong, lowerPart, type Lowerer, type LoweringInPortions } from './lower-scalars.ts';
import type { Lowering } from './lowering.ts';
import { expected, Misfit, quote, spell, unknownName, wrongType } from './misfit.ts';
import type { FlagsType, RecordType } from '../../wit/types.ts';
import { decodeUtf8 } from '../../wit/utf8.ts';

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
  readonly lowering: LoweringInPortions | undefined;
  readonly #type: RecordType;
  readonly #fields: readonly Lowerer[];
  readonly #labels: Labels;

  constructor(type: RecordType, fields: readonly Lowerer[]) {
    this.#type = type;
    this.#fields = fields;
    this.#labels = new Labels(type.fields.map((field) => field.name));
    this.lowering = ifLong(fields, (value, out, run) => this.#lowerInPortions(value, out, run));
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const fields = this.#fields;
    const { names, snakes } = this.#labels;
    const keyCount = value.keyCount();
    run.work(fields.length + keyCount);
    let found = 0;
    for (let index = 0; index < fields.length; index++) {
      if (enterLabel(value, names[index]!, snakes[index]!)) {
        found++;
        const problem = fields[index]!.lower(value, out, run);
        value.leave();
        if (problem) return this.#wrongKey(value) ?? problem.inField(names[index]!);
      } else if (this.#type.fields[index]!.type.kind === 'option') {
        out.u8(0);
      } else {
        return this.#wrongKey(value) ?? this.#missing(index);
      }
    }
    // More keys than fields: fine, unless one of them was meant to be a field.
    return keyCount === found || run.isCleared(this, value.identity()) ? null : this.#wrongKey(value);
  }

  *#lowerInPortions(value: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Misfit | null> {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const fields = this.#fields;
    const { names, snakes } = this.#labels;
    const keyCount = value.keyCount();
    run.work(fields.length + keyCount);
    let found = 0;
    for (let index = 0; index < fields.length; index++) {
      if (enterLabel(value, names[index]!, snakes[index]!)) {
        found++;
        const problem = yield* lowerPart(fields[index]!, value, out, run);
        value.leave();
        if (problem) return this.#wrongKey(value) ?? problem.inField(names[index]!);
      } else if (this.#type.fields[index]!.type.kind === 'option') {
        out.u8(0);
      } else {
        return this.#wrongKey(value) ?? this.#missing(index);
      }
    }
    return keyCount === found || run.isCleared(this, value.identity()) ? null : this.#wrongKey(value);
  }

  #missing(index: number): Misfit {
    const field = this.#type.fields[index]!;
    return new Misfit(`missing field ${quote(field.name)}`, spell(field.type), 'nil');
  }

  #wrongKey(value: ValueReader): Misfit | null {
    for (const key of value.keys()) {
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
  /** The bits of the value that is being lowered. */
  readonly #words: Uint32Array;

  constructor(type: FlagsType) {
    this.#type = type;
    this.#labels = new Labels(type.labels);
    this.#words = new Uint32Array(Math.ceil(type.labels.length / 32));
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    this.#words.fill(0);
    run.work(this.#labels.names.length);
    const misfit = value.enterIndex(1) ? (value.leave(), this.#lowerNames(value, run)) : this.#lowerSet(value);
    if (misfit) return misfit;
    for (const word of this.#words) out.u32(word);
    return null;
  }

  #set(index: number): void {
    this.#words[index >>> 5]! |= 1 << (index & 31);
  }

  #lowerSet(value: ValueReader): Misfit | null {
    const { names, snakes } = this.#labels;
    let found = 0;
    for (let index = 0; index < names.length; index++) {
      if (!enterLabel(value, names[index]!, snakes[index]!)) continue;
      found++;
      const type = value.typeName();
      const isSet = type === 'boolean' && value.boolean();
      value.leave();
      if (type !== 'boolean') return this.#wrongKey(value) ?? expected('bool', type).inField(names[index]!);
      if (isSet) this.#set(index);
    }
    return value.keyCount() === found ? null : this.#wrongKey(value);
  }

  #wrongKey(value: ValueReader): Misfit | null {
    const keys = value.keys();
    // A table with nothing but positions is a list that begins in the wrong place.
    if (keys.some((key) => typeof key === 'number') && !keys.some((key) => typeof key === 'string'))
      return unexpectedKey(value) ?? expected('string', 'nil').atIndex(1);
    for (const key of keys) {
      if (typeof key !== 'string') return expected(spell(this.#type), describeKey(key));
      if (this.#labels.indexOfKey(key) < 0) return unknownName('flag', key, this.#type.labels);
    }
    return spelledTwice(value, this.#labels);
  }

  #lowerNames(value: ValueReader, run: Lowering): Misfit | null {
    let left = value.keyCount();
    run.work(left);
    const wrong = unexpectedKey(value);
    if (wrong) return wrong;
    if (has(value, 'n')) left--;
    for (let index = 1; left > 0; index++) {
      if (!value.enterIndex(index)) return expected('string', 'nil').atIndex(index);
      left--;
      const type = value.typeName();
      const name = type === 'string' ? textOf(value) : '';
      value.leave();
      if (type !== 'string') return expected('string', type).atIndex(index);
      const flag = this.#labels.indexOf(name);
      if (flag < 0) return unknownName('flag', name, this.#type.labels).atIndex(index);
      this.#set(flag);
    }
    return null;
  }
}

/** The current string, to be looked for among names; no name has U+FFFD in it. */
export function textOf(value: ValueReader): string {
  const decoded = decodeUtf8(value.bytes());
  return decoded.ok ? decoded.text : '\ufffd';
}
