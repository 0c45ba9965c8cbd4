import type { EntryId } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import { failed, type Callable, type CallStart } from './process.ts';

/** An entry that loads but whose every call fails, for example because its `wit` does not fit (spec/wit-mapping §10). */
export class RefusedFunction implements Callable {
  readonly id: EntryId;
  readonly reason: Failure;

  constructor(id: EntryId, reason: Failure) {
    this.id = id;
    this.reason = reason;
  }

  start(call: CallStart): () => void {
    call.done(failed(this.reason));
    return () => {};
  }

  info(): ReturnType<Callable['info']> {
    return { type: 'lazy', active: 0, queued: 0, workers: 0, max: 0 };
  }

  close(): void {}
}
