import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examples } from '../../examples/index.ts';
import { readBinary } from '../../examples/testing/read-binary.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { nodeDigest } from '../../kernel/testing/digest.ts';
import { Diagnoser } from './diagnoser.ts';
import { ADD, check, lua, project, underlined } from './testing/projects.ts';

interface Case {
  readonly files: ProjectFiles;
  readonly at: string;
  readonly place: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Diagnostic['severity'];
}

const CASES: Readonly<Record<string, Case>> = {
  'a method that no export has': {
    files: project(ADD.replace('method: add', 'method: sum')),
    at: 'sum',
    place: '_index.yaml:5:13',
    message: 'calls will fail: function "sum" not found',
    hint: 'available exports: add',
    severity: 'error',
  },
  'a method that wit has and the module has not': {
    files: project(ADD.replace('method: add', 'method: sum').replace('wit: "add', 'wit: "sum')),
    at: 'sum',
    place: '_index.yaml:5:13',
    message: 'calls will fail: failed to call wasm method: sum: function sum not found',
    hint: 'available exports: add',
    severity: 'error',
  },
  'a wit that does not fit the module': {
    files: project(ADD.replace('b: s32', 'b: s64')),
    at: 'add: func(a: s32, b: s64) -> s32',
    place: '_index.yaml:6:11',
    message: 'calls will fail: export "add": wit needs (i32, i64) -> i32, module has (i32, i32) -> i32',
    severity: 'error',
  },
  'a wit with a type that is none, in a file of its own': {
    files: project(ADD.replace('"add: func(a: s32, b: s32) -> s32"', 'file://add.wit'), {
      'add.wit': 'add: func(\n  a: s32,\n  b: s99,\n) -> s32;\n',
    }),
    at: 's99',
    place: 'add.wit:3:6',
    message: 'calls will fail: parse param type s99',
    severity: 'error',
  },
  'a missing wit': {
    files: project(ADD.replace(/ {4}wit.*\n/, '')),
    at: 'add',
    place: '_index.yaml:5:13',
    message:
      'calls will fail: failed to call wasm method: add: [runtime] invalid_input: Call() requires a component or WIT definitions; use CallWithTypes() for native WASM without WIT',
    hint: 'add wit: "add: func(a: s32, b: s32) -> s32"',
    severity: 'error',
  },
  'a mistake in a WAT block': {
    files: project(ADD.replace('i32.add', 'i32.ad')),
    at: 'i32.ad',
    place: '_index.yaml:10:12',
    message: 'there is no instruction i32.ad',
    hint: 'did you mean "i32.add"?',
    severity: 'error',
  },
  'a WAT file with nothing in it': {
    files: project(ADD.replace(/source: [^]*/, 'source: file://compute.wat\n'), { 'compute.wat': '' }),
    at: '',
    place: 'compute.wat:1:1',
    message: 'compute.wat is empty',
    severity: 'error',
  },
  'a WAT file with blanks only': {
    files: project(ADD.replace(/source: [^]*/, 'source: file://compute.wat\n'), { 'compute.wat': ' \n\n' }),
    at: ' ',
    place: 'compute.wat:1:1',
    message: 'compute.wat is empty',
    severity: 'error',
  },
  'a WAT file with comments only': {
    files: project(ADD.replace(/source: [^]*/, 'source: file://compute.wat\n'), { 'compute.wat': ';; later\n' }),
    at: ';',
    place: 'compute.wat:1:1',
    message: 'compute.wat has nothing but comments',
    severity: 'error',
  },
  'a component in a WAT file': {
    files: project(ADD.replace(/source: [^]*/, 'source: file://m.wat\n'), { 'm.wat': '(component (core module))' }),
    at: 'component',
    place: 'm.wat:1:2',
    message: 'this is a component, and only core modules are compiled from text',
    hint: 'build it, and give the binary to a function.wasm',
    severity: 'error',
  },
  'a no-break space in a WAT block': {
    files: project(ADD.replace('(func (export', '(func\u00a0(export')),
    at: '\u00a0',
    place: '_index.yaml:9:14',
    message: 'U+00A0 (no-break space) cannot stand here',
    severity: 'error',
  },
  'a Lua file with nothing in it': {
    files: project('  - {name: main, kind: function.lua, method: main, source: "file://main.lua"}\n', {
      'main.lua': '',
    }),
    at: '',
    place: 'main.lua:1:1',
    message: 'main.lua is empty',
    severity: 'error',
  },
  'wasi1 that is not listed': {
    files: project(ADD.replace('(module', '(module (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))')),
    at: '"wasi_snapshot_preview1" "proc_exit"',
    place: '_index.yaml:8:23',
    message: 'the module imports wasi_snapshot_preview1, which is not declared; calls to it will trap',
    hint: 'add imports: [wasi1]',
  },
  'an import that has another type': {
    files: project(
      ADD.replace('(module', '(module (import "wasi_snapshot_preview1" "fd_close" (func (param i64)))').replace(
        'method: add',
        'method: add\n    imports: [wasi1]',
      ),
    ),
    at: '"wasi_snapshot_preview1" "fd_close"',
    place: '_index.yaml:9:23',
    message:
      'calls will fail: the import "wasi_snapshot_preview1" "fd_close" is (i32) -> i32, and the module wants (i64) -> ()',
    severity: 'error',
  },
  'an import that nothing provides': {
    files: project(ADD.replace('(module', '(module (import "env" "now" (func))')),
    at: '"env" "now"',
    place: '_index.yaml:8:23',
    message: 'calls will fail: nothing provides the import "env" "now"',
    severity: 'error',
  },
  'a call of an ID that nobody defines': {
    files: project(ADD + lua('return function()\n  return funcs.call("app:ad", 1, 2)\nend')),
    at: '"app:ad"',
    place: '_index.yaml:17:27',
    message: 'the call will fail: no handler registered for target: app:ad',
    hint: 'did you mean "app:add"?',
  },
  'a call without a namespace': {
    files: project(ADD + lua('return function() return funcs.call("add", 1, 2) end')),
    at: '"add"',
    place: '_index.yaml:16:43',
    message: 'the call will fail: namespace required in function ID',
    hint: 'did you mean "app:add"?',
  },
  'a call of a library': {
    files: project(
      `  - {name: lib, kind: library.lua, source: return 1}\n${lua('return function() return funcs.call("app:lib") end')}`,
    ),
    at: '"app:lib"',
    place: '_index.yaml:9:43',
    message: 'the call will fail: no handler registered for target: app:lib',
    hint: 'app:lib is of kind library.lua, only functions can be called',
  },
  'a call of a process that names no host': {
    files: project(
      `  - {name: p, kind: process.lua, source: "return function() end", method: main}
  - {name: q, kind: process.lua, source: "return function() end", method: main, meta: {default_host: "app:h"}}
${lua('return function() return funcs.call("app:q"), funcs.call("app:p") end')}`,
    ),
    at: '"app:p"',
    place: '_index.yaml:10:64',
    message: 'the call will fail: no handler registered for target: app:p',
    hint: 'app:p is a process: spawn it, or name its host in meta.default_host',
  },
  'a call with too few arguments, through a local name': {
    files: project(ADD + lua('local f = require("funcs")\nreturn function() return f.call("app:add", 1) end')),
    at: 'f.call("app:add", 1)',
    place: '_index.yaml:17:32',
    message: 'the call will fail: expected 2 arguments, got 1',
    hint: 'add: func(a: s32, b: s32) -> s32',
  },
  'a module that is used and not listed': {
    files: project(lua('return function()\n  time.sleep("1s")\nend')),
    at: 'time',
    place: '_index.yaml:9:9',
    message: 'module "time" is not listed in modules: of app:main, so it is not there',
    hint: 'add it: modules: [funcs, time]',
  },
  'a module that is required and not listed': {
    files: project(lua('local j = require("json")\nreturn function() return j.encode(1) end')),
    at: '"json"',
    place: '_index.yaml:8:25',
    message: 'module "json" is not listed in modules: of app:main, so it is not there',
    hint: 'add it: modules: [funcs, json]',
  },
  'an import that nobody defines': {
    files: project(
      lua('return lib', 'imports: {lib: "app:lip"}').concat('  - {name: lib, kind: library.lua, source: return 1}\n'),
    ),
    at: '"app:lip"',
    place: '_index.yaml:6:20',
    message: 'imported entry not found: app:lip',
    hint: 'did you mean "app:lib"?',
    severity: 'error',
  },
  'an ID that is defined twice': {
    files: {
      ...project('  - {name: a, kind: registry.entry}\n'),
      'b.yaml': 'namespace: app\nname: a\nkind: registry.entry\n',
    },
    at: 'a',
    place: '_index.yaml:3:12',
    message: 'duplicate entries detected (will use last definition)',
    hint: 'app:a is defined again in b.yaml, line 2',
  },
  'a mistake in a Lua file': {
    files: project('  - {name: main, kind: function.lua, method: main, source: "file://main.lua"}\n', {
      'main.lua': 'return function()\n  local x =\nend\n',
    }),
    at: 'end',
    place: 'main.lua:3:1',
    message: '',
    severity: 'error',
  },
};

describe('diagnostics while typing', () => {
  it.each(Object.entries(CASES))('mark %s', async (_, { files, at, place, message, hint, severity }) => {
    const found = await check(files);
    const [one] = found;
    expect(found).toHaveLength(1);
    expect(`${one!.file}:${one!.line}:${one!.column}`).toBe(place);
    expect(underlined(files, one!)).toBe(at);
    if (message) expect(one!.message).toBe(message);
    expect(one!.hint).toBe(hint);
    expect(one!.severity).toBe(severity ?? 'warning');
  });

  it.each(examples)('find in the example $id only what is wrong', async (example) => {
    const found = await new Diagnoser({ compileWat, ...nodeDigest }).check(await example.files(readBinary), {
      nativeMarks: false,
    });
    // They make mistakes to show what comes of them.
    const expected = new Map([
      ['errors', ['main.lua:16', 'main.lua:17', 'main.lua:20', 'main.lua:21']],
      ['denied', ['_index.yaml:28', 'clock.wat:3']],
    ]);
    expect(found.map((one) => `${one.file}:${one.line}`)).toEqual(expected.get(example.id) ?? []);
  });

  it('leave alone what is right', async () => {
    const calls =
      'local function all(...) return funcs.call("app:add", ...) end\nlocal text = {}\nlocal t = "app:x"\nreturn function() return all(1), funcs.call(t), funcs.call("app:add", 1, math.max(2, 3)), errors.new("x"), process, text end';
    expect(await check(project(ADD + lua(calls)))).toEqual([]);
    // A global of its own may be called as it likes.
    expect(await check(project(lua('json = 1\nreturn function() return json end')))).toEqual([]);
    expect(
      await check(
        project(
          lua('return function() return json end', 'imports: {json: "app:lib"}') +
            '  - {name: lib, kind: library.lua, source: return 1}\n',
        ),
      ),
    ).toEqual([]);
  });

  it('show an entry whose import is missing in full', async () => {
    const found = await check(
      project(
        lua('return function() return funcs.call("app:none") end', 'imports: {lib: "app:nope"}\n    modules: [funcs]'),
      ),
    );
    expect(found.map((one) => one.code)).toEqual(['import-not-found', 'call-target']);
  });

  it('say a mistake of a shared text once', async () => {
    const entry = (name: string): string =>
      `  - {name: ${name}, kind: function.wat, method: f, source: "file://f.wat"}\n`;
    const found = await check(project(entry('a') + entry('b'), { 'f.wat': '(module\n  (func $f (i32.cnst)))' }));
    expect(found.map((one) => `${one.file}:${one.line}:${one.column}`)).toEqual(['f.wat:2:13']);
  });
});

describe('checking again', () => {
  it('follows every change, whichever file it is in, and forgets mistakes that are mended', async () => {
    const diagnoser = new Diagnoser({ compileWat, ...nodeDigest });
    const good = project(
      ADD.replace('|\n', 'file://add.wat\n').replace(/ {6}\(module[^]*$/, '') +
        lua('return function() return funcs.call("app:add", 1, 2) end'),
      {
        'add.wat': '(module (func (export "add") (param i32 i32) (result i32) (local.get 0)))',
      },
    );
    const steps: [ProjectFiles, string[]][] = [
      [good, []],
      [{ ...good, 'add.wat': '(module' }, ['add.wat']],
      [good, []],
      [{ ...good, 'add.wat': '(module (func (export "ad")))' }, ['_index.yaml']],
      [{ '_index.yaml': good['_index.yaml']! }, ['_index.yaml']],
      [{ ...good, 'x.yaml': 'namespace: app\nname: add\nkind: registry.entry\n' }, ['_index.yaml']],
      [good, []],
      [{}, []],
      [good, []],
    ];
    for (const [files, expected] of steps) {
      const found = await diagnoser.check(files);
      expect(found.map((one) => one.file)).toEqual(expected);
      expect(found).toEqual(await check(files));
    }
  });

  it('compiles a text once, and again only after it was gone', async () => {
    const compiled: string[] = [];
    const diagnoser = new Diagnoser({
      compileWat: (source) => (compiled.push(source), compileWat(source)),
      ...nodeDigest,
    });
    const files = project(ADD + ADD.replaceAll('add', 'sum').replace('i32.sum', 'i32.add'));
    await diagnoser.check(files);
    await diagnoser.check({ ...files, 'other.yaml': 'namespace: b\nentries: []\n' });
    await diagnoser.check({ '_index.yaml': `# moved\n${files['_index.yaml'] as string}` });
    expect(compiled).toHaveLength(2);
    await diagnoser.check({});
    await diagnoser.check(files);
    expect(compiled).toHaveLength(4);
  });
});

it('never throws and places everything inside of a file, whatever is typed', async () => {
  const diagnoser = new Diagnoser({ compileWat, ...nodeDigest });
  const text = project(
    ADD + lua('local f = require("funcs")\nreturn function(x)\n  return f.call("app:add", x, time.now())\nend'),
  )['_index.yaml'] as string;
  const piece = fc.oneof(
    fc.constantFrom('(', ')', '"', "'", '\n', '  ', ':', 'end', ';;', '--[[', '->', 'é🦊', '|', '\0'),
    fc.string({ maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(12), piece, async (start, length, put) => {
      const files = { '_index.yaml': text.slice(0, start) + put + text.slice(start + length) };
      const lines = files['_index.yaml'].split('\n');
      for (const { file, line, column, endLine, endColumn, message } of await diagnoser.check(files)) {
        const isInside =
          file === '_index.yaml' &&
          line >= 1 &&
          line <= lines.length &&
          column >= 1 &&
          column <= lines[line - 1]!.length + 1;
        expect([message, isInside, endLine > line || endColumn > column]).toEqual([message, true, true]);
      }
    }),
    { numRuns: 75 },
  );
});
