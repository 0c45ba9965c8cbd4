/**
 * Lifting: values out of the shared buffer as Lua sees them, the column "Produced" of spec/wit-mapping §2. The guest's
 * half has checked them; what it sends against the types ends in a RangeError, never in a wrong value.
 */
import { isDue, type Portions } from '../../base/effort.ts';
import type { ValueWriter } from '../../contract/values.ts';
import { WriterFull, type ByteReader } from '../../wit/codec.ts';
import type { FlagsType, ScalarName } from '../../wit/types.ts';

/** Reads one value of its type and writes it. One object per type, made once. */
export interface Lifter {
  /** Bytes of every value of the type; null where values differ. */
  readonly bytes: number | null;
  /** Reads the whole value, also where the writer takes only its beginning. Throws {@link WriterFull} where it takes no more. */
  lift(from: ByteReader, to: ValueWriter): void;
  /** The same, leaving off where {@link isDue} says so. Undefined where there is no list in the type: a value has few parts then. */
  readonly lifting?: Lifting | undefined;
  /** Passes over a value that nobody wants. */
  skip(from: ByteReader): void;
}

export type Lifting = (from: ByteReader, to: ValueWriter) => Generator<undefined, void>;

function* liftPart(part: Lifter, from: ByteReader, to: ValueWriter): Generator<undefined, void> {
  if (part.lifting) yield* part.lifting(from, to);
  else part.lift(from, to);
}

/** `lifting` where one of the parts has something to leave off at. */
export function ifLong(parts: readonly (Lifter | null)[], lifting: Lifting): Lifting | undefined {
  return parts.some((part) => part?.lifting !== undefined) ? lifting : undefined;
}

/** A value that is lifted in portions. */
export class LiftedPortions implements Portions {
  readonly #steps: Generator<undefined, void>;

  constructor(lifter: Lifter, from: ByteReader, to: ValueWriter) {
    this.#steps = liftPart(lifter, from, to);
  }

  work(): boolean {
    return this.#steps.next().done === true;
  }
}

/** Guests decode and encode by these types too: whoever breaks them has taken a guest over. */
export function malformed(): never {
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
    this.#liftLength(length, to);
  }

  *lifting(from: ByteReader, to: ValueWriter): Generator<undefined, void> {
    const length = this.#length(from);
    const element = this.#element;
    to.list(length);
    for (let index = 1; index <= length; index++) {
      // Whoever takes its time takes all or nothing.
      if (to.isFull === true) throw new WriterFull();
      if (element.lifting) yield* element.lifting(from, to);
      else element.lift(from, to);
      to.setIndex(index);
      if (isDue()) yield;
    }
    this.#liftLength(length, to);
  }

  skip(from: ByteReader): void {
    this.#skip(this.#length(from), from);
  }

  #liftLength(length: number, to: ValueWriter): void {
    if (!this.#hasLengthField) return;
    to.integer(length);
    to.setField('n');
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

  readonly lifting: Lifting | undefined;

  constructor(items: readonly Lifter[]) {
    this.#items = items;
    this.bytes = sumOf(items);
    this.lifting = ifLong(items, function* lifting(from, to) {
      to.list(items.length);
      for (let index = 0; index < items.length; index++) {
        const item = items[index]!;
        if (item.lifting) yield* item.lifting(from, to);
        else item.lift(from, to);
        to.setIndex(index + 1);
      }
    });
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

  readonly lifting: Lifting | undefined;

  constructor(names: readonly string[], fields: readonly Lifter[]) {
    this.#names = names;
    this.#fields = fields;
    this.bytes = sumOf(fields);
    this.lifting = ifLong(fields, function* lifting(from, to) {
      to.map();
      for (let index = 0; index < fields.length; index++) {
        const field = fields[index]!;
        if (field.lifting) yield* field.lifting(from, to);
        else field.lift(from, to);
        to.setField(names[index]!);
      }
    });
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
  readonly lifting: Lifting | undefined;
  protected readonly some: Lifter;

  constructor(some: Lifter) {
    this.some = some;
    this.lifting = ifLong([some], (from, to) => this.liftSome(from, to));
  }

  protected *liftSome(from: ByteReader, to: ValueWriter): Generator<undefined, void> {
    if (from.u8() === 0) to.nil();
    else yield* liftPart(this.some, from, to);
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

  protected override *liftSome(from: ByteReader, to: ValueWriter): Generator<undefined, void> {
    const isSome = from.u8() !== 0;
    to.map();
    if (!isSome) return;
    yield* liftPart(this.some, from, to);
    to.setField('some');
  }
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
