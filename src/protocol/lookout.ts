/**
 * Whether a thread looks at a shared word for some microseconds before it sleeps. Where kernel and guest have a core each, neither
 * falls asleep in a row of short calls, and to wake a sleeping core takes longer than the call. Where they have not, looking
 * takes the core that the answer needs. Only trying tells which it is, so the kernel tries, judges by the outcome and says on the
 * doorbell what holds for all: a thread that looks while its partner sleeps sees only how long waking takes.
 */
import { DoorbellWord, type Doorbell } from './sync-channel-layout.ts';

/** Looks per wait, about 120 µs once compiled: longer than a sleeping core takes to wake up, or the first look would fail for ever. */
const LOOKS = 80_000;
/** From one wait to the next. It took longer: a thread has lost its core (the system's slices are longer), or the calls are not short. */
const LOST_MS = 1;
/** Failures that are borne: the first look of a row wakes its partner, and any machine has something else to do now and then. */
const FAILURES = 3;
/** Successes that make up for one failure: about 7 ms of calls. */
const FORGIVING_ROW = 1_000;
/** Sleep without looking after one failure more; doubles as long as looking does not pay. */
const REST_MS = 10;
const MAX_REST_MS = 320;
/** Successes, about 30 ms of calls, after which looking has paid. */
const GOOD_ROW = 4_000;

/** True as soon as the word is not `value` any more; false when it has not changed in the time that looking is worth. Any thread. */
export function sawChange(words: Int32Array<SharedArrayBuffer>, index: number, value: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, index) !== value) return true;
  return false;
}

/** The kernel's: looks at its doorbell, and decides for its guests too. */
export class Lookout {
  readonly #doorbell: Doorbell;
  #restMs = REST_MS;
  #restUntilMs = -Infinity;
  #successes = 0;
  #failures = 0;
  /** When this row's last wait began; null = the next wait is the first of its row. */
  #lastMs: number | null = null;

  constructor(doorbell: Doorbell) {
    this.#doorbell = doorbell;
  }

  /** True when the doorbell has rung since it was `seen`; false when it is time to sleep. `nowMs` = when this wait begins. */
  sawRing(seen: number, nowMs: number): boolean {
    if (nowMs < this.#restUntilMs) return false;
    const isLate = this.#lastMs !== null && nowMs - this.#lastMs > LOST_MS;
    this.#lastMs = nowMs;
    if (!isLate) {
      this.#doorbell.isLooking = true;
      if (sawChange(this.#doorbell.words, DoorbellWord.bell, seen)) {
        this.#successes++;
        if (this.#failures > 0 && this.#successes % FORGIVING_ROW === 0) this.#failures--;
        return true;
      }
    }
    this.#lastMs = null;
    if (++this.#failures > FAILURES) this.#rest(nowMs);
    return false;
  }

  /** The thread did something else than wait: the time until the next wait tells nothing. */
  endRow(): void {
    this.#lastMs = null;
  }

  #rest(nowMs: number): void {
    this.#doorbell.isLooking = false;
    if (this.#successes >= GOOD_ROW) this.#restMs = REST_MS;
    this.#restUntilMs = nowMs + this.#restMs;
    this.#restMs = Math.min(this.#restMs * 2, MAX_REST_MS);
    this.#successes = 0;
    this.#failures = 0;
  }
}
