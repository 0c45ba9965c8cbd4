import type { system as spec } from '../../contract/hosts/system.ts';
import type { ResultOf } from '../../contract/hosts/host-interface.ts';
import type { FilesWork } from '../commands/files.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { KernelHalf } from './kernel-half.ts';

export const system: KernelHalf<typeof spec> = {
  settings: {
    command: (): FilesWork => ({
      type: 'files',
      work: ({ args, environment, cwd }) => ({ arguments: args, environment, cwd }),
    }),
    answer: (completion) => HostAnswer.of(completion) as ResultOf<(typeof spec)['functions']['settings']>,
  },
};
