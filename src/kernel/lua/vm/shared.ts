/** What all environments of a VM refer to: read-only, and nobody's memory. */
import { Tag, copyValue, fengari, meter, outer, pushCopy } from './fengari.ts';
import type { State, TValue, Table } from './fengari.ts';
import * as stack from './stack.ts';
import type { LuaState, PushValue } from './types.ts';

export function share(table: Table): void {
  table.frozen = true;
  table.shared = true;
}

/** The table on top of the stack. */
export function shareTop(L: LuaState): void {
  const cell = stack.cellAt(L, -1);
  if (cell?.type !== Tag.table) throw new Error('table expected on the stack');
  share(cell.value);
}

/** Makes a value on the VM's main stack, and shares its tables with all that are in them. */
export function madeShared(main: State, push: PushValue): TValue {
  const { bytes, threshold } = meter;
  meter.threshold = Infinity;
  const L = outer(main);
  try {
    push(L);
    const value = copyValue(stack.cellAt(L, -1) ?? fengari.lobject.luaO_nilobject);
    stack.pop(L, 1);
    if (value.type === Tag.table) shareAll(value.value);
    return value;
  } finally {
    Object.assign(meter, { bytes, threshold });
  }
}

/** Gives a shared table one field more, which no code has seen it without. */
export function addShared(main: State, table: Table, name: string, push: PushValue): void {
  const value = madeShared(main, push);
  const { bytes, threshold } = meter;
  meter.threshold = Infinity;
  const L = outer(main);
  table.frozen = false;
  try {
    pushCopy(main, new fengari.lobject.TValue(Tag.table, table));
    pushCopy(main, value);
    stack.rawSetField(L, -2, name);
    stack.pop(L, 1);
  } finally {
    table.frozen = true;
    Object.assign(meter, { bytes, threshold });
  }
}

function shareAll(table: Table): void {
  if (table.shared) return;
  share(table);
  for (let entry = table.f; entry !== undefined; entry = entry.n)
    if (entry.value.type === Tag.table) shareAll(entry.value.value);
  if (table.metatable) shareAll(table.metatable);
}
