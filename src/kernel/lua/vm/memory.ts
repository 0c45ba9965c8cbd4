/**
 * Size of what an environment can reach. JavaScript has no hooks on collection, so allocations are counted
 * (`meter.bytes`, in the patch) and, when a threshold is passed, what is alive is walked and counted anew: garbage falls out.
 */
import { Tag, fengari } from './fengari.ts';
import type { LuaClosure, NativeClosure, Proto, State, TString, TValue, Table, Userdata } from './fengari.ts';

/** What an environment holds from JavaScript: each is a root of the walk. */
export type Holder = Set<TValue>;

/** States carry their environment in `owner`; only the holder matters here. */
export interface Owner {
  readonly references: Holder;
}

export function holderOf(L: State): Holder | null {
  return (L.owner as Owner | null)?.references ?? null;
}

const size = fengari.lmeter;
let epoch = 0;

/** Bytes reachable from `roots`. Tables marked `shared` (the libraries) are not entered. */
export function measure(roots: Iterable<TValue>, states: Iterable<State>): number {
  epoch++;
  let bytes = 0;
  const pending: unknown[] = [];
  const kinds: number[] = [];

  const visit = (value: TValue): void => {
    const type = value.type;
    switch (type) {
      case Tag.string:
      case Tag.shortString: {
        const text = value.value as TString;
        if (text.mark === epoch) return;
        text.mark = epoch;
        bytes += text.getstr().length + size.SIZE_STRING + (text.hash?.length ?? 0);
        return;
      }
      case Tag.table:
      case Tag.luaClosure:
      case Tag.nativeClosure:
      case Tag.userdata:
      case Tag.thread: {
        const object = value.value as { mark: number };
        if (object.mark === epoch) return;
        object.mark = epoch;
        pending.push(object);
        kinds.push(type);
        return;
      }
      default:
    }
  };
  const visitTable = (table: Table): void => {
    if (table.shared === true) return;
    bytes += size.SIZE_TABLE + (table.strong.size + table.dead_strong.size) * size.SIZE_ENTRY;
    for (let entry = table.f; entry !== undefined; entry = entry.n) {
      visit(entry.key);
      visit(entry.value);
    }
    if (table.metatable !== null && table.metatable.mark !== epoch) {
      table.metatable.mark = epoch;
      pending.push(table.metatable);
      kinds.push(Tag.table);
    }
  };
  const visitProto = (proto: Proto): void => {
    if (proto.mark === epoch) return;
    proto.mark = epoch;
    bytes += size.SIZE_PROTO + proto.code.length * size.SIZE_INSTR;
    for (const constant of proto.k) visit(constant);
    for (const nested of proto.p) visitProto(nested);
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
  for (let object = pending.pop(); object !== undefined; object = pending.pop()) {
    switch (kinds.pop()) {
      case Tag.table:
        visitTable(object as Table);
        break;
      case Tag.luaClosure: {
        const closure = object as LuaClosure;
        bytes += size.SIZE_CLOSURE + closure.nupvalues * size.SIZE_UPVALUE;
        for (const upvalue of closure.upvals) visit(upvalue);
        visitProto(closure.p);
        break;
      }
      case Tag.nativeClosure: {
        const closure = object as NativeClosure;
        bytes += size.SIZE_CLOSURE + closure.upvalue.length * size.SIZE_UPVALUE;
        for (const upvalue of closure.upvalue) visit(upvalue);
        break;
      }
      case Tag.userdata: {
        const data = object as Userdata;
        bytes += size.SIZE_UDATA + (data.data.bytes ?? 0);
        visit(data.uservalue);
        if (data.metatable !== null && data.metatable.mark !== epoch) {
          data.metatable.mark = epoch;
          pending.push(data.metatable);
          kinds.push(Tag.table);
        }
        break;
      }
      default:
        visitState(object as State);
    }
  }
  return bytes;
}
