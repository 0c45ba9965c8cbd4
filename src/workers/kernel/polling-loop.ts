import { MAX_TIMER_MS, type TurnResult } from './doorbell-loop.ts';

/** Drives the kernel where there is no shared memory: turns while there is work, then timers. */
export class PollingLoop {
  readonly #turn: () => TurnResult;
  readonly #yields = new MessageChannel();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #yielding = false;

  constructor({ turn }: { readonly turn: () => TurnResult }) {
    this.#turn = turn;
    this.#yields.port1.onmessage = () => {
      this.#yielding = false;
      this.#run();
    };
  }

  /** There may be work. */
  poke(): void {
    if (this.#yielding) return;
    this.#yielding = true;
    this.#yields.port2.postMessage(null);
  }

  #run(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const { more, nextTimerMs } = this.#turn();
    if (more) this.poke();
    else if (nextTimerMs !== null)
      this.#timer = setTimeout(() => this.#run(), Math.min(Math.ceil(nextTimerMs), MAX_TIMER_MS));
  }
}
