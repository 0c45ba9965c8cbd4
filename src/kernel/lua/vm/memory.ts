/**
 * Size of what an environment can reach. JavaScript has no hooks on collection, so allocations are counted
 * (`meter.bytes`, in the patch) and, when a threshold is passed, what is alive is walked and counted anew: garbage falls out.
 */
import { isDue, spend, type Portions } from '../../../base/effort.ts';
import { Tag, fengari } from './fengari.ts';
import type { LuaClosure, NativeClosure, State, TValue, Table, TableEntry, Userdata } from './fengari.ts';

const { lmeter: size } = fengari;
let epoch = 0;

/** A visit takes 0.3 µs and more. */
const UNITS_PER_VISIT = 2;

/**
 * Walks what is reachable from roots and adds up its bytes, in portions. Tables marked `shared` (the libraries) are not entered,
 * nor is code. Meanwhile nothing may run that could change it; what does so all the same (a function that two environments
 * have) makes the sum less exact, and breaks nothing. Only one walk goes on at a time: marks are on the objects.
 */
export class MemoryWalk implements Portions {
  bytes = 0;
  readonly #epoch = ++epoch;
  readonly #pending: TValue[] = [];
  readonly #metatables: Table[] = [];
  /** Where the walk is in a table. */
  #entry: TableEntry | undefined;

  constructor(roots: Iterable<TValue>, states: Iterable<State>) {
    for (const root of roots) this.#visit(root);
    for (const state of states) {
      if (state.mark === this.#epoch) continue;
      state.mark = this.#epoch;
      this.#pending.push(new fengari.lobject.TValue(Tag.thread, state));
    }
  }

  /** Another walk has begun since: this one cannot go on. */
  get isSpoilt(): boolean {
    return this.#epoch !== epoch;
  }

  work(): boolean {
    for (;;) {
      if (!this.#walkTable()) return false;
      const metatable = this.#metatables.pop();
      if (metatable !== undefined) this.#enterTable(metatable);
      else {
        const value = this.#pending.pop();
        if (value === undefined) return true;
        this.#enter(value);
      }
      if (!this.#mayGoOn()) return false;
    }
  }

  #mayGoOn(): boolean {
    spend(UNITS_PER_VISIT);
    return !isDue();
  }

  /** False when it is to be left off. */
  #walkTable(): boolean {
    for (let entry = this.#entry; entry !== undefined; entry = entry.n) {
      this.#entry = entry.n;
      this.bytes += size.SIZE_ENTRY;
      this.#visit(entry.key);
      // Deleted meanwhile: there is no value any more.
      if ((entry.value as TValue | undefined) !== undefined) this.#visit(entry.value);
      if (!this.#mayGoOn()) return false;
    }
    this.#entry = undefined;
    return true;
  }

  #visit(value: TValue): void {
    switch (value.type) {
      case Tag.string:
      case Tag.shortString: {
        const text = value.value;
        if (text.mark === this.#epoch) return;
        text.mark = this.#epoch;
        this.bytes += text.getstr().length + size.SIZE_STRING + (text.hash?.length ?? 0);
        return;
      }
      case Tag.table:
      case Tag.luaClosure:
      case Tag.nativeClosure:
      case Tag.userdata:
      case Tag.thread:
        if (value.value.mark === this.#epoch) return;
        value.value.mark = this.#epoch;
        // A cell is overwritten in place, and the walk may be left off.
        this.#pending.push(new fengari.lobject.TValue(value.type, value.value));
        return;
      case Tag.nil:
      case Tag.boolean:
      case Tag.lightUserdata:
      case Tag.float:
      case Tag.integer:
      case Tag.lightFunction:
        return;
    }
  }

  #visitMetatable(metatable: Table | null): void {
    if (metatable === null || metatable.mark === this.#epoch) return;
    metatable.mark = this.#epoch;
    this.#metatables.push(metatable);
  }

  #enter(value: TValue): void {
    switch (value.type) {
      case Tag.table:
        this.#enterTable(value.value);
        break;
      case Tag.luaClosure:
        this.#enterLuaClosure(value.value);
        break;
      case Tag.nativeClosure:
        this.#enterNativeClosure(value.value);
        break;
      case Tag.userdata:
        this.#enterUserdata(value.value);
        break;
      case Tag.thread:
        this.#enterState(value.value);
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

  /** Its entries come next. */
  #enterTable(table: Table): void {
    if (table.shared) return;
    this.bytes += size.SIZE_TABLE + (table.dead_strong?.size ?? 0) * size.SIZE_ENTRY;
    this.#entry = table.f;
    this.#visitMetatable(table.metatable);
  }

  #enterState(state: State): void {
    this.bytes += size.SIZE_THREAD + (state.stack?.length ?? 0) * size.SIZE_SLOT + state.top * size.SIZE_CELL;
    for (let ci = state.base_ci.next; ci !== null; ci = ci.next) this.bytes += size.SIZE_CI;
    for (let index = 0; index < state.top; index++) {
      const value = state.stack?.[index];
      if (value !== undefined) this.#visit(value);
    }
  }

  #enterLuaClosure(closure: LuaClosure): void {
    this.bytes += size.SIZE_CLOSURE + closure.nupvalues * size.SIZE_UPVALUE;
    for (const upvalue of closure.upvals) this.#visit(upvalue);
  }

  #enterNativeClosure(closure: NativeClosure): void {
    this.bytes += size.SIZE_CLOSURE + closure.upvalue.length * size.SIZE_UPVALUE;
    for (const upvalue of closure.upvalue) this.#visit(upvalue);
  }

  #enterUserdata(userdata: Userdata): void {
    this.bytes += size.SIZE_UDATA + (userdata.data.bytes ?? 0);
    this.#visit(userdata.uservalue);
    this.#visitMetatable(userdata.metatable);
  }
}
