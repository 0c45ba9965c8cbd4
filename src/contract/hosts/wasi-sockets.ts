/**
 * `wasi:sockets` (spec/hosts §7). A page has no sockets, so these are those of a network that the project has for itself: its sockets reach
 * each other at loopback addresses, and nobody else.
 */
import {
  borrow,
  byGuest,
  bytes,
  enumeration,
  list,
  option,
  own,
  record,
  result,
  scalar,
  string,
  tuple,
  variant,
  type HostInterfaceSpec,
  type ValueOf,
} from './host-interface.ts';

const [u8, u16, u32, u64, bool] = [scalar('u8'), scalar('u16'), scalar('u32'), scalar('u64'), scalar('bool')];

/** In the order of WIT. */
export const socketErrorCode = enumeration(
  'error-code',
  'unknown',
  'access-denied',
  'not-supported',
  'invalid-argument',
  'out-of-memory',
  'timeout',
  'concurrency-conflict',
  'not-in-progress',
  'would-block',
  'invalid-state',
  'new-socket-limit',
  'address-not-bindable',
  'address-in-use',
  'remote-unreachable',
  'connection-refused',
  'connection-reset',
  'connection-aborted',
  'datagram-too-large',
  'name-unresolvable',
  'temporary-resolver-failure',
  'permanent-resolver-failure',
);
export type SocketErrorCode = ValueOf<typeof socketErrorCode>;

export const addressFamily = enumeration('ip-address-family', 'ipv4', 'ipv6');
export type AddressFamily = ValueOf<typeof addressFamily>;
const v4 = tuple(u8, u8, u8, u8);
const v6 = tuple(u16, u16, u16, u16, u16, u16, u16, u16);
export const ipAddress = variant('ip-address', { ipv4: v4, ipv6: v6 });
export type IpAddress = ValueOf<typeof ipAddress>;
const address = variant('ip-socket-address', {
  ipv4: record('ipv4-socket-address', { port: u16, address: v4 }),
  ipv6: record('ipv6-socket-address', { port: u16, 'flow-info': u32, address: v6, 'scope-id': u32 }),
});
export type SocketAddress = ValueOf<typeof address>;

const network = borrow('network');
const tcpSelf = { self: borrow('tcp-socket') };
const udpSelf = { self: borrow('udp-socket') };
const or = <const T extends Parameters<typeof result>[0]>(ok: T) => result(ok, socketErrorCode);

export const instanceNetwork = {
  name: 'wasi:sockets/instance-network',
  profile: 'wasi:sockets',
  doc: 'The network that there is.',
  functions: { 'instance-network': byGuest('A handle to it.', {}, own('network')) },
} as const satisfies HostInterfaceSpec;

export const ipNameLookup = {
  name: 'wasi:sockets/ip-name-lookup',
  profile: 'wasi:sockets',
  doc: 'Addresses of names: of `localhost`, and of addresses themselves.',
  functions: {
    'resolve-addresses': byGuest('Looks a name up.', { network, name: string }, or(own('resolve-address-stream'))),
    '[method]resolve-address-stream.resolve-next-address': byGuest(
      'One address more; none after the last.',
      { self: borrow('resolve-address-stream') },
      or(option(ipAddress)),
    ),
    '[method]resolve-address-stream.subscribe': byGuest(
      'Ready at once.',
      { self: borrow('resolve-address-stream') },
      own('pollable'),
    ),
  },
} as const satisfies HostInterfaceSpec;

export const tcp = {
  name: 'wasi:sockets/tcp',
  profile: 'wasi:sockets',
  doc: 'Connections between entries of the project.',
  functions: {
    '[method]tcp-socket.start-bind': byGuest(
      'Takes an address of its own.',
      { ...tcpSelf, network, 'local-address': address },
      or(null),
    ),
    '[method]tcp-socket.finish-bind': byGuest('Says how that went.', tcpSelf, or(null)),
    '[method]tcp-socket.start-connect': byGuest(
      'Connects, where `socket.connect` allows it.',
      { ...tcpSelf, network, 'remote-address': address },
      or(null),
    ),
    '[method]tcp-socket.finish-connect': byGuest(
      'The streams of the connection, or why there is none.',
      tcpSelf,
      or(tuple(own('input-stream'), own('output-stream'))),
    ),
    '[method]tcp-socket.start-listen': byGuest(
      'Waits for connections from now on, where `socket.listen` allows it.',
      tcpSelf,
      or(null),
    ),
    '[method]tcp-socket.finish-listen': byGuest('Says how that went.', tcpSelf, or(null)),
    '[method]tcp-socket.accept': byGuest(
      'The next connection; waits for it.',
      tcpSelf,
      or(tuple(own('tcp-socket'), own('input-stream'), own('output-stream'))),
    ),
    '[method]tcp-socket.local-address': byGuest('The address of its own.', tcpSelf, or(address)),
    '[method]tcp-socket.remote-address': byGuest('The address of the other end.', tcpSelf, or(address)),
    '[method]tcp-socket.is-listening': byGuest('Whether it listens.', tcpSelf, bool),
    '[method]tcp-socket.address-family': byGuest('Its family.', tcpSelf, addressFamily),
    '[method]tcp-socket.set-listen-backlog-size': byGuest('Keeps a setting.', { ...tcpSelf, value: u64 }, or(null)),
    '[method]tcp-socket.keep-alive-enabled': byGuest('A setting.', tcpSelf, or(bool)),
    '[method]tcp-socket.set-keep-alive-enabled': byGuest('Keeps a setting.', { ...tcpSelf, value: bool }, or(null)),
    '[method]tcp-socket.keep-alive-idle-time': byGuest('A setting.', tcpSelf, or(u64)),
    '[method]tcp-socket.set-keep-alive-idle-time': byGuest('Keeps a setting.', { ...tcpSelf, value: u64 }, or(null)),
    '[method]tcp-socket.keep-alive-interval': byGuest('A setting.', tcpSelf, or(u64)),
    '[method]tcp-socket.set-keep-alive-interval': byGuest('Keeps a setting.', { ...tcpSelf, value: u64 }, or(null)),
    '[method]tcp-socket.keep-alive-count': byGuest('A setting.', tcpSelf, or(u32)),
    '[method]tcp-socket.set-keep-alive-count': byGuest('Keeps a setting.', { ...tcpSelf, value: u32 }, or(null)),
    '[method]tcp-socket.hop-limit': byGuest('A setting.', tcpSelf, or(u8)),
    '[method]tcp-socket.set-hop-limit': byGuest('Keeps a setting.', { ...tcpSelf, value: u8 }, or(null)),
    '[method]tcp-socket.receive-buffer-size': byGuest('A setting.', tcpSelf, or(u64)),
    '[method]tcp-socket.set-receive-buffer-size': byGuest('Keeps a setting.', { ...tcpSelf, value: u64 }, or(null)),
    '[method]tcp-socket.send-buffer-size': byGuest('A setting.', tcpSelf, or(u64)),
    '[method]tcp-socket.set-send-buffer-size': byGuest('Keeps a setting.', { ...tcpSelf, value: u64 }, or(null)),
    '[method]tcp-socket.subscribe': byGuest('Ready where a connection has come.', tcpSelf, own('pollable')),
    '[method]tcp-socket.shutdown': byGuest(
      'Ends a connection.',
      { ...tcpSelf, 'shutdown-type': enumeration('shutdown-type', 'receive', 'send', 'both') },
      or(null),
    ),
  },
} as const satisfies HostInterfaceSpec;

export const tcpCreateSocket = {
  name: 'wasi:sockets/tcp-create-socket',
  profile: 'wasi:sockets',
  doc: 'Makes sockets for connections.',
  functions: { 'create-tcp-socket': byGuest('Makes one.', { 'address-family': addressFamily }, or(own('tcp-socket'))) },
} as const satisfies HostInterfaceSpec;

const incoming = { self: borrow('incoming-datagram-stream') };
const outgoing = { self: borrow('outgoing-datagram-stream') };

export const udp = {
  name: 'wasi:sockets/udp',
  profile: 'wasi:sockets',
  doc: 'Datagrams between entries of the project.',
  functions: {
    '[method]udp-socket.start-bind': byGuest(
      'Takes an address of its own, where `socket.listen` allows it.',
      { ...udpSelf, network, 'local-address': address },
      or(null),
    ),
    '[method]udp-socket.finish-bind': byGuest('Says how that went.', udpSelf, or(null)),
    '[method]udp-socket.stream': byGuest(
      'What comes and what goes, from one address or from all.',
      { ...udpSelf, 'remote-address': option(address) },
      or(tuple(own('incoming-datagram-stream'), own('outgoing-datagram-stream'))),
    ),
    '[method]udp-socket.local-address': byGuest('The address of its own.', udpSelf, or(address)),
    '[method]udp-socket.remote-address': byGuest('The address of the other end.', udpSelf, or(address)),
    '[method]udp-socket.address-family': byGuest('Its family.', udpSelf, addressFamily),
    '[method]udp-socket.unicast-hop-limit': byGuest('A setting.', udpSelf, or(u8)),
    '[method]udp-socket.set-unicast-hop-limit': byGuest('Keeps a setting.', { ...udpSelf, value: u8 }, or(null)),
    '[method]udp-socket.receive-buffer-size': byGuest('A setting.', udpSelf, or(u64)),
    '[method]udp-socket.set-receive-buffer-size': byGuest('Keeps a setting.', { ...udpSelf, value: u64 }, or(null)),
    '[method]udp-socket.send-buffer-size': byGuest('A setting.', udpSelf, or(u64)),
    '[method]udp-socket.set-send-buffer-size': byGuest('Keeps a setting.', { ...udpSelf, value: u64 }, or(null)),
    '[method]udp-socket.subscribe': byGuest('Ready at once.', udpSelf, own('pollable')),
    '[method]incoming-datagram-stream.receive': byGuest(
      'What has come.',
      { ...incoming, 'max-results': u64 },
      or(list(record('incoming-datagram', { data: bytes, 'remote-address': address }))),
    ),
    '[method]incoming-datagram-stream.subscribe': byGuest('Ready where something has come.', incoming, own('pollable')),
    '[method]outgoing-datagram-stream.check-send': byGuest('How many may be sent.', outgoing, or(u64)),
    '[method]outgoing-datagram-stream.send': byGuest(
      'Sends, where `socket.connect` allows it.',
      { ...outgoing, datagrams: list(record('outgoing-datagram', { data: bytes, 'remote-address': option(address) })) },
      or(u64),
    ),
    '[method]outgoing-datagram-stream.subscribe': byGuest('Ready at once.', outgoing, own('pollable')),
  },
} as const satisfies HostInterfaceSpec;

export const udpCreateSocket = {
  name: 'wasi:sockets/udp-create-socket',
  profile: 'wasi:sockets',
  doc: 'Makes sockets for datagrams.',
  functions: { 'create-udp-socket': byGuest('Makes one.', { 'address-family': addressFamily }, or(own('udp-socket'))) },
} as const satisfies HostInterfaceSpec;
