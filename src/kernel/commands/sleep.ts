import { defineCommand } from './command.ts';

const NS_PER_MS = 1e6;

export interface Sleep {
  readonly type: 'sleep';
  /** Nanoseconds, above 0. */
  readonly durationNs: number;
}

export const sleep = defineCommand<Sleep, 'nothing'>({
  type: 'sleep',
  answer: 'nothing',
  handle: ({ timers }, { durationNs }, _frame, reply) => timers.after(durationNs / NS_PER_MS, () => reply()),
});
