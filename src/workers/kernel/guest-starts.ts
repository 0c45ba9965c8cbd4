import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';

/** Workers that die before they were ready, one after the other: no sense in starting more (a blocked script, say). */
const MAX_FAILED_STARTS = 3;

/** Keeps a host from starting workers for ever that cannot start. */
export class StartFailures {
  #inSequence = 0;
  #message = '';

  failed(message: string): void {
    this.#inSequence++;
    this.#message = message;
  }

  /** One has started, or the reason for the failures may be gone. */
  forget(): void {
    this.#inSequence = 0;
  }

  /** Why no more are started, or null. */
  get failure(): Failure | null {
    if (this.#inSequence < MAX_FAILED_STARTS) return null;
    return failure(ErrorKind.unavailable, `guest workers do not start: ${this.#message}`, { retryable: false });
  }
}
