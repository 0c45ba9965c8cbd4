import { describe, expect, it } from 'vitest';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { loadRegistry, type LoadedRegistry } from '../kinds/load-registry.ts';
import { mend } from './testing/mend.ts';

const ENTRIES = 'entries:\n  - name: a\n    kind: registry.entry\n';
const load = (text: string | Uint8Array, more: ProjectFiles = {}): LoadedRegistry =>
  loadRegistry({ '_index.yaml': text, ...more });
const said = ({ diagnostics }: LoadedRegistry): string[] =>
  diagnostics.map(
    ({ line, column, endColumn, severity, message }) => `${line}:${column}-${endColumn} ${severity} ${message}`,
  );
const fixed = (text: string, diagnostic: Diagnostic | undefined): string | null =>
  diagnostic ? mend(text, diagnostic) : null;

describe('the head of a definition file', () => {
  it.each([
    [
      'version: 1.0\nnamespace: app\n',
      '1:10-13 error version: expected text, got number, so the file is left out',
      'version: "1.0"\nnamespace: app\n',
    ],
    [
      'version: true\nnamespace: app\n',
      '1:10-14 error version: expected text, got boolean, so the file is left out',
      'version: "true"\nnamespace: app\n',
    ],
    [
      'version: "1.0"\nnamespace: 2024\n',
      '2:12-16 error namespace: expected text, got number, so the file is left out',
      'version: "1.0"\nnamespace: "2024"\n',
    ],
    [
      'version: "1.0"\nnamspace: app\n',
      '2:1-9 warning namespace is missing, so the entries of this file are not there',
      'version: "1.0"\nnamespace: app\n',
    ],
    [
      'version: "1.0"\nNamespace: app\n',
      '2:1-10 warning namespace is missing, so the entries of this file are not there',
      'version: "1.0"\nnamespace: app\n',
    ],
    [
      'version: "1.0"\n',
      '2:1-8 warning namespace is missing, so the entries of this file are not there',
      'version: "1.0"\nnamespace: app\n',
    ],
  ])('%j', (head, message, mended) => {
    const loaded = load(head + ENTRIES);
    expect(said(loaded)).toEqual([message]);
    expect(loaded.entries).toEqual([]);
    expect(fixed(head + ENTRIES, loaded.diagnostics[0])).toBe(mended + ENTRIES);
    expect(load(mended + ENTRIES).entries.map(({ id }) => id)).toEqual([expect.stringMatching(/^(app|2024):a$/)]);
  });

  it('is asked for in JSON, and by single entries', () => {
    const json = '{"version": "1.0", "entries": [{"name": "a", "kind": "registry.entry"}]}';
    const [missing] = loadRegistry({ 'x.json': json }).diagnostics;
    expect(missing).toMatchObject({ line: 1, column: 20, code: 'no-namespace' });
    expect(fixed(json, missing)).toBe(
      '{"version": "1.0", "namespace": "app", "entries": [{"name": "a", "kind": "registry.entry"}]}',
    );
    const text = 'namespace: ""\nname: a\nkind: registry.entry\n';
    expect(said(load(text))).toEqual([
      '1:1-10 warning namespace is missing, so the entries of this file are not there',
    ]);
  });

  it('is not asked for in data', () => {
    for (const text of [
      'entries: 5\n',
      'entries: [1, 2]\n',
      'entries:\n  - {id: 1}\n',
      'version: 1.0\nnamespace:\n',
      'namespace: 5\nx: 1\n',
      'name: a\nkind: b\n',
      'entries: [\n',
    ]) {
      expect([text, said(loadRegistry({ 'data.yaml': text }))]).toEqual([text, []]);
    }
    // A file of that name was meant to define entries.
    expect(said(load('entries: [\n'))).toEqual(['1:10-11 error the [ is never closed']);
    const nothing = 'this file defines nothing: it has no namespace and no entries';
    const isText = 'this file defines nothing: it is plain text, and not keys with their values';
    const isList = 'this file defines nothing: it is a list, and not keys with their values';
    expect(said(load('hello\n'))).toEqual([`1:1-6 warning ${isText}`]);
    expect(said(load('- hello\n'))[0]).toContain(isList);
    expect(said(load('namspace: app\nentires:\n  - name: a\n'))).toEqual([`1:1-9 warning ${nothing}`]);
    for (const text of ['', '# later\n', '\n']) expect([text, said(load(text))]).toEqual([text, []]);
  });

  it('with a misspelt list of entries is told which word was meant', () => {
    const text = `namespace: app\n${ENTRIES}`;
    const loaded = load(text.replace('entries', 'entires'));
    expect(said(loaded)).toEqual([
      '2:1-8 error entries: either entries array or single entry (name/kind) must be provided',
    ]);
    expect(fixed(text.replace('entries', 'entires'), loaded.diagnostics[0])).toBe(text);
  });

  it('drops a file whose entry has a number for a name, with quotes as the fix', () => {
    const text = 'namespace: app\nentries:\n  - name: 5\n    kind: registry.entry\n';
    const loaded = load(text);
    expect(said(loaded)).toEqual(['3:11-12 error entry[0].name: name is required and must be a non-empty string']);
    expect(loaded.entries).toEqual([]);
    expect(fixed(text, loaded.diagnostics[0])).toBe(text.replace('name: 5', 'name: "5"'));
  });

  it('of several documents in one file only the first counts, with a warning at the second', () => {
    const loaded = load(`namespace: app\n${ENTRIES}---\nnamespace: b\n${ENTRIES}`);
    expect(loaded.entries.map(({ id }) => id)).toEqual(['app:a']);
    expect(said(loaded)).toEqual(['5:1-4 warning only the first document of a file counts; what follows is ignored']);
    expect(loaded.ok).toBe(true);
  });

  it('asks for a dash where entries are written as keys', () => {
    expect(load('namespace: app\nentries:\n  name: a\n  kind: registry.entry\n').diagnostics).toMatchObject([
      { line: 3, column: 3, message: 'entries: expected list, got map', hint: 'each entry begins with a dash: - name' },
    ]);
  });
});

describe('encodings', () => {
  const text = `namespace: app\n${ENTRIES}`;
  const utf16 = (bom: boolean): Uint8Array => {
    const units = Uint16Array.from(`${bom ? '\uFEFF' : ''}${text}`, (unit) => unit.charCodeAt(0));
    return new Uint8Array(units.buffer);
  };

  it('a byte order mark and lines that end with CR alone are read, with true places', () => {
    for (const good of [
      `\uFEFF${text}`,
      text.replaceAll('\n', '\r'),
      text.replaceAll('\n', '\r\n'),
      new TextEncoder().encode(`\uFEFF${text}`),
    ]) {
      expect(load(good).entries.map(({ id }) => id)).toEqual(['app:a']);
    }
    const wrong = text.replace('registry.entry', 'registry.entri').replaceAll('\n', '\r');
    expect(said(load(wrong))).toEqual(['4:11-25 error unknown kind "registry.entri"']);
    for (const [half, whole] of [
      ['wat', 'function.wat'],
      ['fs.dir', 'fs.directory'],
    ] as const) {
      expect(load(`namespace: app\nname: a\nkind: ${half}\n`).diagnostics).toMatchObject([
        { line: 3, column: 7, hint: `did you mean "${whole}"?` },
      ]);
    }
  });

  it('UTF-16 is named, with a byte order mark and without', () => {
    for (const wide of [utf16(true), utf16(false), new TextDecoder().decode(utf16(false))]) {
      expect(said(load(wide))).toEqual(['1:1-2 error the file is UTF-16: save it as UTF-8']);
    }
    const lua = 'namespace: app\nname: a\nkind: function.lua\nmethod: main\nsource: file://m.lua\n';
    expect(load(lua, { 'm.lua': utf16(true) }).diagnostics).toMatchObject([
      {
        line: 5,
        column: 9,
        message: 'interpolation error: failed to read file m.lua',
        hint: 'm.lua is UTF-16: save it as UTF-8',
      },
    ]);
    expect(said(load(new Uint8Array([0xc3, 0x28])))).toEqual(['1:1-2 warning the file is not text']);
  });
});

describe('names of files', () => {
  const source = (value: string, folder = ''): [string, string] => [
    `${folder}_index.yaml`,
    `namespace: app\nname: f\nkind: function.wat\nmethod: f\nsource: ${value}\n`,
  ];
  const suggestion = (value: string, files: readonly string[], folder = ''): unknown => {
    const [path, text] = source(value, folder);
    const [one] = loadRegistry({
      [path]: text,
      ...Object.fromEntries(files.map((file) => [file, '(module)'])),
    }).diagnostics;
    return one?.fix?.replacement ?? one?.hint;
  };

  it('in the wrong case or misspelt are named with the file that was meant', () => {
    expect(suggestion('file://Add.wat', ['add.wat'])).toBe('file://add.wat');
    expect(suggestion('file://add.WAT', ['add.wat', 'abb.wat'])).toBe('file://add.wat');
    expect(suggestion('file://ad.wat', ['add.wat'])).toBe('file://add.wat');
    expect(suggestion('file://wat/Add.wat', ['src/wat/add.wat'], 'src/')).toBe('file://wat/add.wat');
    expect(suggestion('file:///Wat/add.wat', ['wat/add.wat'], 'src/')).toBe('file:///wat/add.wat');
    expect(suggestion('file://add.wat', ['sub/add.wat'])).toBe('file://sub/add.wat');
    expect(suggestion('file://add.wta', ['add.wat', 'app.lua'])).toBe('file://add.wat');
    expect(suggestion('file://quite-another.wat', ['add.wat', 'add.lua'])).toBe(
      'there is no file quite-another.wat in the project',
    );
  });

  it('of folders too', () => {
    const loaded = load('namespace: app\nname: d\nkind: fs.directory\ndirectory: Data\n', { 'data/x.txt': '' });
    expect(loaded.diagnostics).toMatchObject([{ line: 4, column: 12, fix: { replacement: 'data' } }]);
  });
});

describe('kinds that nobody handles', () => {
  it('are said in plain words, with the kind that was meant', () => {
    const loaded = load('namespace: app\nname: f\nkind: function.wta\n');
    expect(loaded.diagnostics).toMatchObject([
      {
        line: 3,
        column: 7,
        endColumn: 19,
        message: 'unknown kind "function.wta"',
        hint: 'did you mean "function.wat"?',
        fix: { replacement: 'function.wat' },
      },
    ]);
    expect(loaded.ok).toBe(false);
  });
});
