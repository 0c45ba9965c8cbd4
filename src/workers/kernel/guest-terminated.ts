/** Guests whose busy worker was terminated but may still run for a while (DESIGN §1). */
import type { Clock } from '../../contract/ports.ts';
import type { GuestRecord } from './guest-record.ts';

export class TerminatedGuests {
  readonly #clock: Clock;
  readonly #durationMs: number;
  readonly #records: { readonly record: GuestRecord; readonly untilMs: number }[] = [];

  constructor(clock: Clock, durationMs: number) {
    this.#clock = clock;
    this.#durationMs = durationMs;
  }

  get size(): number {
    return this.#records.length;
  }

  get records(): readonly GuestRecord[] {
    return this.#records.map(({ record }) => record);
  }

  /** When the first of them is surely gone, in the clock's milliseconds; Infinity without one. */
  get dueMs(): number {
    return this.#records[0]?.untilMs ?? Infinity;
  }

  add(record: GuestRecord): void {
    this.#records.push({ record, untilMs: this.#clock.nowMs() + this.#durationMs });
  }

  /** Takes out one that is surely gone. */
  takeGone(): GuestRecord | undefined {
    return this.dueMs <= this.#clock.nowMs() ? this.#records.shift()?.record : undefined;
  }

  clear(): void {
    this.#records.length = 0;
  }
}
