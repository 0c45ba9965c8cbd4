import type { sockets as spec } from '../../contract/hosts/sockets.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { NetworkWork } from '../commands/network.ts';
import type { KernelHalf } from './kernel-half.ts';

export const sockets: KernelHalf<typeof spec> = {
  may: {
    command: ({ what, with: resource }): NetworkWork<'socket'> => ({
      type: 'socket',
      work: ({ permissions }, frame, reply) => {
        const may = permissions.may(frame.context, `socket.${what}`, resource);
        reply({ status: 'returned', source: new HostAnswer(may) });
        return null;
      },
    }),
    answer: (completion) => HostAnswer.of(completion) as boolean,
  },
};
