import type { EntryId, Pid } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';

/** An entry that processes run on (spec/registry §4.3, spec/scheduler §10). */
export class ProcessHost {
  readonly id: EntryId;
  readonly processes = new Set<Pid>();
  #state: 'idle' | 'running' | 'stopping' = 'idle';

  readonly #capacity: 'any number' | 'one at a time';

  constructor(id: EntryId, capacity: 'any number' | 'one at a time' = 'any number') {
    this.id = id;
    this.#capacity = capacity;
  }

  /** Why nothing can be started on it; null while it can. */
  get refusal(): Failure | null {
    switch (this.#state) {
      case 'running':
        return this.#capacity === 'one at a time' && this.processes.size > 0
          ? failure(ErrorKind.unavailable, 'terminal host is busy')
          : null;
      case 'idle':
        return failure(ErrorKind.unavailable, 'host is not running');
      default:
        return failure(ErrorKind.unavailable, 'host is shutting down');
    }
  }

  start(): void {
    if (this.#state === 'idle') this.#state = 'running';
  }

  stop(): void {
    this.#state = 'stopping';
  }
}
