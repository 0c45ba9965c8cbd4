import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import createWabt from 'wabt';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { formatCoreType } from '../wit/print.ts';
import { binaryKind, exportedFunctions, readModule } from './binary.ts';

const WAT = `(module
  (type $unused (func (param f32)))
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory 1 2 ))
  (import "env" "table" (table 1 funcref))
  (import "env" "g" (global i64))
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (global $local (mut i32) (i32.const 0))
  (func $add (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "pair") (param i64 externref v128) (result f32 f64) (f32.const 0) (f64.const 0))
  (export "logged" (func $log))
  (export "state" (global $local)))`;

/** Also what the playground's compiler leaves out. */
async function assembleText(text: string): Promise<Uint8Array> {
  const wabt = await createWabt();
  return wabt.parseWat('test.wat', text, { memory64: true, threads: true }).toBinary({}).buffer;
}

let bytes: Uint8Array;
beforeAll(async () => {
  const compiled = await compileWat(WAT);
  if (!compiled.ok) throw new Error(compiled.error[0]!.message);
  bytes = compiled.value.bytes;
});

describe('reading a module', () => {
  it('tells the types of imported and exported functions', () => {
    const shape = readModule(bytes);
    if (!shape.ok) throw new Error(shape.error.message);
    expect(
      shape.value.imports.map(
        (item) => `${item.module}.${item.name} ${item.kind}${item.type ? ` ${formatCoreType(item.type)}` : ''}`,
      ),
    ).toEqual([
      'env.log function (i32) -> ()',
      'env.memory memory',
      'env.table table',
      'env.g global',
      'wasi_snapshot_preview1.fd_write function (i32, i32, i32, i32) -> i32',
    ]);
    expect([...exportedFunctions(shape.value)].map(([name, type]) => `${name} ${formatCoreType(type)}`)).toEqual([
      'add (i32, i32) -> i32',
      'pair (i64, ref, v128) -> (f32, f64)',
      'logged (i32) -> ()',
    ]);
    expect(shape.value.exports.at(-1)).toEqual({ name: 'state', kind: 'global', type: null });
  });

  it.each([
    ['(memory (export "memory") 1)', 'memory32'],
    ['(memory (export "memory") 1 2 shared)', 'memory32'],
    ['(memory (export "memory") i64 1)', 'memory64'],
    ['(import "env" "m" (memory 1)) (export "memory" (memory 0))', 'memory32'],
    ['(memory (export "other") 1)', 'none'],
    ['(memory 1)', 'none'],
    ['(func (export "memory"))', 'none'],
    ['(table (export "memory") 1 funcref)', 'none'],
    ['', 'none'],
  ])('tells what %s exports as memory', async (text, expected) => {
    const shape = readModule(await assembleText(`(module ${text})`));
    expect(shape.ok && shape.value.memory).toBe(expected);
  });

  it('steps over types of the GC proposal', () => {
    // (rec (type (sub (struct (field i8) (field (mut i32))))) (type (array i64))) (type (func (param (ref null 0))))
    const body = [
      0x02, 0x4e, 0x02, 0x50, 0x00, 0x5f, 0x02, 0x78, 0x00, 0x7f, 0x01, 0x5e, 0x7e, 0x00, 0x60, 0x01, 0x63, 0x00, 0x00,
    ];
    const module = new Uint8Array([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      body.length,
      ...body,
      3,
      2,
      1,
      2,
      7,
      5,
      1,
      1,
      0x66,
      0,
      0,
    ]);
    const shape = readModule(module);
    expect(shape.ok && [...exportedFunctions(shape.value)]).toEqual([['f', { parameters: ['ref'], results: [] }]]);
  });

  it('tells core modules, components and other bytes apart', () => {
    expect(binaryKind(bytes)).toBe('core');
    expect(binaryKind(new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]))).toBe('component');
    expect(binaryKind(new Uint8Array([0, 0x61, 0x73, 0x6d]))).toBeNull();
    expect(readModule(new Uint8Array(8)).ok).toBe(false);
  });

  it('answers every cut and every changed byte without throwing', () => {
    for (let length = 0; length < bytes.length; length++) readModule(bytes.subarray(0, length));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[8 + (at % (changed.length - 8))] = value;
        readModule(changed);
      }),
      { numRuns: 500 },
    );
    const count = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(readModule(count)).toMatchObject({ ok: false, error: { message: 'count exceeds the section', offset: 10 } });
  });
});
