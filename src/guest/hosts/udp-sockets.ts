/** `wasi:sockets/udp` (spec/hosts §7): datagrams between entries of a project. */
import type {
  SocketAddress,
  udp as udpSpec,
  udpCreateSocket as udpCreateSpec,
} from '../../contract/hosts/wasi-sockets.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';
import { hostOf, isNoTarget, Network, socketAddress, textOf } from './socket-addresses.ts';
import { failed, finishBind, keep, localAddress, Socket, SOCKETS, startBind } from './socket.ts';

/** At once. */
const MAX_DATAGRAMS = 16n;
const MAX_RECEIVED = 1024n;

class UdpSocket extends Socket {
  remote: SocketAddress | null = null;
}

class Incoming {
  readonly socket: UdpSocket;
  /** From whom alone; null = from anybody. */
  readonly remote: SocketAddress | null;

  constructor(socket: UdpSocket, remote: SocketAddress | null) {
    this.socket = socket;
    this.remote = remote;
  }
}

class Outgoing {
  readonly socket: UdpSocket;
  readonly remote: SocketAddress | null;

  constructor(socket: UdpSocket, remote: SocketAddress | null) {
    this.socket = socket;
    this.remote = remote;
  }
}

export const udp: GuestHalf<typeof udpSpec> = ({ calls, handles }) => {
  const of = (self: number): UdpSocket => handles.get(UdpSocket, self);
  return {
    '[method]udp-socket.start-bind': (args) => {
      handles.get(Network, args.network);
      return startBind(of(args.self), 'udp', args['local-address']);
    },
    '[method]udp-socket.finish-bind': ({ self }) => finishBind(of(self)),
    '[method]udp-socket.stream': (args) => {
      const socket = of(args.self);
      const remote = args['remote-address'];
      if (socket.state !== 'bound') return failed('invalid-state');
      if (remote && isNoTarget(remote, socket.family)) return failed('invalid-argument');
      if (remote && !calls.call(SOCKETS.may, 'connect', textOf(remote))) return failed('access-denied');
      socket.remote = remote;
      return { ok: [handles.add(new Incoming(socket, remote)), handles.add(new Outgoing(socket, remote))] };
    },
    '[method]udp-socket.local-address': ({ self }) => localAddress(of(self)),
    '[method]udp-socket.remote-address': ({ self }) => {
      const { remote } = of(self);
      return remote ? { ok: remote } : failed('invalid-state');
    },
    '[method]udp-socket.address-family': ({ self }) => of(self).family,
    '[method]udp-socket.unicast-hop-limit': ({ self }) => ({ ok: of(self).hopLimit }),
    '[method]udp-socket.set-unicast-hop-limit': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.hopLimit = kept));
    },
    '[method]udp-socket.receive-buffer-size': ({ self }) => ({ ok: of(self).receiveBytes }),
    '[method]udp-socket.set-receive-buffer-size': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.receiveBytes = kept));
    },
    '[method]udp-socket.send-buffer-size': ({ self }) => ({ ok: of(self).sendBytes }),
    '[method]udp-socket.set-send-buffer-size': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.sendBytes = kept));
    },
    '[method]udp-socket.subscribe': ({ self }) => {
      of(self);
      return handles.add(new Pollable(() => 0n));
    },
    '[method]incoming-datagram-stream.receive': (args) => {
      const { socket, remote } = handles.get(Incoming, args.self);
      const max = args['max-results'] < MAX_RECEIVED ? args['max-results'] : MAX_RECEIVED;
      const from = remote && textOf(remote);
      const received = calls
        .call(SOCKETS.receive, socket.number, Number(max))
        .map(([data, host, port]) => ({ data, 'remote-address': socketAddress(host, port) }));
      return { ok: received.filter((one) => from === null || textOf(one['remote-address']) === from) };
    },
    '[method]incoming-datagram-stream.subscribe': ({ self }) => {
      const { socket } = handles.get(Incoming, self);
      return handles.add(
        new Pollable(
          () => 0n,
          () => socket.number,
        ),
      );
    },
    '[method]outgoing-datagram-stream.check-send': ({ self }) => (handles.get(Outgoing, self), { ok: MAX_DATAGRAMS }),
    '[method]outgoing-datagram-stream.send': ({ self, datagrams }) => {
      const { socket, remote } = handles.get(Outgoing, self);
      let sent = 0n;
      for (const { data, 'remote-address': given } of datagrams) {
        const to = given ?? remote;
        const isWrong = !to || isNoTarget(to, socket.family) || (remote !== null && textOf(to) !== textOf(remote));
        const done = isWrong
          ? failed('invalid-argument')
          : calls.call(SOCKETS.send, socket.number, to.tag, hostOf(to), to.val.port, data);
        // What went before it went.
        if ('err' in done) return sent > 0n ? { ok: sent } : failed(done.err);
        sent++;
      }
      return { ok: sent };
    },
    '[method]outgoing-datagram-stream.subscribe': ({ self }) => {
      handles.get(Outgoing, self);
      return handles.add(new Pollable(() => 0n));
    },
  };
};

export const udpCreateSocket: GuestHalf<typeof udpCreateSpec> = ({ calls, handles }) => ({
  'create-udp-socket': (args) => ({ ok: handles.add(new UdpSocket(args['address-family'], calls)) }),
});
