import type { Clock } from '../../contract/ports.ts';

/** Stands still until it is told to go on. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #wallOriginMs = Date.UTC(2024, 4, 1, 10);

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallOriginMs + this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}
