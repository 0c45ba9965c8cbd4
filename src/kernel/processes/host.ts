import type { EntryId, Pid } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Startable, StartRules } from '../scheduler/startable.ts';

/** An entry that processes run on (spec/registry §4.3, spec/scheduler §10). */
export class ProcessHost implements Startable {
  readonly rules: StartRules;
  readonly processes = new Set<Pid>();
  #state: 'unknown' | 'running' | 'stopping' = 'unknown';

  readonly #capacity: 'any number' | 'one at a time';

  constructor(rules: StartRules, capacity: 'any number' | 'one at a time' = 'any number') {
    this.rules = rules;
    this.#capacity = capacity;
  }

  get id(): EntryId {
    return this.rules.id;
  }

  get state(): 'unknown' | 'running' | 'stopping' {
    return this.#state;
  }

  /** Why nothing can be started on it; null while it can. */
  get refusal(): Failure | null {
    switch (this.#state) {
      case 'running':
        return this.#capacity === 'one at a time' && this.processes.size > 0
          ? failure(ErrorKind.unavailable, 'terminal host is busy')
          : null;
      case 'unknown':
        return failure(ErrorKind.unavailable, 'host is not running');
      default:
        return failure(ErrorKind.unavailable, 'host is shutting down');
    }
  }

  start(): void {
    if (this.#state === 'unknown') this.#state = 'running';
  }

  stop(): void {
    this.#state = 'stopping';
  }
}
