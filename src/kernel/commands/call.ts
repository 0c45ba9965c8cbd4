import type { Dispose } from '../../base/disposable.ts';
import { invalid, type Failure } from '../../contract/errors.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Frame, Outcome } from '../scheduler/process.ts';
import type { ContextChange } from '../security/context.ts';
import { defineCommand, type CommandHost } from './command.ts';
import type { Retry } from '../scheduler/retry-rule.ts';
import { withRetry } from '../scheduler/retry.ts';

export interface CallRequest {
  readonly target: string;
  /** Stays valid until the command is answered or withdrawn. */
  readonly args: ValueReader;
  /** What the callee gets in place of what it would inherit. */
  readonly change?: ContextChange | undefined;
  /** By default as the entry of the target says. */
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

/** Why nothing can have this ID. */
export function idRefusal(target: string): Failure | null {
  const colon = target.indexOf(':');
  if (target === '') return invalid('function ID required');
  if (colon <= 0) return invalid('namespace required in function ID');
  return colon === target.length - 1 ? invalid('name required in function ID') : null;
}

/** `done` is called once, unless the returned undo was called first. */
export function beginCall(
  host: CommandHost,
  { target, args, change, retry }: CallRequest,
  frame: Frame,
  done: (outcome: Outcome) => void,
): Dispose {
  const once = (ended: (outcome: Outcome) => void): Dispose => host.calls.start(target, args, frame, ended, { change });
  const again = retry ?? host.calls.retryOf(target);
  return again ? withRetry(host, again, done, once) : once(done);
}
