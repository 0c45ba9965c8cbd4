import {
  byKernel,
  bytes,
  enumeration,
  list,
  record,
  result,
  scalar,
  string,
  tuple,
  type HostInterfaceSpec,
} from './host-interface.ts';
import { addressFamily, socketErrorCode } from './wasi-sockets.ts';

const number = scalar('u32');
const of = { of: number };
const protocol = enumeration('protocol', 'tcp', 'udp');
/** Of a host: an address in its usual notation, without brackets. */
const endpoint = { family: addressFamily, host: string, port: scalar('u16') };
/** A connection's two directions, each a number to wait for. */
const streams = { incoming: number, outgoing: number };

/**
 * The network of a project (spec/hosts §7), for the guest half of `wasi:sockets`. Sockets are numbers of the kernel's, good for one call and
 * to wait for; those that nobody closed go with it. 0 where a call may have no more.
 */
export const sockets = {
  name: 'playground:kernel/sockets',
  profile: null,
  doc: 'Sockets that meet others of their project.',
  functions: {
    may: byKernel(
      'Whether the call may: `host:port`, or a name to be resolved.',
      { what: enumeration('what', 'connect', 'listen', 'resolve'), with: string },
      scalar('bool'),
    ),
    bind: byKernel(
      'Takes an address; port 0 is a free one.',
      { protocol, ...endpoint },
      result(record('bound', { socket: number, port: scalar('u16') }), socketErrorCode),
    ),
    listen: byKernel(
      'Has a bound socket wait for connections.',
      { ...of, backlog: number },
      result(null, socketErrorCode),
    ),
    accept: byKernel(
      'The next connection; waits for it.',
      of,
      result(record('accepted', { ...streams, ...endpoint }), socketErrorCode),
    ),
    connect: byKernel(
      'Connects to who listens, from a bound socket, or 0 for one of its own.',
      { from: number, ...endpoint },
      result(record('connected', { ...streams, socket: number, 'local-port': scalar('u16') }), socketErrorCode),
    ),
    read: byKernel(
      'The next bytes; none where there are none yet and nobody waits. The error is the end.',
      { ...of, 'max-bytes': scalar('u64'), waits: scalar('bool') },
      result(bytes, null),
    ),
    room: byKernel(
      'How many bytes may be written at once. The error: nobody reads any more.',
      of,
      result(number, null),
    ),
    write: byKernel(
      'Writes as much as there is room for, and waits where there is none; how much it was.',
      { ...of, contents: bytes },
      result(number, null),
    ),
    send: byKernel(
      'Sends a datagram from a bound socket. What nobody has room for is lost.',
      { ...of, ...endpoint, data: bytes },
      result(null, socketErrorCode),
    ),
    receive: byKernel(
      'Datagrams that have come to a bound socket.',
      { ...of, max: number },
      list(tuple(bytes, string, scalar('u16'))),
    ),
    close: byKernel('Closes a socket, or one direction of a connection.', of, null),
  },
} as const satisfies HostInterfaceSpec;
