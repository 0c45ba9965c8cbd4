import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import { loadRegistry } from '../../project/kinds/load-registry.ts';
import { FileTree } from '../files/file-tree.ts';
import { Environment, namespaceOf } from './environment.ts';
import { FileStorage, GivenStorage, MemoryStorage, RouterStorage, StaticStorage } from './storages.ts';

const id = (of: string): EntryId => of as EntryId;

function setUp() {
  const environment = new Environment();
  const add = (name: string, more: Partial<Parameters<Environment['add']>[0]> = {}) =>
    environment.add({
      id: id(name),
      publicName: null,
      storage: id('app:s'),
      fallback: null,
      isReadOnly: false,
      ...more,
    });
  environment.addStorage(id('app:s'), new MemoryStorage());
  environment.addStorage(id('app:fixed'), new StaticStorage(new Map([['HOST', 'here']])));
  return { environment, add };
}
const refused = (kind: string, message: string) => ({ kind, message });

describe('a variable', () => {
  it('is found by public name, by ID, and by the name of its entry in the namespace of the caller', () => {
    const { environment, add } = setUp();
    add('app:host', { publicName: 'HOST', storage: id('app:fixed') });
    for (const name of ['HOST', 'app:host', 'host']) expect(environment.get(name, 'app')).toEqual(ok('here'));
    expect(environment.get('host', 'other')).toMatchObject({
      error: refused('NotFound', 'environment variable not found'),
    });
    expect(namespaceOf('app.sub:f')).toBe('app.sub');
  });

  it('has its default where none or an empty value is stored, and guests do not see it', () => {
    const { environment, add } = setUp();
    add('app:a', { fallback: 'd' });
    expect([environment.get('app:a', ''), environment.lookup('a', 'app')]).toEqual([ok('d'), ok(null)]);
    expect(environment.set('app:a', '', '')).toBeNull();
    expect([environment.get('app:a', ''), environment.lookup('app:a', '')]).toEqual([ok('d'), ok('')]);
    environment.set('app:a', 'v', '');
    expect([environment.get('app:a', ''), environment.lookup('app:a', '')]).toEqual([ok('v'), ok('v')]);
    expect([...environment.all()]).toEqual([['app:a', 'v']]);
  });

  it('is refused where it may not be set or its storage is not there', () => {
    const { environment, add } = setUp();
    add('app:r', { isReadOnly: true });
    add('app:f', { storage: id('app:fixed') });
    add('app:n', { storage: id('app:none') });
    expect(environment.set('app:r', 'x', '')).toMatchObject(
      refused('PermissionDenied', 'environment variable is read-only'),
    );
    expect(environment.set('app:f', 'x', '')).toMatchObject(refused('PermissionDenied', 'storage is read-only'));
    expect(environment.set('app:n', 'x', '')).toMatchObject(
      refused('NotFound', 'environment storage backend not found'),
    );
    expect(environment.get('app:n', '')).toMatchObject({ error: { message: 'environment storage backend not found' } });
  });
});

describe('values from outside of the project', () => {
  it('are what the machine has, and what memory begins with; neither files nor entries have them', () => {
    const { environment, add } = setUp();
    environment.addStorage(id('app:os'), new GivenStorage(environment.given));
    environment.addStorage(id('app:memory'), new MemoryStorage(environment.given));
    environment.addStorage(
      id('app:both'),
      new RouterStorage([id('app:fixed'), id('app:os')], (of) => environment.storage(of)),
    );
    add('app:o', { publicName: 'O', storage: id('app:os'), fallback: 'd' });
    add('app:m', { storage: id('app:memory') });
    add('app:r', { publicName: 'R', storage: id('app:both') });
    add('app:f', { publicName: 'HOST', storage: id('app:fixed') });
    add('app:n', { storage: id('app:none') });
    environment.give([
      ['O', 'one'],
      ['app:m', 'two'],
      ['R', 'three'],
      ['HOST', 'not mine'],
    ]);
    expect(['O', 'app:m', 'R', 'HOST'].map((name) => environment.get(name, ''))).toEqual(
      ['one', 'two', 'three', 'here'].map(ok),
    );
    expect(environment.set('O', 'x', '')).toMatchObject(refused('PermissionDenied', 'storage is read-only'));
    environment.set('app:m', 'set', '');
    expect(environment.list().map(({ name, value, source, takesValue }) => [name, value, source, takesValue])).toEqual([
      ['HOST', 'here', 'stored', false],
      ['O', 'one', 'given', true],
      ['R', 'three', 'given', true],
      ['app:m', 'set', 'stored', true],
      ['app:n', null, 'none', false],
    ]);
    expect(environment.list().at(-1)?.problem).toBe('environment storage backend not found');
    environment.give([]);
    expect([environment.get('O', ''), environment.list()[1]?.source]).toEqual([ok('d'), 'default']);
  });
});

describe('storages', () => {
  it('in memory are bounded', () => {
    const storage = new MemoryStorage();
    expect(storage.set('k', 'x'.repeat(2 ** 20))).toMatchObject({ kind: 'Unavailable' });
    expect([storage.set('k', 'v'), storage.get('k')]).toEqual([null, ok('v')]);
  });

  it('in a file are lines with comments, and write into the run layer', () => {
    const tree = new FileTree(() => 0);
    tree.update({ '.env': '# all\n A = 1 # one\nB=2\nnothing\n' });
    const storage = new FileStorage({ path: '.env', isMade: false }, tree);
    expect([storage.get('A'), storage.get('B'), storage.get('C')]).toEqual([ok('1'), ok('2'), ok(null)]);
    expect(storage.set('A', '3')).toBeNull();
    expect([storage.get('A'), storage.get('B')]).toEqual([ok('3'), ok('2')]);
    expect(storage.set('A', 'two\nlines')).toMatchObject({ kind: 'Internal' });
    expect(tree.take('read').map(({ path }) => path)).toEqual(['.env']);
    const missing = new FileStorage({ path: 'none', isMade: false }, tree);
    expect(missing.get('A')).toMatchObject({ error: { kind: 'Internal' } });
    const made = new FileStorage({ path: 'new', isMade: true }, tree);
    expect([made.get('A'), made.set('A', '1'), made.get('A')]).toEqual([ok(null), null, ok('1')]);
    expect(new FileStorage({ path: '../out', isMade: true }, tree).set('A', '1')).toMatchObject({ kind: 'Internal' });
  });

  it('are asked by a router in order, which writes to the first and ends where it leads to itself', () => {
    const storages = new Map([
      ['a', new MemoryStorage()],
      ['b', new StaticStorage(new Map([['K', 'b']]))],
    ] as const satisfies [string, unknown][] as never) as Map<string, MemoryStorage>;
    const find = (of: EntryId) => (of === id('loop') ? router : (storages.get(of) ?? null));
    const router: RouterStorage = new RouterStorage([id('a'), id('none'), id('loop'), id('b')], find);
    expect([router.get('K'), router.get('L')]).toEqual([ok('b'), ok(null)]);
    expect([router.set('K', 'a'), router.get('K')]).toEqual([null, ok('a')]);
    // spec/registry §4.2: a key that is there is found, whatever it stands for; only the variable takes no text for no value.
    expect([router.set('K', ''), router.get('K')]).toEqual([null, ok('')]);
  });
});

describe('entries', () => {
  const refusal = (entry: string): string => {
    const { entries } = loadRegistry({ '_index.yaml': `namespace: app\nentries:\n  - ${entry}\n` });
    const [first] = entries;
    return first?.type === 'failed' ? first.error.message : 'good';
  };
  it.each([
    [
      '{name: v, kind: env.variable, storage: s}',
      'failed to decode variable: invalid storage ID format, must have both namespace and name',
    ],
    [
      '{name: v, kind: env.variable, storage: "app:s", variable: "A-B"}',
      'failed to decode variable: invalid configuration: invalid environment variable name: must only contain alphanumeric characters (a-z, A-Z, 0-9) and underscores',
    ],
    ['{name: v, kind: env.variable, storage: "app:none"}', 'good'],
    ['{name: s, kind: env.storage.file}', 'failed to decode config: file path must not be empty'],
    ['{name: s, kind: env.storage.router}', 'failed to decode config: router storage must have at least one storage'],
    [
      '{name: s, kind: env.storage.router, storages: [s]}',
      'failed to decode config: invalid storage ID format, must have both namespace and name',
    ],
    ['{name: s, kind: env.storage.static, values: {A: "1"}}', 'good'],
    ['{name: s, kind: env.storage.memory}', 'good'],
    ['{name: s, kind: env.storage.os}', 'good'],
  ])('%s: %s', (entry, message) => expect(refusal(entry)).toBe(message));
});
