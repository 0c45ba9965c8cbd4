import { describe, expect, test } from 'vitest';
import type { ConsoleEntry, EntryId } from '../../contract/api.ts';
import { definitionsOf } from './definitions.ts';
import { definitionPlace, entryPlace, sourcePlace } from './places.ts';
import { registryEntries, shortSignature } from './registry-entries.ts';

const files = {
  'src/app/_index.yaml': `version: "1.0"
namespace: app  # ours

entries:
  # A comment: with a colon.
  - name: answer
    kind: function.wat
    source: |
      (module
        (func (export "answer") (result i32) i32.const 42))
    wit: |
      answer: func() -> s32;
    method: answer
  - kind: function.lua
    name: "main"
    meta:
      comment: Starts it all
      name: not this one
    source: file://../main.lua
    method: main
`,
  'src/main.lua': 'local x = 1\n\nlocal function main()\nend\nreturn { main = main }\n',
  'other.yaml': 'namespace: no',
};

describe('definitions', () => {
  test('are found with their place, source and signature', () => {
    expect(definitionsOf(files)).toMatchObject([
      {
        id: 'app:answer',
        kind: 'function.wat',
        line: 6,
        column: 5,
        source: null,
        wit: 'answer: func() -> s32;',
        method: 'answer',
      },
      { id: 'app:main', kind: 'function.lua', line: 14, source: 'src/main.lua', comment: 'Starts it all' },
    ]);
  });
  test('have the values that are named once and used again', () => {
    const text =
      'namespace: app\nentries:\n  - name: a\n    kind: k\n    path: &file ./a.wasm # here\n    wit: &types |\n      f: func();\n  - name: b\n    kind: k\n    path: *file\n    wit: *types\n    hash: *gone\n';
    const [, b] = definitionsOf({ '_index.yaml': text });
    expect(b).toMatchObject({ wit: 'f: func();' });
    expect(Object.fromEntries(b?.fields ?? [])).toEqual({ path: './a.wasm', wit: 'f: func();', hash: '' });
  });
  test('may be written in braces, on one line or several', () => {
    const text = `namespace: app
entries:
  - {name: main, kind: function.lua, source: file://main.lua, method: main, modules: [time, funcs]} # runs
  - {name: "user", kind: function.wat,
     pool: {type: inline, workers: 2},
     wit: "user: func(a: s32, b: list<u8>) -> string", method: user}
  - name: last
    kind: function.lua
  - {kind: function.wat, source: '(module (data "{,"))', name: it's
`;
    const found = definitionsOf({ '_index.yaml': text });
    expect(found.map(({ id, kind, line, column }) => [id, kind, line, column])).toEqual([
      ['app:main', 'function.lua', 3, 5],
      ['app:user', 'function.wat', 4, 5],
      ['app:last', 'function.lua', 7, 5],
      ["app:it's", 'function.wat', 9, 5],
    ]);
    expect(found[0]).toMatchObject({ source: 'main.lua', method: 'main' });
    expect(found[1]).toMatchObject({ wit: 'user: func(a: s32, b: list<u8>) -> string', method: 'user' });
  });
  test('of a half written file are what is there', () => {
    expect(
      definitionsOf({ '_index.yaml': 'namespace: a\nentries:\n  - name: x\n    kind: f\n  - name: y\n    ki' }),
    ).toMatchObject([{ id: 'a:x' }]);
    expect(definitionsOf({ '_index.yaml': '\t- : [' })).toEqual([]);
  });
  test('may stand at the left edge', () => {
    expect(definitionsOf({ '_index.yaml': 'namespace: a\nentries:\n- name: x\n  kind: f\n' })).toMatchObject([
      { id: 'a:x', line: 3, column: 3 },
    ]);
  });
});

describe('a place', () => {
  test('of a function is where its method begins', () => {
    expect(sourcePlace(files, 'app:main')).toEqual({ file: 'src/main.lua', line: 3, column: 7 });
    expect(sourcePlace(files, 'app:answer')).toEqual({ file: 'src/app/_index.yaml', line: 6, column: 5 });
    expect(definitionPlace(files, 'app:main')).toMatchObject({ file: 'src/app/_index.yaml', line: 14 });
    expect(sourcePlace(files, 'app:none')).toBeNull();
  });
  test('of a row is told by the runtime, else worked out from its location', () => {
    const entry: ConsoleEntry = { id: 1, time: 0, source: 'print', level: 'info', text: '', location: 'app:main:4' };
    expect(entryPlace(files, entry)).toEqual({ file: 'src/main.lua', line: 4, column: 1 });
    expect(entryPlace(files, { ...entry, at: { file: 'src/main.lua', line: 2 } })).toEqual({
      file: 'src/main.lua',
      line: 2,
      column: 1,
    });
    expect(entryPlace(files, { ...entry, location: 'eval:1' })).toBeNull();
  });
});

test('entries are those written and those booted, by namespace', () => {
  const failed = {
    id: 'app:main' as EntryId,
    kind: 'function.lua',
    status: 'failed',
    error: { kind: 'Invalid', message: 'no', retryable: false, details: null },
  } as const;
  expect(registryEntries(definitionsOf(files), [failed])).toMatchObject([
    {
      namespace: 'app',
      entries: [
        { id: 'app:answer', status: 'written', signature: 'answer: func() -> s32' },
        { id: 'app:main', name: 'main', status: 'failed', error: 'Invalid: no', comment: 'Starts it all' },
      ],
    },
  ]);
  expect(shortSignature('compute: func(a: s32,\n  b: s32) -> s32;')).toBe('(a: s32, b: s32) -> s32');
});
