/** How functions of files refuse. */

import { QUOTA_BYTES } from '../host-world.ts';
import { FS, bytes, none, FAR, MOST, FOLLOW, at, type Row, row, type Rows } from './world.ts';

const NO_CHANGE = none('no-change');

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

export const FILE_ROWS: Rows = [
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
];
