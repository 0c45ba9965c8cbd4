import { describe, expect, it } from 'vitest';
import { compileWat } from './testing/wat.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import type { ScalarName } from '../wit/types.ts';
import { runGuest, createGuest } from './testing/guest-harness.ts';

const CORE: Record<ScalarName, string> = {
  bool: 'i32',
  s8: 'i32',
  u8: 'i32',
  s16: 'i32',
  u16: 'i32',
  s32: 'i32',
  u32: 'i32',
  char: 'i32',
  s64: 'i64',
  u64: 'i64',
  f32: 'f32',
  f64: 'f64',
};

const echo = (core: string): Promise<WebAssembly.Module> =>
  compileWat(`(module (func (export "f") (param ${core}) (result ${core}) (local.get 0)))`);

const constant = (core: string, value: string): Promise<WebAssembly.Module> =>
  compileWat(`(module (func (export "f") (result ${core}) (${core}.const ${value})))`);

type Value = number | bigint;
const u8 = { write: (out: ByteWriter, v: Value) => out.u8(Number(v)), read: (from: ByteReader): Value => from.u8() };
const u32 = { write: (out: ByteWriter, v: Value) => out.u32(Number(v)), read: (from: ByteReader): Value => from.u32() };
const s8 = { ...u8, read: (from: ByteReader): Value => (from.u8() << 24) >> 24 };
const s32 = { ...u32, read: (from: ByteReader): Value => from.u32() | 0 };
const s64 = { write: (out: ByteWriter, v: Value) => out.u64(v), read: (from: ByteReader): Value => from.s64() };
const u64 = { ...s64, read: (from: ByteReader): Value => from.u64() };
const f32 = { write: (out: ByteWriter, v: Value) => out.f32(Number(v)), read: (from: ByteReader): Value => from.f32() };
const f64 = { write: (out: ByteWriter, v: Value) => out.f64(Number(v)), read: (from: ByteReader): Value => from.f64() };

describe('scalars', () => {
  it.each<[ScalarName, typeof u8, Value[]]>([
    ['bool', u8, [0, 1]],
    ['s8', s8, [-128, -1, 0, 127]],
    ['u8', u8, [0, 128, 255]],
    ['s16', s32, [-32768, -1, 32767]],
    ['u16', u32, [0, 32768, 65535]],
    ['s32', s32, [-2147483648, -1, 2147483647]],
    ['u32', u32, [0, 2147483648, 4294967295]],
    ['s64', s64, [-(2n ** 63n), -(2n ** 53n), -1n, 0n, 2n ** 53n + 1n, 2n ** 63n - 1n]],
    ['u64', u64, [0n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]],
    ['f32', f32, [0, -0, 1.5, -Infinity, NaN, 2 ** -149]],
    ['f64', f64, [0, -0, 0.1, Infinity, NaN, Number.MIN_VALUE, Number.MAX_VALUE]],
    ['char', u32, [0, 0x41, 0xd7ff, 0xe000, 0x10ffff]],
  ])('of type %s pass through a guest unchanged', async (name, codec, values) => {
    const module = await echo(CORE[name]);
    for (const value of values) {
      const { fault, result } = runGuest(module, 'f', {
        parameters: [name],
        result: name,
        encode: (out) => codec.write(out, value),
      });
      expect(fault).toBeNull();
      expect(codec.read(result)).toBe(value);
    }
  });

  it.each<[ScalarName, string, typeof u8, Value]>([
    ['u8', '0x1ff', u8, 255],
    ['s8', '0x180', s8, -128],
    ['u16', '0x12345', u32, 0x2345],
    ['s16', '0x18000', s32, -32768],
    ['u32', '-1', u32, 4294967295],
    ['bool', '256', u8, 1],
    ['bool', '-1', u8, 1],
  ])('a result of type %s is cut from %s', async (name, text, codec, expected) => {
    const { result } = runGuest(await constant('i32', text), 'f', { result: name });
    expect(codec.read(result)).toBe(expected);
  });

  it.each([
    ['0x110000', '1114112'],
    ['0xd800', '55296'],
    ['-1', '4294967295'],
  ])('a char of %s is an invalid result', async (text, shown) => {
    const { fault } = runGuest(await constant('i32', text), 'f', { result: 'char' });
    expect(fault).toEqual({ kind: 'invalid-result', message: `result: expected char, got ${shown}` });
  });

  it('passes many parameters in order', async () => {
    const module = await compileWat(
      '(module (func (export "f") (param i32 i64 i32 f64 i32) (result i64) (i64.sub (local.get 1) (i64.extend_i32_s (i32.mul (local.get 0) (local.get 4))))))',
    );
    const { result } = runGuest(module, 'f', {
      parameters: ['s8', 's64', 'u16', 'f64', 's16'],
      result: 's64',
      encode: (out) => {
        out.u8(-3);
        out.u64(100n);
        out.u32(9);
        out.f64(0.5);
        out.u32(-7);
      },
    });
    expect(result.s64()).toBe(79n);
  });
});

describe('an instance', () => {
  it('is fresh for every call', async () => {
    const module = await compileWat(
      '(module (global $n (mut i32) (i32.const 0)) (func (export "f") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))',
    );
    const run = createGuest(module, 'f', { result: 's32' });
    expect([run().result.u32(), run().result.u32()]).toEqual([1, 1]);
  });

  it('runs _initialize and then _start before the method, each once', async () => {
    const module = await compileWat(`(module (global $n (mut i32) (i32.const 1))
      (func (export "_initialize") (global.set $n (i32.mul (global.get $n) (i32.const 10))))
      (func (export "_start") (global.set $n (i32.add (global.get $n) (i32.const 2))))
      (func (export "f") (result i32) (global.get $n)))`);
    expect(runGuest(module, 'f', { result: 's32' }).result.u32()).toBe(12);
  });

  it('runs _start once when it is the method', async () => {
    const module = await compileWat('(module (func $f (export "_start") unreachable))');
    expect(runGuest(module, '_start').fault).toEqual({ kind: 'trap', message: 'wasm error: unreachable' });
  });

  it.each([
    ['(import "env" "log" (func))', 'import func[env.log]: module[env] not instantiated'],
    ['(import "env" "mem" (memory 1))', 'import memory[env.mem]: module[env] not instantiated'],
  ])('with %s cannot be made, and the fault names module and field', async (text, message) => {
    const module = await compileWat(`(module ${text} (func (export "f")))`);
    expect(runGuest(module, 'f').fault).toEqual({ kind: 'instantiate', message });
  });

  it.each([
    ['a start function that traps', '(func $s unreachable) (start $s)', 'wasm error: unreachable'],
    ['a _start that traps', '(func (export "_start") unreachable)', 'function[_start] failed: wasm error: unreachable'],
    ['data outside of memory', '(memory 1) (data (i32.const 70000) "x")', 'wasm error: out of bounds memory access'],
  ])('with %s cannot be made', async (_name, text, message) => {
    const module = await compileWat(`(module ${text} (func (export "f")))`);
    expect(runGuest(module, 'f').fault).toEqual({ kind: 'instantiate', message });
  });
});

describe('traps', () => {
  const body = (text: string, more = ''): Promise<WebAssembly.Module> =>
    compileWat(`(module ${more} (func $f (export "f") ${text}))`);
  const table =
    '(type $v (func)) (type $i (func (result i32))) (table 2 funcref) (elem (i32.const 0) $g) (func $g (result i32) (i32.const 1))';

  it.each([
    ['unreachable', 'unreachable', ''],
    ['integer divide by zero', '(drop (i32.div_s (i32.const 1) (i32.const 0)))', ''],
    ['integer divide by zero', '(drop (i64.rem_u (i64.const 1) (i64.const 0)))', ''],
    ['integer overflow', '(drop (i32.div_s (i32.const -2147483648) (i32.const -1)))', ''],
    ['invalid conversion to integer', '(drop (i32.trunc_f64_s (f64.const nan)))', ''],
    ['out of bounds memory access', '(drop (i32.load (i32.const 65536)))', '(memory 1)'],
    ['out of bounds memory access', '(memory.fill (i32.const 65535) (i32.const 0) (i32.const 9))', '(memory 1)'],
    ['indirect call type mismatch', '(call_indirect (type $v) (i32.const 0))', table],
    ['invalid table access', '(call_indirect (type $v) (i32.const 9))', table],
    ['stack overflow', '(call $f)', ''],
  ])('say "%s" for %s', async (text, code, more) => {
    expect(runGuest(await body(code, more), 'f').fault).toEqual({ kind: 'trap', message: `wasm error: ${text}` });
  });

  it('leave the guest able to run the next call, also after an exhausted stack', async () => {
    const module = await compileWat(`(module (func $r (param i64) (call $r (i64.add (local.get 0) (i64.const 1))))
      (func (export "f") (param i32) (result i32) (if (local.get 0) (then (call $r (i64.const 0)))) (i32.const 5)))`);
    const run = (deep: number) =>
      runGuest(module, 'f', { parameters: ['s32'], result: 's32', encode: (out) => out.u32(deep) });
    expect(run(1).fault).toEqual({ kind: 'trap', message: 'wasm error: stack overflow' });
    expect(run(0).result.u32()).toBe(5);
  });

  it('come from memory that cannot grow any more', async () => {
    const module = await body(
      '(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable',
      '(memory 1 64)',
    );
    expect(runGuest(module, 'f').fault).toEqual({ kind: 'trap', message: 'wasm error: unreachable' });
  });

  it('name a method that is not there', async () => {
    expect(runGuest(await body(''), 'g').fault).toEqual({ kind: 'trap', message: 'function g not found' });
  });
});
