/** One case per message row of the specification that the registry answers for. A row without a case fails. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { loadRegistry } from '../kinds/load-registry.ts';

/**
 * Rows of spec/wasm §2 (w), spec/registry §1 (f), §2 (r), §4.1 (d) and §4.5 (l), spec/hosts §1 (h), and of the playground's own
 * refusals (p). Those that need a compiler or a running project are in `boot.test.ts`.
 */
const ROWS = {
  w1: 'source is required',
  w2: 'fs is required',
  w3: 'path is required',
  w4: 'hash is required',
  w4Empty: 'hash is required',
  w5: 'method is required',
  w5Wasm: 'method is required',
  w6Wasm: 'import :name cannot be empty',
  w7Wasm: 'invalid transport type',
  w10Wasm: 'pool.size must be greater than 0 for non-flex pools',
  w19Wasm: 'wasi.mounts[].guest must be unique',
  w6: 'import :name cannot be empty',
  w7: 'invalid transport type',
  w8: 'pool values cannot be negative',
  w9: 'invalid pool type',
  w10: 'pool.size must be greater than 0 for non-flex pools',
  w11: 'limits.max_execution_ms cannot be negative',
  w12: 'wasi.cwd must be absolute',
  w13: 'wasi.env[].id is required',
  w14: 'wasi.env[].name is required',
  w15: 'wasi.env[].name must be unique',
  w16: 'wasi.mounts[].fs is required',
  w17: 'wasi.mounts[].guest is required',
  w18: 'wasi.mounts[].guest must be absolute',
  w19: 'wasi.mounts[].guest must be unique',
  wType: 'pool.size: expected integer, got string',
  f5: 'entries: either entries array or single entry (name/kind) must be provided',
  fName: 'entry[1].name: name is required and must be a non-empty string',
  fKind: 'entry[0].kind: kind is required and must be a non-empty string',
  fEmptyPath: 'interpolation error: empty file path in file:// URL',
  fTraversal: 'interpolation error: path traversal detected in file path: ../../x.wat',
  fInvalid: 'interpolation error: invalid file path: a\\b.wat',
  fMissing: 'interpolation error: failed to read file x.wat',
  fDuplicate: 'duplicate entries detected (will use last definition)',
  fUnknownKind: 'unknown kind "function.wsm"',
  lSource: 'source is required',
  lLibrarySource: 'source is required',
  lMethod: 'method is required',
  lAlias: 'import alias cannot be empty',
  lTarget: 'import :name cannot be empty',
  lModule: 'module cannot be empty',
  lNamespace: 'module cannot have a namespace',
  lPool: 'pool.size must be greater than 0 for non-flex pools',
  lMissing: 'imported entry not found: app:nope',
  lConflict: 'import alias "time" is taken by the module "time" (new target app:lib)',
  lUnknownModule: 'failed to add dependency tiem: node with ID tiem not found',
  lCycle: 'import cycle: app:a -> app:b -> app:a',
  h4: 'unsupported wasm host import: wasi:foo',
  h4Plain: 'unsupported wasm host import: :foo',
  h5: 'wasm host import requires component module: :funcs',
  w3Fs: 'filesystem not found: app:none',
  w3FsRelative: 'filesystem not found: assets',
  w3FsKind: 'filesystem not found: app:f',
  rFs: 'filesystem not found: assets',
  rMountFs: 'wasi mount filesystem not found: :assets',
  rStorage: 'invalid storage ID format, must have both namespace and name',
  rStorages: 'invalid storage ID format, must have both namespace and name',
  rHost: 'host not found',
  rImport: 'imported entry not found: :lib',
  dDirectory: 'directory path is required',
  dMode: 'invalid file mode format',
  dModeType: 'mode: expected string, got number',
  dBase: 'invalid directory base',
  dAutoInit: 'auto_init: expected boolean, got string',
  dMissing: 'failed to create filesystem: failed to open directory: open data: no such file or directory',
  pKind: 'kind "queue.queue" is not available in the playground yet',
} as const;
type Row = keyof typeof ROWS;

/** Rows that nothing in the playground can bring about. */
const UNREACHABLE = {
  'pool.size must be greater than 0 for worker pools': 'row 10 comes first, also in Wippy (spec/wasm §2)',
  'failed to create pool': 'pools are counters here, and their numbers were checked (spec/wasm §3)',
  'failed to register function caller: ID': 'registering cannot fail here (spec/wasm §3)',
  'server metadata is required':
    'http kinds are stored with a warning, and not decoded; so are those of spec/registry §4.2, §4.3 and §4.7',
  'filesystem ID already exists': 'of two entries with one ID the first is dropped (spec/registry §3.1)',
  'entry already exists: {ns: N, name: M}': 'entries are changed by difference, which creates only what is not there',
  'entry does not exist: {ns: N, name: M}': 'the difference updates only what is there',
  'cannot delete non-existent entry: {ns: N, name: M}': 'the difference deletes only what is there',
  'cannot change entry kind from A to B for {ns: N, name: M}':
    'an entry of another kind is deleted and made anew (kernel/boot.ts)',
} as const;

interface Case {
  readonly files: ProjectFiles;
  /** The text that the diagnostic underlines. */
  readonly at: string;
}

const wat = (fields: string, at: string): Case => entry('function.wat', fields, at);
const wasm = (fields: string, at: string): Case => ({
  files: {
    '_index.yaml': `${entry('function.wasm', fields, at).files['_index.yaml'] as string}  - {name: d, kind: fs.directory, directory: .}\n`,
  },
  at,
});
const fn = (fields: string, at: string): Case => entry('function.lua', fields, at);
function entry(kind: string, fields: string, at: string): Case {
  return {
    files: { '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: ${kind}\n${indent(fields)}` },
    at,
  };
}
function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
const file = (text: string, at: string, more: ProjectFiles = {}): Case => ({
  files: { '_index.yaml': text, ...more },
  at,
});

const GOOD = 'source: (module)\nmethod: run\n';
const WASM = 'fs: app:d\npath: a.wasm\nhash: sha256:00\nmethod: run\n';
const LUA = 'source: return {}\nmethod: main\n';

const CASES: { readonly [K in Row]: Case } = {
  w1: wat('method: run\n', 'f'),
  w2: wasm('path: a.wasm\nhash: x\nmethod: run\n', 'f'),
  w3: wasm('fs: app:d\nhash: x\nmethod: run\n', 'f'),
  w4: wasm('fs: app:d\npath: a.wasm\nmethod: run\n', 'f'),
  w4Empty: wasm('fs: app:d\npath: a.wasm\nhash: ""\nmethod: run\n', 'hash'),
  w5Wasm: wasm('fs: app:d\npath: a.wasm\nhash: x\n', 'f'),
  w6Wasm: wasm(`${WASM}imports: ["wasi:"]\n`, '"wasi:"'),
  w7Wasm: wasm(`${WASM}transport: http\n`, 'http'),
  w10Wasm: wasm(`${WASM}pool: {workers: 2}\n`, '2'),
  w19Wasm: wasm(`${WASM}wasi:\n  mounts: [{fs: "a:b", guest: /a}, {fs: "a:c", guest: /a/}]\n`, '/a/'),
  w5: wat('source: (module)\nmethod: ""\n', 'method'),
  w6: wat(`${GOOD}imports: [wasi1, "wasi:"]\n`, '"wasi:"'),
  w7: wat(`${GOOD}transport: http\n`, 'http'),
  w8: wat(`${GOOD}pool: {size: 1, buffer: -1}\n`, '-1'),
  w9: wat(`${GOOD}pool: {type: Lazy}\n`, 'Lazy'),
  w10: wat(`${GOOD}pool: {type: static, workers: 2}\n`, '2'),
  w11: wat(`${GOOD}limits:\n  max_execution_ms: -5\n`, '-5'),
  w12: wat(`${GOOD}wasi: {cwd: home}\n`, 'home'),
  w13: wat(`${GOOD}wasi:\n  env:\n    - {name: A}\n`, '{name: A}'),
  w14: wat(`${GOOD}wasi:\n  env:\n    - {id: "a:b", name: "  "}\n`, '"  "'),
  w15: wat(`${GOOD}wasi:\n  env: [{id: "a:b", name: A}, {id: "a:c", name: " A"}]\n`, '" A"'),
  w16: wat(`${GOOD}wasi:\n  mounts: [{guest: /a}]\n`, '{guest: /a}'),
  w17: wat(`${GOOD}wasi:\n  mounts: [{fs: "a:b"}]\n`, '{fs: "a:b"}'),
  w18: wat(`${GOOD}wasi:\n  mounts: [{fs: "a:b", guest: data}]\n`, 'data'),
  w19: wat(`${GOOD}wasi:\n  mounts: [{fs: "a:b", guest: /a}, {fs: "a:c", guest: /a/}]\n`, '/a/'),
  wType: wat(`${GOOD}pool:\n  size: "4"\n`, '"4"'),
  f5: file('namespace: app\nversion: "1.0"\n', 'namespace'),
  fName: file(
    'namespace: app\nentries:\n  - {name: a, kind: registry.entry}\n  - {name: " ", kind: registry.entry}\n',
    '" "',
  ),
  fKind: file('namespace: app\nentries:\n  - name: a\n', 'name'),
  fEmptyPath: wat('source: file://\nmethod: run\n', 'file://'),
  fTraversal: wat('source: file://../../x.wat\nmethod: run\n', 'file://../../x.wat'),
  fInvalid: wat('source: file://a\\b.wat\nmethod: run\n', 'file://a\\b.wat'),
  fMissing: wat('source: file://x.wat\nmethod: run\n', 'file://x.wat'),
  fDuplicate: file(
    'namespace: app\nentries:\n  - {name: one, kind: registry.entry}\n  - {name: one, kind: registry.entry}\n',
    'one',
  ),
  fUnknownKind: entry('function.wsm', '', 'function.wsm'),
  lSource: fn('method: main\n', 'f'),
  lLibrarySource: entry('library.lua', 'source:\n', 'source'),
  lMethod: fn('source: return {}\n', 'f'),
  lAlias: fn(`${LUA}imports:\n  "": app:lib\n`, '""'),
  lTarget: fn(`${LUA}imports:\n  lib: "app:"\n`, '"app:"'),
  lModule: fn(`${LUA}modules: [time, ""]\n`, '""'),
  lNamespace: fn(`${LUA}modules: ["app:time"]\n`, '"app:time"'),
  lPool: fn(`${LUA}pool: {workers: 4}\n`, '4'),
  lMissing: fn(`${LUA}imports: {lib: app:nope}\n`, 'app:nope'),
  lConflict: fn(`${LUA}modules: [time]\nimports: {time: app:lib}\n`, 'time'),
  lUnknownModule: fn(`${LUA}modules: [tiem]\n`, 'tiem'),
  lCycle: file(
    'namespace: app\nentries:\n' +
      '  - {name: a, kind: library.lua, source: return 1, imports: {b: "app:b"}}\n' +
      '  - {name: b, kind: library.lua, source: return 1, imports: {a: "app:a"}}\n',
    '"app:b"',
  ),
  h4: wat(`${GOOD}imports: [wasi1, wasi:foo]\n`, 'wasi:foo'),
  h4Plain: wat(`${GOOD}imports: [foo]\n`, 'foo'),
  h5: wat(`${GOOD}imports: [funcs]\n`, 'funcs'),
  w3Fs: wasm(WASM.replace('app:d', 'app:none'), 'app:none'),
  w3FsRelative: wasm(WASM.replace('app:d', 'assets'), 'assets'),
  w3FsKind: wasm(WASM.replace('app:d', 'app:f'), 'app:f'),
  rFs: entry('process.wasm', 'fs: assets\npath: a.wasm\nhash: sha256:0\nmethod: f\n', 'assets'),
  rMountFs: wat(`${GOOD}wasi:\n  mounts: [{fs: assets, guest: /a}]\n`, 'assets'),
  rStorage: entry('env.variable', 'storage: memory\n', 'memory'),
  rStorages: entry('env.storage.router', 'storages: ["a:b", memory]\n', 'memory'),
  rHost: entry('process.service', 'process: p\nhost: workers\n', 'workers'),
  rImport: fn(`${LUA}imports: {lib: lib}\n`, 'lib'),
  dDirectory: entry('fs.directory', 'directory: ""\n', 'directory'),
  dMode: entry('fs.directory', 'directory: .\nmode: "0955"\n', '"0955"'),
  dModeType: entry('fs.directory', 'directory: .\nmode: 0755\n', '0755'),
  dBase: entry('fs.directory', 'directory: .\nbase: home\n', 'home'),
  dAutoInit: entry('fs.directory', 'directory: .\nauto_init: "yes"\n', '"yes"'),
  dMissing: entry('fs.directory', 'directory: data\n', 'data'),
  pKind: entry('queue.queue', '', 'queue.queue'),
};

export function underlined(files: ProjectFiles, diagnostic: Diagnostic): string {
  const lines = (files[diagnostic.file] as string).split('\n');
  if (diagnostic.line === diagnostic.endLine)
    return lines[diagnostic.line - 1]!.slice(diagnostic.column - 1, diagnostic.endColumn - 1);
  return [
    lines[diagnostic.line - 1]!.slice(diagnostic.column - 1),
    '…',
    lines[diagnostic.endLine - 1]!.slice(0, diagnostic.endColumn - 1),
  ].join('');
}

/** Line and column of each, in `_index.yaml`. */
const PLACES: { readonly [K in Row]: string } = {
  w2: '3:11',
  w3: '3:11',
  w4: '3:11',
  w4Empty: '7:5',
  w5Wasm: '3:11',
  w6Wasm: '9:15',
  w7Wasm: '9:16',
  w10Wasm: '9:21',
  w19Wasm: '10:59',
  w3Fs: '5:9',
  w3FsRelative: '5:9',
  w3FsKind: '5:9',
  w1: '3:11',
  w5: '6:5',
  w6: '7:22',
  w7: '7:16',
  w8: '7:29',
  w9: '7:18',
  w10: '7:35',
  w11: '8:25',
  w12: '7:17',
  w13: '9:11',
  w14: '9:29',
  w15: '8:53',
  w16: '8:16',
  w17: '8:16',
  w18: '8:35',
  w19: '8:59',
  wType: '8:13',
  f5: '1:1',
  fName: '4:12',
  fKind: '3:5',
  fEmptyPath: '5:13',
  fTraversal: '5:13',
  fInvalid: '5:13',
  fMissing: '5:13',
  fDuplicate: '3:12',
  fUnknownKind: '4:11',
  lSource: '3:11',
  lLibrarySource: '5:5',
  lMethod: '3:11',
  lAlias: '8:7',
  lTarget: '8:12',
  lModule: '7:21',
  lNamespace: '7:15',
  lPool: '7:21',
  lMissing: '7:20',
  lConflict: '8:15',
  lUnknownModule: '7:15',
  lCycle: '3:65',
  h4: '7:22',
  h4Plain: '7:15',
  h5: '7:15',
  rFs: '5:9',
  rMountFs: '8:21',
  rStorage: '5:14',
  rStorages: '5:23',
  rHost: '6:11',
  rImport: '7:20',
  dDirectory: '5:5',
  dMode: '6:11',
  dModeType: '6:11',
  dBase: '6:11',
  dAutoInit: '6:16',
  dMissing: '5:16',
  pKind: '4:11',
};

describe('messages of the registry', () => {
  it('have a case and a place each, and none of them is one that cannot come', () => {
    expect(new Set(Object.keys(CASES))).toEqual(new Set(Object.keys(ROWS)));
    expect(new Set(Object.keys(PLACES))).toEqual(new Set(Object.keys(ROWS)));
    for (const message of Object.values<string>(ROWS)) expect(UNREACHABLE).not.toHaveProperty([message]);
  });

  it.each(Object.keys(ROWS) as Row[])('%s is said, at its place', (row) => {
    const { files, at } = CASES[row];
    const { diagnostics, ok } = loadRegistry(files, { luaModules: new Set(['time', 'funcs']) });
    const said = diagnostics.filter(
      ({ severity, code }) => severity !== 'info' && (code !== 'not-available' || row.startsWith('p')),
    );
    expect(said.map((diagnostic) => diagnostic.message)[0]).toBe(ROWS[row]);
    expect(said.every((diagnostic) => diagnostic.message === ROWS[row])).toBe(true);
    expect(underlined(files, said[0]!)).toBe(at);
    expect(said[0]!.file).toBe('_index.yaml');
    expect(`${said[0]!.line}:${said[0]!.column}`).toBe(PLACES[row]);
    const stops = said[0]!.severity === 'error' && !row.startsWith('f');
    if (stops || row === 'fUnknownKind') expect(ok).toBe(false);
    else expect(ok).toBe(true);
  });

  it('are checked in the order of the rows, of function.wasm too', () => {
    const broken = [
      'fs: ""',
      'path: ""',
      'hash: ""',
      'method: ""',
      'imports: [""]',
      'transport: http',
      'pool: {size: -1}',
      'limits: {max_execution_ms: -1}',
      'wasi: {cwd: x}',
    ];
    const fixed = [
      'fs: app:d',
      'path: a',
      'hash: x',
      'method: run',
      'imports: []',
      'transport: payload',
      'pool: {}',
      'limits: {}',
      'wasi: {}',
    ];
    const order = ['w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w11', 'w12'] as const;
    order.forEach((row, index) => {
      const fields = [...fixed.slice(0, index), ...broken.slice(index)].join('\n');
      expect(loadRegistry(wasm(`${fields}\n`, '').files).diagnostics.map((diagnostic) => diagnostic.message)[0]).toBe(
        ROWS[row],
      );
    });
  });

  it('are checked in the order of the rows', () => {
    const broken = [
      'source: ""',
      'method: ""',
      'imports: [""]',
      'transport: http',
      'pool: {size: -1}',
      'limits: {max_execution_ms: -1}',
      'wasi: {cwd: x, env: [{}], mounts: [{}]}',
    ];
    const fixed = [
      'source: (module)',
      'method: run',
      'imports: []',
      'transport: payload',
      'pool: {}',
      'limits: {}',
      'wasi: {}',
    ];
    const order = ['w1', 'w5', 'w6', 'w7', 'w8', 'w11', 'w12'] as const;
    order.forEach((row, index) => {
      const fields = [...fixed.slice(0, index), ...broken.slice(index)].join('\n');
      expect(loadRegistry(wat(fields, '').files).diagnostics.map((diagnostic) => diagnostic.message)[0]).toBe(
        ROWS[row],
      );
    });
  });
});
