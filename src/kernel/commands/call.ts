import type { ValueReader } from '../../contract/api.ts';
import type { ContextChange } from '../security/context.ts';
import { defineCommand } from './command.ts';

export interface Call {
  readonly type: 'call';
  readonly target: string;
  /** Stays valid until the command is answered or withdrawn. */
  readonly args: ValueReader;
  /** What the callee gets in place of what it would inherit. */
  readonly change?: ContextChange | undefined;
}

export const call = defineCommand<Call, 'value'>({
  type: 'call',
  answer: 'value',
  handle: ({ calls }, { target, args, change }, frame, reply) => calls.start(target, args, frame, reply, { change }),
});
