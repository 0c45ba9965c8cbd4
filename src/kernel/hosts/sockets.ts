import type { Dispose } from '../../base/disposable.ts';
import type { sockets as spec } from '../../contract/hosts/sockets.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { NetworkWork } from '../commands/network.ts';
import { thingsOf } from '../network/call-things.ts';
import type { SocketFunction, SocketSite } from '../network/socket-work.ts';
import { fetchedCode } from './fetched-code.ts';
import type { KernelHalf } from './kernel-half.ts';

type Half = KernelHalf<typeof spec>;

/** Of any of the functions: each is given what its own declaration says. */
type AnyWork = (site: SocketSite, args: never, done: (result: unknown) => void) => Dispose | null;

const withCode = fetchedCode(() => import('../network/socket-work.ts'));

/** `host:port`, as permissions have it. */
function resourceOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A function whose work is fetched with the first socket, and what it answers where that fails. The permissions are asked for here,
 * whatever a guest says of itself.
 */
function bySockets<N extends SocketFunction>(name: N, otherwise: unknown): Half[N] {
  const half = {
    command: (args: never): NetworkWork<'socket'> => ({
      type: 'socket',
      work: (host, frame, reply) =>
        withCode(
          host,
          ({ SOCKET_WORK, networkOf }) => {
            const site: SocketSite = {
              network: networkOf(host),
              things: thingsOf(frame, host.ownedBy),
              may: (what, endpoint) => host.permissions.may(frame.context, `socket.${what}`, resourceOf(endpoint)),
            };
            const work = SOCKET_WORK[name] as AnyWork;
            return work(site, args, (result) => reply({ status: 'returned', source: new HostAnswer(result) }));
          },
          () => reply({ status: 'returned', source: new HostAnswer(otherwise) }),
        ),
    }),
    answer: (completion: Parameters<typeof HostAnswer.of>[0]) => HostAnswer.of(completion),
  };
  // The table has one line for each name, of the types of that name.
  return half as unknown as Half[N];
}

export const sockets: Half = {
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
  bind: bySockets('bind', { err: 'unknown' }),
  listen: bySockets('listen', { err: 'unknown' }),
  accept: bySockets('accept', { err: 'unknown' }),
  connect: bySockets('connect', { err: 'unknown' }),
  read: bySockets('read', { err: null }),
  room: bySockets('room', { err: null }),
  write: bySockets('write', { err: null }),
  send: bySockets('send', { err: 'unknown' }),
  receive: bySockets('receive', []),
  close: bySockets('close', undefined),
};
