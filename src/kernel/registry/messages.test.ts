/** One case per message row of the specification that the registry answers for. A row without a case fails. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic, ProjectFiles } from '../api.ts';
import { loadRegistry } from './load.ts';

/** Rows of spec/wasm §2 (w), spec/registry §1 (f) and §4.5 (l), spec/hosts §1 (h), and of the playground's own refusals (p). */
const ROWS = {
  w1: 'source is required',
  w5: 'method is required',
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
  fUnknownKind:
    'event handler timeout after 30s for entry app:f (kind: function.wsm): no listener responded - check if listener is registered for this kind',
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
  pStatic: 'pool type "static" is not available in the playground yet',
  pAdaptive: 'pool type "adaptive" is not available in the playground yet',
  pClass: 'pool.worker_class is not available in the playground yet',
  pKind: 'kind "function.wasm" is not available in the playground yet',
} as const;
type Row = keyof typeof ROWS;

interface Case {
  readonly files: ProjectFiles;
  /** The text that the diagnostic underlines. */
  readonly at: string;
}

const wat = (fields: string, at: string): Case => entry('function.wat', fields, at);
const fn = (fields: string, at: string): Case => entry('function.lua', fields, at);
function entry(kind: string, fields: string, at: string): Case {
  return { files: { '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: ${kind}\n${indent(fields)}` }, at };
}
function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
const file = (text: string, at: string, more: ProjectFiles = {}): Case => ({ files: { '_index.yaml': text, ...more }, at });

const GOOD = 'source: (module)\nmethod: run\n';
const LUA = 'source: return {}\nmethod: main\n';

const CASES: { readonly [K in Row]: Case } = {
  w1: wat('method: run\n', 'f'),
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
  fName: file('namespace: app\nentries:\n  - {name: a, kind: registry.entry}\n  - {name: " ", kind: registry.entry}\n', '" "'),
  fKind: file('namespace: app\nentries:\n  - name: a\n', 'name'),
  fEmptyPath: wat('source: file://\nmethod: run\n', 'file://'),
  fTraversal: wat('source: file://../../x.wat\nmethod: run\n', 'file://../../x.wat'),
  fInvalid: wat('source: file://a\\b.wat\nmethod: run\n', 'file://a\\b.wat'),
  fMissing: wat('source: file://x.wat\nmethod: run\n', 'file://x.wat'),
  fDuplicate: file('namespace: app\nentries:\n  - {name: one, kind: registry.entry}\n  - {name: one, kind: registry.entry}\n', 'one'),
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
  pStatic: wat(`${GOOD}pool: {type: static, size: 4}\n`, 'static'),
  pAdaptive: wat(`${GOOD}pool: {type: adaptive}\n`, 'adaptive'),
  pClass: wat(`${GOOD}pool: {worker_class: wasm, workers: 8}\n`, 'wasm'),
  pKind: entry('function.wasm', '', 'function.wasm'),
};

export function underlined(files: ProjectFiles, diagnostic: Diagnostic): string {
  const lines = (files[diagnostic.file] as string).split('\n');
  if (diagnostic.line === diagnostic.endLine) return lines[diagnostic.line - 1]!.slice(diagnostic.column - 1, diagnostic.endColumn - 1);
  return [lines[diagnostic.line - 1]!.slice(diagnostic.column - 1), '…', lines[diagnostic.endLine - 1]!.slice(0, diagnostic.endColumn - 1)].join('');
}

describe('messages of the registry', () => {
  it('have a case each', () => {
    expect(new Set(Object.keys(CASES))).toEqual(new Set(Object.keys(ROWS)));
  });

  it.each(Object.keys(ROWS) as Row[])('%s is said, at its place', (row) => {
    const { files, at } = CASES[row];
    const { diagnostics, ok } = loadRegistry(files, { luaModules: new Set(['time', 'funcs']) });
    const said = diagnostics.filter((diagnostic) => diagnostic.severity !== 'info');
    expect(said.map((diagnostic) => diagnostic.message)[0]).toBe(ROWS[row]);
    expect(said.every((diagnostic) => diagnostic.message === ROWS[row])).toBe(true);
    expect(underlined(files, said[0]!)).toBe(at);
    const stops = said[0]!.severity === 'error' && !row.startsWith('f');
    if (stops || row === 'fUnknownKind') expect(ok).toBe(false);
    else expect(ok).toBe(true);
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
    const fixed = ['source: (module)', 'method: run', 'imports: []', 'transport: payload', 'pool: {}', 'limits: {}', 'wasi: {}'];
    const order = ['w1', 'w5', 'w6', 'w7', 'w8', 'w11', 'w12'] as const;
    order.forEach((row, index) => {
      const fields = [...fixed.slice(0, index), ...broken.slice(index)].join('\n');
      expect(loadRegistry(wat(fields, '').files).diagnostics.map((diagnostic) => diagnostic.message)[0]).toBe(ROWS[row]);
    });
  });
});
