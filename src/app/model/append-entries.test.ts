import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { appendEntries, type NewEntry } from './append-entries.ts';

const add: NewEntry = {
  fields: [
    ['name', 'add'],
    ['kind', 'function.wasm'],
    ['method', 'docs:adder/add@0.1.0#add'],
    ['wit', 'add: func(a: s32, b: s32) -> s32;\nsub: func() -> s32;'],
    ['imports', ['wasi:io', 'funcs']],
  ],
};
const tiny: NewEntry = {
  fields: [
    ['name', 'tiny'],
    ['kind', 'x'],
  ],
};
const text = (source: string, ...entries: readonly NewEntry[]): string =>
  appendEntries(source, entries)?.text ?? 'none';

describe('entries are added', () => {
  test('after the last one, set in as the others are, with what follows left alone', () => {
    const source =
      'version: "1.0"\nnamespace: app\n\nentries:\n  # First.\n  - name: a\n    kind: k # why\n\n  - name: b\n    kind: k\n\nmeta:\n  owner: me\n';
    const made = appendEntries(source, [add, tiny]);
    expect(made?.text).toBe(
      [
        'version: "1.0"',
        'namespace: app',
        '',
        'entries:',
        '  # First.',
        '  - name: a',
        '    kind: k # why',
        '',
        '  - name: b',
        '    kind: k',
        '',
        '  - name: add',
        '    kind: function.wasm',
        '    method: docs:adder/add@0.1.0#add',
        '    wit: |',
        '      add: func(a: s32, b: s32) -> s32;',
        '      sub: func() -> s32;',
        '    imports:',
        '      - wasi:io',
        '      - funcs',
        '',
        '  - name: tiny',
        '    kind: x',
        '',
        'meta:',
        '  owner: me',
        '',
      ].join('\n'),
    );
    expect(made?.line).toBe(12);
  });

  test('after the last one also where comments stand between the entries, at whatever depth', () => {
    const source =
      'namespace: app\nentries:\n  - name: a\n    kind: k\n\n  # Of b.\n  - name: b\n    kind: k\n\n# Of c.\n  - name: c\n    kind: k\n\n# Of meta.\nmeta: {}\n';
    const head = source.slice(0, source.indexOf('\n# Of meta.'));
    expect(text(source, tiny)).toBe(`${head}\n  - name: tiny\n    kind: x\n\n# Of meta.\nmeta: {}\n`);
  });

  test('close to each other where the file has them close, and at the edge where it has them there', () => {
    expect(text('entries:\n-   name: a\n    kind: k\n-   name: b\n    kind: k\n', tiny)).toBe(
      'entries:\n-   name: a\n    kind: k\n-   name: b\n    kind: k\n-   name: tiny\n    kind: x\n',
    );
  });

  test.each([
    ['namespace: app\n\nentries: []\n', 'namespace: app\n\nentries:\n  - name: tiny\n    kind: x\n'],
    ['namespace: app\nentries:\n', 'namespace: app\nentries:\n  - name: tiny\n    kind: x\n'],
    ['entries: [ ] # none yet\n', 'entries: # none yet\n  - name: tiny\n    kind: x\n'],
    ['namespace: app', 'namespace: app\n\nentries:\n  - name: tiny\n    kind: x\n'],
    ['', 'entries:\n  - name: tiny\n    kind: x\n'],
    ['entries:\n  # here\nmeta: {}\n', 'entries:\n  # here\n  - name: tiny\n    kind: x\n\nmeta: {}\n'],
    ['entries:\n  - name: a\n    kind: k', 'entries:\n  - name: a\n    kind: k\n\n  - name: tiny\n    kind: x\n'],
    [
      'entries:\r\n  - name: a\r\n    kind: k\r\n',
      'entries:\r\n  - name: a\r\n    kind: k\r\n\r\n  - name: tiny\r\n    kind: x\r\n',
    ],
  ])('to %j', (source, expected) => {
    expect(text(source, tiny)).toBe(expected);
  });

  test('after a block of text with lines that look like the end', () => {
    const source =
      'entries:\n  - name: a\n    source: |\n      (module)\n\n      ;; - name: no\n    kind: k\n# about what comes\nversion: 1\n';
    const value = parse(text(source, tiny)) as { entries: unknown[]; version: number };
    expect(value.entries).toEqual([
      { name: 'a', source: '(module)\n\n;; - name: no\n', kind: 'k' },
      { name: 'tiny', kind: 'x' },
    ]);
    expect(text(source, tiny)).toContain('kind: x\n# about what comes\nversion: 1\n');
  });

  test('so that YAML reads the values that were meant', () => {
    const values = [
      'true',
      '12',
      'a: b',
      'a #b',
      '#a',
      '@x',
      'sha256:00ff',
      'wasi:io/streams@0.2.3',
      '',
      'x:',
      "it's",
      '[a]',
      '/a b',
      './wasm',
      'x"y',
      'null',
      '1e3',
    ];
    const entry: NewEntry = { fields: values.map((value, index) => [`k${index}`, value]) };
    const read = parse(text('entries:\n', entry)) as { entries: Record<string, unknown>[] };
    expect(Object.values(read.entries[0] ?? {})).toEqual(values);
  });
});

test('nothing is added where that would take more than adding', () => {
  expect(appendEntries('entries: [{name: a, kind: k}]\n', [tiny])).toBeNull();
  expect(appendEntries('namespace: app\nname: a\nkind: function.lua\n', [tiny])).toBeNull();
});
