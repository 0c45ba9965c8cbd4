/**
 * Lifting: values out of the shared buffer as Lua sees them, the column "Produced" of spec/wit-mapping §2. The guest's
 * half has checked them; what it sends against the types ends in a RangeError, never in a wrong value.
 */
import type { ValueWriter } from '../api.ts';
import type { ByteReader } from './codec.ts';
import type { FlagsType, ScalarName } from './types.ts';

/** Reads one value of its type and writes it. One object per type, made once. */
export interface Lifter {
  lift(from: ByteReader, to: ValueWriter): void;
}

/** Guests decode and encode by these types too: whoever breaks them has taken a guest over. */
function malformed(): never {
  throw new RangeError('the guest sent a value that its type does not have');
}

export const liftScalar: Readonly<Record<ScalarName, Lifter>> = {
  bool: { lift: (from, to) => to.boolean(from.u8() !== 0) },
  s8: { lift: (from, to) => to.integer((from.u8() << 24) >> 24) },
  u8: { lift: (from, to) => to.integer(from.u8()) },
  s16: { lift: (from, to) => to.integer((from.u32() << 16) >> 16) },
  u16: { lift: (from, to) => to.integer(from.u32() & 0xffff) },
  s32: { lift: (from, to) => to.integer(from.u32() | 0) },
  u32: { lift: (from, to) => to.integer(from.u32()) },
  s64: { lift: (from, to) => to.integer(from.s64()) },
  u64: { lift: (from, to) => to.integer(from.u64()) },
  f32: { lift: (from, to) => to.float(from.f32()) },
  f64: { lift: (from, to) => to.float(from.f64()) },
  char: { lift: (from, to) => to.string(toCharacter(from.u32())) },
};

function toCharacter(point: number): string {
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? malformed() : String.fromCodePoint(point);
}

/** `string` and `list<u8>`: bytes, which a guest's half has checked where they have to be text. */
export const liftBytes: Lifter = {
  lift(from, to) {
    const length = from.u32();
    if (length > from.remainingBytes) malformed();
    const { longest } = to;
    if (longest === undefined || length <= longest) to.bytes(from.bytes(length));
    else {
      const after = from.position + length;
      to.beginning?.(from.bytes(longest), length);
      from.seek(after);
    }
  },
};

export class ListLifter implements Lifter {
  readonly #element: Lifter;
  /** Elements may be nil, so the length stands in a field. */
  readonly #hasLengthField: boolean;

  constructor(element: Lifter, hasLengthField: boolean) {
    this.#element = element;
    this.#hasLengthField = hasLengthField;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const length = from.u32();
    // Every element takes a byte at least.
    if (length > from.remainingBytes) malformed();
    const element = this.#element;
    to.list(length);
    for (let index = 1; index <= length; index++) {
      if (to.isFull === true) {
        to.omitRest?.();
        break;
      }
      element.lift(from, to);
      to.setIndex(index);
    }
    if (!this.#hasLengthField) return;
    to.integer(length);
    to.setField('n');
  }
}

export class TupleLifter implements Lifter {
  readonly #items: readonly Lifter[];

  constructor(items: readonly Lifter[]) {
    this.#items = items;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const items = this.#items;
    to.list(items.length);
    for (let index = 0; index < items.length; index++) {
      items[index]!.lift(from, to);
      to.setIndex(index + 1);
    }
  }
}

export class RecordLifter implements Lifter {
  readonly #names: readonly string[];
  readonly #fields: readonly Lifter[];

  constructor(names: readonly string[], fields: readonly Lifter[]) {
    this.#names = names;
    this.#fields = fields;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const fields = this.#fields;
    to.map();
    for (let index = 0; index < fields.length; index++) {
      fields[index]!.lift(from, to);
      to.setField(this.#names[index]!);
    }
  }
}

/** A set with every flag in it. */
export class FlagsLifter implements Lifter {
  readonly #type: FlagsType;

  constructor(type: FlagsType) {
    this.#type = type;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const { labels } = this.#type;
    let word = 0;
    to.map();
    for (let index = 0; index < labels.length; index++) {
      if ((index & 31) === 0) word = from.u32();
      to.boolean(((word >>> (index & 31)) & 1) === 1);
      to.setField(labels[index]!);
    }
  }
}

export class OptionLifter implements Lifter {
  readonly #some: Lifter;

  constructor(some: Lifter) {
    this.#some = some;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    if (from.u8() === 0) to.nil();
    else this.#some.lift(from, to);
  }
}

/** Where nil has no room (spec/wit-mapping §6). */
export class BoxedOptionLifter implements Lifter {
  readonly #some: Lifter;

  constructor(some: Lifter) {
    this.#some = some;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const isSome = from.u8() !== 0;
    to.map();
    if (!isSome) return;
    this.#some.lift(from, to);
    to.setField('some');
  }
}

/** `{case = payload}`, `{case = true}`. */
export class VariantLifter implements Lifter {
  readonly #names: readonly string[];
  readonly #payloads: readonly (Lifter | null)[];

  constructor(names: readonly string[], payloads: readonly (Lifter | null)[]) {
    this.#names = names;
    this.#payloads = payloads;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u32(), this.#names, this.#payloads, from, to);
  }
}

const RESULT_SIDES: readonly string[] = ['ok', 'err'];

/** A result inside of other values, and one that is a parameter. */
export class ResultLifter implements Lifter {
  readonly #payloads: readonly (Lifter | null)[];

  constructor(ok: Lifter | null, err: Lifter | null) {
    this.#payloads = [ok, err];
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u8(), RESULT_SIDES, this.#payloads, from, to);
  }
}

function liftCase(index: number, names: readonly string[], payloads: readonly (Lifter | null)[], from: ByteReader, to: ValueWriter): void {
  const name = names[index] ?? malformed();
  const payload = payloads[index];
  to.map();
  if (payload) payload.lift(from, to);
  else to.boolean(true);
  to.setField(name);
}

export class EnumLifter implements Lifter {
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    to.string(this.#names[from.u32()] ?? malformed());
  }
}
