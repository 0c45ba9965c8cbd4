import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { boundModule } from './bound-module.ts';
import { watBytes } from './testing/wat-bytes.ts';
import { MemoryRefused } from '../guest/faults.ts';
import { Instances } from '../guest/instances.ts';
import { ceilingBytes, GUEST_MEMORY_BYTES, MEMORY_SECTION, memoryOf, PAGE_BYTES } from '../contract/module-memory.ts';

const LIMIT_PAGES = GUEST_MEMORY_BYTES / PAGE_BYTES;

const moduleOf = (bytes: Uint8Array): WebAssembly.Module =>
  new WebAssembly.Module(boundModule(bytes) as Uint8Array<ArrayBuffer>);
const bound = (source: string): WebAssembly.Module => moduleOf(watBytes(source));

function exportsOf(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports = {},
): Record<string, (...parameters: number[]) => number> {
  const instances = new Instances();
  instances.begin([module]);
  return instances.instantiate(module, imports).exports as never;
}

const binaries = ['../examples/users/wasm/users.wasm']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .concat(
    readdirSync(fileURLToPath(new URL('../../samples', import.meta.url)), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.wasm'))
      .map(({ parentPath, name }) => `${parentPath}/${name}`),
  );

describe('a bounded module', () => {
  it('does what it did: indexes of functions, tables, globals and memories are as they were', () => {
    const module = bound(`(module
      (import "env" "twice" (func $twice (param i32) (result i32)))
      (import "env" "base" (global $base i32))
      (table 1 funcref) (elem (i32.const 0) $get)
      (memory (export "memory") 1) (data (i32.const 8) "\\2a")
      (global $offset i32 (i32.const 8))
      (func $get (result i32) (call $twice (i32.add (global.get $base) (i32.load8_u (global.get $offset)))))
      (func (export "f") (result i32) (call_indirect (result i32) (i32.const 0))))`);
    const twice = (value: unknown): number => Number(value) * 2;
    const base = new WebAssembly.Global({ value: 'i32' }, 1);
    expect(exportsOf(module, { env: { twice, base } })['f']!()).toBe(86);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['memory', 'f']);
  });

  it('imports the memories that it defined, behind its own imports', () => {
    const module = bound('(module (import "env" "f" (func)) (memory (export "m") 2 3))');
    expect(WebAssembly.Module.imports(module)).toEqual([
      { module: 'env', name: 'f', kind: 'function' },
      { module: MEMORY_SECTION, name: '0', kind: 'memory' },
    ]);
    expect(memoryOf(module).memories).toEqual([{ initial: 2, maximum: 3, isShared: false, is64: false }]);
  });

  it.each([
    ['without a maximum', '(memory 1)'],
    ['with one beyond the limit', '(memory 1 65536)'],
    ['that is shared', '(memory 1 65536 shared)'],
  ])('cannot let a memory %s grow beyond the limit', (_, memory) => {
    const { grow } = exportsOf(
      bound(`(module ${memory} (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`),
    );
    expect(grow!(LIMIT_PAGES)).toBe(-1);
    expect(grow!(LIMIT_PAGES - 1)).toBe(1);
    expect(grow!(1)).toBe(-1);
  });

  it('keeps a maximum below the limit', () => {
    const module = bound(
      '(module (memory 1 2) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))',
    );
    expect(exportsOf(module)['grow']!(2)).toBe(-1);
    expect(ceilingBytes([module])).toBe(2 * PAGE_BYTES);
  });

  it('gives tables a maximum', () => {
    const { grow } = exportsOf(
      bound(
        '(module (table 10 funcref) (table 1 2 externref) (func (export "grow") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0))))',
      ),
    );
    expect(grow!(50_001)).toBe(-1);
    expect(grow!(50_000)).toBe(10);
  });

  it('has a ceiling of nothing without memory and tables, and comes back as it is', () => {
    const bytes = watBytes('(module (func (export "f")))');
    expect(boundModule(bytes)).toBe(bytes);
    expect(ceilingBytes([new WebAssembly.Module(bytes)])).toBe(0);
    expect(ceilingBytes([bound('(module (memory 1))')])).toBe(GUEST_MEMORY_BYTES);
  });

  it('is not told of its memory by a section that it brings along', () => {
    const forged = Uint8Array.from([
      ...watBytes('(module)'),
      0,
      MEMORY_SECTION.length + 1,
      MEMORY_SECTION.length,
      ...new TextEncoder().encode(MEMORY_SECTION),
    ]);
    expect(WebAssembly.Module.customSections(moduleOf(forged), MEMORY_SECTION)).toEqual([]);
  });

  it('is left alone where it cannot be read', () => {
    for (const bytes of [
      Uint8Array.of(),
      Uint8Array.of(0, 0x61, 0x73),
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 9, 1),
    ])
      expect(boundModule(bytes)).toBe(bytes);
  });

  it.each(binaries)('is taken by the engine where %s is', (path) => {
    const bytes = new Uint8Array(readFileSync(path));
    if (bytes[4] !== 1) return;
    expect(WebAssembly.validate(boundModule(bytes) as Uint8Array<ArrayBuffer>)).toBe(WebAssembly.validate(bytes));
  });
});

describe('instances of a call', () => {
  it('are refused memory that they need to begin with and that is beyond the limit, by its size', () => {
    expect(() => exportsOf(bound('(module (memory 6000))'))).toThrow(
      new MemoryRefused('it needs 375 MiB of memory to begin with, more than the 320 MiB that a guest may have'),
    );
    expect(() => exportsOf(bound('(module (table 2000000 funcref))'))).toThrow(
      new MemoryRefused('its tables have 2000000 elements, more than 1000000'),
    );
  });

  it('share the limit, each with its own part, and are counted until they are let go', () => {
    const module = bound(
      '(module (memory (export "m") 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))',
    );
    const other = bound(
      '(module (memory 2) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))',
    );
    const instances = new Instances();
    instances.begin([module, other]);
    const grow = (of: WebAssembly.Module): ((pages: number) => number) =>
      instances.instantiate(of, {}).exports['grow'] as never;
    const [first, second] = [grow(module), grow(other)];
    expect(first(LIMIT_PAGES)).toBe(-1);
    expect(first(LIMIT_PAGES / 2 - 1)).toBe(1);
    expect(second(LIMIT_PAGES / 2)).toBe(-1);
    expect(second(7)).toBe(2);
    expect(instances.bytes).toBe((LIMIT_PAGES / 2 + 9) * PAGE_BYTES);
    expect(instances.note).toBe(' (its memory had grown to 160.6 MiB; the calls of a guest may have 320 MiB)');
    instances.end();
    expect(instances.bytes).toBe((LIMIT_PAGES / 2 + 9) * PAGE_BYTES);
    instances.begin([module]);
    expect(instances.bytes).toBe(0);
    expect(grow(module)(LIMIT_PAGES - 1)).toBe(1);
  });
});
