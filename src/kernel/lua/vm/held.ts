/** JavaScript memory that a native works with, counted while it is held. */
import { fengari, inner, meter } from './fengari.ts';
import type { State, Userdata } from './fengari.ts';
import type { LuaState } from './types.ts';

const { lua, ldo } = fengari;

/**
 * Before `bytes` more come to be held: raises `not enough memory` where the running environment may not. Outside of running
 * code nothing is refused here.
 */
export function makeRoom(L: LuaState, bytes: number): void {
  if (meter.bytes + bytes > meter.threshold) ldo.luaD_checkmemory(inner(L), bytes);
}

/**
 * A value on the stack that stands for memory which Lua does not see: it counts as long as it lies there, and no longer, however
 * the native that pushed it ends.
 */
export class Held {
  readonly #state: State;
  readonly #data: Userdata['data'];

  /** Pushes it. */
  constructor(L: LuaState) {
    const state = inner(L);
    if (state.top >= state.ci.top) lua.lua_checkstack(state, 8);
    this.#state = state;
    this.#data = lua.lua_newuserdata(state, 0);
    this.#data.bytes = 0;
  }

  get bytes(): number {
    return this.#data.bytes ?? 0;
  }

  /** Call before the memory is taken. Raises `not enough memory`. */
  grow(bytes: number): void {
    if (meter.bytes + bytes > meter.threshold) ldo.luaD_checkmemory(this.#state, bytes);
    meter.bytes += bytes;
    this.#data.bytes = this.bytes + bytes;
  }

  /** What was taken is there no more. */
  shrink(bytes: number): void {
    meter.bytes -= bytes;
    this.#data.bytes = this.bytes - bytes;
  }
}

/** Puts what the memory of `L`'s owner grew by during `work` on its account, where nothing runs that has one. */
export function charged<T>(L: LuaState, work: () => T): T {
  const { owner } = inner(L);
  if (owner === null || meter.threshold !== Infinity) return work();
  const before = meter.bytes;
  try {
    return work();
  } finally {
    owner.charge(meter.bytes - before);
    meter.bytes = before;
  }
}

/** Is the owner of `L`, which does not run, beyond what it may hold by what was pushed within {@link charged}? */
export function isOverdrawn(L: LuaState): boolean {
  const { owner } = inner(L);
  if (owner === null || meter.threshold !== Infinity || owner.headroom('estimated') >= meter.bytes) return false;
  // The estimate counts garbage; a walk tells.
  return owner.headroom('measured') < 0;
}
