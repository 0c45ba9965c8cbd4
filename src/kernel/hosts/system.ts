import type { system as spec } from '../../contract/hosts/system.ts';
import type { ResultOf } from '../../contract/hosts/host-interface.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { ReadSettings } from '../commands/program.ts';
import type { KernelHalf } from './kernel-half.ts';

export const system: KernelHalf<typeof spec> = {
  settings: {
    command: (): ReadSettings => ({ type: 'read settings' }),
    answer: (completion) => HostAnswer.of(completion) as ResultOf<(typeof spec)['functions']['settings']>,
  },
};
