import { spend } from '../../base/effort.ts';
import { errorOf } from './error-object.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';

/** About what a value in a list or an object takes. */
const VALUE_BYTES = 48;
/** As deep as plain values go. */
const MAX_DEPTH = 128;

/** Of a plain copy: what a table holds twice is there twice. */
export interface TreeSize {
  bytes: number;
  values: number;
}

/** What a plain copy of the value would take. Stops counting beyond a limit: a table that shares its parts may stand for any amount. */
export function treeSize(cell: Cell, limits: Readonly<TreeSize>): TreeSize {
  const size: TreeSize = { bytes: 0, values: 0 };
  count(cell, 0, size, limits);
  return size;
}

function count(cell: Cell, depth: number, size: TreeSize, limits: Readonly<TreeSize>): void {
  spend(1);
  size.values++;
  const error = errorOf(cell);
  if (error) {
    size.bytes += error.sizeBytes;
    return;
  }
  size.bytes += VALUE_BYTES + cells.cellBytes(cell).length;
  if (depth >= MAX_DEPTH) return;
  for (
    let entry = cells.firstEntry(cell);
    entry && size.bytes <= limits.bytes && size.values <= limits.values;
    entry = entry.n
  ) {
    size.bytes += cells.cellBytes(entry.key).length;
    count(entry.value, depth + 1, size, limits);
  }
}
