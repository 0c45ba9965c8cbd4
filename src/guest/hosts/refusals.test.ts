/**
 * How each function of each interface refuses: rows of calls that fail, with the interface's own error. A function without a row that
 * could have one fails the first test, so that none is forgotten. Handles that are none are the subject of `misuse.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { MAX_VALUE_BYTES } from '../../wit/codec.ts';
import type { WitType } from '../../wit/types.ts';
import { ExitSignal, HostTrap } from '../faults.ts';
import { fetchKernelHalves, hostWorld, QUOTA_BYTES, type HostWorld, type WorldOptions } from '../testing/host-world.ts';
import { COMPONENT_HOSTS } from '../testing/all-hosts.ts';

await fetchKernelHalves();

const FS = 'wasi:filesystem/types#[method]descriptor.';
const HTTP = 'wasi:http/types#';
const IN = 'wasi:io/streams#[method]input-stream.';
const OUT = 'wasi:io/streams#[method]output-stream.';
const TCP = 'wasi:sockets/tcp#[method]tcp-socket.';
const UDP = 'wasi:sockets/udp#[method]udp-socket.';
const DATAGRAMS = 'wasi:sockets/udp#[method]outgoing-datagram-stream.';

const text = (of: string): Uint8Array => new TextEncoder().encode(of);
const bytes = (count: number): Uint8Array => new Uint8Array(count);
const none = (tag: string) => ({ tag, val: null });
const v4 = (host: string, port: number) => ({ tag: 'ipv4', val: { port, address: host.split('.').map(Number) } });
const V6 = { tag: 'ipv6', val: { port: 80, 'flow-info': 0, address: [0, 0, 0, 0, 0, 0, 0, 1], 'scope-id': 0 } };
/** Beyond what a number of JavaScript holds. */
const FAR = 2n ** 53n;
const MOST = 2n ** 64n - 1n;
const NO_CHANGE = none('no-change');
const FOLLOW = new Set();

/** A handle to a mount, or to a file below it that is open to read and write. */
function at({ call, ok }: HostWorld, mount: string, file?: string, rights = ['read', 'write']): number {
  const mounts = call('wasi:filesystem/preopens#get-directories') as [number, string][];
  const folder = mounts.find(([, path]) => path === mount)?.[0] ?? 0;
  if (file === undefined) return folder;
  return ok(`${FS}open-at`, folder, FOLLOW, file, new Set(), new Set(rights));
}

const socket = ({ ok }: HostWorld, kind: 'tcp' | 'udp' = 'tcp'): number =>
  ok(`wasi:sockets/${kind}-create-socket#create-${kind}-socket`, 'ipv4');
const network = ({ call }: HostWorld): number => call('wasi:sockets/instance-network#instance-network') as number;
function bound(world: HostWorld, kind: 'tcp' | 'udp', port: number): number {
  const made = socket(world, kind);
  const prefix = kind === 'tcp' ? TCP : UDP;
  world.ok(`${prefix}start-bind`, made, network(world), v4('127.0.0.1', port));
  world.ok(`${prefix}finish-bind`, made);
  return made;
}
/** Two ends of a connection: of the one that asked, and of the one that was asked. */
function connected(world: HostWorld) {
  const listener = bound(world, 'tcp', 9000);
  world.ok(`${TCP}start-listen`, listener);
  world.ok(`${TCP}finish-listen`, listener);
  const client = socket(world);
  world.ok(`${TCP}start-connect`, client, network(world), v4('127.0.0.1', 9000));
  const [input, output] = world.ok(`${TCP}finish-connect`, client) as [number, number];
  const [server] = world.ok(`${TCP}accept`, listener) as [number];
  return { client, server, input, output };
}
function datagrams(world: HostWorld, remote: unknown = null): [incoming: number, outgoing: number] {
  return world.ok(`${UDP}stream`, bound(world, 'udp', 0), remote);
}

const fields = ({ call }: HostWorld): number => call(`${HTTP}[constructor]fields`) as number;
const request = (world: HostWorld): number =>
  world.call(`${HTTP}[constructor]outgoing-request`, fields(world)) as number;
function sent(world: HostWorld, scheme: unknown = none('HTTPS')): number {
  const made = request(world);
  world.ok(`${HTTP}[method]outgoing-request.set-scheme`, made, scheme);
  world.ok(`${HTTP}[method]outgoing-request.set-authority`, made, 'a.example');
  return world.ok('wasi:http/outgoing-handler#handle', made, null);
}
function answered(world: HostWorld): unknown {
  const future = sent(world);
  const pollable = world.call(`${HTTP}[method]future-incoming-response.subscribe`, future);
  world.call('wasi:io/poll#[method]pollable.block', pollable);
  return world.call(`${HTTP}[method]future-incoming-response.get`, future);
}
const response = (world: HostWorld): number => (answered(world) as { ok: { ok: number } }).ok.ok;
const body = (world: HostWorld): number => world.ok(`${HTTP}[method]incoming-response.consume`, response(world));
const HEAD = { type: 'head', status: 200, url: 'https://a.example/', headers: [] } as const;
const ANSWERS: WorldOptions = { network: [HEAD, { type: 'end' }] };
const BREAKS: WorldOptions = { network: [HEAD, { type: 'failed', message: 'it broke off' }] };

const ended = ({ call }: HostWorld): number => call('wasi:cli/stdin#get-stdin') as number;
const broken = (world: HostWorld): number => world.ok(`${HTTP}[method]incoming-body.stream`, body(world));
/** Writes to a file so far behind its beginning that the quota lets nothing in. */
const full = (world: HostWorld): number => world.ok(`${FS}write-via-stream`, at(world, '/data', 'a.txt'), 2n ** 40n);
/** Writes to a connection whose other end reads no more. */
function shut(world: HostWorld): number {
  const { server, output } = connected(world);
  world.ok(`${TCP}shutdown`, server, 'receive');
  return output;
}
const permitted = (world: HostWorld, stream: number): number => (world.ok(`${OUT}check-write`, stream), stream);

const CLOSED = { err: none('closed') };
const FAILED = { err: { tag: 'last-operation-failed', val: expect.any(Number) as number } };
const TRAP = HostTrap;
const REFUSED = { err: null };

interface Row {
  readonly what: string;
  readonly call: (world: HostWorld) => unknown;
  /** A class is what it throws. */
  readonly is: unknown;
  readonly world?: WorldOptions;
}
const row = (what: string, is: unknown, call: Row['call'], world?: WorldOptions): Row => ({
  what,
  call,
  is,
  ...(world ? { world } : {}),
});
type Call = (world: HostWorld, name: string) => unknown;

/** Rows of several functions that refuse the same. */
const each = (names: readonly string[], what: string, is: unknown, call: Call, world?: WorldOptions) =>
  names.map((name) => [name, row(what, is, (of) => call(of, name), world)] as const);

const ESCAPES = ['../x.txt', 'sub/../../x.txt', '/x.txt', 'sub/../../../..'];
/** Functions on a path: what comes behind the descriptor, for that path. */
const ON_PATHS: Readonly<Record<string, (path: string) => readonly unknown[]>> = {
  'stat-at': (path) => [FOLLOW, path],
  'set-times-at': (path) => [FOLLOW, path, NO_CHANGE, NO_CHANGE],
  'metadata-hash-at': (path) => [FOLLOW, path],
  'open-at': (path) => [FOLLOW, path, new Set(), new Set(['read'])],
  'create-directory-at': (path) => [path],
  'remove-directory-at': (path) => [path],
  'unlink-file-at': (path) => [path],
};
const CHANGES_AT = ['create-directory-at', 'remove-directory-at', 'unlink-file-at', 'set-times-at'];

const onPath = (name: string, what: string, err: string, path: string, mount = '/data'): (readonly [string, Row])[] => [
  [
    `${FS}${name}`,
    row(`${what}: ${JSON.stringify(path.slice(0, 30))}`, { err }, (world) =>
      world.call(`${FS}${name}`, at(world, mount), ...ON_PATHS[name]!(path)),
    ),
  ],
];
const onFile = (
  name: string,
  what: string,
  err: unknown,
  args: readonly unknown[],
  file = 'a.txt',
  mount = '/data',
  rights?: string[],
) =>
  [
    `${FS}${name}`,
    row(what, { err }, (world) =>
      world.call(`${FS}${name}`, file === '' ? at(world, mount) : at(world, mount, file, rights), ...args),
    ),
  ] as const;
const renaming = (what: string, err: string, from: string, to: string, mounts = ['/data', '/data']) =>
  [
    `${FS}rename-at`,
    row(what, { err }, (world) => world.call(`${FS}rename-at`, at(world, mounts[0]!), from, at(world, mounts[1]!), to)),
  ] as const;
const opening = (what: string, err: string, path: string, how: readonly string[], rights = ['read'], mount = '/data') =>
  [
    `${FS}open-at`,
    row(what, { err }, (world) =>
      world.call(`${FS}open-at`, at(world, mount), FOLLOW, path, new Set(how), new Set(rights)),
    ),
  ] as const;
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
const onFields = (what: string, err: unknown, name: string, ...args: readonly unknown[]) =>
  [
    `${HTTP}[method]fields.${name}`,
    row(what, { err }, (world) => world.call(`${HTTP}[method]fields.${name}`, fields(world), ...args)),
  ] as const;
const onRequest = (what: string, name: string, value: unknown) =>
  [
    `${HTTP}[method]outgoing-request.${name}`,
    row(what, REFUSED, (world) => world.call(`${HTTP}[method]outgoing-request.${name}`, request(world), value)),
  ] as const;
const twice = (name: string, is: unknown, thing: (world: HostWorld) => number, world?: WorldOptions) =>
  [
    name,
    row(
      'a second time',
      is,
      (of) => {
        const self = thing(of);
        of.call(name, self);
        return of.call(name, self);
      },
      world,
    ),
  ] as const;

const HANDLED = `${HTTP}[method]future-incoming-response.get`;

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

const ROWS: readonly (readonly [name: string, row: Row])[] = [
  /* ------------------------------------------------------------ files */
  ...Object.keys(ON_PATHS).flatMap((name) => [
    ...ESCAPES.flatMap((path) => onPath(name, 'a way out', 'not-permitted', path)),
    ...onPath(name, 'a way through a file', 'not-directory', 'a.txt/b'),
    ...onPath(name, 'a name that is too long', 'name-too-long', 'x'.repeat(256)),
    ...(name === 'create-directory-at' ? [] : onPath(name, 'what is not there', 'no-entry', 'none')),
    onFile(name, 'below a file', 'not-directory', ON_PATHS[name]!('b')),
  ]),
  ...CHANGES_AT.flatMap((name) => onPath(name, 'in a read-only mount', 'read-only', 'r.txt', '/a')),
  ...onPath('create-directory-at', 'what is there', 'exist', 'sub'),
  ...onPath('remove-directory-at', 'with something in it', 'not-empty', 'sub'),
  ...onPath('remove-directory-at', 'a file', 'not-directory', 'a.txt'),
  ...onPath('unlink-file-at', 'a folder', 'is-directory', 'sub'),
  opening('to make what is there', 'exist', 'a.txt', ['create', 'exclusive']),
  opening('a file as a folder', 'not-directory', 'a.txt', ['directory']),
  opening('a folder to write', 'is-directory', 'sub', [], ['read', 'write']),
  ...[['create'], ['truncate']].map((how) =>
    opening(`to ${how[0]} in a read-only mount`, 'read-only', 'r.txt', how, ['read'], '/a'),
  ),
  opening('to write in a read-only mount', 'read-only', 'r.txt', [], ['write'], '/a'),
  [
    `${FS}open-at`,
    row('once too often, while none is closed', { err: 'insufficient-memory' }, (world) => {
      const folder = at(world, '/data');
      const open = (): unknown => world.call(`${FS}open-at`, folder, FOLLOW, 'a.txt', new Set(), new Set(['read']));
      for (let count = 3; count < 4096; count++) open();
      return open();
    }),
  ],
  ...ESCAPES.flatMap((path) => [
    renaming(`from ${path}`, 'not-permitted', path, 'b'),
    renaming(`to ${path}`, 'not-permitted', 'a.txt', path),
  ]),
  renaming('what is not there', 'no-entry', 'none', 'b'),
  renaming('into another mount', 'cross-device', 'a.txt', 'b', ['/data', '/z']),
  renaming('in a read-only mount', 'read-only', 'r.txt', 'b', ['/a', '/a']),
  renaming('a folder into itself', 'invalid', 'sub', 'sub/sub'),
  renaming('onto a folder that is not empty', 'is-directory', 'a.txt', 'sub'),
  onFile('link-at', 'links', 'unsupported', [FOLLOW, 'a', 1, 'b'], ''),
  onFile('symlink-at', 'links, which so have no loops', 'unsupported', ['a', 'a'], ''),
  onFile('readlink-at', 'links', 'unsupported', ['a.txt'], ''),
  onFile('read-directory', 'of a file', 'not-directory', []),
  ...['read-via-stream', 'write-via-stream', 'append-via-stream', 'read', 'write', 'set-size'].map((name) => {
    const args = { read: [1n, 0n], write: [bytes(1), 0n], 'append-via-stream': [] }[name] ?? [0n];
    return onFile(name, 'of a folder', 'is-directory', args, '');
  }),
  onFile('read-via-stream', 'of what is open to write', 'bad-descriptor', [0n], 'a.txt', '/data', ['write']),
  onFile('read', 'of what is open to write', 'bad-descriptor', [1n, 0n], 'a.txt', '/data', ['write']),
  ...(
    [
      ['write-via-stream', [0n]],
      ['append-via-stream', []],
      ['write', [bytes(1), 0n]],
      ['set-size', [0n]],
    ] as const
  ).flatMap(([name, args]) => [
    onFile(name, 'of what is open to read', 'bad-descriptor', args, 'a.txt', '/data', ['read']),
    onFile(name, 'in a read-only mount', 'read-only', args, 'r.txt', '/a', ['read']),
  ]),
  ...[FAR, MOST].flatMap((far) => [
    onFile('write-via-stream', `at ${far}`, 'file-too-large', [far]),
    onFile('write', `at ${far}`, 'file-too-large', [bytes(1), far]),
    onFile('set-size', `to ${far}`, 'file-too-large', [far]),
  ]),
  onFile('write', 'beyond the quota', 'insufficient-space', [bytes(QUOTA_BYTES + 1), 0n]),
  onFile('set-size', 'beyond the quota', 'insufficient-space', [BigInt(QUOTA_BYTES + 1)]),
  onFile('set-times', 'in a read-only mount', 'read-only', [NO_CHANGE, none('now')], 'r.txt', '/a', ['read']),
  ...['set-times', 'set-times-at'].map((name) =>
    onFile(
      name,
      'to what no clock shows',
      'overflow',
      [
        ...(name === 'set-times' ? [] : [FOLLOW, 'a.txt']),
        NO_CHANGE,
        { tag: 'timestamp', val: { seconds: MOST, nanoseconds: 0 } },
      ],
      name === 'set-times' ? 'a.txt' : '',
    ),
  ),

  /* ------------------------------------------------------------ streams */
  ...each(
    ['read', 'blocking-read', 'skip', 'blocking-skip'].map((name) => IN + name),
    'of an input that has ended',
    CLOSED,
    (world, name) => world.call(name, ended(world), MOST),
  ),
  ...each(
    [`${IN}blocking-read`, `${IN}blocking-skip`],
    'of an answer that broke off',
    FAILED,
    (world, name) => world.call(name, broken(world), 1n),
    BREAKS,
  ),
  [
    `${OUT}check-write`,
    row('where nobody reads any more', CLOSED, (world) => world.call(`${OUT}check-write`, shut(world))),
  ],
  ...each([`${OUT}write`, `${OUT}write-zeroes`], 'without a permit', TRAP, (world, name) =>
    world.call(name, full(world), name === `${OUT}write` ? bytes(1) : 1n),
  ),
  ...each([`${OUT}write`, `${OUT}write-zeroes`], 'beyond the permit', TRAP, (world, name) =>
    world.call(name, permitted(world, full(world)), name === `${OUT}write` ? bytes(65_537) : MOST),
  ),
  ...each([`${OUT}write`, `${OUT}blocking-write-and-flush`], 'where there is no room', FAILED, (world, name) =>
    world.call(name, permitted(world, full(world)), bytes(1)),
  ),
  ...each(
    [`${OUT}write-zeroes`, `${OUT}blocking-write-zeroes-and-flush`],
    'where there is no room',
    FAILED,
    (world, name) => world.call(name, permitted(world, full(world)), 1n),
  ),
  ...each([`${OUT}splice`, `${OUT}blocking-splice`], 'of an input that has ended', CLOSED, (world, name) =>
    world.call(name, full(world), ended(world), 1n),
  ),
  ...each([`${OUT}splice`, `${OUT}blocking-splice`], 'where there is no room', FAILED, (world, name) => {
    const source = world.ok(`${FS}read-via-stream`, at(world, '/z', 'o.txt'), 0n);
    return world.call(name, full(world), source, 1n);
  }),
  ['wasi:io/poll#poll', row('of nothing', TRAP, ({ call }) => call('wasi:io/poll#poll', []))],

  /* ------------------------------------------------------------ requests */
  [
    `${HTTP}[static]fields.from-list`,
    row('a name that is none', { err: none('invalid-syntax') }, ({ call }) =>
      call(`${HTTP}[static]fields.from-list`, [['a b', text('c')]]),
    ),
  ],
  ...['', 'a b', 'a:b', 'ä', 'a\n'].flatMap((name) => [
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'set', name, []),
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'delete', name),
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'append', name, text('')),
  ]),
  ...['a\r\nb', 'a\nb', 'a\0'].flatMap((value) => [
    onFields(`the value ${JSON.stringify(value)}`, none('invalid-syntax'), 'set', 'a', [text(value)]),
    onFields(`the value ${JSON.stringify(value)}`, none('invalid-syntax'), 'append', 'a', text(value)),
  ]),
  ...each(
    ['set', 'delete', 'append'].map((name) => `${HTTP}[method]fields.${name}`),
    'of headers that are a request already',
    { err: none('immutable') },
    (world, name) => {
      const headers = world.call(`${HTTP}[method]outgoing-request.headers`, request(world));
      return world.call(name, headers, 'a', ...(name.endsWith('delete') ? [] : [name.endsWith('set') ? [] : text('')]));
    },
  ),
  twice(`${HTTP}[method]outgoing-request.body`, REFUSED, request),
  ...['a b', '', 'GET /'].map((val) => onRequest(`other ${JSON.stringify(val)}`, 'set-method', { tag: 'other', val })),
  ...['/a b', '/a#b', 'a', '//a\n'].map((path) => onRequest(JSON.stringify(path), 'set-path-with-query', path)),
  ...['1x', '', 'a b', 'a:'].map((val) =>
    onRequest(`other ${JSON.stringify(val)}`, 'set-scheme', { tag: 'other', val }),
  ),
  ...['', 'a/b', 'a b', 'a?b', 'a#b', 'a\\b'].map((host) => onRequest(JSON.stringify(host), 'set-authority', host)),
  twice(`${HTTP}[method]outgoing-body.write`, REFUSED, (world) =>
    world.ok(`${HTTP}[method]outgoing-request.body`, request(world)),
  ),
  [
    `${OUT}blocking-write-and-flush`,
    row('of a body that is too large', FAILED, (world) => {
      const outgoing = world.ok(`${HTTP}[method]outgoing-request.body`, request(world));
      const stream = world.ok(`${HTTP}[method]outgoing-body.write`, outgoing);
      return world.call(`${OUT}blocking-write-and-flush`, stream, bytes(32 * 2 ** 20 + 1));
    }),
  ],
  [
    HANDLED,
    row('of a request that is not allowed', { ok: { err: none('HTTP-request-denied') } }, answered, {
      refused: ['http_client.request'],
    }),
  ],
  [
    HANDLED,
    row(
      'of what cannot be reached',
      { ok: { err: { tag: 'internal-error', val: expect.stringContaining('it broke off') as string } } },
      answered,
      {
        network: [{ type: 'failed', message: 'it broke off' }],
      },
    ),
  ],
  [
    HANDLED,
    row('of an answer that does not come', { ok: { err: none('connection-timeout') } }, answered, { network: [] }),
  ],
  [
    HANDLED,
    row(
      'of a request that a browser cannot make',
      { ok: { err: { tag: 'internal-error', val: expect.any(String) as string } } },
      (world) => {
        const self = sent(world, { tag: 'other', val: 'ftp' });
        return world.call(HANDLED, self);
      },
    ),
  ],
  [
    HANDLED,
    row(
      'a second time',
      REFUSED,
      (world) => {
        const self = sent(world);
        world.call(
          'wasi:io/poll#[method]pollable.block',
          world.call(`${HTTP}[method]future-incoming-response.subscribe`, self),
        );
        world.call(HANDLED, self);
        return world.call(HANDLED, self);
      },
      ANSWERS,
    ),
  ],
  twice(`${HTTP}[method]incoming-response.consume`, REFUSED, response, ANSWERS),
  twice(`${HTTP}[method]incoming-body.stream`, REFUSED, body, ANSWERS),
  twice(
    `${HTTP}[method]future-trailers.get`,
    REFUSED,
    (world) => world.call(`${HTTP}[static]incoming-body.finish`, body(world)) as number,
    ANSWERS,
  ),

  /* ------------------------------------------------------------ sockets */
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

  /* ------------------------------------------------------------ the rest */
  ...each(
    ['call-string', 'call-bytes'].map((name) => `wippy:runtime/funcs#${name}`),
    'a name that is none',
    { err: 'invalid function target: x' },
    ({ call }, name) => call(name, 'x', name.endsWith('string') ? '' : bytes(0)),
  ),
  ...each(
    ['call-string', 'call-bytes'].map((name) => `wippy:runtime/funcs#${name}`),
    'what nobody has',
    { err: 'no handler registered for target' },
    ({ call }, name) => call(name, 'app:none', name.endsWith('string') ? '' : bytes(0)),
  ),
  ...each(
    ['wasi:random/random#get-random-bytes', 'wasi:random/insecure#get-insecure-random-bytes'],
    'more than a value may have',
    TRAP,
    ({ call }, name) => call(name, BigInt(MAX_VALUE_BYTES) + 1n),
  ),
  [
    'wasi:cli/exit#exit',
    row('which is the end of the call', ExitSignal, ({ call }) => call('wasi:cli/exit#exit', { err: null })),
  ],
];

/** Functions that refuse nothing, with the reason; those of handles alone are left to `misuse.test.ts`. */
const CANNOT: readonly (readonly [names: readonly string[], why: string])[] = [
  [['advise', 'sync', 'sync-data'].map((name) => FS + name), 'have nothing to do'],
  [
    ['get-flags', 'get-type', 'stat', 'metadata-hash'].map((name) => FS + name),
    'ask about what is open, which is there',
  ],
  [['wasi:filesystem/types#[method]directory-entry-stream.read-directory-entry'], 'what is listed is there'],
  [['flush', 'blocking-flush'].map((name) => OUT + name), 'nothing waits to be written'],
  [
    ['connect', 'first-byte', 'between-bytes'].map((name) => `${HTTP}[method]request-options.set-${name}-timeout`),
    'are kept and without effect',
  ],
  [[`${HTTP}[static]outgoing-body.finish`], 'takes a body of any length'],
  [['wasi:http/outgoing-handler#handle'], 'what goes wrong is told by the future (spec/hosts §8.4)'],
  [
    [
      'keep-alive-enabled',
      'set-keep-alive-enabled',
      'keep-alive-idle-time',
      'keep-alive-interval',
      'keep-alive-count',
      'hop-limit',
      'receive-buffer-size',
      'send-buffer-size',
    ].map((name) => TCP + name),
    'are settings that are kept',
  ],
  [
    ['unicast-hop-limit', 'receive-buffer-size', 'send-buffer-size'].map((name) => UDP + name),
    'are settings that are kept',
  ],
  [
    ['wasi:sockets/udp#[method]incoming-datagram-stream.receive', `${DATAGRAMS}check-send`],
    'there is an address by then',
  ],
  [['wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address'], 'the addresses are there'],
  [
    ['tcp', 'udp'].map((kind) => `wasi:sockets/${kind}-create-socket#create-${kind}-socket`),
    'there are sockets of both families',
  ],
];

const FUNCTIONS = COMPONENT_HOSTS.flatMap((host) =>
  [...host.types].map(([name, type]) => ({ name: `${host.interface}#${name}`, type })),
);

function mayRefuse(type: WitType | null): boolean {
  if (type?.kind === 'option') return mayRefuse(type.some);
  return type?.kind === 'result';
}

test('every function that can refuse has a row, and what has none is said why', () => {
  const rows = new Set(ROWS.map(([name]) => name));
  const excused = CANNOT.flatMap(([names]) => names);
  const known = new Set(FUNCTIONS.map(({ name }) => name));
  expect(
    [...rows, ...excused].filter((name) => !known.has(name)),
    'rows of what there is not',
  ).toEqual([]);
  expect(
    excused.filter((name) => rows.has(name)),
    'excused, with a row all the same',
  ).toEqual([]);
  const forgotten = FUNCTIONS.filter(
    ({ name, type }) => mayRefuse(type.result) && !rows.has(name) && !excused.includes(name),
  );
  expect(
    forgotten.map(({ name }) => name),
    'without a row',
  ).toEqual([]);
});

test('functions of handles alone are all in the test of misuse', () => {
  expect(readFileSync(new URL('misuse.test.ts', import.meta.url), 'utf8')).toContain('COMPONENT_HOSTS.flatMap');
});

describe.each([...new Set(ROWS.map(([name]) => name))])('%s refuses', (name) => {
  const rows = ROWS.flatMap(([of, one]) => (of === name ? [one] : []));
  it.each(rows.map((one) => [one.what, one] as const))('%s', (_what, { call, is, world }) => {
    const of = hostWorld(world);
    if (typeof is === 'function') expect(() => call(of)).toThrow(is);
    else expect(call(of)).toEqual(is);
  });
});

describe('what is not refused', () => {
  it('are reads beyond the end of a file, however far', () => {
    for (const offset of [FAR, MOST]) {
      const world = hostWorld();
      const file = at(world, '/data', 'a.txt');
      expect(world.call(`${FS}read`, file, MOST, offset)).toEqual({ ok: [bytes(0), true] });
      const stream = world.ok(`${FS}read-via-stream`, file, offset);
      expect(world.call(`${IN}read`, stream, MOST)).toEqual(CLOSED);
    }
  });

  it('is a timer that never rings', () => {
    const { call } = hostWorld();
    for (const name of ['subscribe-instant', 'subscribe-duration']) {
      const pollable = call(`wasi:clocks/monotonic-clock#${name}`, MOST);
      expect(call('wasi:io/poll#[method]pollable.ready', pollable)).toBe(false);
    }
  });

  it('is another handle to what was dropped', () => {
    const world = hostWorld();
    const [one, other] = [at(world, '/data', 'a.txt'), at(world, '/data', 'a.txt')];
    world.drop(one);
    world.drop(one);
    expect(world.call(`${FS}read`, other, 5n, 0n)).toEqual({ ok: [text('alpha'), true] });
  });
});
