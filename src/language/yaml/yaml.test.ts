import { describe, expect, it } from 'vitest';
import { ask, labels, shown, taken } from '../testing/at.ts';

const WAT = '(module (func $add (export "add") (param $a i32) (param $b i32) (result i32) local.get $a))';
const project = (yaml: string): Record<string, string> => ({
  '_index.yaml': yaml,
  'compute.wat': WAT,
  'main.lua': 'local function main() end\nreturn { main = main }',
  'types.wit': 'add: func(a: s32, b: s32) -> s32;',
});
const head = 'version: "1.0"\nnamespace: app\nentries:\n';
const wat = (more: string): Record<string, string> =>
  project(`${head}  - name: add\n    kind: function.wat\n    source: file://compute.wat\n${more}`);
const lua = (more: string): Record<string, string> =>
  project(`${head}  - name: main\n    kind: function.lua\n    source: file://main.lua\n${more}`);

describe('completion in definition files', () => {
  it('offers the fields that the kind has and the entry has not', () => {
    const found = labels(wat('    ¦'));
    expect(found).toEqual(expect.arrayContaining(['wit', 'method', 'imports', 'pool', 'limits', 'meta']));
    expect(found).not.toContain('source');
    expect(found).not.toContain('modules');
    expect(labels(lua('    ¦'))).toContain('modules');
  });

  it('offers fields of maps within an entry, in lines and in brackets', () => {
    expect(labels(wat('    pool:\n      ¦'))).toEqual(expect.arrayContaining(['type', 'max_size']));
    expect(labels(wat('    pool: {size: 1, ¦}'))).toEqual(expect.arrayContaining(['type', 'max_size']));
    expect(labels(wat('    pool: {size: 1, ¦}'))).not.toContain('size');
    expect(labels(wat('    wasi:\n      mounts:\n        - ¦'))).toEqual(['fs', 'guest', 'read_only']);
  });

  it('puts a new entry where entries stand, whichever column its dash was typed at', () => {
    for (const typed of ['- fu¦', '    - ¦', '-¦'])
      expect(taken(wat(`    method: add\n${typed}`), 'new fs.directory')).toMatch(
        /add\n {2}- name: \$\{1:files\}\n {4}kind: fs.directory/,
      );
  });

  it('offers a key straight above a finished one, and does not take it along', () => {
    expect(taken(wat('    me¦\n    wit: file://types.wit\n'), 'method')).toContain('    method: \n    wit:');
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['kinds', project(`${head}  - name: x\n    kind: ¦`), ['function.wat', 'function.lua', 'http.service']],
    ['a kind behind a colon without a blank', project(`${head}  - name: x\n    kind:¦`), ['function.wat']],
    ['exports of a WAT file for method', wat('    method: ¦'), ['add']],
    ['functions of a Lua file for method', lua('    method: ¦'), ['main']],
    ['files for source', project(`${head}  - name: x\n    kind: function.wat\n    source: ¦`), ['file://compute.wat']],
    [
      'files and signatures for wit',
      wat('    method: add\n    wit: ¦'),
      ['add: func(a: s32, b: s32) -> s32', 'file://types.wit'],
    ],
    ['modules in brackets', lua('    modules: [funcs, ¦]'), ['time', 'json']],
    ['modules in lines', lua('    modules:\n      - funcs\n      - ¦'), ['time', 'json']],
    ['profiles for imports', wat('    imports: [¦]'), ['wasi1']],
    ['values of a choice', wat('    pool:\n      type: ¦'), ['inline', 'lazy', 'static', 'adaptive']],
    ['true and false', wat('    pool:\n      warm_start: ¦'), ['true', 'false']],
    [
      'entries of the kinds that an ID may name',
      lua('    imports:\n      lib: ¦\n  - {name: lib, kind: library.lua, source: return 1}'),
      ['app:lib'],
    ],
    ['whole entries behind a dash', project(`${head}  - ¦`), ['new function.wat', 'new function.lua']],
    ['keys of the file', project('¦'), ['version', 'namespace', 'entries']],
  ])('offers %s', (_, files, wanted) => {
    expect(labels(files)).toEqual(expect.arrayContaining([...wanted]));
  });

  it('offers no module twice, and nothing in comments', () => {
    expect(labels(lua('    modules: [funcs, ¦]'))).not.toContain('funcs');
    expect(labels(wat('    # me¦'))).toEqual([]);
  });

  it('puts what YAML would misread into quotes', () => {
    expect(taken(wat('    method: add\n    wit: ¦'), 'add: func(a: s32, b: s32) -> s32')).toContain(
      'wit: "add: func(a: s32, b: s32) -> s32"',
    );
  });

  it('helps inside of block scalars as in a file of that language', () => {
    const inline = `${head}  - name: x\n    kind: function.wat\n    source: |\n      (module\n        (func (export "x") (param $a i32) (result i32)\n          local.get ¦))\n`;
    expect(labels(project(inline))).toContain('$a');
    expect(labels(project(`${head}  - name: x\n    kind: function.wat\n    wit: |\n      x: func(a: ¦)`))).toContain(
      's32',
    );
    expect(
      taken(
        project(`${head}  - name: m\n    kind: function.lua\n    source: |\n      local x = 1\n      prin¦`),
        'print',
      ),
    ).toMatch(/\n {6}print$/);
  });
});

describe('pointing at definition files', () => {
  it('tells what a field is, what a kind is, and what an entry is', () => {
    expect(ask('hover', wat('    me¦thod: add'))?.text).toContain('export that a call runs');
    expect(ask('hover', wat('    method: a¦dd\n    wit: file://types.wit'))?.text).toContain(
      'add: func(a: s32, b: s32) -> s32',
    );
    expect(ask('hover', project(`${head}  - name: x\n    kind: function.w¦at`))?.text).toContain('WebAssembly text');
    expect(ask('hover', lua('    modules: [fu¦ncs]'))?.text).toContain('Calls of functions');
  });

  it('leads to files, exports and entries', () => {
    const to = (files: Record<string, string>): string[] => shown(files, ask('definition', files));
    expect(to(project(`${head}  - name: add\n    kind: function.wat\n    source: file://com¦pute.wat`))).toEqual([
      'compute.wat: ',
    ]);
    expect(to(wat('    method: a¦dd'))).toEqual(['compute.wat: "add"']);
    expect(to(lua('    method: ma¦in'))).toEqual(['main.lua: main']);
    expect(to(lua('    imports: {lib: "app:l¦ib"}\n  - {name: lib, kind: library.lua, source: return 1}'))).toEqual([
      '_index.yaml: lib',
    ]);
  });

  it('lists entries as symbols', () => {
    expect(ask('symbols', wat('¦')).map(({ name, detail }) => `${name} ${detail}`)).toEqual(['add function.wat']);
  });
});
