/** What may be written on a stack: counts the bytes, and tells when they are more than the owner of the stack may hold. */
import { fengari, inner, meter } from './fengari.ts';
import type { Owner, State } from './fengari.ts';
import type { LuaState } from './types.ts';
import { madeToStay } from './young-space.ts';

/** So much is written without a look at what the owner holds, which takes a moment. */
const UNCHECKED_BYTES = 1 << 20;

/** What is written up to here holds no collector up: most of it is gone before one comes, as with what code makes by itself. */
const BRIEF_BYTES = 1 << 20;

export class Allowance {
  /**
   * Once true, what was written is more than the owner of the stack may hold. Whoever writes may stop, and whoever reads
   * should drop it. Only outside of running code, which has the error `not enough memory` instead.
   */
  isFull = false;
  readonly #state: State;
  #owner: Owner | null = null;
  /** `meter.bytes` at the beginning. */
  #base = 0;
  /** `meter.bytes` beyond which the owner's memory is looked at. */
  #threshold = 0;
  /** What may be written until it counts as large. */
  #brief = BRIEF_BYTES;

  constructor(L: LuaState) {
    this.#state = inner(L);
    this.begin();
  }

  /** Again when the writing goes on after others have run; what was written before is on the owner's account by then. */
  begin(): void {
    this.#owner = meter.threshold === Infinity ? this.#state.owner : null;
    this.#base = meter.bytes;
    this.#threshold = this.#owner ? meter.bytes + UNCHECKED_BYTES : Infinity;
  }

  /** `small`: what of it are small objects. Raises `not enough memory` in running code. */
  count(bytes: number, small = bytes): void {
    meter.bytes += bytes;
    if ((this.#brief -= small) < 0) madeToStay(small);
    if (meter.bytes > meter.threshold) fengari.ldo.luaD_checkmemory(this.#state, 0);
    if (meter.bytes > this.#threshold && this.#owner !== null && !this.isFull) this.#look(this.#owner, bytes);
  }

  #look(owner: Owner, bytes: number): void {
    let left = owner.headroom('estimated') - (meter.bytes - this.#base);
    // The estimate counts garbage; a walk tells. It sees what lies on the stack already, and not what is about to.
    if (left < 0) left = owner.headroom('measured') - bytes;
    if (left < 0) this.isFull = true;
    else this.#threshold = meter.bytes + left;
  }
}
