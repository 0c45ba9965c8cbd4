import { describe, expect, it } from 'vitest';
import type { LuaFunctionEntry } from '../kinds/function-lua.ts';
import { createRegistryLoader, loadRegistry, type LoadedRegistry } from '../kinds/load-registry.ts';
import { id, index, messages, wat } from './testing/loaded.ts';

const names = (loaded: LoadedRegistry): string[] => loaded.entries.map((entry) => entry.id);

describe('entries', () => {
  it('come typed, with defaults', () => {
    const loaded = loadRegistry(
      index(
        `version: "1.0"
namespace: app
meta: {owner: me, level: 1}
entries:
  - name: answer
    kind: function.wat
    meta: {level: 2}
    source: (module)
    wit: "answer: func() -> s32"
    method: answer
    imports: [preview1, wasi1, WASI_snapshot_preview1@1]
    limits: {max_execution_ms: 50}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs, time]
    imports: {lib: "app:lib"}
    pool: {type: inline}
  - name: lib
    kind: library.lua
    source: file:///lib/l.lua
  - name: data
    kind: registry.entry
    data: {a: [1, 2], big: 9223372036854775807}
`,
        { 'main.lua': 'return {}', 'lib/l.lua': 'return 1' },
      ),
    );
    expect(messages(loaded)).toEqual([]);
    expect(loaded.ok).toBe(true);
    const answer = wat(loaded, 'app:answer');
    expect(answer.meta).toEqual({ owner: 'me', level: 2 });
    expect(answer.config).toMatchObject({
      method: 'answer',
      profiles: ['wasi1'],
      transport: 'payload',
      pool: { type: 'lazy', maxSize: 100 },
      limits: { maxExecutionMs: 50 },
    });
    expect(answer.config.wit?.text).toBe('answer: func() -> s32');
    const main = loaded.byId.get(id('app:main')) as LuaFunctionEntry;
    expect(main.config).toMatchObject({
      method: 'main',
      modules: ['funcs', 'time'],
      imports: [{ alias: 'lib', target: 'app:lib' }],
      pool: { type: 'inline' },
    });
    expect(main.config.source).toMatchObject({ text: 'return {}', file: 'main.lua' });
    expect(loaded.byId.get(id('app:data'))).toMatchObject({
      type: 'stored',
      data: { a: [1, 2], big: 9223372036854775807n },
    });
    expect(names(loaded)).toEqual(['app:answer', 'app:data', 'app:lib', 'app:main']);
  });

  it.each([
    ['{}', { type: 'lazy', maxSize: 100 }],
    ['{max_size: 3}', { type: 'lazy', maxSize: 3 }],
    ['{size: 4}', { type: 'inline' }],
    ['{size: 4, max_size: 8}', { type: 'lazy', maxSize: 8 }],
    ['{type: lazy}', { type: 'lazy', maxSize: 16 }],
    ['{type: lazy, max_size: 2, colour: red}', { type: 'lazy', maxSize: 2 }],
    ['{type: inline, size: 9}', { type: 'inline' }],
    ['{type: static}', { type: 'static', workers: 8, buffer: 512 }],
    ['{type: static, size: 4}', { type: 'static', workers: 4, buffer: 256 }],
    ['{workers: 2, size: 9, buffer: 5}', { type: 'static', workers: 2, buffer: 5 }],
    ['{type: adaptive}', { type: 'adaptive', maxSize: 16 }],
    ['{type: adaptive, max_size: 3}', { type: 'adaptive', maxSize: 3 }],
    ['{worker_class: wasm, workers: 8}', { type: 'static', workers: 8, buffer: 512 }],
    ['{worker_class: wasm, type: inline}', { type: 'static', workers: 4, buffer: 256 }],
  ])('pool %s becomes %o', (pool, expected) => {
    const loaded = loadRegistry(
      index(`namespace: app\nname: f\nkind: function.wat\nsource: (module)\nmethod: run\npool: ${pool}\n`),
    );
    expect(wat(loaded, 'app:f').config.pool).toEqual(expected);
  });

  it('report every wrong type of one entry', () => {
    const loaded = loadRegistry(
      index(
        'namespace: app\nname: f\nkind: function.wat\nsource: [1]\nmethod: 42\nimports: wasi1\nlimits: {max_execution_ms: 1.5}\n',
      ),
    );
    expect(messages(loaded)).toEqual([
      '_index.yaml:4:9 source: expected string, got list',
      '_index.yaml:5:9 method: expected string, got number',
      '_index.yaml:6:10 imports: expected list, got string',
      '_index.yaml:7:28 limits.max_execution_ms: expected integer, got 1.5',
    ]);
    expect(loaded.entries[0]).toMatchObject({ type: 'failed', error: { kind: 'Internal' } });
  });

  it('carry the whole chain of texts in their failure', () => {
    const loaded = loadRegistry(index('namespace: app\nname: f\nkind: function.wat\nsource: (module)\n'));
    expect(loaded.entries[0]).toMatchObject({
      type: 'failed',
      error: {
        kind: 'Internal',
        message: 'failed to unpack function.wat config: invalid configuration: method is required',
        retryable: false,
      },
    });
  });

  it('get a hint for a field that looks misspelt, and load', () => {
    const loaded = loadRegistry(
      index('namespace: app\nname: f\nkind: function.wat\nsource: (module)\nmethod: run\nlimit: {}\n'),
    );
    expect(loaded.ok).toBe(true);
    expect(loaded.diagnostics).toMatchObject([
      { severity: 'info', message: 'unknown field limit is ignored', hint: 'did you mean "limits"?' },
    ]);
  });
});

describe('files', () => {
  const one = (name: string, namespace = 'app'): string =>
    `namespace: ${namespace}\nname: ${name}\nkind: registry.entry\n`;

  it('count only with a namespace, wherever they are and whatever their name', () => {
    const loaded = loadRegistry({
      'package.json': '{"name": "x", "kind": "y"}',
      'data.yaml': 'namespace: "  "\nentries: 5',
      'a/b.yml': one('a'),
      'a/b.json': '{"namespace": "app", "entries": [{"name": "b", "kind": "registry.entry"}]}',
      'node_modules/x/_index.yaml': one('c'),
      'notes.md': one('d'),
      'empty.yaml': '',
      'half.json': '{"a": ',
    });
    expect(names(loaded)).toEqual(['app:a', 'app:b']);
    expect(messages(loaded)).toEqual([]);
  });

  it('come from the folders that wippy.lock names', () => {
    const loaded = loadRegistry({
      'wippy.lock': 'directories:\n  src: ./app\n',
      'app/x/_index.yaml': 'namespace: app\nname: f\nkind: function.lua\nmethod: m\nsource: file:///lua/f.lua\n',
      'app/lua/f.lua': 'return 1',
      '.wippy/m/_index.yaml': one('m', 'mod'),
      'src/_index.yaml': one('not'),
    });
    expect(names(loaded)).toEqual(['app:f', 'mod:m']);
    expect((loaded.byId.get(id('app:f')) as LuaFunctionEntry).config.source.file).toBe('app/lua/f.lua');
    const leaving = loadRegistry({
      'wippy.lock': '',
      'src/_index.yaml': 'namespace: app\nname: f\nkind: function.lua\nmethod: m\nsource: file://../f.lua\n',
      'f.lua': '',
    });
    expect(leaving.diagnostics[0]?.message).toBe('interpolation error: path traversal detected in file path: ../f.lua');
  });

  it('are dropped alone when broken', () => {
    const loaded = loadRegistry({
      'a.yaml': 'namespace: app\nentries:\n  - name: a\n   kind: x\n',
      'b.yaml': one('b'),
      'c.yaml': 'namespace: app\nentries:\n  - {name: c1, kind: registry.entry}\n  - {name: c2}\n',
    });
    expect(names(loaded)).toEqual(['app:b']);
    expect(loaded.ok).toBe(true);
    expect(loaded.diagnostics.map((item) => item.file)).toContain('a.yaml');
    expect(messages(loaded)).toContain('c.yaml:4:6 entry[1].kind: kind is required and must be a non-empty string');
  });

  it('of the same namespace add up, and the last definition of an ID wins', () => {
    const loaded = loadRegistry({
      'b.yaml': `${one('x')}data: {from: b}\n`,
      'a.yaml': `${one('x')}data: {from: a}\n`,
      'c.yaml': one('y'),
    });
    expect(names(loaded)).toEqual(['app:x', 'app:y']);
    expect(loaded.byId.get(id('app:x'))).toMatchObject({ data: { from: 'b' } });
    expect(loaded.diagnostics).toMatchObject([{ file: 'a.yaml', severity: 'warning' }]);
  });

  it('resolve file:// values anywhere in them', () => {
    const loaded = loadRegistry(
      index('namespace: app\nname: x\nkind: registry.entry\ndata: {deep: [{text: file://t/a.txt}]}\n', {
        't/a.txt': 'hello',
      }),
    );
    expect(loaded.byId.get(id('app:x'))).toMatchObject({ data: { deep: [{ text: 'hello' }] } });
    const binary = loadRegistry(
      index('namespace: app\nname: x\nkind: registry.entry\nv: file://a.wasm\n', {
        'a.wasm': new Uint8Array([0xff, 0xfd]),
      }),
    );
    expect(binary.diagnostics[0]).toMatchObject({
      message: 'interpolation error: failed to read file a.wasm',
      hint: 'a.wasm is not text',
    });
  });
});

describe('imports', () => {
  it('put imported entries first, and IDs in order within a level', () => {
    const library = (name: string, imports: string): string =>
      `  - {name: ${name}, kind: library.lua, source: return 1, imports: {${imports}}}\n`;
    const loaded = loadRegistry(
      index(
        `namespace: app\nentries:\n${library('a', 'x: "app:z"')}${library('b', '')}${library('z', 'x: "app:y"')}${library('y', '')}`,
      ),
    );
    expect(names(loaded)).toEqual(['app:b', 'app:y', 'app:z', 'app:a']);
  });

  it('get a hint when written without namespace, or when they are no Lua', () => {
    const text = (target: string): string =>
      `namespace: app\nentries:\n  - {name: a, kind: library.lua, source: return 1, imports: {x: "${target}"}}\n  - {name: lib, kind: library.lua, source: return 1}\n  - {name: d, kind: registry.entry}\n`;
    expect(loadRegistry(index(text('lib'))).diagnostics).toMatchObject([
      { message: 'imported entry not found: :lib', hint: 'did you mean "app:lib"?' },
    ]);
    expect(loadRegistry(index(text('app:d'))).diagnostics[0]?.hint).toBe(
      'app:d is of kind registry.entry, only Lua entries can be imported',
    );
    expect(loadRegistry(index(text('app:d'))).entries.find((entry) => entry.id === 'app:a')).toMatchObject({
      type: 'failed',
      error: { kind: 'NotFound' },
    });
  });
});

describe('loading again', () => {
  const entry = (name: string, source: string): string =>
    `namespace: ${name}\nname: f\nkind: function.lua\nmethod: m\nsource: ${source}\n`;

  it('hands out the same entries for files that did not change, and new ones for what they name', () => {
    const loader = createRegistryLoader();
    const files = {
      'a.yaml': entry('a', 'return 1'),
      'b.yaml': entry('b', 'file://b.lua'),
      'b.lua': 'return 2',
      'c.yaml': entry('c', 'return 3'),
    };
    const before = loader.load(files).byId;
    const after = loader.load({ ...files, 'b.lua': 'return 22', 'c.yaml': `# moved\n${files['c.yaml']}` }).byId;
    expect(after.get(id('a:f'))).toBe(before.get(id('a:f')));
    expect((after.get(id('b:f')) as LuaFunctionEntry).config.source.text).toBe('return 22');
    expect(after.get(id('c:f'))?.place.line).toBe(3);
  });

  it('notices a file that a value names once it is there', () => {
    const loader = createRegistryLoader();
    const files = { 'b.yaml': entry('b', 'file://b.lua') };
    expect(loader.load(files).diagnostics).toHaveLength(1);
    expect(loader.load({ ...files, 'b.lua': 'return 2' }).diagnostics).toEqual([]);
    expect(loader.load(files).diagnostics).toHaveLength(1);
  });
});
