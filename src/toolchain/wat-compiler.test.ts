import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compileWat } from './wat-compiler.ts';
import { BLOCK_COST, OPERATOR_COST, STACK_BUDGET } from './wat-scan.ts';

async function problems(source: string): Promise<string[]> {
  const compiled = await compileWat(source);
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
  ])('knows %s', async (_, source) => {
    expect(await problems(source)).toEqual([]);
  });
});

describe('mistakes', () => {
  it('reports all syntax errors with their places', async () => {
    expect(await problems('(module\n  (func (result i32) i32.cnst 1)\n  (func i32.foo))')).toEqual([
      '2:22-30 wat-syntax: unexpected token i32.cnst, expected ).',
      '3:9-16 wat-syntax: unexpected token i32.foo, expected ).',
    ]);
  });

  it('reports semantic errors when the syntax is right', async () => {
    expect(await problems('(module (func (result i64)\n i32.const 1))')).toEqual([
      '2:2-11 wat-invalid: type mismatch in implicit return, expected [i64] but got [i32]',
    ]);
  });

  it('counts columns in UTF-16 units', async () => {
    expect(await problems('(module (func (;é🦊;) i32.cnst 1))')).toEqual(['1:23-31 wat-syntax: unexpected token i32.cnst, expected ).']);
  });

  it.each([
    ['(module', '1:8-9 wat-syntax: unexpected token "EOF", expected a module field.'],
    [')', '1:1-2 wat-syntax: unexpected token ")", expected a module field or a module.'],
    ['(module) "abc', '1:10-14 wat-syntax: the string is not closed'],
    ['(module (func (call $x)))', '1:21-23 wat-syntax: undefined function variable "$x"'],
  ])('places the mistake of %s', async (source, problem) => {
    expect(await problems(source)).toEqual([problem]);
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
    ['selects', Math.floor(operators / 2), '(select (i32.const 1) (i32.const 2) (i32.add (i32.const 1) ', '(i32.const 1)', '))'],
    ['local.tees', operators, '(local.tee 0 ', '(i32.const 1)', ')'],
  ])('compiles %s as deeply as the scan allows', async (_, count, open, middle, close) => {
    const result = middle ? '(param i32) (result i32)' : '';
    const source = `(module (func $f ${result} ${open.repeat(count)}${middle}${close.repeat(count)}))`;
    expect(await problems(source)).toEqual([]);
  });

  it.each([
    ['folded blocks', `(module (func ${'(block '.repeat(5000)}`],
    ['flat blocks', `(module (func ${'block '.repeat(200)}${'end '.repeat(200)}))`],
    ['parentheses', '('.repeat(200_000)],
    ['operators', `(module (func ${'(i32.eqz '.repeat(5000)}`],
    ['comments', `(module ${'(;'.repeat(100_000)}`],
  ])('answers %s nested far too deeply with one diagnostic, and works on', async (_, source) => {
    expect(await problems(source)).not.toEqual([]);
    expect(await problems('(module)')).toEqual([]);
  });

  it('answers NULs, megabytes and garbage', async () => {
    expect(await problems('\0\0')).toEqual(['1:1-2 wat-syntax: unexpected char']);
    expect(await problems('foo '.repeat(500_000))).not.toEqual([]);
    expect(await problems('x'.repeat(9_000_000))).toEqual([expect.stringContaining('wat-limit: the text has 9000000 characters')]);
    expect(await problems('\ud800 lone')).not.toEqual([]);
  }, 30_000);

  it('never throws and never writes to the console on mutated text', async () => {
    const spy = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
    const seed = '(module (memory 1) (func $f (export "f") (param i32) (result i32) (block (result i32) local.get 0 (br_if 0 (i32.const 1)))) (data (i32.const 0) "x"))';
    const pieces = fc.array(fc.oneof(fc.constantFrom('(', ')', '"', ';', '(;', 'func', '$f', 'i32.add', '\0', '\n'), fc.string()), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.nat(seed.length), fc.nat(10), pieces, async (start, length, put) => {
        await compileWat(seed.slice(0, start) + put.join(' ') + seed.slice(start + length));
      }),
      { numRuns: 300 },
    );
    for (const one of spy) expect(one).not.toHaveBeenCalled();
  });
});
