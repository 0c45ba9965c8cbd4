import type { ValueReader } from '../../contract/api.ts';
import { defineCommand } from './command.ts';

export interface Call {
  readonly type: 'call';
  readonly target: string;
  /** Stays valid until the command is answered or withdrawn. */
  readonly args: ValueReader;
}

export const call = defineCommand<Call, 'value'>({
  type: 'call',
  answer: 'value',
  handle: ({ calls }, { target, args }, frame, reply) => calls.start(target, args, frame, reply),
});
