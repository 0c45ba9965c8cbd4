/**
 * Lowering of lists and tuples (spec/wit-mapping §2, §4). Keys are checked by counting: a table with k keys, all of 1..k
 * among them, has no others. Only when that fails are its keys looked at, and then a wrong key is reported before a
 * wrong element.
 */
import type { TableKey, ValueReader } from '../../contract/values.ts';
import { ByteLimitExceeded, MAX_VALUE_BYTES, type ByteWriter } from '../../wit/codec.ts';
import { ifLong, lowerPart, writeBytes, type Lowerer, type LoweringInPortions } from './lower-scalars.ts';
import type { Lowering } from './lowering.ts';
import { expected, formatNumber, Misfit, quote, spell, wrongType } from './misfit.ts';
import type { ListType, TupleType } from '../../wit/types.ts';

export class ListLowerer implements Lowerer {
  readonly #type: ListType;
  readonly #element: Lowerer;

  constructor(type: ListType, element: Lowerer) {
    this.#type = type;
    this.#element = element;
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    const length = this.#begin(value, out);
    if (typeof length !== 'number') return length;
    const element = this.#element;
    for (let index = 1; index <= length; index++) {
      run.work(1);
      if (!value.enterIndex(index)) return this.#missing(value, index);
      const problem = element.lower(value, out, run);
      value.leave();
      if (problem) return unexpectedKey(value) ?? problem.atIndex(index);
    }
    return null;
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Misfit | null> {
    const length = this.#begin(value, out);
    if (typeof length !== 'number') return length;
    const element = this.#element;
    for (let index = 1; index <= length; index++) {
      run.work(1);
      if (!value.enterIndex(index)) return this.#missing(value, index);
      const problem = element.lowering ? yield* element.lowering(value, out, run) : element.lower(value, out, run);
      value.leave();
      if (problem) return unexpectedKey(value) ?? problem.atIndex(index);
      if (run.isDue) yield;
    }
    return null;
  }

  /** How many elements there are. Where keys are not 1..n it ends at the first element that is wrong or missing: without end. */
  #begin(value: ValueReader, out: ByteWriter): number | Misfit {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const length = denseLength(value);
    if (length < 0) return unexpectedKey(value) ?? Infinity;
    const misfit = wrongLength(this.#type, length, 'element');
    if (misfit) return unexpectedKey(value) ?? misfit;
    out.u32(length);
    return length;
  }

  #missing(value: ValueReader, index: number): Misfit {
    return unexpectedKey(value) ?? expected(spell(this.#type.element), 'nil').atIndex(index);
  }
}

/** `list<u8>`: a string with any bytes, or a list of numbers. */
export class ByteListLowerer implements Lowerer {
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

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Misfit | null> {
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
  readonly #type: ListType;
  readonly #element: Lowerer;

  constructor(type: ListType, element: Lowerer) {
    this.#type = type;
    this.#element = element;
  }

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    const steps = this.lowering(value, out, run);
    for (;;) {
      const { done, value: misfit } = steps.next();
      if (done === true) return misfit;
    }
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Misfit | null> {
    const begun = this.#begin(value, out, run);
    if (begun instanceof Misfit) return begun;
    const { length, positions } = begun;
    const element = this.#element;
    // By their positions, and where they are few among what is missing by their keys.
    const indices = isSparse(begun) ? this.#indices(value, length) : null;
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
      const problem = element.lowering ? yield* element.lowering(value, out, run) : element.lower(value, out, run);
      value.leave();
      if (problem) return unexpectedKey(value, length) ?? problem.atIndex(index);
      if (run.isDue) yield;
    }
    yield* writeZerosInPortions(length - written, out, run);
    // Some of its keys were no positions; unless it was changed while it was gone through, and is a list.
    return indices !== null || found === positions ? null : unexpectedKey(value, length);
  }

  #begin(value: ValueReader, out: ByteWriter, run: Lowering): OptionsBegun | Misfit {
    if (value.typeName() !== 'table') return wrongType(this.#type, value);
    const keyCount = value.keyCount();
    // Its keys may have to be looked at one by one.
    run.work(keyCount);
    const n = lengthField(value);
    const positions = n === undefined ? keyCount : keyCount - 1;
    const length = n ?? largestIndex(value, keyCount);
    if (length === null) return unexpectedKey(value) ?? unexpected('n');
    const misfit = wrongLength(this.#type, length, 'element');
    if (misfit) return unexpectedKey(value, length) ?? misfit;
    if (length > MAX_VALUE_BYTES) return unexpectedKey(value, length) ?? outgrown();
    out.u32(length);
    return { length, positions };
  }

  #indices(value: ValueReader, length: number): number[] | Misfit {
    const wrong = unexpectedKey(value, length);
    if (wrong) return wrong;
    return value
      .keys()
      .filter((key) => typeof key === 'number')
      .toSorted((a, b) => a - b);
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

function* writeZerosInPortions(count: number, out: ByteWriter, run: Lowering): Generator<undefined, void> {
  for (let left = count; left > 0; left -= ZEROS.length) {
    writeZeros(Math.min(left, ZEROS.length), out, run);
    if (run.isDue) yield;
  }
}

function outgrown(): never {
  throw new ByteLimitExceeded();
}

export class TupleLowerer implements Lowerer {
  readonly lowering: LoweringInPortions | undefined;
  readonly #type: TupleType;
  readonly #items: readonly Lowerer[];

  constructor(type: TupleType, items: readonly Lowerer[]) {
    this.#type = type;
    this.#items = items;
    this.lowering = ifLong(items, (value, out, run) => this.#lowerInPortions(value, out, run));
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
      if (problem) return this.#unexpected(value) ?? problem.atIndex(index);
    }
    return value.keyCount() === found ? null : this.#unexpected(value);
  }

  *#lowerInPortions(value: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Misfit | null> {
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
      if (problem) return this.#unexpected(value) ?? problem.atIndex(index);
    }
    return value.keyCount() === found ? null : this.#unexpected(value);
  }

  #lowerMissing(index: number, out: ByteWriter): Misfit | null {
    const type = this.#type.items[index - 1]!;
    if (type.kind !== 'option') return expected(spell(type), 'nil');
    out.u8(0);
    return null;
  }

  /** A field `n` is no more than what `table.pack` leaves, as long as it does not contradict the positions. */
  #unexpected(value: ValueReader): Misfit | null {
    const size = this.#items.length;
    const type = `tuple of ${size}`;
    let largest = 0;
    let hasLength = false;
    for (const key of value.keys()) {
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
function largestIndex(value: ValueReader, keyCount: number): number | null {
  let dense = 0;
  while (dense < keyCount && value.enterIndex(dense + 1)) {
    value.leave();
    dense++;
  }
  if (dense === keyCount) return dense;
  let largest = 0;
  for (const key of value.keys()) {
    if (!isIndex(key)) return null;
    largest = Math.max(largest, key);
  }
  return largest;
}

/**
 * The first key that a list cannot have; null when all of them are positions (holes are another matter). A field `n` must
 * not be less than the largest position.
 */
export function unexpectedKey(value: ValueReader, length = Infinity): Misfit | null {
  let wrong: TableKey | null = null;
  let largest = 0;
  let hasLength = false;
  for (const key of value.keys()) {
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
