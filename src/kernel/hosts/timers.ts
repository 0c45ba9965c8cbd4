import type { timers as spec } from '../../contract/hosts/timers.ts';
import type { Sleep } from '../commands/sleep.ts';
import type { KernelHalf } from './kernel-half.ts';

export const timers: KernelHalf<typeof spec> = {
  sleep: { command: (args): Sleep => ({ type: 'sleep', durationNs: Number(args['duration-ns']) }) },
};
