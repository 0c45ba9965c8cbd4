/**
 * Lowering of lists and tuples (spec/wit-mapping §2, §4). Keys are checked by counting: a table with k keys, all of 1..k
 * among them, has no others. Only when that fails are its keys looked at, and then a wrong key is reported before a
 * wrong element.
 */
import type { TableKey, ValueReader } from '../../contract/values.ts';
import { sorting } from '../../base/sorting.ts';
import { toEnd, type Steps } from '../../base/steps.ts';
import { ByteLimitExceeded, MAX_VALUE_BYTES, type ByteWriter } from '../../wit/codec.ts';
import { areLong, isLongFor, lowerPart, writeBytes, type Lowerer } from './lower-scalars.ts';
import type { Lowering } from './lowering.ts';
import { expected, formatNumber, Misfit, quote, spell, wrongType } from './misfit.ts';
import type { ListType, TupleType } from '../../wit/types.ts';

export class ListLowerer implements Lowerer {
  readonly isLong = true;
  readonly #type: ListType;
  readonly #element: Lowerer;

  constructor(type: ListType, element: Lowerer) {
    this.#type = type;
    this.#element = element;
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    const length = this.#begin(value, out);
    if (length === null) return toEnd(this.#lowerSparse(value, out, run));
    if (typeof length !== 'number') return toEnd(orWrongKey(length, value, run));
    const element = this.#element;
    for (let index = 1; index <= length; index++) {
      run.work(1);
      if (!value.enterIndex(index)) return toEnd(orWrongKey(this.#missing(index), value, run));
      const problem = element.lower(value, out, run);
      value.leave();
      if (problem) return toEnd(orWrongKey(problem.atIndex(index), value, run));
    }
    return null;
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    const length = this.#begin(value, out);
    if (length === null) return yield* this.#lowerSparse(value, out, run);
    if (typeof length !== 'number') return yield* orWrongKey(length, value, run);
    return yield* this.#lowerElements(value, out, run, length);
  }

  /** How many elements there are; null where keys are not 1..n. */
  #begin(value: ValueReader, out: ByteWriter): number | Misfit | null {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const length = denseLength(value);
    if (length < 0) return null;
    const misfit = wrongLength(this.#type, length, 'element');
    if (misfit) return misfit;
    out.u32(length);
    return length;
  }

  /** Ends at the first element that is wrong or missing. */
  *#lowerSparse(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    return (yield* unexpectedKey(value, run)) ?? (yield* this.#lowerElements(value, out, run, Infinity));
  }

  *#lowerElements(value: ValueReader, out: ByteWriter, run: Lowering, length: number): Steps<Misfit | null> {
    const element = this.#element;
    for (let index = 1; index <= length; index++) {
      run.work(1);
      if (!value.enterIndex(index)) return yield* orWrongKey(this.#missing(index), value, run);
      const isLong = isLongFor(element, value);
      const problem = isLong ? yield* element.lowering(value, out, run) : element.lower(value, out, run);
      value.leave();
      if (problem) return yield* orWrongKey(problem.atIndex(index), value, run);
      if (run.isDue) yield;
    }
    return null;
  }

  #missing(index: number): Misfit {
    return expected(spell(this.#type.element), 'nil').atIndex(index);
  }
}

/** `list<u8>`: a string with any bytes, or a list of numbers. */
export class ByteListLowerer implements Lowerer {
  readonly isLong = true;
  readonly #type: ListType;
  readonly #numbers: ListLowerer;

  constructor(type: ListType, element: Lowerer) {
    this.#type = type;
    this.#numbers = new ListLowerer(type, element);
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'string') return this.#numbers.lower(value, out, run);
    const bytes = value.bytes();
    const misfit = wrongLength(this.#type, bytes.length, 'byte');
    if (misfit) return misfit;
    run.workOnBytes(bytes.length);
    out.u32(bytes.length);
    out.bytes(bytes);
    return null;
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'string') return yield* this.#numbers.lowering(value, out, run);
    const bytes = value.bytes();
    const misfit = wrongLength(this.#type, bytes.length, 'byte');
    if (misfit) return misfit;
    yield* writeBytes(bytes, out, run);
    return null;
  }
}

/** Tables with this many missing positions for each one that is there are walked by their keys. */
const SPARSE = 8;

/** `list<option<T>>`: as long as its field `n` says, or as its largest key; what is missing is none. */
export class OptionListLowerer implements Lowerer {
  readonly isLong = true;
  readonly #type: ListType;
  readonly #element: Lowerer;

  constructor(type: ListType, element: Lowerer) {
    this.#type = type;
    this.#element = element;
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    return toEnd(this.lowering(value, out, run));
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    const begun = yield* this.#begin(value, out, run);
    if (begun instanceof Misfit) return begun;
    const { length, positions } = begun;
    const element = this.#element;
    // By their positions, and where they are few among what is missing by their keys.
    const indices = isSparse(begun) ? yield* this.#indices(value, run, length) : null;
    if (indices instanceof Misfit) return indices;
    const count = indices?.length ?? length;
    let written = 0;
    let found = 0;
    for (let step = 0; step < count; step++) {
      const index = indices?.[step] ?? step + 1;
      run.work(1);
      if (index - 1 > written) yield* writeZerosInPortions(index - 1 - written, out, run);
      written = index;
      if (!value.enterIndex(index)) {
        out.u8(0);
        continue;
      }
      found++;
      const problem = yield* lowerPart(element, value, out, run);
      value.leave();
      if (problem) return yield* orWrongKey(problem.atIndex(index), value, run, length);
      if (run.isDue) yield;
    }
    yield* writeZerosInPortions(length - written, out, run);
    // Some of its keys were no positions; unless it was changed while it was gone through, and is a list.
    return indices !== null || found === positions ? null : yield* unexpectedKey(value, run, length);
  }

  *#begin(value: ValueReader, out: ByteWriter, run: Lowering): Steps<OptionsBegun | Misfit> {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const keyCount = value.keyCount();
    const n = lengthField(value);
    const positions = n === undefined ? keyCount : keyCount - 1;
    const length = n ?? (yield* largestIndex(value, keyCount, run));
    if (length === null) return yield* orWrongKey(unexpected('n'), value, run);
    const misfit = wrongLength(this.#type, length, 'element');
    if (misfit) return yield* orWrongKey(misfit, value, run, length);
    if (length > MAX_VALUE_BYTES) return (yield* unexpectedKey(value, run, length)) ?? outgrown();
    out.u32(length);
    return { length, positions };
  }

  *#indices(value: ValueReader, run: Lowering, length: number): Steps<number[] | Misfit> {
    const wrong = yield* unexpectedKey(value, run, length);
    if (wrong) return wrong;
    const indices: number[] = [];
    for (const key of value.keys()) {
      run.work(1);
      if (typeof key === 'number') indices.push(key);
      if (run.isDue) yield;
    }
    return yield* sorting(indices, (one, other) => one - other);
  }
}

/** How many there are, and how many of them are there. */
interface OptionsBegun {
  readonly length: number;
  readonly positions: number;
}

function isSparse({ length, positions }: OptionsBegun): boolean {
  return length > positions * SPARSE + 64;
}

const ZEROS = new Uint8Array(16 * 1024);

function writeZeros(count: number, out: ByteWriter, run: Lowering): void {
  run.workOnBytes(count);
  for (let left = count; left > 0; left -= ZEROS.length)
    out.bytes(left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS);
}

function* writeZerosInPortions(count: number, out: ByteWriter, run: Lowering): Steps<void> {
  for (let left = count; left > 0; left -= ZEROS.length) {
    writeZeros(Math.min(left, ZEROS.length), out, run);
    if (run.isDue) yield;
  }
}

function outgrown(): never {
  throw new ByteLimitExceeded();
}

export class TupleLowerer implements Lowerer {
  readonly isLong: boolean;
  readonly #type: TupleType;
  readonly #items: readonly Lowerer[];

  constructor(type: TupleType, items: readonly Lowerer[]) {
    this.#type = type;
    this.#items = items;
    this.isLong = areLong(items);
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const items = this.#items;
    run.work(items.length);
    let found = 0;
    for (let index = 1; index <= items.length; index++) {
      let problem: Misfit | null = null;
      if (value.enterIndex(index)) {
        found++;
        problem = items[index - 1]!.lower(value, out, run);
        value.leave();
      } else problem = this.#lowerMissing(index, out);
      if (problem) return toEnd(this.#unexpected(value, run)) ?? problem.atIndex(index);
    }
    return value.keyCount() === found ? null : toEnd(this.#unexpected(value, run));
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const items = this.#items;
    run.work(items.length);
    let found = 0;
    for (let index = 1; index <= items.length; index++) {
      let problem: Misfit | null = null;
      if (value.enterIndex(index)) {
        found++;
        problem = yield* lowerPart(items[index - 1]!, value, out, run);
        value.leave();
      } else problem = this.#lowerMissing(index, out);
      if (problem) return (yield* this.#unexpected(value, run)) ?? problem.atIndex(index);
    }
    return value.keyCount() === found ? null : yield* this.#unexpected(value, run);
  }

  #lowerMissing(index: number, out: ByteWriter): Misfit | null {
    const type = this.#type.items[index - 1]!;
    if (type.kind !== 'option') return expected(spell(type), 'nil');
    out.u8(0);
    return null;
  }

  /** A field `n` is no more than what `table.pack` leaves, as long as it does not contradict the positions. */
  *#unexpected(value: ValueReader, run: Lowering): Steps<Misfit | null> {
    const size = this.#items.length;
    const type = `tuple of ${size}`;
    let largest = 0;
    let hasLength = false;
    for (const key of value.keys()) {
      run.work(1);
      if (run.isDue) yield;
      if (key === 'n') hasLength = true;
      else if (!isIndex(key) || key > size) return expected(type, isIntegral(key) ? `index ${key}` : describeKey(key));
      else largest = Math.max(largest, key);
    }
    if (!hasLength) return null;
    const n = lengthField(value);
    if (typeof n !== 'number' || n < largest) return expected(type, describeKey('n'));
    return n > size ? expected(type, `index ${n}`) : null;
  }
}

/* ---------------------------------------------------------------- keys of lists */

/** How long the list is, if its keys are 1..n, which the caller still has to see; -1 when they cannot be. */
function denseLength(value: ValueReader): number {
  const count = value.keyCount();
  if (count === 0) return 0;
  if (value.enterIndex(count)) {
    value.leave();
    return count;
  }
  // A field `n` is allowed if it equals the length.
  return lengthField(value) === count - 1 ? count - 1 : -1;
}

/** The field `n`: undefined when there is none, null when it is no length. */
function lengthField(value: ValueReader): number | null | undefined {
  if (!value.enterField('n')) return undefined;
  const length = value.typeName() !== 'number' ? -1 : Number(value.isInteger() ? value.integer() : value.float());
  value.leave();
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}

/** null when there are keys that are no positions. */
function* largestIndex(value: ValueReader, keyCount: number, run: Lowering): Steps<number | null> {
  let dense = 0;
  while (dense < keyCount && value.enterIndex(dense + 1)) {
    value.leave();
    dense++;
    run.work(1);
    if (run.isDue) yield;
  }
  if (dense === keyCount) return dense;
  let largest = 0;
  for (const key of value.keys()) {
    run.work(1);
    if (run.isDue) yield;
    if (!isIndex(key)) return null;
    largest = Math.max(largest, key);
  }
  return largest;
}

/**
 * The first key that a list cannot have; null when all of them are positions (holes are another matter). A field `n` must
 * not be less than the largest position.
 */
export function* unexpectedKey(value: ValueReader, run: Lowering, length = Infinity): Steps<Misfit | null> {
  let wrong: TableKey | null = null;
  let largest = 0;
  let hasLength = false;
  for (const key of value.keys()) {
    run.work(1);
    if (run.isDue) yield;
    if (key === 0) return new Misfit('list starts at index 0, Lua lists start at 1', 'index 1', 'index 0');
    if (key === 'n') hasLength = true;
    else if (!isIndex(key) || key > length) wrong ??= key;
    else largest = Math.max(largest, key);
  }
  if (wrong !== null) return unexpected(wrong);
  if (!hasLength) return null;
  const n = lengthField(value);
  return typeof n === 'number' && n >= largest ? null : unexpected('n');
}

/** `misfit`, unless a key is to be reported before it. */
function* orWrongKey(misfit: Misfit, value: ValueReader, run: Lowering, length?: number): Steps<Misfit> {
  if (value.typeName() !== 'table') return misfit;
  return (yield* unexpectedKey(value, run, length)) ?? misfit;
}

function unexpected(key: TableKey): Misfit {
  return new Misfit(`unexpected ${describeKey(key)} in a list`, 'list', describeKey(key));
}

export function describeKey(key: TableKey): string {
  if (typeof key === 'string') return `key ${quote(key)}`;
  return typeof key === 'object' ? `key of type ${key.type}` : `key ${formatNumber(key)}`;
}

function isIntegral(key: TableKey): key is number | bigint {
  return typeof key === 'bigint' || Number.isInteger(key);
}

function isIndex(key: TableKey): key is number {
  return typeof key === 'number' && Number.isInteger(key) && key >= 1;
}

function wrongLength(type: ListType, length: number, unit: string): Misfit | null {
  if (type.length === null || type.length === length) return null;
  return expected(spell(type), `${length} ${unit}${length === 1 ? '' : 's'}`, length);
}
