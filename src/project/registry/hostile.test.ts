import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryId, ProjectFiles } from '../../contract/api.ts';
import type { Entry } from '../kinds/index.ts';
import { loadRegistry, type LoadedRegistry } from '../kinds/load-registry.ts';

const id = (text: string): EntryId => text as EntryId;
const index = (text: string, more: ProjectFiles = {}): ProjectFiles => ({ '_index.yaml': text, ...more });
const messages = (loaded: LoadedRegistry): string[] =>
  loaded.diagnostics.map((item) => `${item.file}:${item.line}:${item.column} ${item.message}`);

describe('hostile files', () => {
  const only = (text: string): LoadedRegistry => loadRegistry(index(`namespace: app\n${text}`));

  it('get placed diagnostics for syntax errors, tabs, duplicate keys and open quotes', () => {
    expect(messages(only('name: a\nname: b\nkind: registry.entry\n'))).toEqual([
      '_index.yaml:3:1 "name" is there already, in line 2',
    ]);
    expect(messages(only('entries:\n\t- name: a\n'))[0]).toMatch(/^_index.yaml:3:\d+ .*[Tt]ab/);
    expect(messages(only('name: "abc\nkind: x\nfoo: y\n'))[0]).toMatch(/^_index.yaml:2:7 the " is never closed/);
    expect(messages(only('name: *nope\nkind: x\n'))[0]).toMatch(/^_index.yaml:2:7 /);
  });

  it('keep markup as the text it is', () => {
    const markup = '<img src=x onerror=alert(1)>';
    expect(messages(only(`name: ${markup}\nkind: "${markup}"\n`))).toEqual([
      `_index.yaml:3:7 unknown kind "${markup}"`,
    ]);
    expect(messages(only(`name: f\nkind: function.lua\nsource: file://${markup}\nmethod: m\n`))).toEqual([
      `_index.yaml:4:9 interpolation error: failed to read file ${markup}`,
    ]);
  });

  it('cannot expand aliases without end', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
    ).join('\n');
    const loaded = only(`l0: &l0 [x]\n${levels}\nname: a\nkind: registry.entry\n`);
    expect(messages(loaded)[0]).toMatch(/^_index.yaml:7:\d+ more than 100000 values after following aliases$/);
    expect(messages(only('a: &a [*a]\nname: x\nkind: registry.entry\n'))).toEqual([
      '_index.yaml:2:8 alias *a contains itself',
    ]);
  });

  it('use aliases and merge keys as usual', () => {
    const loaded = only(
      'base: &b {mode: "0555", n: 1}\nname: d\nkind: registry.entry\ndirectory: data\noptions:\n  <<: *b\n  n: 2\n',
    );
    expect(loaded.entries[0]).toMatchObject({
      type: 'stored',
      data: { directory: 'data', options: { mode: '0555', n: 2 } },
    });
  });

  it('cannot reach a prototype', () => {
    const loaded = only(
      'name: a\nkind: registry.entry\nmeta: {__proto__: {polluted: 1}, constructor: 2}\n__proto__: {polluted: 1}\n',
    );
    expect(messages(loaded)).toEqual([
      '_index.yaml:4:8 the key __proto__ is not allowed and was left out',
      '_index.yaml:5:1 the key __proto__ is not allowed and was left out',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((loaded.entries[0] as Entry).meta).toEqual({ constructor: 2 });
    const files = JSON.parse(
      '{"__proto__": "x", "a.yaml": "namespace: app\\nname: a\\nkind: registry.entry\\nv: file://__proto__\\n"}',
    ) as ProjectFiles;
    expect(loadRegistry(files).byId.get(id('app:a'))).toMatchObject({ data: { v: 'x' } });
    expect(
      loadRegistry(index('namespace: app\nname: a\nkind: registry.entry\nv: file://toString\n')).diagnostics[0]
        ?.message,
    ).toContain('failed to read file toString');
  });

  it('are refused when huge or nested too deeply, without delay', () => {
    expect(messages(only(`x: ${'a'.repeat(2_000_000)}`))[0]).toContain('at most 1048576 are read');
    expect(messages(only(`x: ${'['.repeat(30_000)}`))[0]).toContain('nested more than 64 deep');
    expect(messages(only(`x: ${'[{"name": "a", "kind": '.repeat(2000)}`))[0]).toContain('nested more than 64 deep');
    expect(messages(only(`x:\n${' - '.repeat(4000)}a`))[0]).toContain('nested more than 64 deep');
    expect(messages(only(Array.from({ length: 66 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')))[0]).toMatch(
      /^_index.yaml:6\d:\d+ nested more than 64 deep$/,
    );
    expect(messages(only('x: 1\n'.repeat(70_000)))[0]).toMatch(
      /^_index.yaml:\d+:\d+ the file has more than 32768 lines, keys and other marks; split it$/,
    );
    expect(messages(only(`x: ${'[a, '.repeat(20_000)}`))[0]).toBeDefined();
    expect(messages(only(Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')))[0]).toContain(
      'nested',
    );
  });

  it('never make the loader throw', () => {
    const seed =
      'namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: |\n      (module)\n    method: run\n    pool: {type: lazy}\n    wasi: {env: [{id: "a:b", name: A}]}\n';
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...Array.from(':-{}[]&*!|>\'"%@`#\n\t ,?'), 'file://', '<<', '&a', '*a', '__proto__'),
        fc.string(),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.nat(seed.length), fc.nat(15), pieces, (start, length, put) => {
        const text = seed.slice(0, start) + put.join('') + seed.slice(start + length);
        for (const item of loadRegistry(index(text)).diagnostics) {
          expect(item.line).toBeGreaterThanOrEqual(1);
          expect(item.endLine > item.line || item.endColumn > item.column).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
