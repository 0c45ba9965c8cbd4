/** JavaScript memory that a native works with, counted while it is held. */
import { grownSize } from '../../../base/bytes.ts';
import { fengari, inner, meter } from './fengari.ts';
import type { State, Userdata } from './fengari.ts';
import * as stack from './stack.ts';
import type { LuaState } from './types.ts';

const { lua, ldo } = fengari;
const encoder = new TextEncoder();
/** Smallest buffer. */
const FIRST_BYTES = 256;

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

/**
 * Builds a string piece by piece: every byte is counted before it is there, and no string grows beyond what one may have. It keeps
 * one place on the stack until the native returns.
 */
export class TextBuilder {
  readonly #L: LuaState;
  readonly #held: Held;
  #bytes = new Uint8Array(0);
  #size = 0;

  constructor(L: LuaState) {
    this.#L = L;
    this.#held = new Held(L);
  }

  get size(): number {
    return this.#size;
  }

  /** Copies the bytes. */
  bytes(value: Uint8Array): void {
    const end = this.#room(value.length);
    this.#bytes.set(value, end - value.length);
  }

  /** Copies `source[from..to-1]`, short ones without a view. */
  range(source: Uint8Array, from: number, to: number): void {
    if (to - from > FIRST_BYTES) {
      this.bytes(source.subarray(from, to));
      return;
    }
    let at = this.#room(to - from) - (to - from);
    for (let index = from; index < to; index++) this.#bytes[at++] = source[index] ?? 0;
  }

  byte(value: number): void {
    const end = this.#room(1);
    this.#bytes[end - 1] = value;
  }

  /** As UTF-8; lone surrogates become U+FFFD. */
  text(value: string): void {
    this.bytes(encoder.encode(value));
  }

  /** Of characters below U+0080. */
  ascii(text: string): void {
    let at = this.#room(text.length) - text.length;
    for (let index = 0; index < text.length; index++) this.#bytes[at++] = text.charCodeAt(index);
  }

  /** Pushes what was built; nothing can be added afterwards. */
  push(): void {
    const { length } = this.#bytes;
    stack.pushOwned(this.#L, length === this.#size ? this.#bytes : this.#bytes.slice(0, this.#size));
    this.#bytes = new Uint8Array(0);
    this.#held.shrink(length);
  }

  /** A copy of what was built, for the caller to count; what is added afterwards begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#size);
    this.#size = 0;
    return taken;
  }

  /** Where the next `count` bytes end. */
  #room(count: number): number {
    const size = this.#size + count;
    if (size > this.#bytes.length) this.#growTo(size);
    this.#size = size;
    return size;
  }

  #growTo(size: number): void {
    const before = this.#bytes.length;
    const capacity = grownSize(before, size, { firstBytes: FIRST_BYTES, maxBytes: meter.maxstring });
    ldo.luaD_reservestring(inner(this.#L), size);
    this.#held.grow(capacity);
    const grown = new Uint8Array(capacity);
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#held.shrink(before);
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
