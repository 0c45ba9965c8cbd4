import { spend } from '../../base/effort.ts';
import { errorOf } from './error-object.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';

/** About what a value in a list or an object takes. */
const VALUE_BYTES = 48;
/** As deep as plain values go. */
const MAX_DEPTH = 128;

/**
 * Bytes that a plain copy of the value would take: what a table holds twice is there twice. Stops counting beyond `limit`, since
 * a table that shares its parts may stand for any amount.
 */
export function treeBytes(cell: Cell, limit: number): number {
  return count(cell, 0, limit);
}

function count(cell: Cell, depth: number, limit: number): number {
  const error = errorOf(cell);
  if (error) return error.sizeBytes;
  let bytes = VALUE_BYTES + cells.cellBytes(cell).length;
  if (depth >= MAX_DEPTH) return bytes;
  for (let entry = cells.firstEntry(cell); entry && bytes <= limit; entry = entry.n) {
    spend(1);
    bytes += cells.cellBytes(entry.key).length + count(entry.value, depth + 1, limit - bytes);
  }
  return bytes;
}
