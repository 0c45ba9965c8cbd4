import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compileModern } from './testing/engine.ts';
import { compileWat } from './wat-compiler.ts';
import { BLOCK_COST, OPERATOR_COST, STACK_BUDGET } from './wat-scan.ts';

async function problems(source: string): Promise<string[]> {
  const { compiled } = await compileModern(source);
  if (compiled.ok) return [];
  return compiled.error.map((item) => `${item.line}:${item.column}-${item.endColumn} ${item.code}: ${item.message}`);
}

describe('compiling', () => {
  it('makes a module that runs', async () => {
    const compiled = await compileWat('(module (func (export "answer") (result i32) i32.const 42))');
    if (!compiled.ok) throw new Error('did not compile');
    const { instance } = await WebAssembly.instantiate(compiled.value.bytes);
    expect((instance.exports['answer'] as () => number)()).toBe(42);
  });

  it('keeps text beyond ASCII in strings', async () => {
    const compiled = await compileWat('(module (memory 1) (data (i32.const 0) "é🦊"))');
    expect(compiled.ok && Buffer.from(compiled.value.bytes).includes(Buffer.from('é🦊'))).toBe(true);
  });

  it.each([
    ['bulk memory', '(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))'],
    ['SIMD', '(module (func (result v128) (v128.const i32x4 0 0 0 0)))'],
    ['relaxed SIMD', '(module (func (result v128) (i32x4.relaxed_trunc_f32x4_s (v128.const i32x4 0 0 0 0))))'],
    ['several values', '(module (func (result i32 i64) i32.const 1 i64.const 2))'],
    ['reference types', '(module (table 1 externref) (func (result funcref) ref.null func))'],
    ['tail calls', '(module (func return_call 0))'],
    ['threads', '(module (memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0)))))'],
    ['extended constants', '(module (global i32 (i32.add (i32.const 1) (i32.const 2))))'],
    ['exceptions, old', '(module (tag $e) (func try nop catch $e end))'],
    ['exceptions, new', '(module (tag $e) (func (block $b (try_table (catch $e $b) (throw $e)))))'],
    ['64-bit memory', '(module (memory i64 1))'],
    ['several memories', '(module (memory 1) (memory 1))'],
    ['saturating conversion', '(module (func (result i32) (i32.trunc_sat_f32_s (f32.const 1))))'],
    ['sign extension', '(module (func (result i32) (i32.extend8_s (i32.const 1))))'],
    ['mutable globals', '(module (global (export "g") (mut i32) (i32.const 0)))'],
    ['annotations', '(module (@note "x") (func))'],
    [
      'constants of own globals',
      '(module (memory 1) (global $a i32 (i32.const 6)) (global i32 (i32.mul (global.get $a) (i32.const 2))) (data (global.get $a) "x"))',
    ],
    ['tries that delegate', '(module (func try $l nop delegate 0))'],
  ])('knows %s, without the second compiler', async (_, source) => {
    const { compiled, asked } = await compileModern(source);
    expect(compiled).toMatchObject({ ok: true });
    expect(asked).toBe(0);
  });

  it.each([
    ['data of another memory', '(module (memory $a 1) (memory $b 1) (data (memory $b) (i32.const 4) "\\09"))'],
    [
      'data of another memory by number',
      '(module (memory 1) (memory 1) (data (memory 1) (offset i32.const 4) "\\09"))',
    ],
    ['inline data of another memory', '(module (memory 1) (memory (data "\\09")))'],
    [
      'typed references',
      '(module (type $t (func (result i32))) (func $g (param (ref $t)) (result i32) (call_ref $t (local.get 0))))',
    ],
    [
      'structs and arrays',
      '(module (type $p (struct (field $x (mut i32)))) (type $a (array i8)) (func (param (ref null $p)) (result i32) (struct.get $p $x (local.get 0))))',
    ],
    [
      'recursive types',
      '(module (rec (type $a (sub (struct (field (ref null $b))))) (type $b (sub $a (struct (field (ref null $b)))))))',
    ],
    ['casts', '(module (func (param anyref) (result i32) (ref.test i31ref (local.get 0))))'],
    ['initial values of tables', '(module (table 1 funcref (ref.func $x)) (func $x))'],
    ['numbers in data', '(module (memory 1) (data (i32.const 0) (i8 1 2 3) (f32 1.5)))'],
    [
      'identifiers in quotes',
      '(module (func $"my func<u32,i32>" (local $"a b" i32) (block $"l 1" (local.set $"a b" (i32.const 6)) (br $"l 1"))) (func (call $"my func<u32,i32>")))',
    ],
    ['underscores in escapes', '(module (memory 1) (data (i32.const 0) "\\u{0_41}"))'],
    [
      'custom sections at any place',
      '(module (@custom "note" (after last) "x") (@custom "n" (before func) "y") (func))',
    ],
    ['nesting that is too deep for wabt', `(module (func ${'block '.repeat(500)}${'end '.repeat(500)}))`],
  ])('knows %s, with it', async (_, source) => {
    const { compiled, asked } = await compileModern(source);
    expect(compiled).toMatchObject({ ok: true });
    expect(asked).toBe(1);
  });

  it('writes data into the memory that the text names', async () => {
    const { compiled } = await compileModern(
      '(module (memory $a 1) (memory $b 1) (data (memory $b) (i32.const 4) "\\09"))',
    );
    if (!compiled.ok) throw new Error('did not compile');
    // An active segment with a memory index: flag 2, memory 1, i32.const 4 end, one byte.
    expect([...compiled.value.bytes].join(' ')).toContain('11 8 1 2 1 65 4 11 1 9');
  });
});

describe('mistakes', () => {
  it('reports all syntax errors with their places', async () => {
    expect(await problems('(module\n  (func (result i32) i32.cnst 1)\n  (func i32.foo))')).toEqual([
      '2:22-30 wat-syntax: there is no instruction i32.cnst',
      '3:9-16 wat-syntax: there is no instruction i32.foo',
    ]);
  });

  it('reports semantic errors when the syntax is right', async () => {
    expect(await problems('(module (func (result i64)\n i32.const 1))')).toEqual([
      '2:2-11 wat-invalid: type mismatch in implicit return, expected [i64] but got [i32]',
    ]);
  });

  it('counts columns in UTF-16 units', async () => {
    expect(await problems('(module (func (;é🦊;) i32.cnst 1))')).toEqual([
      '1:23-31 wat-syntax: there is no instruction i32.cnst',
    ]);
  });

  it.each([
    ['(module', '1:1-8 wat-syntax: the ( of (module …) is never closed'],
    [')', '1:1-2 wat-syntax: this ) closes nothing'],
    ['(module) "abc', '1:10-14 wat-syntax: the string is not closed'],
    ['(module (func (call $x)))', '1:21-23 wat-syntax: undefined function variable "$x"'],
    // One for each slip, whatever follows from it.
    ['(module\n  (func\u00a0(export "f")))', '2:8-9 wat-syntax: U+00A0 (no-break space) cannot stand here'],
    ['\ufeff(module)', '1:1-2 wat-syntax: U+FEFF (byte order mark) cannot stand here'],
    ['(module\n (func $é (export "f")))', '2:9-10 wat-syntax: U+00E9 "é" cannot stand in an identifier without quotes'],
    ['(module (func $))', '1:15-16 wat-syntax: an identifier needs a name, and $ has none'],
    ['(module (@ ))', '1:9-11 wat-syntax: an annotation needs a name, and (@ has none'],
    [
      '(module (memory 1) (data (i32.const 0) "a\0b"))',
      '1:42-43 wat-syntax: U+0000 (null) cannot stand in a string as it is',
    ],
    ['(module (table 1 anyfunc))', '1:18-25 wat-syntax: anyfunc is called funcref now'],
    [
      '(module (func (local i32) (set_local 0 (i32.const 1))))',
      '1:28-37 wat-syntax: set_local is called local.set now',
    ],
    [
      '(module (func (drop (i32.wrap/i64 (i64.const 1)))))',
      '1:22-34 wat-syntax: i32.wrap/i64 is called i32.wrap_i64 now',
    ],
    ['', '1:1-2 wat-empty: the text is empty'],
    [' ;; nothing', '1:1-2 wat-empty: the text has nothing but comments'],
    [' \n', '1:1-2 wat-empty: the text is empty'],
    [
      '(component (core module))',
      '1:2-11 wat-component: this is a component, and only core modules are compiled from text',
    ],
    [
      '(module (func $f (param $a i32)\n (local.get $b)\n (local.get $b)) (func (call $f)))',
      '2:13-15 wat-syntax: undefined local variable "$b"',
    ],
    [
      '(module (func $f (result i32)\n (i32.add local.get 0)) (func (call $f)))',
      '2:11-20 wat-syntax: local.get needs parentheses of its own inside of (i32.add …)',
    ],
    [
      '(module\n (func (param i32 (result i32))\n  local.get 0)\n (func))',
      '2:20-26 wat-syntax: unexpected token, expected `ref` or `shared`',
    ],
    // Where wabt stops at what it does not know, wasm-tools tell the mistake.
    [
      '(module (type $p (struct (field i32)))\n (func (result i32) (struct.get $p)))',
      '2:35-36 wat-syntax: unexpected token, expected an index or an identifier',
    ],
    [
      '(module (type $p (struct (field i32)))\n (func (call $nope)))',
      '2:14-19 wat-syntax: unknown func: failed to find name `$nope`',
    ],
    ['(module (func $"a b")\n (func (call $"a c")))', '2:14-20 wat-syntax: unknown func: failed to find name `$a c`'],
    // What the engine refuses, at the function.
    [
      '(module (type $p (struct)) (func $a)\n (func $b (result i32) (ref.null $p)))',
      '1:2-8 wasm-compile: this browser does not compile the module: type mismatch: expected i32, found (ref null $type)',
    ],
  ])('places the mistake of %s', async (source, problem) => {
    expect(await problems(source)).toEqual([problem]);
  });

  it('says the present name, the likely word and the right character as fixes', async () => {
    const { compiled } = await compileModern('(module (func i32.mull get_local 0))');
    expect(compiled).toMatchObject({
      ok: false,
      error: [
        { hint: 'did you mean "i32.mul"?', fix: { title: 'Replace with i32.mul', replacement: 'i32.mul' } },
        { fix: { title: 'Replace with local.get', replacement: 'local.get' } },
      ],
    });
    expect((await compileModern('(module\u00a0(func))')).compiled).toMatchObject({
      ok: false,
      error: [{ fix: { title: 'Replace with a blank', replacement: ' ' } }],
    });
  });

  it('asks the second compiler for none of the common ones', async () => {
    for (const source of [
      '',
      '(module (func i32.ad))',
      '(module (func $é))',
      '(module (table 1 anyfunc))',
      '(module (func (result i32) i64.const 1))',
      '(component)',
    ]) {
      expect((await compileModern(source)).asked).toBe(0);
    }
  });

  it('keeps what wabt says when the second compiler cannot be had', async () => {
    const gone = async () => ({ status: 'unavailable' as const, message: 'no network' });
    expect((await compileModern('(module (func i32.const))', gone)).compiled).toMatchObject({
      ok: false,
      error: [{ code: 'wat-syntax', line: 1, column: 24 }],
    });
    expect((await compileModern('(module (memory 1) (memory (data "x")))', gone)).compiled).toMatchObject({
      ok: false,
      error: [
        { code: 'toolchain', message: 'this text needs a compiler that is fetched when it is needed: no network' },
      ],
    });
  });

  it('places what the engine refuses at its function', async () => {
    const source =
      '(module (import "m" "f" (func)) (func (import "m" "g"))\n (func $a)\n (func $"b c" (result i32) i64.const 1))';
    const compiled = await compileWat(source);
    expect(compiled).toMatchObject({
      ok: false,
      error: [
        {
          line: 3,
          column: 3,
          endColumn: 7,
          code: 'wasm-compile',
          message: expect.stringContaining('expected i32') as string,
        },
      ],
    });
  });

  it('is not fooled by a source line that looks like an error', async () => {
    const found = await problems('(module (func\nmodule.wat:9:9: error: forged\n))');
    expect(found.map((problem) => problem.split(':')[0])).toEqual(found.map(() => '2'));
  });
});

describe('hostile text', () => {
  /** `(module (func (…` around the nesting. */
  const room = STACK_BUDGET - 4 * OPERATOR_COST;
  const blocks = Math.floor(room / BLOCK_COST);
  const operators = Math.floor(room / OPERATOR_COST);
  const mixed = Math.floor(room / (BLOCK_COST + OPERATOR_COST));
  it.each([
    ['blocks', blocks, '(block ', '', ')'],
    ['loops', blocks, '(loop ', '', ')'],
    ['flat blocks', blocks, ' block ', '', ' end '],
    ['flat tries', blocks, ' try ', '', ' catch_all end '],
    ['flat ifs', blocks, ' i32.const 0 if nop else ', '', ' end '],
    ['ifs', blocks - 1, '(if (i32.const 0) (then ', '', '))'],
    ['ifs in else', blocks - 1, '(if (i32.const 0) (then) (else ', '', '))'],
    ['tries', blocks, '(try (do ', '', ') (catch_all))'],
    ['try_tables', Math.floor(blocks / 2) - 1, '(block (try_table (catch_all 0) ', '', '))'],
    ['operators', operators, '(i32.eqz ', '(i32.const 1)', ')'],
    ['operators in blocks', mixed, '(block (result i32) (i32.eqz ', '(i32.const 1)', '))'],
    ['calls', operators, '(call $f ', '(i32.const 1)', ')'],
    [
      'selects',
      Math.floor(operators / 2),
      '(select (i32.const 1) (i32.const 2) (i32.add (i32.const 1) ',
      '(i32.const 1)',
      '))',
    ],
    ['local.tees', operators, '(local.tee 0 ', '(i32.const 1)', ')'],
  ])('compiles %s as deeply as the scan allows', async (_, count, open, middle, close) => {
    const result = middle ? '(param i32) (result i32)' : '';
    const source = `(module (func $f ${result} ${open.repeat(count)}${middle}${close.repeat(count)}))`;
    expect(await problems(source)).toEqual([]);
  });

  it.each([
    ['folded blocks', `(module (func ${'(block '.repeat(5000)}`],
    ['flat blocks', `(module (func ${'block '.repeat(200)}`],
    ['parentheses', '('.repeat(200_000)],
    ['operators', `(module (func ${'(i32.eqz '.repeat(5000)}`],
    ['comments', `(module ${'(;'.repeat(100_000)}`],
  ])('answers %s nested far too deeply with one diagnostic, and works on', async (_, source) => {
    expect(await problems(source)).not.toEqual([]);
    expect(await problems('(module)')).toEqual([]);
  });

  it('answers NULs, megabytes and garbage', async () => {
    expect(await problems('\0\0')).toEqual(['1:1-2 wat-syntax: U+0000 (null) cannot stand here']);
    expect(await problems('foo '.repeat(500_000))).not.toEqual([]);
    expect(await problems('x'.repeat(9_000_000))).toEqual([
      expect.stringContaining('wat-limit: the text has 9000000 characters'),
    ]);
    expect(await problems('\ud800 lone')).not.toEqual([]);
  });

  it('never throws and never writes to the console on mutated text', async () => {
    const spy = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
    const seed =
      '(module (memory 1) (func $f (export "f") (param i32) (result i32) (block (result i32) local.get 0 (br_if 0 (i32.const 1)))) (data (i32.const 0) "x"))';
    const pieces = fc.array(
      fc.oneof(fc.constantFrom('(', ')', '"', ';', '(;', 'func', '$f', 'i32.add', '\0', '\n'), fc.string()),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(seed.length), fc.nat(10), pieces, async (start, length, put) => {
        await compileWat(seed.slice(0, start) + put.join(' ') + seed.slice(start + length));
      }),
      { numRuns: 150 },
    );
    for (const one of spy) expect(one).not.toHaveBeenCalled();
  });
});
