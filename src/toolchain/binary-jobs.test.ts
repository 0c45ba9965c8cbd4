import { describe, expect, it } from 'vitest';
import type { BuildRequest } from '../contract/binaries.ts';
import { readModule } from '../binary/binary.ts';
import { readComponent } from '../binary/component/reader.ts';
import { worldFor } from '../wit/world-for.ts';
import { buildBinary, disassemble, isComponentText, type BuildHelp } from './binary-jobs.ts';
import { componentOf, ECHO, listCore } from './testing/components.ts';
import { compileWat } from './wat-compiler.ts';

const exportsOf = (binary: Uint8Array): ReadonlySet<string> => {
  const module = readModule(binary);
  return new Set(
    module.ok ? module.value.exports.filter(({ kind }) => kind === 'function').map(({ name }) => name) : [],
  );
};
const help: BuildHelp = {
  compileWat,
  findWitProblems: () => [],
  worldFor: (wit, binary) => worldFor(wit, exportsOf(binary)),
  adaptersFor: async () => [],
};

async function problems(request: BuildRequest, withHelp = help): Promise<string[]> {
  const { answer, isSpent } = await buildBinary(request, withHelp);
  expect(isSpent).toBe(false);
  if (answer.ok) return [];
  return answer.diagnostics.map(
    (item) =>
      `${item.file}:${item.line}:${item.column}-${item.endLine}:${item.endColumn} ${item.code}: ${item.message}`,
  );
}

describe('building from text', () => {
  it.each(['(component)', ' ;; (module)\n(; (module) ; ;)\n( component $x)', '(component(;x;))'])(
    'takes %j for a component',
    async (source) => {
      expect(isComponentText(source)).toBe(true);
      const { answer } = await buildBinary({ from: 'text', source }, help);
      expect(answer.ok && [...answer.bytes.subarray(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
    },
  );

  it.each(['(module)', '(module $component)', '(func)', '(components)'])('takes %j for a module', async (source) => {
    expect(isComponentText(source)).toBe(false);
    const { answer } = await buildBinary({ from: 'text', source }, help);
    if (answer.ok) expect([...answer.bytes.subarray(4, 8)]).toEqual([1, 0, 0, 0]);
    else expect(answer.diagnostics[0]?.code).toBe('wat-syntax');
  });

  it.each([
    ['(component\n  (foo))', ':2:4-2:7 component-syntax: expected valid component field'],
    ['(component (;é🦊;) (fooé))', ':1:21-1:25 component-syntax: expected valid component field'],
    ['(component', ':1:11-1:12 component-syntax: expected `)`'],
    [
      '(component (core instance (instantiate $nope)))',
      ':1:40-1:45 component-syntax: unknown core module: failed to find name `$nope`',
    ],
    ['(component "\\q")', ":1:14-1:15 component-syntax: invalid string escape 'q'"],
    ['(component ☃)', ":1:12-1:13 component-syntax: unexpected '☃'"],
    [
      '(component (core module $m) (core instance $i (instantiate $m)) (func $f (result u32) (canon lift (core func $i "f"))))',
      ':1:1-1:2 component-invalid: core instance 0 has no export named `f` at byte 45',
    ],
  ])('places the mistake of %j', async (source, problem) => {
    expect(await problems({ from: 'text', source })).toEqual([problem]);
  });

  it('gives the mistakes of a module as its compiler tells them', async () => {
    expect(await problems({ from: 'text', source: '(module (func i32.cnst))' })).toEqual([
      expect.stringContaining(':1:15-1:23 wat-syntax'),
    ]);
  });
});

describe('building a component of a core module', () => {
  const core = '(module (func (export "f") (result i32) i32.const 1))';
  const wit = 'package a:b;\nworld w {\n  export f: func() -> u32;\n}';

  it('takes text and bytes', async () => {
    const text = await buildBinary({ from: 'core', source: core, wit }, help);
    const compiled = await compileWat(core);
    const bytes = await buildBinary({ from: 'core', source: compiled.ok ? compiled.value.bytes : core, wit }, help);
    expect(text.answer.ok && bytes.answer.ok).toBe(true);
  });

  it('asks which world is meant, and takes the one that is named', async () => {
    const two = `${wit}\nworld z {}`;
    expect(await problems({ from: 'core', source: core, wit: two })).toEqual([
      expect.stringMatching(
        /^wit:.* There are multiple worlds in `a:b`; one must be explicitly chosen: a:b\/w: a:b\/z$/,
      ),
    ]);
    expect(await problems({ from: 'core', source: core, wit: two, world: 'w' })).toEqual([]);
    expect(await problems({ from: 'core', source: core, wit: two, world: 'q' })).toEqual([
      expect.stringContaining('World `q` not found in package `a:b`'),
    ]);
  });

  it.each([
    ['package a:b;\nworld w {\n  export f: func(a: nope);\n}', 'wit:3:21-3:25 wit-invalid: name `nope` does not exist'],
    ['package a:b; interface i {}', 'wit:1:1-1:2 wit-invalid: there is no function in this text'],
    ['g: func();', 'wit:1:1-1:2 wit-invalid: the module exports no function of this text; it exports "f"'],
    ['f: func() -> u33;', 'wit:1:14-1:17 wit-invalid: parse result type u33'],
    ['f func();', 'wit:1:1-1:2 wit-invalid: expected a function such as "name: func()", found "f"'],
    [
      wit.replace('u32', 'u64'),
      ':1:1-1:2 component-build: type mismatch for function `f`: expected `[] -> [I64]` but found `[] -> [I32]`',
    ],
    [wit.replace('f:', 'g:'), ':1:1-1:2 component-build: failed to find export of function `g`'],
    [wit.replace('u32', 'string'), ':1:1-1:2 component-build: module does not export a memory named `memory`'],
  ])('says what is wrong with %j', async (text, problem) => {
    expect(await problems({ from: 'core', source: core, wit: text })).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['functions alone', 'f: func() -> u32'],
    ['functions with others beside', '/// One.\nf: func() -> u32;\nrecord r { x: u8 }\ng: func(r: r);'],
    ['export written out', 'export f: func() -> u32;'],
    ['a world without a package', 'world w { export f: func() -> u32; }'],
    ['an interface and a world', 'package a:b; interface i { } world w { export f: func() -> u32; }'],
  ])('takes a wit that an entry may have: %s', async (_, text) => {
    expect(await problems({ from: 'core', source: core, wit: text })).toEqual([]);
  });

  it('takes the functions of an interface, under the names that modules give them', async () => {
    const source =
      '(module (func (export "demo:math/ops@0.1.0#f") (param i32) (result i32) local.get 0) (func (export "here#g")))';
    expect(
      await problems({
        from: 'core',
        source,
        wit: 'package demo:math@0.1.0; interface ops { f: func(x: s32) -> s32; }',
      }),
    ).toEqual([]);
    expect(await problems({ from: 'core', source, wit: 'interface here { g: func(); }' })).toEqual([]);
  });

  it('gives functions the names that components can have', async () => {
    const source = `(module (memory (export "memory") 1) (func (export "add_one") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "greetUser") (result i32) (i32.const 8)) (func (export "cabi_post_greetUser") (param i32)) (func (export "plain-one")))`;
    const text =
      'record user_info { first_name: string, x: u8 }\nadd_one: func(user_id: u32) -> u32;\ngreetUser: func() -> user_info;\nplain-one: func();';
    const { answer } = await buildBinary({ from: 'core', source, wit: text }, help);
    expect(answer).toMatchObject({
      ok: true,
      renamed: [
        ['add_one', 'add-one'],
        ['greetUser', 'greet-user'],
      ],
    });
    if (!answer.ok) return;
    const printed = await disassemble(answer.bytes, 1_000_000);
    expect(printed.answer).toMatchObject({
      ok: true,
      text: expect.stringMatching(/core export 0? ?|"cabi_post_greet-user"/) as string,
    });
    const described = readComponent(answer.bytes);
    expect(described.ok && described.value.functions.map(({ method }) => method)).toEqual([
      'add-one',
      'greet-user',
      'plain-one',
    ]);
  });

  it('says which name a component cannot have', async () => {
    expect(
      await problems({ from: 'core', source: '(module (func (export "_")))', wit: 'ok: func();\n_: func();' }),
    ).toEqual([expect.stringMatching(/^wit:2:1/)]);
  });

  it('puts a mistake of the WIT text where our reader finds one', async () => {
    const broken = wit.replace('func', 'fun');
    const at = broken.indexOf('fun(');
    const found = await problems(
      { from: 'core', source: core, wit: broken },
      { ...help, findWitProblems: () => [{ start: at, end: at + 3, message: 'x' }] },
    );
    expect(found).toEqual(["wit:3:13-3:16 wit-invalid: expected ';', found '('"]);
  });

  it('names the import that no world can give', async () => {
    expect(
      await problems({ from: 'core', source: '(module (import "env" "log" (func)))', wit: 'package a:b; world w {}' }),
    ).toEqual([
      ':1:1-1:2 component-build: failed to resolve import `env::log`: module requires an import interface named `env`',
    ]);
  });

  it('takes neither components nor garbage for modules', async () => {
    expect(await problems({ from: 'core', source: await componentOf('(component)'), wit })).toEqual([
      ':1:1-1:2 component-build: these bytes are a component already',
    ]);
    expect(await problems({ from: 'core', source: Uint8Array.of(1, 2, 3), wit })).toEqual([
      ':1:1-1:2 component-build: these bytes are no valid core module',
    ]);
    expect(await problems({ from: 'core', source: '(module (func', wit })).toEqual([
      expect.stringContaining('wat-syntax'),
    ]);
  });
});

describe('disassembling', () => {
  it('prints modules and components', async () => {
    const { answer } = await buildBinary(
      {
        from: 'core',
        source: listCore({ f: ECHO }),
        wit: 'package a:b; world w { export f: func(v: list<u8>) -> list<u8>; }',
      },
      help,
    );
    if (!answer.ok) throw new Error(answer.diagnostics[0]?.message);
    const whole = await disassemble(answer.bytes, 1_000_000);
    expect(whole.answer).toMatchObject({
      ok: true,
      isCut: false,
      text: expect.stringContaining('(canon lift') as string,
    });
    const module = await compileWat('(module (func $named))');
    const printed = await disassemble(module.ok ? module.value.bytes : new Uint8Array(), 1_000_000);
    expect(printed.answer).toMatchObject({ ok: true, text: expect.stringContaining('(func $named') as string });
  });

  it('cuts at the end of a line', async () => {
    const { answer } = await disassemble(await componentOf('(component (core module) (core module))'), 50);
    expect(answer).toMatchObject({ ok: true, isCut: true });
    if (answer.ok) expect(answer.text).toMatch(/^\(component\n[^]*\n$/);
  });

  it.each([
    [[], 'unexpected end-of-file (at offset 0x0)'],
    [[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99, 1, 1], 'found unknown section `99`'],
  ])('says why it cannot read %j', async (bytes, message) => {
    expect(await disassemble(Uint8Array.from(bytes), 100)).toEqual({ answer: { ok: false, message }, isSpent: false });
  });
});
