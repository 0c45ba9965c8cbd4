import type { Dispose } from '../../base/disposable.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Frame, Outcome } from '../scheduler/process.ts';
import type { ContextChange } from '../security/context.ts';
import { defineCommand, type CommandHost } from './command.ts';
import { withRetry, type Retry } from './retry.ts';

export interface CallRequest {
  readonly target: string;
  /** Stays valid until the command is answered or withdrawn. */
  readonly args: ValueReader;
  /** What the callee gets in place of what it would inherit. */
  readonly change?: ContextChange | undefined;
  /** By default a call that failed is not made again. */
  readonly retry?: Retry | null | undefined;
}

export interface Call extends CallRequest {
  readonly type: 'call';
}

export const call = defineCommand<Call, 'value'>({
  type: 'call',
  answer: 'value',
  handle: (host, request, frame, reply) => beginCall(host, request, frame, reply),
});

/** `done` is called once, unless the returned undo was called first. */
export function beginCall(
  host: CommandHost,
  { target, args, change, retry }: CallRequest,
  frame: Frame,
  done: (outcome: Outcome) => void,
): Dispose {
  const once = (ended: (outcome: Outcome) => void): Dispose => host.calls.start(target, args, frame, ended, { change });
  return retry ? withRetry(host, retry, done, once) : once(done);
}
