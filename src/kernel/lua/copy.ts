import { internal, type Failure } from '../../contract/errors.ts';
import type { DeepCopy } from './deep-copy.ts';
import { errorOf } from './error-object.ts';
import { int64Of } from './stdlib/int64.ts';
import { CellCopier } from './vm/cell-copier.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';
import { isOverdrawn } from './vm/held.ts';
import type { LuaState } from './vm/types.ts';

/** As Lua itself says it. */
export const NO_MEMORY = 'not enough memory';

/**
 * Begins a deep copy of `count` values of `from`, from index `first` on, as values cross a boundary (spec/lua-base §7): shared
 * references, cycles and metatables are kept, error objects and `int64` values go along, other userdata arrives as nil. Functions
 * and threads go by reference. The copies lie on `to` at once, and are whole when the work is done.
 */
export function copyDeep(from: LuaState, first: number, count: number, to: LuaState): DeepCopy {
  const copier = new CellCopier(to, crosses);
  for (let index = first; index < first + count; index++) copier.push(cells.cellOf(from, index));
  return copier;
}

/** Of work that is done: why its copies on `L` are to be dropped, if they are. */
export function refusalOf({ isFull, refusal }: DeepCopy, L: LuaState): Failure | null {
  return isFull || isOverdrawn(L) ? internal(NO_MEMORY) : (refusal ?? null);
}

function crosses(cell: Cell): boolean {
  return int64Of(cell) !== null || errorOf(cell) !== null;
}
