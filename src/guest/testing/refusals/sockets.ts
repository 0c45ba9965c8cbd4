/** How functions of sockets refuse. */
import type { HostWorld } from '../host-world.ts';
import { COMPONENT_HOSTS } from '../all-hosts.ts';
import { TCP, UDP, DATAGRAMS, bytes, v4, socket, network, bound, row, type Rows } from './world.ts';

const V6 = { tag: 'ipv6', val: { port: 80, 'flow-info': 0, address: [0, 0, 0, 0, 0, 0, 0, 1], 'scope-id': 0 } };

function datagrams(world: HostWorld, remote: unknown = null): [incoming: number, outgoing: number] {
  return world.ok(`${UDP}stream`, bound(world, 'udp', 0), remote);
}

const onSocket = (
  name: string,
  what: string,
  err: string,
  args: readonly unknown[] = [],
  kind: 'tcp' | 'udp' = 'tcp',
) =>
  [
    `${kind === 'tcp' ? TCP : UDP}${name}`,
    row(what, { err }, (world) => {
      const withNetwork = name === 'start-bind' || name === 'start-connect' ? [network(world)] : [];
      return world.call(`${kind === 'tcp' ? TCP : UDP}${name}`, socket(world, kind), ...withNetwork, ...args);
    }),
  ] as const;

/** Settings that are a number, each with the value that none may have. */
function settersOf(kind: 'tcp' | 'udp'): (readonly [name: string, nothing: number | bigint])[] {
  const host = COMPONENT_HOSTS.find((one) => one.interface === `wasi:sockets/${kind}`)!;
  return [...host.types].flatMap(([name, { parameters }]) => {
    const value = parameters[1]?.type;
    const set = /\.(set-.*)$/.exec(name)?.[1];
    if (set === undefined || value?.kind !== 'scalar' || value.name === 'bool') return [];
    return [[set, value.name === 'u64' ? 0n : 0] as const];
  });
}

export const SOCKET_ROWS: Rows = [
  ...(['tcp', 'udp'] as const).flatMap((kind) => [
    onSocket('start-bind', 'an address of another machine', 'address-not-bindable', [v4('8.8.8.8', 80)], kind),
    onSocket('start-bind', 'an address of another family', 'invalid-argument', [V6], kind),
    onSocket('finish-bind', 'what was not begun', 'not-in-progress', [], kind),
    onSocket('local-address', 'without one', 'invalid-state', [], kind),
    onSocket('remote-address', 'without one', 'invalid-state', [], kind),
    ...settersOf(kind).map(([name, nothing]) => onSocket(name, 'to nothing', 'invalid-argument', [nothing], kind)),
  ]),
  ...(['tcp', 'udp'] as const).map(
    (kind) =>
      [
        `${kind === 'tcp' ? TCP : UDP}finish-bind`,
        row('an address that is taken', { err: 'address-in-use' }, (world) => {
          bound(world, kind, 7000);
          const prefix = kind === 'tcp' ? TCP : UDP;
          const second = socket(world, kind);
          world.ok(`${prefix}start-bind`, second, network(world), v4('127.0.0.1', 7000));
          return world.call(`${prefix}finish-bind`, second);
        }),
      ] as const,
  ),
  onSocket('start-connect', 'to nobody', 'invalid-argument', [v4('0.0.0.0', 80)]),
  onSocket('start-connect', 'to no port', 'invalid-argument', [v4('127.0.0.1', 0)]),
  onSocket('finish-connect', 'what was not begun', 'not-in-progress'),
  ...(
    [
      ['127.0.0.1', 'connection-refused'],
      ['10.1.2.3', 'remote-unreachable'],
    ] as const
  ).map(
    ([host, err]) =>
      [
        `${TCP}finish-connect`,
        row(`to ${host}`, { err }, (world) => {
          const made = socket(world);
          world.ok(`${TCP}start-connect`, made, network(world), v4(host, 80));
          return world.call(`${TCP}finish-connect`, made);
        }),
      ] as const,
  ),
  [
    `${TCP}start-connect`,
    row(
      'where that is not allowed',
      { err: 'access-denied' },
      (world) => world.call(`${TCP}start-connect`, socket(world), network(world), v4('127.0.0.1', 80)),
      {
        refused: ['socket.connect'],
      },
    ),
  ],
  onSocket('start-listen', 'without an address', 'invalid-state'),
  [
    `${TCP}start-listen`,
    row(
      'where that is not allowed',
      { err: 'access-denied' },
      (world) => world.call(`${TCP}start-listen`, bound(world, 'tcp', 80)),
      {
        refused: ['socket.listen'],
      },
    ),
  ],
  onSocket('finish-listen', 'what was not begun', 'not-in-progress'),
  onSocket('accept', 'where nobody listens', 'invalid-state'),
  onSocket('shutdown', 'without a connection', 'invalid-state', ['both']),
  onSocket('stream', 'without an address', 'invalid-state', [null], 'udp'),
  ...[v4('0.0.0.0', 80), v4('127.0.0.1', 0), V6].map(
    (remote) =>
      [
        `${UDP}stream`,
        row(`with ${JSON.stringify(remote)}`, { err: 'invalid-argument' }, (world) =>
          world.call(`${UDP}stream`, bound(world, 'udp', 0), remote),
        ),
      ] as const,
  ),
  [
    `${UDP}stream`,
    row(
      'where that is not allowed',
      { err: 'access-denied' },
      (world) => world.call(`${UDP}stream`, bound(world, 'udp', 0), v4('127.0.0.1', 80)),
      {
        refused: ['socket.connect'],
      },
    ),
  ],
  ...(
    [
      ['to nobody', null, null, 'invalid-argument'],
      ['to somebody else', v4('127.0.0.1', 80), v4('127.0.0.1', 81), 'invalid-argument'],
      ['to another machine', null, v4('10.1.2.3', 80), 'remote-unreachable'],
    ] as const
  ).map(
    ([what, remote, to, err]) =>
      [
        `${DATAGRAMS}send`,
        row(what, { err }, (world) => {
          const [, outgoing] = datagrams(world, remote);
          return world.call(`${DATAGRAMS}send`, outgoing, [{ data: bytes(1), 'remote-address': to }]);
        }),
      ] as const,
  ),
  ...(
    [
      ['a b', 'invalid-argument', []],
      ['', 'invalid-argument', []],
      ['example.org', 'name-unresolvable', []],
      ['localhost', 'access-denied', ['socket.resolve']],
    ] as const
  ).map(
    ([name, err, refused]) =>
      [
        'wasi:sockets/ip-name-lookup#resolve-addresses',
        row(
          JSON.stringify(name),
          { err },
          (world) => world.call('wasi:sockets/ip-name-lookup#resolve-addresses', network(world), name),
          { refused },
        ),
      ] as const,
  ),
];
