/** What a guest is sent, taken in the order in which it comes for each program, once the program's code is there. On a guest's thread. */
import { loudly, type Loud } from './loudly.ts';

export class Mail {
  readonly #loud: Loud;
  /** Of each program whose mail waits: the last of it. */
  readonly #last = new Map<number, Promise<void>>();

  constructor(loud: Loud = loudly) {
    this.#loud = loud;
  }

  /** `ready`: null for what needs nothing. What may be taken at once is. */
  take(programId: number, ready: Promise<void> | null, work: () => void): void {
    const before = this.#last.get(programId);
    if (!ready && !before) return work();
    const turn = Promise.all([before, ready]).then(() => {
      if (this.#last.get(programId) === turn) this.#last.delete(programId);
      try {
        work();
      } catch (thrown) {
        this.#loud(thrown);
      }
    });
    this.#last.set(programId, turn);
  }
}
