/** Lua values to plain ones: for the page, the console and the details of errors. */
import type { CopyLimits, PlainValue } from '../api.ts';
import { bytesToPlain, CUT, defineField, failureToPlain, shortenBytes } from '../plain.ts';
import { errorOf } from './error-object.ts';
import { int64Of } from './stdlib/int64.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';
import type { LuaState } from './vm/types.ts';

/** Deeper tables are shown as `"…"`, and so a table inside of itself ends. More than WIT types nest (TypeLimits in ../wit/types.ts). */
const MAX_DEPTH = 128;
/** What fields of log lines and details of errors may hold. */
const MAX_VALUES = 10_000;

/**
 * A copy of the value at `index`. A table with keys within 1..`#t` makes an array, with null for a hole, and so does one
 * with keys within 1..n beside a field `n`; any other is an object, whose keys that are not strings take their text. What
 * has no plain form (functions, threads, other userdata) is null.
 */
export function plainAt(L: LuaState, index: number, limits?: CopyLimits): PlainValue {
  return plainOfCell(cells.cellOf(L, index), limits);
}

export function plainOfCell(cell: Cell, limits: CopyLimits = { values: MAX_VALUES, textBytes: Infinity, longest: Infinity }): PlainValue {
  return convert(cell, 0, limits);
}

function convert(cell: Cell, depth: number, limits: CopyLimits): PlainValue {
  switch (cells.cellType(cell)) {
    case 'boolean':
      return cells.cellBoolean(cell);
    case 'number':
      return cells.cellNumber(cell);
    case 'string':
      return convertBytes(cells.cellBytes(cell), limits);
    case 'table':
      return depth < MAX_DEPTH ? convertTable(cell, depth, limits) : CUT;
    case 'userdata': {
      const integer = int64Of(cell);
      if (integer !== null) return integer;
      const error = errorOf(cell);
      return error && failureToPlain(error.failure);
    }
    default:
      return null;
  }
}

function convertBytes(bytes: Uint8Array, limits: CopyLimits): string | Uint8Array {
  const longest = Math.min(limits.longest, Math.max(0, limits.textBytes));
  limits.textBytes -= Math.min(longest, bytes.length);
  return bytes.length <= longest ? bytesToPlain(bytes) : shortenBytes(bytes.subarray(0, longest), bytes.length);
}

function convertTable(cell: Cell, depth: number, limits: CopyLimits): PlainValue {
  const length = arrayLength(cell, limits);
  return length > 0 ? convertArray(cell, length, depth, limits) : convertObject(cell, depth, limits);
}

/** How long an array the table makes; 0 for one that makes an object. */
function arrayLength(cell: Cell, limits: CopyLimits): number {
  const count = cells.entryCount(cell);
  const n = cells.entryOf(cell, 'n')?.value;
  const isCounted = n !== undefined && cells.isIntegerCell(n);
  const positions = isCounted ? count - 1 : count;
  const length = isCounted ? Number(cells.cellNumber(n)) : cells.border(cell);
  // A table that holds a number called `n` and no positions is no list, nor is one with next to nothing in it.
  if (positions === 0 || length < positions || length > positions + Math.max(0, limits.values)) return 0;
  for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
    if (isCounted && entry.value === n) continue;
    const key = cells.isIntegerCell(entry.key) ? cells.cellNumber(entry.key) : 0;
    if (key < 1 || key > length) return 0;
  }
  return length;
}

function convertArray(cell: Cell, length: number, depth: number, limits: CopyLimits): PlainValue {
  const list: PlainValue[] = [];
  for (let index = 1; index <= length; index++) {
    if (limits.values-- <= 0) {
      list.push(CUT);
      break;
    }
    const entry = cells.entryAt(cell, index);
    list.push(entry === undefined ? null : convert(entry.value, depth + 1, limits));
  }
  return list;
}

function convertObject(cell: Cell, depth: number, limits: CopyLimits): PlainValue {
  const object: Record<string, PlainValue> = {};
  for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
    if (limits.values-- <= 0) {
      defineField(object, CUT, CUT);
      break;
    }
    defineField(object, keyOf(entry.key), convert(entry.value, depth + 1, limits));
  }
  return object;
}

function keyOf(key: Cell): string {
  if (cells.cellType(key) !== 'string') return cells.displayCell(key);
  const text = bytesToPlain(cells.cellBytes(key));
  return typeof text === 'string' ? text : cells.displayCell(key);
}
