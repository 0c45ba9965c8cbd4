import { describe, expect, it } from 'vitest';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { createTestKernel } from '../../kernel/testing/test-kernel.ts';
import { nodeDigest } from '../../kernel/testing/digest.ts';
import { mend } from '../registry/testing/mend.ts';
import { Diagnoser } from './diagnoser.ts';
import { MEMBERS, READY_MODULES, STANDARD_GLOBALS, STANDING_MODULES } from '../../contract/lua-modules/index.ts';

const check = (files: ProjectFiles): Promise<readonly Diagnostic[]> =>
  new Diagnoser({ compileWat, ...nodeDigest }).check(files);

const INDEX = `namespace: app
entries:
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs]
    imports: {lib: "app:lib"}
  - name: lib
    kind: library.lua
    source: return {}
`;
const project = (lua: string, index = INDEX): ProjectFiles => ({ '_index.yaml': index, 'main.lua': lua });
const said = async (lua: string, index = INDEX): Promise<string[]> =>
  (await check(project(lua, index))).map(
    ({ file, line, column, endColumn, severity, message, hint }) =>
      `${file}:${line}:${column}-${endColumn} ${severity} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
  );
const body = (text: string): string => `local function helper() end\nreturn { main = function(...)\n${text}\nend }`;

describe('names that a Lua text does not have', () => {
  it.each([
    [
      'local f = require("fncs")',
      ['main.lua:3:19-25 warning module \'fncs\' not found: require fails | did you mean "funcs"?'],
    ],
    [
      'local f = require("lbi")',
      ['main.lua:3:19-24 warning module \'lbi\' not found: require fails | did you mean "lib"?'],
    ],
    ['local f = require("./other")', ["main.lua:3:19-28 warning module './other' not found: require fails"]],
    ['return helpr()', ['main.lua:3:8-13 warning "helpr" is not defined: calling it fails | did you mean "helper"?']],
    [
      'return tostrng(1)',
      ['main.lua:3:8-15 warning "tostrng" is not defined: calling it fails | did you mean "tostring"?'],
    ],
    ['return typeof(1)', ['main.lua:3:8-14 error unexpected \'typeof\', a value is expected | did you mean "type"?']],
    [
      'return mth.floor(1)',
      ['main.lua:3:8-11 warning "mth" is not defined: a field of it fails | did you mean "math"?'],
    ],
    [
      'return string.uper("x")',
      ['main.lua:3:15-19 warning "string.uper" is not defined: calling it fails | did you mean "upper"?'],
    ],
    [
      'local call = require("funcs") return call.cal("app:lib")',
      ['main.lua:3:43-46 warning "funcs.cal" is not defined: calling it fails | did you mean "call"?'],
    ],
    [
      'local m = math return m.flor(1)',
      ['main.lua:3:25-29 warning "math.flor" is not defined: calling it fails | did you mean "floor"?'],
    ],
    ['return os.getenv.n', ['main.lua:3:11-17 warning "os.getenv" is not defined: a field of it fails']],
    ['if string.trim then string.trim(1) end', []],
    ['string.trim = helper return string.trim(1), string.format("x"), math.huge, lib.anything(1)', []],
    ['local string = helper() return string.uper(1)', []],
    ['return utf8.char(1)', ['main.lua:3:8-12 warning "utf8" is not defined: a field of it fails']],
    ['return quite:other(1)', ['main.lua:3:8-13 warning "quite" is not defined: a field of it fails']],
    ['return require("lib"), require("string"), require("funcs"), lib.x, helper(), math.floor(1), (...)', []],
    ['if maybe then maybe() end', []],
    ['set = function() end set() setlater() function setlater() end', []],
    ['_G.anything = 1 anything()', []],
    ['type T = { a: typeof(helper) } local x: T = nil return x', []],
  ])('%s', async (text, expected) => {
    expect(await said(body(text))).toEqual(expected);
  });

  it('are of libraries and modules as a world of the runtime has them', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open({ '_index.yaml': INDEX.replace(', imports', ''), 'main.lua': body('') }));
    const lua = `local all = {}
      for _, name in ipairs({ ${[...MEMBERS.keys()].map((name) => `"${name}"`).join(', ')} }) do
        local names = {}
        for member in pairs(_G[name] or require(name)) do names[#names + 1] = member end
        all[name] = names
      end
      return all`;
    const { values, error } = await settle(kernel.eval(lua, 'eval'));
    expect(error).toBeNull();
    const there = Object.entries(values[0] as Record<string, string[]>);
    expect(Object.fromEntries(there.map(([name, members]) => [name, members.toSorted()]))).toEqual(
      Object.fromEntries([...MEMBERS].map(([name, members]) => [name, [...members].toSorted()])),
    );
  });

  it('are those that a world of the runtime does not have', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open({ '_index.yaml': INDEX.replace(', imports', ''), 'main.lua': body('') }));
    const { values } = await settle(
      kernel.eval('local names = {} for name in pairs(_G) do names[#names + 1] = name end return names', 'eval'),
    );
    // `eval` has every module.
    const modules = new Set(READY_MODULES.filter((name) => !STANDING_MODULES.includes(name)));
    expect((values[0] as string[]).filter((name) => !modules.has(name)).toSorted()).toEqual(
      [...STANDARD_GLOBALS].toSorted(),
    );
  });
});

describe('a method that a Lua text does not give', () => {
  const NOT_FOUND = 'calls will fail: method "main" not found in module';

  it('is marked where it is named, with the one that was meant', async () => {
    expect(await said('return { mian = function() end, other = 1 }')).toEqual([
      `_index.yaml:6:13-17 error ${NOT_FOUND} | the text returns a table with: mian, other`,
    ]);
    expect(await said('local M = {}\nfunction M.run() end\nreturn M')).toEqual([
      `_index.yaml:6:13-17 error ${NOT_FOUND} | the text returns a table with: run`,
    ]);
    expect(await said('return {}')).toEqual([
      `_index.yaml:6:13-17 error ${NOT_FOUND} | the text returns an empty table`,
    ]);
    const [one] = await check(project('return { mian = function() end, other = 1 }'));
    expect(mend(INDEX, one!)).toBe(INDEX.replace('method: main', 'method: mian'));
  });

  it('is marked in the text where that returns nothing of the kind', async () => {
    expect(await said('function main() return 1 end\n')).toEqual([
      `main.lua:1:10-14 error ${NOT_FOUND} | the text returns nothing; end it with: return { main = main }`,
    ]);
    expect(await said('local x = 1\nx = 2\n')).toEqual([
      `main.lua:2:5-6 error ${NOT_FOUND} | the text returns nothing; end it with: return { main = function() end }`,
    ]);
    expect(await said('return 5')).toEqual([
      `main.lua:1:8-9 error ${NOT_FOUND} | the text returns neither a function nor a table: return { main = main }`,
    ]);
  });

  it('is marked where it is something else than a function', async () => {
    for (const [lua, place] of [
      ['return { main = 5 }', '1:17-18'],
      ['local M = {}\nM.main = "main"\nreturn M', '2:10-16'],
      ['return { ["main"] = nil, other = function() end }', '1:21-24'],
    ] as const)
      expect(await said(lua)).toEqual([`main.lua:${place} error ${NOT_FOUND} | "main" is no function here`]);
    expect(await said('local M = { main = nil }\nfunction M.main() end\nreturn M')).toEqual([]);
    expect(await said('local M = {}\nM.main = nil\nM.main = make()\nmake = 1\nreturn M')).toEqual([]);
    // A constant is not what was meant.
    expect(await said('return { mian = 5, run = function() end }')).toEqual([
      `_index.yaml:6:13-17 error ${NOT_FOUND} | the text returns a table with: mian, run`,
    ]);
    const [one] = await check(project('return { mian = 5, run = function() end }'));
    expect(mend(INDEX, one!)).toBe(INDEX.replace('method: main', 'method: run'));
  });

  it('is mended by a line at the end of the text, in a block of YAML too', async () => {
    const lua = 'local function main()\n  return 1\nend -- of main\n\n';
    const [one] = await check(project(lua));
    expect(mend(lua, one!)).toBe('local function main()\n  return 1\nend -- of main\nreturn { main = main }\n\n');
    const inline = INDEX.replace('file://main.lua', '|\n      local function main()\n        return 1\n      end\n');
    const [two] = await check(project('', inline));
    expect(mend(inline, two!)).toBe(inline.replace('      end\n', '      end\n      return { main = main }\n'));
    expect(await check(project('', mend(inline, two!)!))).toEqual([]);
  });

  it.each([
    'return function() end',
    'local M = {}\nfill(M)\nfill = 1\nreturn M',
    'return setmetatable({}, {})',
    'if x then return {} end',
    'local M = {}\nfunction M.main() end\nreturn M',
  ])('is not looked for where it may be there: %s', async (lua) => {
    expect(await said(lua)).toEqual([]);
  });

  it('fails at calls only: the project boots', async () => {
    const { kernel, settle } = createTestKernel();
    expect((await settle(kernel.open(project('return { mian = 1 }')))).ok).toBe(true);
    expect((await settle(kernel.call('app:main', []))).error).toMatchObject({
      kind: 'NotFound',
      message: 'method "main" not found in module',
    });
  });
});

describe('what an editor can mend', () => {
  const mended = async (files: ProjectFiles): Promise<string | null> => {
    const one = (await check(files)).find(({ fix }) => fix);
    return one ? mend(files[one.fix?.at?.file ?? one.file] as string, one) : null;
  };

  it('is a module that is not listed, however the list is written', async () => {
    const lua = body('return json.encode(1)');
    expect(await mended(project(lua))).toBe(INDEX.replace('[funcs]', '[funcs, json]'));
    expect(await mended(project(lua, INDEX.replace('[funcs]', '[]')))).toBe(INDEX.replace('[funcs]', '[json]'));
    expect(await mended(project(lua, INDEX.replace('    modules: [funcs]\n', '')))).toBe(
      INDEX.replace('    modules: [funcs]\n', '').replace('    method', '    modules: [json]\n    method'),
    );
    const lines = INDEX.replace('[funcs]', '\n      - funcs # calls');
    expect(await mended(project(lua, lines))).toBe(lines.replace('- funcs', '- json\n      - funcs'));
    const json =
      '{"namespace": "app", "entries": [{"name": "main", "kind": "function.lua", "source": "file://main.lua", "method": "main"}]}';
    expect(await mended({ 'x.json': json, 'main.lua': lua })).toBe(
      json.replace('"method"', '"modules": ["json"], "method"'),
    );
  });

  it('is a source without file://, of every kind, and nothing else is said of it', async () => {
    for (const [name, entry] of [
      ['main.lua', '{name: f, kind: function.lua, method: main, source: main.lua}'],
      ['main.lua', '{name: f, kind: library.lua, source: main.lua}'],
      ['add.wat', '{name: f, kind: function.wat, method: add, wit: "add: func()", source: add.wat}'],
      [
        'add.wit',
        '{name: f, kind: function.wat, method: add, wit: add.wit, source: \'(module (func (export "add")))\'}',
      ],
    ] as const) {
      const text = `namespace: app\nentries:\n  - ${entry}\n`;
      const found = await check({
        '_index.yaml': text,
        'main.lua': 'return {main = function() end}',
        'add.wat': '(module (func (export "add")))',
        'add.wit': 'add: func();',
      });
      expect(found).toMatchObject([
        {
          line: 3,
          severity: 'error',
          message: `"${name}" is taken for the text itself, not for the name of a file`,
          hint: `did you mean "file://${name}"?`,
        },
      ]);
      expect(mend(text, found[0]!)).toBe(text.replace(`: ${name}`, `: file://${name}`));
    }
  });

  it('is a source whose file:// is misspelt', async () => {
    for (const written of ['file:add.wat', 'file:/add.wat', 'File://add.wat']) {
      const text = `namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    method: add\n    wit: "add: func()"\n    source: ${written}\n`;
      const found = await check({ '_index.yaml': text, 'add.wat': '(module (func (export "add")))' });
      expect(found).toMatchObject([
        {
          line: 7,
          column: 13,
          severity: 'error',
          message: `"${written}" is taken for the text itself, not for the name of a file`,
        },
      ]);
      expect(mend(text, found[0]!)).toBe(text.replace(written, 'file://add.wat'));
    }
  });

  it('names a local of the same name that is declared further down', async () => {
    const found = await check(
      project('local function a() return b() end\nlocal function b() return 1 end\nreturn { main = a }'),
    );
    expect(found).toMatchObject([
      {
        line: 1,
        column: 27,
        message: '"b" is not defined here: calling it fails',
        hint: 'a local of that name is declared further down, or within another block',
      },
    ]);
  });

  it('is a missing wit, a misspelt method, and a profile that is not listed', async () => {
    const wat = (
      more: string,
      module = '(module (func (export "add") (param i32) (result i32) (local.get 0)))',
    ): ProjectFiles => ({
      '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: file://f.wat\n${more}`,
      'f.wat': module,
    });
    expect(await mended(wat('    method: add # it\n'))).toContain(
      '    source: file://f.wat\n    wit: "add: func(a: s32) -> s32"\n    method: add # it\n',
    );
    expect(await mended(wat('    wit: "add: func(a: s32) -> s32"\n    method: "ad"\n'))).toContain('method: add\n');
    const wasi = '(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) (func (export "f")))';
    expect(await mended(wat('    wit: "f: func()"\n    method: f\n', wasi))).toContain(
      '    wit: "f: func()"\n    imports: [wasi1]\n    method: f\n',
    );
  });
});

describe('imports that give a built-in module another name', () => {
  const index = INDEX.replace('{lib: "app:lib"}', '{j: ":json", log: logger, s: ":os", lib: "app:lib"}');

  it('are known to the checker, and to require', async () => {
    expect(await said(body('return j.encode({1}), require("j"), log, s'), index)).toEqual([]);
    expect(await said(body(''), index.replace(':json', ':jsn'))).toEqual([
      '_index.yaml:8:18-24 error imported entry not found: :jsn',
    ]);
  });

  it('are the module, under that name only', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(
      kernel.open(
        project(body('return {j.encode({1, 2}), require("j") == j, json == nil, type(log.info), s == os}'), index),
      ),
    );
    expect(report).toMatchObject({ ok: true, diagnostics: [] });
    expect((await settle(kernel.call('app:main', []))).value).toEqual(['[1,2]', true, true, 'function', true]);
  });
});
