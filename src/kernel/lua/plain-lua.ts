/** Lua values to other forms: for the page, the console and the details of errors. */
import { spend, spendBytes } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { ValueWriter } from '../../contract/values.ts';
import { bytesToPlain, omitRest, PlainWriter } from '../../contract/plain.ts';
import { ValueTooDeep } from '../../wit/codec.ts';
import { errorOf } from './error-object.ts';
import { int64Of } from './stdlib/int64.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';
import type { LuaState } from './vm/types.ts';

/** Tables in tables: a table inside of itself ends here. More than WIT types nest (TypeLimits in ../wit/types.ts). */
const MAX_DEPTH = 128;
/** Keys are only looked at. */
const KEYS_PER_UNIT = 8;
/** What the details of an error may hold. */
const MAX_VALUES = 10_000;

/** A copy of the value at `index`. Throws `WriterFull` where it has more than a few thousand values. */
export function plainAt(L: LuaState, index: number): PlainValue {
  return plainOfCell(cells.cellOf(L, index));
}

/** As {@link plainAt}. */
export function plainOfCell(cell: Cell, values = MAX_VALUES): PlainValue {
  const writer = new PlainWriter({ values, textBytes: Infinity, longest: Infinity });
  writeCell(cell, writer);
  return writer.values[0] ?? null;
}

/**
 * Writes one value. A table with keys within 1..`#t` makes an array, with nil for a hole, and so does one with keys within
 * 1..n beside a field `n`; any other is written by its fields, whose keys that are not strings take their text. What has no
 * plain form (functions, threads, other userdata) is opaque. What is more than the writer takes is left out where it has a way
 * to say so; throws `WriterFull` where it has none.
 */
export function writeCell(cell: Cell, to: ValueWriter): void {
  write(cell, 0, to);
}

function write(cell: Cell, depth: number, to: ValueWriter): void {
  spend(1);
  switch (cells.cellType(cell)) {
    case 'boolean':
      return to.boolean(cells.cellBoolean(cell));
    case 'number':
      return cells.isIntegerCell(cell) ? to.integer(cells.cellNumber(cell)) : to.float(Number(cells.cellNumber(cell)));
    case 'string':
      return writeBytes(cells.cellBytes(cell), to);
    case 'table':
      return writeTable(cell, depth, to);
    case 'userdata': {
      const integer = int64Of(cell);
      if (integer !== null) return to.integer(integer);
      const error = errorOf(cell);
      return error ? to.failure(error.failure) : writeOpaque(to);
    }
    case 'nil':
      return to.nil();
    default:
      return writeOpaque(to);
  }
}

function writeOpaque(to: ValueWriter): void {
  if (to.opaque) to.opaque();
  else to.nil();
}

function writeBytes(bytes: Uint8Array, to: ValueWriter): void {
  const { longest } = to;
  spendBytes(Math.min(bytes.length, longest ?? Infinity));
  if (longest === undefined || bytes.length <= longest) to.bytes(bytes.slice());
  else to.beginning?.(bytes.subarray(0, longest), bytes.length);
}

function writeTable(cell: Cell, depth: number, to: ValueWriter): void {
  if (depth >= MAX_DEPTH) {
    if (!to.omitRest) throw new ValueTooDeep(MAX_DEPTH);
    to.map();
    return to.omitRest(cells.entryCount(cell));
  }
  const length = arrayLength(cell);
  if (length > 0) writeArray(cell, length, depth, to);
  else {
    to.map();
    writeFields(cell, depth, to);
  }
}

/** Holes that are written out, at most: a table of two entries must not make an array of a thousand million. */
const MAX_HOLES = 10_000;

/** How long an array the table makes; 0 for one that is written by its fields. */
function arrayLength(cell: Cell): number {
  const count = cells.entryCount(cell);
  spend(count / KEYS_PER_UNIT);
  const n = cells.entryOf(cell, 'n')?.value;
  const isCounted = n !== undefined && cells.isIntegerCell(n);
  const positions = isCounted ? count - 1 : count;
  const length = isCounted ? Number(cells.cellNumber(n)) : cells.border(cell);
  // A table that holds a number called `n` and no positions is no list, nor is one with next to nothing in it.
  if (positions === 0 || length < positions || length > positions + MAX_HOLES) return 0;
  for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
    if (isCounted && entry.value === n) continue;
    const key = cells.isIntegerCell(entry.key) ? cells.cellNumber(entry.key) : 0;
    if (key < 1 || key > length) return 0;
  }
  return length;
}

function writeArray(cell: Cell, length: number, depth: number, to: ValueWriter): void {
  to.list(length);
  for (let index = 1; index <= length; index++) {
    if (to.isFull === true) return omitRest(to, length);
    const entry = cells.entryAt(cell, index);
    if (entry === undefined) to.nil();
    else write(entry.value, depth + 1, to);
    to.setIndex(index);
  }
}

/** The fields of a table at `depth`, into the map that was begun for them. */
export function writeFields(cell: Cell, depth: number, to: ValueWriter): void {
  for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
    if (to.isFull === true) return omitRest(to, cells.entryCount(cell));
    write(entry.value, depth + 1, to);
    to.setField(keyOf(entry.key));
  }
}

function keyOf(key: Cell): string {
  if (cells.cellType(key) !== 'string') return cells.displayCell(key);
  const text = bytesToPlain(cells.cellBytes(key));
  return typeof text === 'string' ? text : cells.displayCell(key);
}
