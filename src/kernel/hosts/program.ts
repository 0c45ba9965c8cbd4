import type { program as spec } from '../../contract/hosts/program.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import { Told, type ReadInput, type WatchInput } from '../commands/program.ts';
import type { Completion } from '../scheduler/process.ts';
import type { KernelHalf } from './kernel-half.ts';

export const program: KernelHalf<typeof spec> = {
  'read-input': {
    command: (args): ReadInput => ({ type: 'read input', maxBytes: args['max-bytes'] }),
    answer: (completion) => told(completion, new Uint8Array(0)),
  },
  'watch-input': {
    command: (): WatchInput => ({ type: 'watch input' }),
    answer: (completion) => HostAnswer.of(completion) as number,
  },
};

function told<T>(completion: Completion, otherwise: T): T {
  if (completion.status === 'failed' || !(completion.source instanceof Told)) return otherwise;
  return completion.source.value as T;
}
