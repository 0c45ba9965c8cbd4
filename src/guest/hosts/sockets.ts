/** `wasi:sockets/tcp` (spec/hosts §7): connections between entries of a project, by the kernel's network. */
import type {
  AddressFamily,
  SocketAddress,
  SocketErrorCode,
  tcp as tcpSpec,
  tcpCreateSocket as tcpCreateSpec,
} from '../../contract/hosts/wasi-sockets.ts';
import type { HostCalls } from '../../contract/ports.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';
import { hostOf, isNoTarget, Network, socketAddress, withPort } from './socket-addresses.ts';
import { DONE, failed, finishBind, keep, localAddress, Socket, SOCKETS, startBind } from './socket.ts';
import { InputStream, OutputStream } from './streams.ts';

/** Linux says so. */
const KEEP_ALIVE = { idleNs: 7_200_000_000_000n, intervalNs: 75_000_000_000n, count: 9 } as const;
const BACKLOG = 128;
/** The kernel takes no more at once, and what it does not take would be sent again. */
const MAX_WRITE_BYTES = 65_536;

/** The kernel's numbers of both directions. */
interface Directions {
  readonly incoming: number;
  readonly outgoing: number;
}

class TcpSocket extends Socket {
  remote: SocketAddress | null = null;
  directions: Directions | null = null;
  /** How connecting ends. */
  outcome: SocketErrorCode | null = null;
  backlog = BACKLOG;
  isKeptAlive = false;
  idleNs: bigint = KEEP_ALIVE.idleNs;
  intervalNs: bigint = KEEP_ALIVE.intervalNs;
  count: number = KEEP_ALIVE.count;

  override dropped(): void {
    // Nobody has the streams of a connection that was not finished.
    if (this.state === 'connecting' && this.directions) {
      this.calls.call(SOCKETS.close, this.directions.incoming);
      this.calls.call(SOCKETS.close, this.directions.outgoing);
    }
    super.dropped();
  }

  static accepted(family: AddressFamily, calls: HostCalls, ends: Pick<TcpSocket, 'local' | 'remote' | 'directions'>) {
    return Object.assign(new TcpSocket(family, calls), ends, { state: 'connected' as const });
  }
}

/** What is read of a connection; dropped, nobody reads it any more. */
class ConnectionInput extends InputStream {
  readonly dropped: () => void;

  constructor(calls: HostCalls, number: number) {
    super({
      read(length, manner) {
        const got = calls.call(SOCKETS.read, number, length, manner === 'waiting');
        return 'err' in got ? 'closed' : got.ok;
      },
      waitable: () => number,
    });
    this.dropped = () => calls.call(SOCKETS.close, number);
  }
}

/** What is written to a connection; dropped, it ends there. */
class ConnectionOutput extends OutputStream {
  readonly dropped: () => void;

  constructor(calls: HostCalls, number: number) {
    super({
      write(bytes) {
        for (let at = 0; at < bytes.length;) {
          const written = calls.call(SOCKETS.write, number, bytes.subarray(at, at + MAX_WRITE_BYTES));
          if ('err' in written) return 'closed';
          at += written.ok;
        }
        return null;
      },
      room() {
        const room = calls.call(SOCKETS.room, number);
        return 'err' in room ? 'closed' : BigInt(room.ok);
      },
      waitable: () => number,
    });
    this.dropped = () => calls.call(SOCKETS.close, number);
  }
}

export const tcp: GuestHalf<typeof tcpSpec> = ({ calls, handles }) => {
  const of = (self: number): TcpSocket => handles.get(TcpSocket, self);
  const get =
    <T>(value: (socket: TcpSocket) => T) =>
    ({ self }: { readonly self: number }) => ({ ok: value(of(self)) });
  const streamsOf = ({ incoming, outgoing }: Directions) =>
    [handles.add(new ConnectionInput(calls, incoming)), handles.add(new ConnectionOutput(calls, outgoing))] as const;
  return {
    '[method]tcp-socket.start-bind': (args) => {
      handles.get(Network, args.network);
      return startBind(of(args.self), 'tcp', args['local-address']);
    },
    '[method]tcp-socket.finish-bind': ({ self }) => finishBind(of(self)),
    '[method]tcp-socket.start-connect': (args) => {
      const socket = of(args.self);
      const remote = args['remote-address'];
      handles.get(Network, args.network);
      if (socket.state !== 'unbound' && socket.state !== 'bound') return failed('invalid-state');
      if (isNoTarget(remote, socket.family)) return failed('invalid-argument');
      const made = calls.call(SOCKETS.connect, socket.number, remote.tag, hostOf(remote), remote.val.port);
      if ('err' in made && made.err === 'access-denied') return failed(made.err);
      socket.state = 'connecting';
      socket.outcome = 'err' in made ? made.err : null;
      if ('ok' in made) {
        socket.number = made.ok.socket;
        socket.local ??= withPort(remote, made.ok['local-port']);
        socket.remote = remote;
        socket.directions = made.ok;
      }
      return DONE;
    },
    '[method]tcp-socket.finish-connect': ({ self }) => {
      const socket = of(self);
      if (socket.state !== 'connecting') return failed('not-in-progress');
      const { outcome, directions } = socket;
      socket.state = directions ? 'connected' : 'closed';
      return directions ? { ok: streamsOf(directions) } : failed(outcome ?? 'unknown');
    },
    '[method]tcp-socket.start-listen': ({ self }) => {
      const socket = of(self);
      if (socket.state !== 'bound') return failed('invalid-state');
      const begun = calls.call(SOCKETS.listen, socket.number, socket.backlog);
      if ('err' in begun) return failed(begun.err);
      socket.state = 'listen-in-progress';
      return DONE;
    },
    '[method]tcp-socket.finish-listen': ({ self }) => {
      const socket = of(self);
      if (socket.state !== 'listen-in-progress') return failed('not-in-progress');
      socket.state = 'listening';
      return DONE;
    },
    '[method]tcp-socket.accept': ({ self }) => {
      const { state, number, family, local } = of(self);
      if (state !== 'listening') return failed('invalid-state');
      const accepted = calls.call(SOCKETS.accept, number);
      if ('err' in accepted) return failed(accepted.err);
      const { host, port, ...directions } = accepted.ok;
      const remote = socketAddress(host, port);
      const socket = TcpSocket.accepted(family, calls, { local, remote, directions });
      return { ok: [handles.add(socket), ...streamsOf(directions)] };
    },
    '[method]tcp-socket.local-address': ({ self }) => localAddress(of(self)),
    '[method]tcp-socket.remote-address': ({ self }) => {
      const { state, remote } = of(self);
      return state === 'connected' && remote ? { ok: remote } : failed('invalid-state');
    },
    '[method]tcp-socket.is-listening': ({ self }) => of(self).state === 'listening',
    '[method]tcp-socket.address-family': ({ self }) => of(self).family,
    '[method]tcp-socket.set-listen-backlog-size': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.backlog = Number(kept < BigInt(BACKLOG) ? kept : BigInt(BACKLOG))));
    },
    '[method]tcp-socket.keep-alive-enabled': get((socket) => socket.isKeptAlive),
    '[method]tcp-socket.set-keep-alive-enabled': ({ self, value }) => {
      of(self).isKeptAlive = value;
      return DONE;
    },
    '[method]tcp-socket.keep-alive-idle-time': get((socket) => socket.idleNs),
    '[method]tcp-socket.set-keep-alive-idle-time': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.idleNs = kept));
    },
    '[method]tcp-socket.keep-alive-interval': get((socket) => socket.intervalNs),
    '[method]tcp-socket.set-keep-alive-interval': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.intervalNs = kept));
    },
    '[method]tcp-socket.keep-alive-count': get((socket) => socket.count),
    '[method]tcp-socket.set-keep-alive-count': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.count = kept));
    },
    '[method]tcp-socket.hop-limit': get((socket) => socket.hopLimit),
    '[method]tcp-socket.set-hop-limit': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.hopLimit = kept));
    },
    '[method]tcp-socket.receive-buffer-size': get((socket) => socket.receiveBytes),
    '[method]tcp-socket.set-receive-buffer-size': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.receiveBytes = kept));
    },
    '[method]tcp-socket.send-buffer-size': get((socket) => socket.sendBytes),
    '[method]tcp-socket.set-send-buffer-size': ({ self, value }) => {
      const socket = of(self);
      return keep(value, (kept) => (socket.sendBytes = kept));
    },
    '[method]tcp-socket.subscribe': ({ self }) => {
      const socket = of(self);
      // Ready for accept where a connection has come; nothing else takes time.
      const waitable = (): number | null => (socket.state === 'listening' ? socket.number : null);
      return handles.add(new Pollable(() => 0n, waitable));
    },
    '[method]tcp-socket.shutdown': (args) => {
      const { state, directions } = of(args.self);
      if (state !== 'connected' || !directions) return failed('invalid-state');
      const what = args['shutdown-type'];
      if (what !== 'send') calls.call(SOCKETS.close, directions.incoming);
      if (what !== 'receive') calls.call(SOCKETS.close, directions.outgoing);
      return DONE;
    },
  };
};

export const tcpCreateSocket: GuestHalf<typeof tcpCreateSpec> = ({ calls, handles }) => ({
  'create-tcp-socket': (args) => ({ ok: handles.add(new TcpSocket(args['address-family'], calls)) }),
});
