import type { waiting as spec } from '../../contract/hosts/waiting.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { NetworkWork } from '../commands/network.ts';
import { thingsOf } from '../network/call-things.ts';
import type { KernelHalf } from './kernel-half.ts';

const NS_PER_MS = 1e6;

export const waiting: KernelHalf<typeof spec> = {
  wait: {
    command: (args): NetworkWork<'poll'> => ({
      type: 'poll',
      work: ({ ownedBy, timers }, frame, reply) => {
        const ns = args['timeout-ns'];
        return thingsOf(frame, ownedBy).wait(args.of, ns === null ? null : Number(ns) / NS_PER_MS, timers, (ready) =>
          reply({ status: 'returned', source: new HostAnswer(ready) }),
        );
      },
    }),
    answer: (completion) => HostAnswer.of(completion) as readonly number[],
  },
};
