/** Lowering of what is one of several: options, results, variants, enums (spec/wit-mapping §2, §4, §6). */
import type { TableKey, ValueReader } from '../../contract/values.ts';
import type { Steps } from '../../base/steps.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { Labels } from './labels.ts';
import { describeKey } from './lower-lists.ts';
import { areLong, lowerPart, type Lowerer } from './lower-scalars.ts';
import type { Lowering } from './lowering.ts';
import { expected, formatNumber, Misfit, notTrue, quote, spell, unknownName, wrongType } from './misfit.ts';
import type { EnumType, OptionType, ResultType, VariantType } from '../../wit/types.ts';
import { nameIn } from '../../wit/utf8.ts';

/** Where nil can stand: it is none. */
export class OptionLowerer implements Lowerer {
  readonly isLong: boolean;
  readonly #some: Lowerer;

  constructor(some: Lowerer) {
    this.#some = some;
    this.isLong = some.isLong === true;
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() === 'nil') {
      out.u8(0);
      return null;
    }
    out.u8(1);
    return this.#some.lower(value, out, run);
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() === 'nil') {
      out.u8(0);
      return null;
    }
    out.u8(1);
    return yield* lowerPart(this.#some, value, out, run);
  }
}

/** One of several, whose payload has a name. */
abstract class CaseLowerer implements Lowerer {
  readonly isLong: boolean;
  readonly #payloads: readonly (Lowerer | null)[];
  readonly #names: readonly string[];

  constructor(names: readonly string[], payloads: readonly (Lowerer | null)[]) {
    this.#names = names;
    this.#payloads = payloads;
    this.isLong = areLong(payloads);
  }

  /** Which it is, with its payload entered; null for one that has been written. */
  protected abstract enter(value: ValueReader, out: ByteWriter): number | Misfit | null;

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    const index = this.enter(value, out);
    if (typeof index !== 'number') return index;
    const payload = this.#payloads[index]!;
    return this.#leave(value, index, payload ? payload.lower(value, out, run) : lowerTrue(value));
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    const index = this.enter(value, out);
    if (typeof index !== 'number') return index;
    const payload = this.#payloads[index]!;
    const problem = payload ? yield* lowerPart(payload, value, out, run) : lowerTrue(value);
    return this.#leave(value, index, problem);
  }

  #leave(value: ValueReader, index: number, problem: Misfit | null): Misfit | null {
    value.leave();
    return problem?.inField(this.#names[index]!) ?? null;
  }
}

/** Where nil has no room: `{}` is none, `{some = v}` is some. */
export class BoxedOptionLowerer extends CaseLowerer {
  readonly #type: OptionType;

  constructor(type: OptionType, some: Lowerer) {
    super(['some'], [some]);
    this.#type = type;
  }

  protected enter(value: ValueReader, out: ByteWriter): number | Misfit | null {
    if (value.typeName() !== 'table') return this.#misfit(value.typeName());
    const count = value.keyCount();
    if (count === 0) {
      out.u8(0);
      return null;
    }
    if (count > 1 || !value.enterField('some')) return this.#misfit(describeKey(otherKey(value, 'some')));
    out.u8(1);
    return 0;
  }

  #misfit(got: string): Misfit {
    return expected(spell(this.#type), got, got, ': write {some = value}, or {} for none');
  }
}

function otherKey(value: ValueReader, wanted: string): TableKey {
  for (const key of value.keys()) if (key !== wanted) return key;
  return wanted;
}

/** `{ok = v}` or `{err = e}`. */
export class ResultLowerer extends CaseLowerer {
  readonly #type: ResultType;

  constructor(type: ResultType, ok: Lowerer | null, err: Lowerer | null) {
    super(['ok', 'err'], [ok, err]);
    this.#type = type;
  }

  protected enter(value: ValueReader, out: ByteWriter): number | Misfit {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    if (value.keyCount() !== 1) return this.#wrongKeys(value);
    const isOk = value.enterField('ok');
    if (!isOk && !value.enterField('err')) return this.#wrongKeys(value);
    const index = isOk ? 0 : 1;
    out.u8(index);
    return index;
  }

  #wrongKeys(value: ValueReader): Misfit {
    let got = `table with ${value.keyCount()} keys`;
    for (const key of value.keys()) {
      if (key === 'ok' || key === 'err') continue;
      got = describeKey(key);
      break;
    }
    return expected(spell(this.#type), got, got, ': write {ok = value} or {err = value}');
  }
}

/** A side or a case without payload is written `true`. */
function lowerTrue(value: ValueReader): Misfit | null {
  return value.typeName() === 'boolean' && value.boolean() ? null : notTrue(value);
}

export class VariantLowerer extends CaseLowerer {
  readonly #type: VariantType;
  readonly #payloads: readonly (Lowerer | null)[];
  readonly #labels: Labels;

  constructor(type: VariantType, payloads: readonly (Lowerer | null)[]) {
    const labels = new Labels(type.cases.map((one) => one.name));
    super(labels.names, payloads);
    this.#type = type;
    this.#payloads = payloads;
    this.#labels = labels;
  }

  protected enter(value: ValueReader, out: ByteWriter): number | Misfit | null {
    switch (value.typeName()) {
      case 'string':
        return this.#lowerName(value, out);
      case 'table':
        return this.#isTagged(value) ? this.#enterTagged(value, out) : this.#enterCase(value, out);
      default:
        return wrongType(this.#type, value);
    }
  }

  /** `"case"` */
  #lowerName(value: ValueReader, out: ByteWriter): Misfit | null {
    const name = nameIn(value.bytes());
    const index = this.#labels.indexOf(name);
    if (index < 0) return this.#unknown(name);
    if (this.#payloads[index] !== null)
      return expected(`{${luaKey(name)} = ${spell(this.#type.cases[index]!.type!)}}`, 'string');
    out.u32(index);
    return null;
  }

  /** `{case = payload}` */
  #enterCase(value: ValueReader, out: ByteWriter): number | Misfit {
    const count = value.keyCount();
    const [only] = count === 1 ? value.keys() : [];
    if (only === undefined) return this.#misfit(`table with ${count} keys`);
    if (typeof only !== 'string') return this.#misfit(describeKey(only));
    const index = this.#labels.indexOfKey(only);
    if (index < 0) return this.#unknown(only);
    out.u32(index);
    value.enterField(only);
    return index;
  }

  /** `{tag = "case", val = payload}`, as jco writes variants. */
  #isTagged(value: ValueReader): boolean {
    const count = value.keyCount();
    if (count === 0 || count > 2 || this.#labels.indexOf('tag') >= 0 || !value.enterField('tag')) return false;
    const isName = value.typeName() === 'string';
    value.leave();
    if (!isName || count === 1) return isName;
    if (!value.enterField('val')) return false;
    value.leave();
    return true;
  }

  #enterTagged(value: ValueReader, out: ByteWriter): number | Misfit | null {
    value.enterField('tag');
    const name = nameIn(value.bytes());
    value.leave();
    const index = this.#labels.indexOf(name);
    if (index < 0) return this.#unknown(name);
    out.u32(index);
    if (value.enterField('val')) return index;
    if (this.#payloads[index] === null) return null;
    return expected(spell(this.#type.cases[index]!.type!), 'nil').inField(name);
  }

  #misfit(got: string): Misfit {
    return expected(spell(this.#type), got, got, ': write {case = value}');
  }

  #unknown(name: string): Misfit {
    return unknownName('case', name, this.#labels.names);
  }
}

/** A label as a table constructor of Lua takes it. */
function luaKey(name: string): string {
  return name.includes('-') ? `[${quote(name)}]` : name;
}

/** By name, or by 0-based index. */
export class EnumLowerer implements Lowerer {
  readonly #type: EnumType;
  readonly #indices: ReadonlyMap<string, number>;

  constructor(type: EnumType) {
    this.#type = type;
    this.#indices = new Map(type.cases.map((name, index) => [name, index]));
  }

  lower(value: ValueReader, out: ByteWriter): Misfit | null {
    switch (value.typeName()) {
      case 'string':
        return this.#lowerName(value, out);
      case 'number':
        return this.#lowerIndex(value.isInteger() ? value.integer() : value.float(), out);
      default:
        return wrongType(this.#type, value);
    }
  }

  #lowerName(value: ValueReader, out: ByteWriter): Misfit | null {
    const name = nameIn(value.bytes());
    const index = this.#indices.get(name);
    if (index === undefined) return unknownName('case', name, this.#type.cases);
    out.u32(index);
    return null;
  }

  #lowerIndex(index: number | bigint, out: ByteWriter): Misfit | null {
    const last = this.#type.cases.length - 1;
    if (typeof index === 'bigint' || !Number.isInteger(index) || index < 0 || index > last) {
      return expected(`${spell(this.#type)} (0..${last})`, formatNumber(index), index);
    }
    out.u32(index);
    return null;
  }
}
