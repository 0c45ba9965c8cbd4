/** JavaScript memory that a native works with, counted while it is held. */
import { grownSize } from '../../../base/bytes.ts';
import { isDue, spendBytes, type Portions } from '../../../base/effort.ts';
import { inPieces } from './call.ts';
import { fengari, inner, meter } from './fengari.ts';
import type { State, Userdata } from './fengari.ts';
import * as stack from './stack.ts';
import type { LuaState } from './types.ts';

const { lua, ldo } = fengari;
const encoder = new TextEncoder();
/** Smallest buffer. */
const FIRST_BYTES = 256;
/** Of a long text. */
const PART_BYTES = 1 << 20;
/** Between two looks at the effort. */
const JOINED_BYTES = 1 << 17;

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
 * one place on the stack until the native returns. A long one lies in parts, so that growing costs no turn, and is put together at the end.
 */
export class TextBuilder {
  readonly #L: LuaState;
  readonly #held: Held;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** The part that is written. */
  #bytes = new Uint8Array(0);
  #at = 0;

  constructor(L: LuaState) {
    this.#L = L;
    this.#held = new Held(L);
  }

  get size(): number {
    return this.#partBytes + this.#at;
  }

  /** Is it put together in portions ({@link join})? Else {@link take} it. */
  get isLong(): boolean {
    return this.#parts.length > 0;
  }

  /** Long ones are kept, and must not change any more. */
  bytes(value: Uint8Array): void {
    if (value.length > PART_BYTES) {
      this.#reserve(value.length);
      this.#endPart();
      this.#held.grow(value.length);
      this.#parts.push(value);
      this.#partBytes += value.length;
      return;
    }
    const end = this.#room(value.length);
    this.#bytes.set(value, end - value.length);
  }

  /** Adds `source[from..to-1]` as {@link bytes} does, short ones without a view. */
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

  /** Pushes what was built, in pieces if it is long, and nothing can be added afterwards. Return what this returns. */
  push(): number {
    if (!this.isLong) {
      const { length } = this.#bytes;
      stack.pushOwned(this.#L, length === this.#at ? this.#bytes : this.#bytes.slice(0, this.#at));
      this.#bytes = new Uint8Array(0);
      this.#held.shrink(length);
      return 1;
    }
    const pushing = this.pushing();
    return inPieces(this.#L, () => (pushing.work() ? 1 : null));
  }

  /** The same as work that others go on with: the text is on the stack when it is done. */
  pushing(): Portions {
    const joining = this.isLong ? this.join() : null;
    return {
      work: () => {
        if (!joining) return this.push() === 1;
        if (!joining.work()) return false;
        stack.pushOwned(this.#L, joining.bytes);
        return true;
      },
    };
  }

  /** A copy of what was built, for the caller to count; what is added afterwards begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  /** As {@link take}, in portions. */
  join(): Joining {
    this.#endPart();
    const joining = new Joining(this.#held, this.#parts, this.#partBytes);
    this.#parts = [];
    this.#partBytes = 0;
    return joining;
  }

  /** Where the next `count` bytes end, of which there are no more than a part has. */
  #room(count: number): number {
    if (this.#at + count > this.#bytes.length) this.#growBy(count);
    this.#at += count;
    return this.#at;
  }

  #growBy(count: number): void {
    this.#reserve(count);
    const before = this.#bytes;
    const isOver = this.#at + count > PART_BYTES;
    const capacity = isOver
      ? PART_BYTES
      : grownSize(before.length, this.#at + count, { firstBytes: FIRST_BYTES, maxBytes: PART_BYTES });
    if (isOver) this.#endPart();
    this.#held.grow(capacity);
    this.#bytes = new Uint8Array(capacity);
    if (isOver) return;
    this.#bytes.set(before);
    this.#held.shrink(before.length);
  }

  /** What was written of the part stays as it is. */
  #endPart(): void {
    if (this.#at > 0) this.#parts.push(this.#bytes.subarray(0, this.#at));
    this.#partBytes += this.#at;
    this.#held.shrink(this.#bytes.length - this.#at);
    this.#bytes = new Uint8Array(0);
    this.#at = 0;
  }

  #reserve(count: number): void {
    ldo.luaD_reservestring(inner(this.#L), this.size + count);
  }
}

/** Parts that become one, in portions: fresh memory takes up to a microsecond a kilobyte. */
export class Joining implements Portions {
  /** Whole when the work is done; for the caller to count from then on. */
  readonly bytes: Uint8Array;
  readonly #held: Held;
  #parts: readonly Uint8Array[];
  /** Where it is in the parts, and in the whole. */
  #part = 0;
  #from = 0;
  #at = 0;

  /** `held` has counted the parts, which are let go at the end. */
  constructor(held: Held, parts: readonly Uint8Array[], sizeBytes: number) {
    held.grow(sizeBytes);
    this.#held = held;
    this.#parts = parts;
    this.bytes = new Uint8Array(sizeBytes);
  }

  work(): boolean {
    for (let part = this.#parts[this.#part]; part; part = this.#parts[this.#part]) {
      if (isDue()) return false;
      const piece = part.subarray(this.#from, this.#from + JOINED_BYTES);
      this.bytes.set(piece, this.#at);
      spendBytes(piece.length);
      this.#at += piece.length;
      this.#from += piece.length;
      if (this.#from < part.length) continue;
      this.#part++;
      this.#from = 0;
    }
    if (this.#parts.length > 0) this.#held.shrink(2 * this.#at);
    this.#parts = [];
    return true;
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

/** Counts `bytes` that were made for the owner of `L`: at once, or where code runs for that. */
export function charge(L: LuaState, bytes: number): void {
  const { owner } = inner(L);
  if (owner === null || meter.threshold !== Infinity) meter.bytes += bytes;
  else owner.charge(bytes);
}

/** Is the owner of `L`, which does not run, beyond what it may hold by what was pushed within {@link charged}? */
export function isOverdrawn(L: LuaState): boolean {
  const { owner } = inner(L);
  if (owner === null || meter.threshold !== Infinity || owner.headroom('estimated') >= meter.bytes) return false;
  // The estimate counts garbage; a walk tells.
  return owner.headroom('measured') < 0;
}
