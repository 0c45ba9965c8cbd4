import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWit } from '../../wit/parser.ts';
import { dummyComponent } from '../../binary/component/testing/wasm-tools.ts';
import { describeBinary } from './describe.ts';
import { watBytes } from '../../binary/testing/wat-bytes.ts';

const DIGEST = 'ab'.repeat(32);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../samples/fixtures/${name}.wasm`, import.meta.url)));

describe('a description', () => {
  it('of a core module has its sections, imports, exports and signatures to use', async () => {
    const bytes = watBytes(`(module
      (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) (import "env" "log" (func (param i64)))
      (memory (export "memory") 1)
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "odd") (param externref)))`);
    const found = describeBinary(bytes, DIGEST);
    expect(found).toMatchObject({
      form: 'core',
      sizeBytes: bytes.length,
      digest: `sha256:${DIGEST}`,
      problem: null,
      wit: null,
    });
    expect(found.imports).toEqual([
      { module: 'wasi_snapshot_preview1', name: 'sched_yield', kind: 'func', signature: '() -> i32', profile: 'wasi1' },
      { module: 'env', name: 'log', kind: 'func', signature: '(i64) -> ()', profile: null },
    ]);
    expect(found.exports).toMatchObject([
      { name: 'memory', kind: 'memory', signature: null, type: null, refusal: null },
      {
        name: 'add',
        kind: 'func',
        signature: 'add: func(a: s32, b: s32) -> s32',
        type: { name: 'add' },
        refusal: null,
      },
      { name: 'odd', kind: 'func', signature: null, type: null, refusal: 'no wit can be suggested for (ref) -> ()' },
    ]);
    expect(found.sections.map(({ name, count }) => [name, count])).toEqual([
      ['type', 4],
      ['import', 2],
      ['function', 2],
      ['memory', 1],
      ['export', 3],
      ['code', 2],
    ]);
    for (const { offset, sizeBytes } of found.sections) expect(offset + sizeBytes).toBeLessThanOrEqual(bytes.length);
  });

  it('of a component has its functions with types, what refuses them, and the profiles of its imports', async () => {
    const bytes = await dummyComponent(`package t:t;
      world w { import wasi:io/streams@0.2.3; import log: func(s: string); export run: func(a: u8) -> option<string>; export api: interface { bytes: func() -> stream<u8>; } }
      package wasi:io@0.2.3 { interface streams { get: func() -> u8; } }`);
    const found = describeBinary(bytes, DIGEST);
    expect(found).toMatchObject({ form: 'component', problem: null });
    expect(found.imports).toEqual([
      {
        module: 'wasi:io/streams@0.2.3',
        name: 'get',
        kind: 'func',
        signature: 'get: func() -> u8',
        profile: 'wasi:io',
      },
      { module: '', name: 'log', kind: 'func', signature: 'log: func(s: string)', profile: null },
    ]);
    expect(found.exports).toMatchObject([
      { name: 'run', kind: 'func', signature: 'run: func(a: u8) -> option<string>', refusal: null },
      { name: 'api#bytes', kind: 'func', refusal: 'export "bytes": WIT type stream<u8> is not supported' },
    ]);
  });

  it('of a component says its world as text that reads back to the same functions', () => {
    for (const name of ['test-app', 'adder', 'calculator']) {
      const { wit, exports } = describeBinary(fixture(name), DIGEST);
      const again = parseWit(wit!);
      expect(again.problems).toEqual([]);
      const types = again.functions
        .filter((one) => !one.isImported)
        .map((one) => [one.interface === null ? one.type.name : `${one.interface}#${one.type.name}`, one.type]);
      for (const one of exports) expect(types).toContainEqual([one.name, one.type]);
    }
  });

  it('of what is no WebAssembly says so, and is empty else', () => {
    expect(describeBinary(new Uint8Array([1, 2, 3]), DIGEST)).toEqual({
      form: null,
      sizeBytes: 3,
      digest: `sha256:${DIGEST}`,
      problem: 'this is no WebAssembly binary',
      sections: [],
      imports: [],
      exports: [],
      wit: null,
    });
  });

  it('of a binary that breaks off says where, with the sections before', async () => {
    const component = fixture('test-app');
    const cut = describeBinary(component.slice(0, component.length - 40), DIGEST);
    expect(cut.problem).toMatch(/ at byte \d+$/);
    expect(cut.sections.length).toBeGreaterThan(5);
    const module = watBytes('(module (func (export "f")))');
    const broken = describeBinary(module.slice(0, module.length - 3), DIGEST);
    expect(broken.problem).toMatch(/ at byte \d+$/);
    expect(broken.sections.map(({ name }) => name)).toEqual(['type', 'function', 'export']);
  });
});
