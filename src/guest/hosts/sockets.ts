/** `wasi:sockets` without anybody at the other end: states, settings and permissions are as they are everywhere (spec/hosts §7). */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type {
  AddressFamily,
  instanceNetwork as networkSpec,
  IpAddress,
  ipNameLookup as lookupSpec,
  SocketAddress,
  SocketErrorCode,
  tcp as tcpSpec,
  tcpCreateSocket as tcpCreateSpec,
  udp as udpSpec,
  udpCreateSocket as udpCreateSpec,
} from '../../contract/hosts/wasi-sockets.ts';
import type { HostCalls } from '../../contract/ports.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';

const MAY = HOST_FUNCTIONS.of.sockets.may;
const DONE = { ok: null } as const;
/** What operating systems give out by themselves. */
const FIRST_FREE_PORT = 49_152;
const BUFFER_BYTES = 65_536n;
const HOP_LIMIT = 64;
/** Linux says so. */
const KEEP_ALIVE = { idleNs: 7_200_000_000_000n, intervalNs: 75_000_000_000n, count: 9 } as const;
/** What is waited for in vain: an hour, and another one after it. */
const NEVER_NS = 3_600_000_000_000n;
/** At once. */
const MAX_DATAGRAMS = 16n;
const MAX_DATAGRAM_BYTES = 65_507;

type Failed = { readonly err: SocketErrorCode };
const failed = (err: SocketErrorCode): Failed => ({ err });

class Network {
  readonly kind = 'network';
}

class ResolvedAddresses {
  readonly addresses: IpAddress[];

  constructor(addresses: IpAddress[]) {
    this.addresses = addresses;
  }
}

/** What both kinds have. */
class Socket {
  readonly family: AddressFamily;
  state: 'unbound' | 'binding' | 'bound' | 'connecting' | 'closed' = 'unbound';
  local: SocketAddress | null = null;
  hopLimit = HOP_LIMIT;
  receiveBytes = BUFFER_BYTES;
  sendBytes = BUFFER_BYTES;

  constructor(family: AddressFamily) {
    this.family = family;
  }
}

class TcpSocket extends Socket {
  /** How connecting ends. */
  outcome: SocketErrorCode = 'remote-unreachable';
  isKeptAlive = false;
  idleNs: bigint = KEEP_ALIVE.idleNs;
  intervalNs: bigint = KEEP_ALIVE.intervalNs;
  count: number = KEEP_ALIVE.count;
}

class UdpSocket extends Socket {
  remote: SocketAddress | null = null;
}

class Incoming {
  readonly kind = 'incoming';
}

class Outgoing {
  readonly socket: UdpSocket;
  readonly remote: SocketAddress | null;

  constructor(socket: UdpSocket, remote: SocketAddress | null) {
    this.socket = socket;
    this.remote = remote;
  }
}

/* ---------------------------------------------------------------- addresses */

function isUnspecified({ val: { address } }: SocketAddress): boolean {
  return (address as readonly number[]).every((part) => part === 0);
}

function isLoopback({ tag, val: { address } }: SocketAddress): boolean {
  const parts: readonly number[] = address;
  return tag === 'ipv4' ? parts[0] === 127 : parts.every((part, at) => part === (at === 7 ? 1 : 0));
}

/** `host:port`, as permissions have it. */
function textOf({ tag, val: { address, port } }: SocketAddress): string {
  const parts: readonly number[] = address;
  if (tag === 'ipv4') return `${parts.join('.')}:${port}`;
  const host = new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]`).hostname;
  return `${host}:${port}`;
}

function withPort(address: SocketAddress, port: number): SocketAddress {
  return address.tag === 'ipv4'
    ? { tag: 'ipv4', val: { ...address.val, port } }
    : { tag: 'ipv6', val: { ...address.val, port } };
}

/** Of an address in either notation; null for a name. */
function addressOf(name: string): IpAddress | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name)?.slice(1).map(Number);
  if (parts?.every((part) => part <= 255)) return { tag: 'ipv4', val: parts as [number, number, number, number] };
  if (!/^[\da-f:.]*:[\da-f:.]*$/i.test(name) || !URL.canParse(`http://[${name}]`)) return null;
  const [before = '', after] = new URL(`http://[${name}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const [head, tail] = [numbers(before), numbers(after ?? '')];
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return { tag: 'ipv6', val: all as unknown as Extract<IpAddress, { tag: 'ipv6' }>['val'] };
}

const LOCALHOST: readonly IpAddress[] = [
  { tag: 'ipv4', val: [127, 0, 0, 1] },
  { tag: 'ipv6', val: [0, 0, 0, 0, 0, 0, 0, 1] },
];

/* ---------------------------------------------------------------- what both kinds do */

function startBind(socket: Socket, local: SocketAddress): Failed | typeof DONE {
  if (socket.state !== 'unbound') return failed('invalid-state');
  if (local.tag !== socket.family) return failed('invalid-argument');
  if (!isLoopback(local) && !isUnspecified(local)) return failed('address-not-bindable');
  socket.state = 'binding';
  socket.local = local.val.port === 0 ? withPort(local, FIRST_FREE_PORT) : local;
  return DONE;
}

function finishBind(socket: Socket): Failed | typeof DONE {
  if (socket.state !== 'binding') return failed('not-in-progress');
  socket.state = 'bound';
  return DONE;
}

function localAddress({ state, local }: Socket): Failed | { readonly ok: SocketAddress } {
  return state === 'bound' && local ? { ok: local } : failed('invalid-state');
}

/** Keeps a setting, of which none may be zero. */
function keep<T extends number | bigint>(value: T, kept: (value: T) => void): Failed | typeof DONE {
  if (Number(value) === 0) return failed('invalid-argument');
  kept(value);
  return DONE;
}

/** Why nobody is there, or may be asked for. */
function reach(calls: HostCalls, remote: SocketAddress): SocketErrorCode {
  if (!calls.call(MAY, 'connect', textOf(remote))) return 'access-denied';
  return isLoopback(remote) ? 'connection-refused' : 'remote-unreachable';
}

const isNoTarget = (remote: SocketAddress, family: AddressFamily): boolean =>
  remote.tag !== family || remote.val.port === 0 || isUnspecified(remote);

/* ---------------------------------------------------------------- the interfaces */

export const instanceNetwork: GuestHalf<typeof networkSpec> = ({ handles }) => ({
  'instance-network': () => handles.add(new Network()),
});

export const ipNameLookup: GuestHalf<typeof lookupSpec> = ({ calls, handles }) => ({
  'resolve-addresses': ({ network, name }) => {
    handles.get(Network, network);
    const known = addressOf(name);
    if (!known && !/^[^\s/?#@:[\]]+$/.test(name)) return failed('invalid-argument');
    if (!calls.call(MAY, 'resolve', name)) return failed('access-denied');
    const isLocal = /^(.+\.)?localhost\.?$/i.test(name);
    if (!known && !isLocal) return failed('name-unresolvable');
    return { ok: handles.add(new ResolvedAddresses(known ? [known] : [...LOCALHOST])) };
  },
  '[method]resolve-address-stream.resolve-next-address': ({ self }) => ({
    ok: handles.get(ResolvedAddresses, self).addresses.shift() ?? null,
  }),
  '[method]resolve-address-stream.subscribe': ({ self }) => {
    handles.get(ResolvedAddresses, self);
    return handles.add(new Pollable(() => 0n));
  },
});

export const tcp: GuestHalf<typeof tcpSpec> = ({ calls, handles }) => {
  const of = (self: number): TcpSocket => handles.get(TcpSocket, self);
  const get =
    <T>(value: (socket: TcpSocket) => T) =>
    ({ self }: { readonly self: number }) => ({ ok: value(of(self)) });
  return {
    '[method]tcp-socket.start-bind': (args) => {
      handles.get(Network, args.network);
      return startBind(of(args.self), args['local-address']);
    },
    '[method]tcp-socket.finish-bind': ({ self }) => finishBind(of(self)),
    '[method]tcp-socket.start-connect': (args) => {
      const socket = of(args.self);
      const remote = args['remote-address'];
      handles.get(Network, args.network);
      if (socket.state !== 'unbound' && socket.state !== 'bound') return failed('invalid-state');
      if (isNoTarget(remote, socket.family)) return failed('invalid-argument');
      const outcome = reach(calls, remote);
      if (outcome === 'access-denied') return failed(outcome);
      socket.outcome = outcome;
      socket.state = 'connecting';
      return DONE;
    },
    '[method]tcp-socket.finish-connect': ({ self }) => {
      const socket = of(self);
      if (socket.state !== 'connecting') return failed('not-in-progress');
      socket.state = 'closed';
      return failed(socket.outcome);
    },
    '[method]tcp-socket.start-listen': ({ self }) => {
      const { state, local } = of(self);
      if (state !== 'bound' || !local) return failed('invalid-state');
      return failed(calls.call(MAY, 'listen', textOf(local)) ? 'not-supported' : 'access-denied');
    },
    '[method]tcp-socket.finish-listen': ({ self }) => (of(self), failed('not-in-progress')),
    '[method]tcp-socket.accept': ({ self }) => (of(self), failed('invalid-state')),
    '[method]tcp-socket.local-address': ({ self }) => localAddress(of(self)),
    '[method]tcp-socket.remote-address': ({ self }) => (of(self), failed('invalid-state')),
    '[method]tcp-socket.is-listening': ({ self }) => (of(self), false),
    '[method]tcp-socket.address-family': ({ self }) => of(self).family,
    '[method]tcp-socket.set-listen-backlog-size': ({ self, value }) => {
      of(self);
      return keep(value, () => {});
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
      of(self);
      return handles.add(new Pollable(() => 0n));
    },
    '[method]tcp-socket.shutdown': ({ self }) => (of(self), failed('invalid-state')),
  };
};

export const tcpCreateSocket: GuestHalf<typeof tcpCreateSpec> = ({ handles }) => ({
  'create-tcp-socket': (args) => ({ ok: handles.add(new TcpSocket(args['address-family'])) }),
});

export const udp: GuestHalf<typeof udpSpec> = ({ calls, handles }) => {
  const of = (self: number): UdpSocket => handles.get(UdpSocket, self);
  return {
    '[method]udp-socket.start-bind': (args) => {
      const socket = of(args.self);
      const local = args['local-address'];
      handles.get(Network, args.network);
      const known = socket.state === 'unbound' && local.tag === socket.family;
      if (known && !calls.call(MAY, 'listen', textOf(local))) return failed('access-denied');
      return startBind(socket, local);
    },
    '[method]udp-socket.finish-bind': ({ self }) => finishBind(of(self)),
    '[method]udp-socket.stream': (args) => {
      const socket = of(args.self);
      const remote = args['remote-address'];
      if (socket.state !== 'bound') return failed('invalid-state');
      if (remote && isNoTarget(remote, socket.family)) return failed('invalid-argument');
      if (remote && !calls.call(MAY, 'connect', textOf(remote))) return failed('access-denied');
      socket.remote = remote;
      return { ok: [handles.add(new Incoming()), handles.add(new Outgoing(socket, remote))] };
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
    '[method]incoming-datagram-stream.receive': ({ self }) => (handles.get(Incoming, self), { ok: [] }),
    '[method]incoming-datagram-stream.subscribe': ({ self }) => {
      handles.get(Incoming, self);
      return handles.add(new Pollable(() => NEVER_NS));
    },
    '[method]outgoing-datagram-stream.check-send': ({ self }) => (handles.get(Outgoing, self), { ok: MAX_DATAGRAMS }),
    '[method]outgoing-datagram-stream.send': ({ self, datagrams }) => {
      const { socket, remote } = handles.get(Outgoing, self);
      const [first] = datagrams;
      if (!first) return { ok: 0n };
      const to = first['remote-address'] ?? remote;
      if (!to || isNoTarget(to, socket.family)) return failed('invalid-argument');
      if (remote && textOf(to) !== textOf(remote)) return failed('invalid-argument');
      if (first.data.length > MAX_DATAGRAM_BYTES) return failed('datagram-too-large');
      return failed(reach(calls, to));
    },
    '[method]outgoing-datagram-stream.subscribe': ({ self }) => {
      handles.get(Outgoing, self);
      return handles.add(new Pollable(() => 0n));
    },
  };
};

export const udpCreateSocket: GuestHalf<typeof udpCreateSpec> = ({ handles }) => ({
  'create-udp-socket': (args) => ({ ok: handles.add(new UdpSocket(args['address-family'])) }),
});
