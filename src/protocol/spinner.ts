/**
 * Looks at a shared word for some microseconds before its thread is put to sleep. Where the other side answers within that
 * time, as in a row of short calls, neither thread sleeps, and waking a sleeping thread costs more than the call. It pays
 * only while both threads have a core: after misses it stops trying for a while, so on a busy machine it costs next to nothing.
 */

/** Looks per try: about 30 µs. */
const LOOKS = 20_000;
/** A miss costs this many hits. */
const MISS_COST = 2;
const MAX_CREDIT = 12;
/** Waits that are left alone after the credit is used up. */
const REST = 16;

export class Spinner {
  #credit = MAX_CREDIT;
  #rest = 0;

  /** True as soon as the word is not `value` any more; false when it did not change in time. */
  sawChange(words: Int32Array<SharedArrayBuffer>, index: number, value: number): boolean {
    if (this.#rest > 0) {
      this.#rest--;
      return false;
    }
    for (let look = 0; look < LOOKS; look++) {
      if (Atomics.load(words, index) === value) continue;
      if (this.#credit < MAX_CREDIT) this.#credit++;
      return true;
    }
    this.#credit -= MISS_COST;
    if (this.#credit <= 0) {
      this.#credit = MISS_COST;
      this.#rest = REST;
    }
    return false;
  }
}
