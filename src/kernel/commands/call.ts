import type { Dispose } from '../../base/disposable.ts';
import { invalid, type Failure } from '../../contract/errors.ts';
import type { Portions } from '../../base/effort.ts';
import type { HeldValues, ValueReader, ValueSource } from '../../contract/values.ts';
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

/** Begins the work on values that are there until it is done. */
export type MakeOf = (values: HeldValues) => Portions & { readonly made: ValueSource };

export interface Call extends CallRequest {
  readonly type: 'call';
  /** What the answer becomes, in as many turns as it takes, where it has many values. */
  readonly make?: MakeOf;
}

export const call = defineCommand<Call, 'value'>({
  type: 'call',
  answer: 'value',
  handle: (host, request, frame, reply) =>
    request.make ? callAndMake(host, request, request.make, frame, reply) : beginCall(host, request, frame, reply),
});

function callAndMake(
  host: CommandHost,
  request: CallRequest,
  make: MakeOf,
  frame: Frame,
  done: (outcome: Outcome) => void,
): Dispose {
  let drop: Dispose = () => {};
  const cancel = beginCall(host, request, frame, (outcome) => {
    drop = host.calls.whenMade(outcome, make, done);
  });
  return () => {
    cancel();
    drop();
  };
}

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
