/**
 * How the kernel's thread waits (DESIGN §3): it runs turns while there is work, waits synchronously for a guest that was
 * woken a moment ago, and otherwise sleeps until the doorbell, a timer or a message. Everything it waits for rings or
 * pokes, and the doorbell is read before each turn, so nothing is lost between looking and sleeping.
 */
import type { Clock } from '../../contract/ports.ts';
import { Lookout } from '../../protocol/lookout.ts';
import { DoorbellWord, type Doorbell } from '../../protocol/sync-channel-layout.ts';

/** What a turn of the kernel left. */
export interface TurnResult {
  /** There is work to do now. */
  readonly more: boolean;
  /** Milliseconds until the next timer; null = none. */
  readonly nextTimerMs: number | null;
  /** A guest was woken a moment ago and no browser promise is waited for: an answer is near. */
  readonly awaitingGuest: boolean;
  /** A worker is starting, which needs this thread's event loop. */
  readonly startingGuest: boolean;
}

export interface DoorbellLoopOptions {
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  /** Does bounded work, about a millisecond. Must not throw. */
  turn(): TurnResult;
}

/** Between two macrotasks; timers and messages starve beyond it. */
const BUSY_MS = 8;
/** One synchronous wait. A scalar call takes some microseconds; what takes longer is not worth blocking for. */
const SYNC_WAIT_MS = 0.75;
/** Longest delay that timers take. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export class DoorbellLoop {
  readonly #options: DoorbellLoopOptions;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #lookout: Lookout;
  readonly #yields = new MessageChannel();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** An asynchronous wait is registered. One is enough: every ring notifies all. */
  #isListening = false;
  #isRunning = false;
  #isYielding = false;
  /** Woken while running. */
  #again = false;
  #isDisposed = false;

  constructor(options: DoorbellLoopOptions) {
    this.#options = options;
    this.#words = options.doorbell.words;
    this.#lookout = new Lookout(options.doorbell);
    this.#yields.port1.addEventListener('message', () => {
      this.#isYielding = false;
      this.#run();
    });
    this.#yields.port1.start();
  }

  /** A message has arrived, or there is work for another reason. Runs turns before it returns, unless called from one. */
  poke(): void {
    if (this.#isRunning) this.#again = true;
    else if (!this.#isYielding) this.#run();
  }

  /** Leaves no timer, port or wait behind. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stopTimer();
    this.#yields.port1.close();
    if (this.#isListening) this.#options.doorbell.ring();
  }

  #run(): void {
    if (this.#isDisposed || this.#isRunning) return;
    this.#stopTimer();
    this.#isRunning = true;
    try {
      this.#work();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Runs turns until there is nothing to do or the event loop must have its turn. */
  #work(): void {
    const { doorbell, clock } = this.#options;
    let nowMs = clock.nowMs();
    this.#lookout.endRow();
    const untilMs = nowMs + BUSY_MS;
    // Reading the clock costs half a microsecond in Chromium: once per wait or turn with work is often enough.
    let isFresh = true;
    for (;;) {
      const seen = doorbell.read();
      this.#again = false;
      const { more, nextTimerMs, awaitingGuest, startingGuest } = this.#options.turn();
      if (this.#isDisposed) return;
      if (more || this.#again || !isFresh) nowMs = clock.nowMs();
      isFresh = true;
      const leftMs = untilMs - nowMs;
      if (leftMs <= 0) {
        if (more || this.#again || awaitingGuest || !this.#sleep(seen, nextTimerMs)) this.#yield();
        return;
      }
      if (more || this.#again) continue;
      if (awaitingGuest && !startingGuest) {
        const waitMs = Math.min(SYNC_WAIT_MS, leftMs, nextTimerMs ?? SYNC_WAIT_MS);
        isFresh = false;
        if (waitMs > 0 && this.#lookout.sawRing(seen, nowMs)) continue;
        if (waitMs > 0 && Atomics.wait(this.#words, DoorbellWord.bell, seen, waitMs) !== 'timed-out') continue;
      }
      if (this.#sleep(seen, nextTimerMs)) return;
    }
  }

  /** Arranges to be woken. False when there is a reason to go on at once. */
  #sleep(seen: number, nextTimerMs: number | null): boolean {
    if (nextTimerMs !== null && nextTimerMs <= 0) return false;
    if (this.#isListening) {
      // The registered wait is older than `seen`: a ring since then has woken it or changed the word.
      if (this.#options.doorbell.read() !== seen) return false;
    } else {
      const wait = Atomics.waitAsync(this.#words, DoorbellWord.bell, seen);
      if (!wait.async) return false;
      this.#isListening = true;
      void this.#listen(wait.value);
    }
    if (nextTimerMs !== null) {
      this.#timer = setTimeout(() => this.#run(), Math.min(Math.ceil(nextTimerMs), MAX_TIMER_MS));
    }
    return true;
  }

  async #listen(ring: Promise<unknown>): Promise<void> {
    await ring;
    this.#isListening = false;
    this.poke();
  }

  #yield(): void {
    this.#isYielding = true;
    this.#yields.port2.postMessage(null);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
