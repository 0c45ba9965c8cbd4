import type { ValueReader } from '../../contract/api.ts';
import type { ContextChange } from '../security/context.ts';
import { defineCommand } from './command.ts';

/** A call that goes on when who began it has ended, until the root of the chain of calls does (spec/scheduler §5). */
export interface AsyncCall {
  readonly type: 'async';
  readonly target: string;
  /** Stays valid until `over` is called. */
  readonly args: ValueReader;
  /** What the callee gets in place of what it would inherit. */
  readonly change?: ContextChange | undefined;
  /** Called once: the call has ended, or will never be made. */
  readonly over: () => void;
}

export const asyncCall = defineCommand<AsyncCall, 'value'>({
  type: 'async',
  answer: 'value',
  handle: ({ calls }, { target, args, change, over }, frame, reply) => {
    calls.detach(target, args, frame, { done: reply, over }, { change });
    return null;
  },
});
