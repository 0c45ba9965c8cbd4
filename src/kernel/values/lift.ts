/**
 * Lifting: values out of the shared buffer as Lua sees them, the column "Produced" of spec/wit-mapping §2. The guest's
 * half has checked them; what it sends against the types ends in a RangeError, never in a wrong value.
 */
import type { ValueWriter } from '../../contract/values.ts';
import { WriterFull, type ByteReader } from '../../wit/codec.ts';
import type { FlagsType, ScalarName } from '../../wit/types.ts';

/** Reads one value of its type and writes it. One object per type, made once. */
export interface Lifter {
  /** Bytes of every value of the type; null where values differ. */
  readonly bytes: number | null;
  /** Reads the whole value, also where the writer takes only its beginning. Throws {@link WriterFull} where it takes no more. */
  lift(from: ByteReader, to: ValueWriter): void;
  /** Passes over a value that nobody wants. */
  skip(from: ByteReader): void;
}

/** Guests decode and encode by these types too: whoever breaks them has taken a guest over. */
function malformed(): never {
  throw new RangeError('the guest sent a value that its type does not have');
}

/** What is as long as every other value of its type. */
class FixedLifter implements Lifter {
  readonly bytes: number;
  readonly lift: Lifter['lift'];

  constructor(bytes: number, lift: Lifter['lift']) {
    this.bytes = bytes;
    this.lift = lift;
  }

  skip(from: ByteReader): void {
    from.seek(from.position + this.bytes);
  }
}

export const scalarLifters: Readonly<Record<ScalarName, Lifter>> = {
  bool: new FixedLifter(1, (from, to) => to.boolean(from.u8() !== 0)),
  s8: new FixedLifter(1, (from, to) => to.integer((from.u8() << 24) >> 24)),
  u8: new FixedLifter(1, (from, to) => to.integer(from.u8())),
  s16: new FixedLifter(4, (from, to) => to.integer((from.u32() << 16) >> 16)),
  u16: new FixedLifter(4, (from, to) => to.integer(from.u32() & 0xffff)),
  s32: new FixedLifter(4, (from, to) => to.integer(from.u32() | 0)),
  u32: new FixedLifter(4, (from, to) => to.integer(from.u32())),
  s64: new FixedLifter(8, (from, to) => to.integer(from.s64())),
  u64: new FixedLifter(8, (from, to) => to.integer(from.u64())),
  f32: new FixedLifter(4, (from, to) => to.float(from.f32())),
  f64: new FixedLifter(8, (from, to) => to.float(from.f64())),
  char: new FixedLifter(4, (from, to) => to.string(toCharacter(from.u32()))),
};

function toCharacter(point: number): string {
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? malformed() : String.fromCodePoint(point);
}

function sumOf(parts: readonly Lifter[]): number | null {
  let sum = 0;
  for (const { bytes } of parts) {
    if (bytes === null) return null;
    sum += bytes;
  }
  return sum;
}

function skipEach(parts: readonly Lifter[], from: ByteReader): void {
  for (let index = 0; index < parts.length; index++) parts[index]!.skip(from);
}

/** `string` and `list<u8>`: bytes, which a guest's half has checked where they have to be text. */
export const liftBytes: Lifter = {
  bytes: null,
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
  skip(from) {
    const length = from.u32();
    from.seek(from.position + length);
  },
};

export class ListLifter implements Lifter {
  readonly bytes = null;
  readonly #element: Lifter;
  /** Elements may be nil, so the length stands in a field. */
  readonly #hasLengthField: boolean;

  constructor(element: Lifter, hasLengthField: boolean) {
    this.#element = element;
    this.#hasLengthField = hasLengthField;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    const length = this.#length(from);
    const element = this.#element;
    to.list(length);
    for (let index = 1; index <= length; index++) {
      if (to.isFull === true) {
        if (!to.omitRest) throw new WriterFull();
        to.omitRest(length);
        this.#skip(length - index + 1, from);
        break;
      }
      element.lift(from, to);
      to.setIndex(index);
    }
    if (!this.#hasLengthField) return;
    to.integer(length);
    to.setField('n');
  }

  skip(from: ByteReader): void {
    this.#skip(this.#length(from), from);
  }

  #length(from: ByteReader): number {
    const length = from.u32();
    // Every element takes a byte at least.
    return length > from.remainingBytes ? malformed() : length;
  }

  #skip(count: number, from: ByteReader): void {
    const element = this.#element;
    if (element.bytes !== null) from.seek(from.position + count * element.bytes);
    else for (let left = count; left > 0; left--) element.skip(from);
  }
}

export class TupleLifter implements Lifter {
  readonly bytes: number | null;
  readonly #items: readonly Lifter[];

  constructor(items: readonly Lifter[]) {
    this.#items = items;
    this.bytes = sumOf(items);
  }

  skip(from: ByteReader): void {
    skipEach(this.#items, from);
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
  readonly bytes: number | null;
  readonly #names: readonly string[];
  readonly #fields: readonly Lifter[];

  constructor(names: readonly string[], fields: readonly Lifter[]) {
    this.#names = names;
    this.#fields = fields;
    this.bytes = sumOf(fields);
  }

  skip(from: ByteReader): void {
    skipEach(this.#fields, from);
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
  readonly bytes: number;
  readonly #type: FlagsType;

  constructor(type: FlagsType) {
    this.#type = type;
    this.bytes = 4 * Math.ceil(type.labels.length / 32);
  }

  skip(from: ByteReader): void {
    from.seek(from.position + this.bytes);
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
  readonly bytes = null;
  protected readonly some: Lifter;

  constructor(some: Lifter) {
    this.some = some;
  }

  skip(from: ByteReader): void {
    if (from.u8() !== 0) this.some.skip(from);
  }

  lift(from: ByteReader, to: ValueWriter): void {
    if (from.u8() === 0) to.nil();
    else this.some.lift(from, to);
  }
}

/** Where nil has no room (spec/wit-mapping §6). */
export class BoxedOptionLifter extends OptionLifter {
  override lift(from: ByteReader, to: ValueWriter): void {
    const isSome = from.u8() !== 0;
    to.map();
    if (!isSome) return;
    this.some.lift(from, to);
    to.setField('some');
  }
}

/** `{case = payload}`, `{case = true}`. */
export class VariantLifter implements Lifter {
  readonly bytes = null;
  readonly #names: readonly string[];
  readonly #payloads: readonly (Lifter | null)[];

  constructor(names: readonly string[], payloads: readonly (Lifter | null)[]) {
    this.#names = names;
    this.#payloads = payloads;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u32(), this.#names, this.#payloads, from, to);
  }

  skip(from: ByteReader): void {
    skipCase(from.u32(), this.#payloads, from);
  }
}

const RESULT_SIDES: readonly string[] = ['ok', 'err'];

/** A result inside of other values, and one that is a parameter. */
export class ResultLifter implements Lifter {
  readonly bytes = null;
  readonly #payloads: readonly (Lifter | null)[];

  constructor(ok: Lifter | null, err: Lifter | null) {
    this.#payloads = [ok, err];
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u8(), RESULT_SIDES, this.#payloads, from, to);
  }

  skip(from: ByteReader): void {
    skipCase(from.u8(), this.#payloads, from);
  }
}

function liftCase(
  index: number,
  names: readonly string[],
  payloads: readonly (Lifter | null)[],
  from: ByteReader,
  to: ValueWriter,
): void {
  const name = names[index] ?? malformed();
  const payload = payloads[index];
  to.map();
  if (payload) payload.lift(from, to);
  else to.boolean(true);
  to.setField(name);
}

function skipCase(index: number, payloads: readonly (Lifter | null)[], from: ByteReader): void {
  const payload = payloads[index];
  if (payload === undefined) malformed();
  payload?.skip(from);
}

export class EnumLifter implements Lifter {
  readonly bytes = 4;
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  lift(from: ByteReader, to: ValueWriter): void {
    to.string(this.#names[from.u32()] ?? malformed());
  }

  skip(from: ByteReader): void {
    from.seek(from.position + 4);
  }
}
