/**
 * Size of what an environment can reach. JavaScript has no hooks on collection, so allocations are counted
 * (`meter.bytes`, in the patch) and, when a threshold is passed, what is alive is walked and counted anew: garbage falls out.
 */
import { Tag, fengari } from './fengari.ts';
import type { LuaClosure, NativeClosure, State, TValue, Table, Userdata } from './fengari.ts';

const size = fengari.lmeter;
let epoch = 0;

/** Entries and objects between two looks: a few milliseconds. */
const VISITS_PER_LOOK = 8192;

/**
 * Bytes reachable from `roots`. Tables marked `shared` (the libraries) are not entered, nor is code. A walk of a million entries takes a
 * third of a second and more: `look` is called every few milliseconds, and may end it by throwing.
 */
export function measure(roots: Iterable<TValue>, states: Iterable<State>, look: () => void): number {
  epoch++;
  let bytes = 0;
  let visits = 0;
  const pending: TValue[] = [];
  const metatables: Table[] = [];

  const visit = (value: TValue): void => {
    if (++visits % VISITS_PER_LOOK === 0) look();
    switch (value.type) {
      case Tag.string:
      case Tag.shortString: {
        const text = value.value;
        if (text.mark === epoch) return;
        text.mark = epoch;
        bytes += text.getstr().length + size.SIZE_STRING + (text.hash?.length ?? 0);
        return;
      }
      case Tag.table:
      case Tag.luaClosure:
      case Tag.nativeClosure:
      case Tag.userdata:
      case Tag.thread:
        if (value.value.mark === epoch) return;
        value.value.mark = epoch;
        pending.push(value);
        return;
      case Tag.nil:
      case Tag.boolean:
      case Tag.lightUserdata:
      case Tag.float:
      case Tag.integer:
      case Tag.lightFunction:
        return;
    }
  };
  const visitMetatable = (metatable: Table | null): void => {
    if (metatable === null || metatable.mark === epoch) return;
    metatable.mark = epoch;
    metatables.push(metatable);
  };
  const visitTable = (table: Table): void => {
    if (table.shared) return;
    bytes += size.SIZE_TABLE + (table.strong.size + (table.dead_strong?.size ?? 0)) * size.SIZE_ENTRY;
    for (let entry = table.f; entry !== undefined; entry = entry.n) {
      visit(entry.key);
      visit(entry.value);
    }
    visitMetatable(table.metatable);
  };
  const visitState = (state: State): void => {
    bytes += size.SIZE_THREAD + (state.stack?.length ?? 0) * size.SIZE_SLOT;
    for (let index = 0; index < state.top; index++) {
      const value = state.stack?.[index];
      if (value !== undefined) visit(value);
    }
  };

  for (const root of roots) visit(root);
  for (const state of states) {
    if (state.mark === epoch) continue;
    state.mark = epoch;
    visitState(state);
  }
  while (pending.length > 0 || metatables.length > 0) {
    const metatable = metatables.pop();
    if (metatable !== undefined) visitTable(metatable);
    const value = pending.pop();
    if (value !== undefined) visitObject(value);
  }
  return bytes;

  function visitObject(value: TValue): void {
    switch (value.type) {
      case Tag.table:
        visitTable(value.value);
        break;
      case Tag.luaClosure:
        visitLuaClosure(value.value);
        break;
      case Tag.nativeClosure:
        visitNativeClosure(value.value);
        break;
      case Tag.userdata:
        visitUserdata(value.value);
        break;
      case Tag.thread:
        visitState(value.value);
        break;
      case Tag.nil:
      case Tag.boolean:
      case Tag.lightUserdata:
      case Tag.float:
      case Tag.integer:
      case Tag.string:
      case Tag.shortString:
      case Tag.lightFunction:
        break;
    }
  }
  function visitLuaClosure(closure: LuaClosure): void {
    bytes += size.SIZE_CLOSURE + closure.nupvalues * size.SIZE_UPVALUE;
    for (const upvalue of closure.upvals) visit(upvalue);
  }
  function visitNativeClosure(closure: NativeClosure): void {
    bytes += size.SIZE_CLOSURE + closure.upvalue.length * size.SIZE_UPVALUE;
    for (const upvalue of closure.upvalue) visit(upvalue);
  }
  function visitUserdata(userdata: Userdata): void {
    bytes += size.SIZE_UDATA + (userdata.data.bytes ?? 0);
    visit(userdata.uservalue);
    visitMetatable(userdata.metatable);
  }
}
