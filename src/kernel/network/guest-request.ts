/** A request of a guest. Fetched with the first one. */
import type { Dispose } from '../../base/disposable.ts';
import type { Frame } from '../scheduler/process.ts';
import { CallRequest } from './call-things.ts';
import { startRequest, type Answered, type ClientRequest } from './http-client.ts';
import type { NetworkHost } from './network-host.ts';
import { transportFailure } from './request-failure.ts';
import type { Piece } from './response-body.ts';
import { err } from '../../base/result.ts';

export class GuestRequest extends CallRequest {
  #answered: Answered | null = null;
  #isHeadTaken = false;
  readonly #cancel: Dispose;
  readonly #waiting = new Set<() => void>();

  constructor(host: NetworkHost, frame: Frame, request: ClientRequest) {
    super();
    this.#cancel = startRequest(host, frame, request, (answered) => {
      this.#answered = answered;
      for (const ready of [...this.#waiting]) ready();
    });
  }

  get isReady(): boolean {
    const answered = this.#answered;
    if (!answered) return false;
    return !this.#isHeadTaken || !answered.ok || answered.value.body.isReady;
  }

  whenReady(ready: () => void): Dispose {
    if (this.#answered?.ok && this.#isHeadTaken) return this.#answered.value.body.whenReady(ready);
    const listener = (): void => {
      this.#waiting.delete(listener);
      ready();
    };
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  answer(): ReturnType<CallRequest['answer']> {
    if (!this.#answered) return null;
    this.#isHeadTaken = true;
    return this.#answered.ok ? this.#answered.value : this.#answered.error;
  }

  read(maxBytes: number, manner: 'waiting' | 'now', done: (piece: Piece | 'nothing yet') => void): Dispose {
    const answered = this.#answered;
    if (answered?.ok && manner === 'waiting') return answered.value.body.read(maxBytes, done);
    if (!answered) done(err(transportFailure('closed', 'the request has no answer yet')));
    else done(answered.ok ? answered.value.body.take(maxBytes) : err(answered.error));
    return () => {};
  }

  close(): void {
    this.#cancel();
    if (this.#answered?.ok) this.#answered.value.body.close();
  }
}
