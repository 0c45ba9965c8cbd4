import type { output as spec } from '../../contract/hosts/output.ts';
import type { Write } from '../commands/write.ts';
import type { KernelHalf } from './kernel-half.ts';

export const output: KernelHalf<typeof spec> = {
  write: { command: ({ to, what }): Write => ({ type: 'write', stream: to, bytes: what }) },
};
