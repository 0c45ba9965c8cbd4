import type { CallWorld } from '../files/call-worlds.ts';
import { HostAnswer } from './host-answer.ts';
import { defineCommand } from './command.ts';

/** Something that a guest does with its files, or asks of what it sees of a system. Answered at once. */
export interface FilesWork {
  readonly type: 'files';
  readonly work: (world: CallWorld) => unknown;
}

export const filesWork = defineCommand<FilesWork, 'value'>({
  type: 'files',
  answer: 'value',
  handle: ({ worlds }, { work }, frame, reply) => {
    reply({ status: 'returned', source: new HostAnswer(work(worlds.of(frame))) });
    return null;
  },
});
