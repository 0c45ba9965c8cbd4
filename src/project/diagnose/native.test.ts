import { describe, expect, it } from 'vitest';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import type { CheckOptions, Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { nodeDigest } from '../../kernel/testing/digest.ts';
import { Diagnoser } from './diagnoser.ts';
import { nativeMarks } from './native-wat.ts';

const check = (files: ProjectFiles, options?: CheckOptions): Promise<readonly Diagnostic[]> =>
  new Diagnoser({ compileWat, ...nodeDigest }).check(files, options);
const marks = (text: string): string[] =>
  nativeMarks(text).map(({ start, end, what }) => `${text.slice(start, end)}: ${what}`);

describe('WebAssembly text that native Wippy does not take', () => {
  it.each([
    ['(module (func (result v128) (v128.const i32x4 0 0 0 0)))', ['v128: SIMD']],
    ['(module (func i32x4.add))', ['i32x4.add: SIMD']],
    ['(module (func (return_call 0)) (func return_call_indirect (type 0)))', ['return_call: tail calls']],
    ['(module (memory 1) (memory $b 1))', ['memory: a second memory']],
    [
      '(module (import "a" "b" (memory 1)) (memory $b 1) (data (memory 1) (i32.const 0) "x") (export "m" (memory 1)))',
      ['memory: a second memory'],
    ],
    ['(module (memory i64 1))', ['i64: a memory of 64 bits']],
    ['(module (tag $t) (func (throw $t)))', ['tag: exceptions']],
    ['(module (func (try (do) (catch_all))))', ['try: exceptions']],
    ['(module (memory 1 1 shared) (func (i32.atomic.load (i32.const 0))))', ['shared: atomics and shared memory']],
    ['(module (func atomic.fence (memory.atomic.notify)))', ['atomic.fence: atomics and shared memory']],
    ['(module (global i32 (i32.add (i32.const 1) (i32.const 2))))', ['i32.add: arithmetic in constants']],
    ['(module (memory 1) (data (offset i32.const 1 i32.const 2 i32.mul) ""))', ['i32.mul: arithmetic in constants']],
    [String.raw`(module (func (export "\66")))`, [String.raw`"\66": escapes in the name of an export`]],
    // None of these.
    [
      '(module (memory 1) (export "m" (memory 0)) (func (param i64) (i32.add (i32.const 1) (i32.const 2))) (global i32 (i32.const 1)))',
      [],
    ],
    [
      '(module (; (v128.const (; try ;) ;) ;; return_call\n (data "v128 \\" (tag)") (func $return_call (call $return_call)))',
      [],
    ],
    ['(module (func (export "v128") (local $try i32) (br_if 0 (local.get $try))))', []],
  ])('%s', (text, expected) => {
    expect(marks(text)).toEqual(expected);
  });

  it('is looked over in one go, however long it is', () => {
    const start = performance.now();
    for (const part of ['(', '"', '(;', ';;', ' ', '(func ', ')', 'a']) nativeMarks(part.repeat(200_000));
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe('notes on native Wippy', () => {
  const project = (wit: string, module: string, more: ProjectFiles = {}): ProjectFiles => ({
    '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: file://f.wat\n    wit: file://f.wit\n    method: f\n`,
    'f.wat': module,
    'f.wit': wit,
    ...more,
  });
  const core = (type: string): string =>
    `(module (memory (export "memory") 1) (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable) (func (export "f") ${type} unreachable))`;
  const said = async (files: ProjectFiles): Promise<string[]> =>
    (await check(files)).map(
      ({ file, line, column, endColumn, severity, code, message }) =>
        `${file}:${line}:${column}-${endColumn} ${severity} ${code} ${message}`,
    );

  it('stand where the text has what is not taken', async () => {
    expect(
      await said(
        project(
          'f: func() -> s32;',
          '(module\n  (func $g (result i32) (i32.const 1))\n  (func (export "f") (result i32)\n    (return_call $g)))',
        ),
      ),
    ).toEqual([
      'f.wat:4:6-17 info native-wippy native Wippy does not take tail calls in WebAssembly text: this project would not boot there',
    ]);
    expect(await said(project('g: func();\nf: func(p: tuple<s32, s32>);', core('(param i32 i32)')))).toEqual([
      'f.wit:2:1-28 info native-wippy native Wippy reads primitive types only in the wit of a module: there every function of this text would fail',
    ]);
    expect(await said(project('f: func(a: u8);', core('(param i32)')))).toEqual([
      'f.wit:1:1-15 info native-wippy native Wippy refuses u8 as a parameter of a module: calls would fail there',
    ]);
    expect(await said(project('f: func() -> s16;', core('(result i32)')))).toEqual([
      'f.wit:1:1-17 info native-wippy native Wippy refuses s16 as a result of a module: calls would fail there',
    ]);
    expect(await said(project('f: func(a: string);', core('(param i32 i32)')))).toEqual([
      'f.wit:1:1-19 info native-wippy native Wippy cannot pass a string to a module that is written as text: calls would fail there',
    ]);
  });

  it('say nothing of what native takes, and of what fails here too', async () => {
    expect(
      await said(
        project('f: func(a: s32, b: f64, c: bool, d: char) -> u8;', core('(param i32 f64 i32 i32) (result i32)')),
      ),
    ).toEqual([]);
    expect((await check(project('f: func(a: u8);', core('(param i64)')))).map(({ code }) => code)).toEqual([
      'wasm-signature',
    ]);
  });

  it('are left out where they are not wanted', async () => {
    expect(await check(project('f: func(a: u8);', core('(param i32)')), { nativeMarks: false })).toEqual([]);
  });
});
