import { describe, expect, it } from 'vitest';
import type { EntryId } from '../../contract/api.ts';
import { NO_CONTEXT } from '../security/context.ts';
import type { DirectoryConfig } from '../../project/kinds/fs-directory.ts';
import { CallWorlds } from './call-worlds.ts';
import { FileTree, locate } from './file-tree.ts';
import { OpenFiles } from './open-files.ts';
import { Volume } from './volume.ts';
import { ok } from '../../base/result.ts';

const text = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
const utf8 = (of: string): Uint8Array => new TextEncoder().encode(of);
const PROJECT = { 'data/a.txt': 'alpha', 'data/sub/b.txt': 'beta', 'secret.txt': 'no' };

function setUp({ mode = 0o755, isReadOnly = false, limitBytes = 2 ** 20, directory = 'data', autoInit = false } = {}) {
  let nowMs = 1000;
  const tree = new FileTree(() => nowMs, { limitBytes });
  tree.update(PROJECT);
  const config = { directory, mode, base: 'project', autoInit } as DirectoryConfig;
  const volume = new Volume('app:data' as EntryId, config, tree);
  const files = new OpenFiles([{ volume, guest: '/data', isReadOnly }]);
  const roots = files.preopens();
  const at = (roots.ok && roots.value[0]?.[0]) || 0;
  const open = (path: string, options: Partial<Parameters<OpenFiles['openAt']>[2]> = {}) =>
    files.openAt(at, path, { read: true, write: false, ...options });
  const opened = (path: string, options: Partial<Parameters<OpenFiles['openAt']>[2]> = {}): number => {
    const done = open(path, options);
    if (!done.ok) throw new Error(done.error);
    return done.value;
  };
  const content = (path: string): string => {
    const done = files.read(opened(path), 100n, 0n);
    return done.ok ? text(done.value[0])! : done.error;
  };
  const changes = () => tree.take('read').map(({ path, bytes }) => [path, text(bytes)]);
  return { tree, volume, files, at, open, opened, content, changes, tick: () => void nowMs++ };
}

const textAt = (tree: FileTree, path: string): string | null => {
  const place = locate(tree.root, path);
  return place.ok && place.value.node?.kind === 'file' ? text(place.value.node.read(0, 100)) : null;
};
const fails = (error: string) => ({ ok: false, error });

describe('paths below a mount', () => {
  it.each([
    ['a.txt', 'alpha'],
    ['./sub/../sub//b.txt', 'beta'],
  ])('%s is a file', (path, is) => expect(setUp().content(path)).toBe(is));

  it.each([
    ['../secret.txt', 'not-permitted'],
    ['sub/../../secret.txt', 'not-permitted'],
    ['/a.txt', 'not-permitted'],
    ['..', 'not-permitted'],
    ['', 'no-entry'],
    ['none.txt', 'no-entry'],
    ['none/a.txt', 'no-entry'],
    ['a.txt/x', 'not-directory'],
    ['a.txt/', 'not-directory'],
    ['a\0b', 'invalid'],
    ['n'.repeat(256), 'name-too-long'],
    ['n/'.repeat(2100), 'name-too-long'],
    ['__proto__', 'no-entry'],
  ])('%j is refused as %s', (path, error) => expect(setUp().open(path)).toEqual(fails(error)));
});

describe('what is asked of descriptors', () => {
  it.each<[string, string, (set: ReturnType<typeof setUp>) => unknown]>([
    ['reading a folder', 'is-directory', ({ files, at }) => files.read(at, 1n, 0n)],
    ['writing a folder', 'is-directory', ({ open }) => open('sub', { write: true })],
    ['listing a file', 'not-directory', ({ files, opened }) => files.list(opened('a.txt'))],
    [
      'opening below a file',
      'not-directory',
      ({ files, opened }) => files.openAt(opened('a.txt'), 'x', { read: true, write: false }),
    ],
    ['a file as a folder', 'not-directory', ({ open }) => open('a.txt', { folder: true })],
    ['an unknown descriptor', 'bad-descriptor', ({ files }) => files.stat(99)],
    [
      'a second close',
      'bad-descriptor',
      ({ files, opened }) => {
        const one = opened('a.txt');
        files.close(one);
        return files.close(one);
      },
    ],
    [
      'writing what is open for reading',
      'bad-descriptor',
      ({ files, opened }) => files.write(opened('a.txt'), utf8('x'), 0n),
    ],
    [
      'reading what is open for writing',
      'bad-descriptor',
      ({ files, opened }) => files.read(opened('a.txt', { read: false, write: true }), 1n, 0n),
    ],
    ['making what is there', 'exist', ({ files, at }) => files.makeFolder(at, 'a.txt')],
    [
      'opening exclusively what is there',
      'exist',
      ({ open }) => open('a.txt', { create: true, exclusive: true, write: true }),
    ],
    ['removing a folder as a file', 'is-directory', ({ files, at }) => files.removeFile(at, 'sub')],
    ['removing a file as a folder', 'not-directory', ({ files, at }) => files.removeFolder(at, 'a.txt')],
    ['removing a full folder', 'not-empty', ({ files, at }) => files.removeFolder(at, 'sub')],
    ['removing the root', 'not-empty', ({ files, at }) => files.removeFolder(at, '.')],
    ['removing what is not there', 'no-entry', ({ files, at }) => files.removeFile(at, 'none')],
    ['moving what is not there', 'no-entry', ({ files, at }) => files.rename(at, 'none', at, 'x')],
    ['moving a folder into itself', 'invalid', ({ files, at }) => files.rename(at, 'sub', at, 'sub/in')],
    ['moving a file over a folder', 'is-directory', ({ files, at }) => files.rename(at, 'a.txt', at, 'sub')],
    [
      'writing beyond all numbers',
      'file-too-large',
      ({ files, opened }) => files.write(opened('a.txt', { write: true }), utf8('x'), 2n ** 60n),
    ],
    [
      'growing beyond the quota',
      'insufficient-space',
      ({ files, opened }) => files.setSize(opened('a.txt', { write: true }), 2n ** 30n),
    ],
  ])('%s is %s, and nothing changes', (_what, error, act) => {
    const set = setUp();
    expect(act(set)).toEqual(fails(error));
    expect(set.changes()).toEqual([]);
  });

  it('reads past the end as nothing, at its end', () => {
    const { files, opened } = setUp();
    const one = opened('a.txt');
    expect(files.read(one, 3n, 0n)).toEqual(ok([utf8('alp'), false]));
    expect(files.read(one, 30n, 3n)).toEqual(ok([utf8('ha'), true]));
    expect(files.read(one, 1n, 2n ** 60n)).toEqual(ok([new Uint8Array(), true]));
  });

  it('lists by name and tells two names of one thing from one of two', () => {
    const { files, at, opened } = setUp();
    expect(files.list(at)).toMatchObject(
      ok([
        { name: 'a.txt', folder: false },
        { name: 'sub', folder: true },
      ]),
    );
    const identity = (number: number) => (files.stat(number) as { value: { identity: bigint } }).value.identity;
    expect(identity(opened('a.txt'))).toBe(identity(opened('./a.txt')));
    expect(identity(opened('a.txt'))).not.toBe(identity(opened('sub')));
  });

  it('fills with zeros where nothing was written', () => {
    const { files, opened, changes } = setUp();
    const one = opened('a.txt', { write: true });
    files.write(one, utf8('XYZ'), 2n);
    files.setSize(one, 1n);
    expect(files.write(one, utf8('!'), 3n)).toEqual(ok(4n));
    expect(files.write(one, utf8('?'), null)).toEqual(ok(5n));
    expect(changes()).toEqual([['data/a.txt', 'a\0\0!?']]);
  });
});

describe('what may not be written', () => {
  const WRITES: [string, (set: ReturnType<typeof setUp>) => unknown][] = [
    ['open to write', ({ open }) => open('a.txt', { write: true })],
    ['create', ({ open }) => open('new', { create: true })],
    ['truncate', ({ open }) => open('a.txt', { truncate: true })],
    ['make a folder', ({ files, at }) => files.makeFolder(at, 'new')],
    ['remove a file', ({ files, at }) => files.removeFile(at, 'a.txt')],
    ['remove a folder', ({ files, at }) => files.removeFolder(at, 'sub')],
    ['rename', ({ files, at }) => files.rename(at, 'a.txt', at, 'b.txt')],
    [
      'set times',
      ({ files, at }) => files.setTimesAt(at, 'a.txt', { tag: 'now', val: null }, { tag: 'now', val: null }),
    ],
  ];
  it.each(WRITES)('%s: read-only by the mount, access by the mode', (_what, act) => {
    const mounted = setUp({ isReadOnly: true });
    expect(act(mounted)).toEqual(fails('read-only'));
    expect(act(setUp({ mode: 0o555 }))).toEqual(fails('access'));
    expect(mounted.changes()).toEqual([]);
  });

  it('and a mode without reading, or without entering, refuses that', () => {
    expect(setUp({ mode: 0o300 }).open('a.txt')).toEqual(fails('access'));
    expect(setUp({ mode: 0o600 }).open('a.txt')).toEqual(fails('access'));
    expect(setUp({ mode: 0o444 }).content('a.txt')).toBe('alpha');
  });
});

describe('the run layer', () => {
  function written() {
    const set = setUp();
    set.files.write(set.opened('deep.txt', { create: true, write: true }), utf8('fresh'), 0n);
    set.files.write(set.opened('a.txt', { write: true }), utf8('ALPHA'), 0n);
    set.files.removeFile(set.at, 'sub/b.txt');
    set.files.closeAll();
    return set;
  }

  it('is listed with what became of each path, the first of many, and what it takes', () => {
    const { tree } = written();
    const files = [
      { path: 'data/a.txt', change: 'changed', sizeBytes: 5 },
      { path: 'data/deep.txt', change: 'made', sizeBytes: 5 },
      { path: 'data/sub/b.txt', change: 'removed', sizeBytes: 0 },
    ];
    expect(tree.written()).toEqual({ files, count: 3, usedBytes: tree.usedBytes, limitBytes: 2 ** 20 });
    expect(tree.written(1)).toMatchObject({ files: files.slice(0, 1), count: 3 });
  });

  it('is kept by path: the project has it from there on, and an update with it changes nothing', () => {
    const { tree, changes } = written();
    const kept = tree.take('keep', ['data/a.txt', 'data/sub/b.txt', 'secret.txt', 'none']);
    expect(kept.map(({ path, bytes }) => [path, text(bytes)])).toEqual([
      ['data/a.txt', 'ALPHA'],
      ['data/sub/b.txt', null],
    ]);
    expect(changes()).toEqual([['data/deep.txt', 'fresh']]);
    tree.update({ 'data/a.txt': 'ALPHA', 'secret.txt': 'no' });
    expect(changes()).toEqual([['data/deep.txt', 'fresh']]);
    tree.take('keep');
    expect([changes(), tree.usedBytes]).toEqual([[], 0]);
  });

  it('is dropped by path: what the project has comes back, and its room is free', () => {
    const { tree, changes } = written();
    expect(tree.take('drop', ['data/a.txt'])).toEqual([{ path: 'data/a.txt', bytes: null }]);
    expect(changes().map(([path]) => path)).toEqual(['data/deep.txt', 'data/sub/b.txt']);
    expect(textAt(tree, 'data/a.txt')).toBe('alpha');
    tree.take('drop');
    expect([textAt(tree, 'data/sub/b.txt'), changes(), tree.usedBytes]).toEqual(['beta', [], 0]);
  });

  it('gives a folder that a program put in the place of a file back to the file, with all it took', () => {
    const { tree, files, at, opened } = setUp();
    files.removeFile(at, 'a.txt');
    files.makeFolder(at, 'a.txt');
    files.makeFolder(at, 'a.txt/in');
    files.write(opened('a.txt/in/x', { create: true, write: true }), utf8('x'), 0n);
    files.closeAll();
    tree.take('drop', ['data/a.txt']);
    expect([textAt(tree, 'data/a.txt'), tree.usedBytes]).toEqual(['alpha', 0]);
  });

  it('has what programs changed, and the project has not', () => {
    const { files, at, opened, changes, tree } = setUp();
    files.write(opened('new/../x.txt'.slice(7), { create: true, write: true }), utf8('fresh'), 0n);
    files.removeFile(at, 'a.txt');
    files.rename(at, 'sub', at, 'moved');
    expect(changes()).toEqual([
      ['data/a.txt', null],
      ['data/moved/b.txt', 'beta'],
      ['data/sub/b.txt', null],
      ['data/x.txt', 'fresh'],
    ]);
    files.closeAll();
    tree.reset();
    expect(changes()).toEqual([]);
    expect(tree.usedBytes).toBe(0);
  });

  it('gives way where the project changes, and stays elsewhere', () => {
    const { files, opened, content, changes, tree } = setUp();
    files.write(opened('a.txt', { write: true }), utf8('A'), 0n);
    files.write(opened('sub/b.txt', { write: true }), utf8('B'), 0n);
    tree.update({ ...PROJECT, 'data/a.txt': 'edited', 'data/c.txt': 'more' });
    expect([content('a.txt'), content('sub/b.txt'), content('c.txt')]).toEqual(['edited', 'Beta', 'more']);
    expect(changes()).toEqual([['data/sub/b.txt', 'Beta']]);
    tree.update({ 'secret.txt': 'no' });
    expect(changes()).toEqual([['data/sub/b.txt', 'Beta']]);
  });

  it('is counted: what is removed is free again once nobody has it open', () => {
    const { files, at, opened, tree } = setUp({ limitBytes: 3000 });
    const one = opened('big', { create: true, write: true });
    expect(files.write(one, new Uint8Array(2000), 0n)).toEqual(ok(2000n));
    expect(files.write(one, new Uint8Array(2000), null)).toEqual(fails('insufficient-space'));
    files.removeFile(at, 'big');
    expect(files.read(one, 1n, 0n)).toEqual(ok([new Uint8Array(1), false]));
    expect(tree.usedBytes).toBeGreaterThan(2000);
    files.closeAll();
    expect(tree.usedBytes).toBe(0);
  });
});

describe('the world of a call', () => {
  const frame = { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT };
  const wasi = { args: ['x'], cwd: '/w', env: [{ id: 'app:v', name: 'V', isRequired: true }], mounts: [] };
  const sources = { volume: () => undefined, variable: () => ok<string | null>(null), may: () => true };

  it('is that of its entry, and fails for what is not there', () => {
    const value = new CallWorlds({ ...sources, variable: () => ok('1') });
    expect(value.begin(frame, wasi)).toBeNull();
    expect(value.of(frame)).toMatchObject({ args: ['x'], cwd: '/w', environment: [['V', '1']] });
    value.end(frame);
    expect(value.of(frame)).toMatchObject({ args: [], cwd: '/', environment: [] });
    expect(new CallWorlds(sources).begin(frame, wasi)?.message).toBe('required wasi env variable not found: app:v');
    const mounts = [{ fs: 'app:d' as EntryId, guest: '/d', isReadOnly: true }];
    expect(new CallWorlds(sources).begin(frame, { ...wasi, env: [], mounts })?.message).toBe(
      'wasi mount filesystem not found: app:d',
    );
    expect(new CallWorlds({ ...sources, may: () => false }).begin(frame, { ...wasi, env: [], mounts })?.message).toBe(
      'not allowed to access filesystem: app:d',
    );
  });

  it('opens the mounts anew for whoever asks, so that one may close them', () => {
    const { files, at } = setUp();
    const again = files.preopens();
    expect(again).toEqual(ok([[at + 1, '/data']]));
    files.close(at);
    expect(files.list(at + 1).ok).toBe(true);
  });

  it('makes the folder of a filesystem that asks for it', () => {
    const { files, at } = setUp({ directory: 'made/deep', autoInit: true });
    expect(files.list(at)).toEqual(ok([]));
    expect(setUp({ directory: 'missing' }).files.preopens()).toEqual(ok([]));
  });
});
