import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';
import { describe, expect, it } from 'vitest';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { boundModule } from './bound-module.ts';
import { isMetered, meterModule, type MeteredBytes } from './metered-module.ts';

const wabt = await createWabt();
const FUEL = 100_000;

function bytesOf(source: string): Uint8Array<ArrayBuffer> {
  const parsed = wabt.parseWat('test.wat', source, {
    reference_types: true,
    bulk_memory: true,
    threads: true,
    memory64: true,
    tail_call: true,
    exceptions: true,
    simd: true,
    multi_value: true,
  });
  try {
    return new Uint8Array(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}

function metered(bytes: Uint8Array, fuel = FUEL): MeteredBytes {
  const made = meterModule(bytes, fuel);
  if (!isMetered(made)) throw new Error(made.reason);
  return made;
}

const compiled = (bytes: Uint8Array): WebAssembly.Module => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);

interface Calls {
  readonly call: (name: string, ...args: unknown[]) => unknown;
  readonly left: number;
}

function instanceOf(source: string, imports: WebAssembly.Imports = {}, fuel = FUEL): Calls {
  const made = metered(bytesOf(source), fuel);
  const { exports } = new WebAssembly.Instance(compiled(made.bytes), imports);
  return {
    call: (name, ...args) => (exports[name] as (...args: unknown[]) => unknown)(...args),
    get left() {
      return (exports[made.fuelExport] as WebAssembly.Global<'i32'>).value;
    },
  };
}

describe('a metered module', () => {
  it('computes what it computed', () => {
    const { call } = instanceOf(
      `(module
      (import "env" "twice" (func $twice (param i32) (result i32)))
      (import "env" "base" (global $base i32))
      (type $unary (func (param i32) (result i32)))
      (table 1 funcref) (elem (i32.const 0) $fac)
      (memory 1) (data (i32.const 8) "\\2a")
      (global $count (mut i32) (i32.const 7))
      (func $fac (type $unary) (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
        (else (i32.mul (local.get 0) (call $fac (i32.sub (local.get 0) (i32.const 1)))))))
      (func (export "fac") (param i32) (result i32) (call_indirect (type $unary) (local.get 0) (i32.const 0)))
      (func (export "sum") (param $n i32) (result i64) (local $sum i64)
        (loop $next (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $n))))
          (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum))
      (func (export "pick") (param i32) (result i32) (block $b (block $a (br_table $a $b (local.get 0))) (return (i32.const 10))) (i32.const 20))
      (func (export "peek") (result i32) (call $twice (i32.add (global.get $base) (i32.load8_u (i32.const 8)))))
      (func (export "count") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
      (func (export "lanes") (result i32) (i32x4.extract_lane 2 (i32x4.add (v128.const i32x4 1 2 3 4) (i32x4.splat (i32.const 5)))))
      (func (export "fill") (result i32) (memory.fill (i32.const 16) (i32.const 9) (i32.const 4)) (i32.load (i32.const 16)))
      (func (export "several") (param i32) (result i32 i32) (i32.const 1) (local.get 0)
        (loop (param i32 i32) (result i32 i32) (br_if 0 (i32.const 0)))))`,
      {
        env: { twice: (value: number) => value * 2, base: new WebAssembly.Global({ value: 'i32' }, 1) },
      },
    );
    expect(call('fac', 5)).toBe(120);
    expect(call('sum', 1000)).toBe(500_500n);
    expect([call('pick', 0), call('pick', 1), call('pick', 9)]).toEqual([10, 20, 20]);
    expect(call('peek')).toBe(86);
    expect([call('count'), call('count')]).toEqual([8, 9]);
    expect(call('lanes')).toBe(8);
    expect(call('fill')).toBe(0x09090909);
    expect(call('several', 3)).toEqual([1, 3]);
  });

  it('keeps exceptions, in both forms, and cannot be caught out of fuel', () => {
    const { call } = instanceOf(`(module (tag $t (param i32))
      (func $throw (param i32) (throw $t (local.get 0)))
      (func (export "caught") (param i32) (result i32)
        (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (catch $t) (catch_all (i32.const -1))))
      (func (export "held") (result i32)
        (try (result i32) (do (loop $for_ever (br $for_ever)) (i32.const 0)) (catch_all (i32.const -1)))))`);
    expect(call('caught', 5)).toBe(5);
    expect(() => call('held')).toThrow('unreachable');
  });

  const endless: Record<string, string> = {
    'a loop': '(func (export "f") (loop $l (br $l)))',
    'a loop that does nothing else than jump by a table':
      '(func (export "f") (loop $l (br_table $l $l (i32.const 1))))',
    'a loop within a loop': '(func (export "f") (loop $o (loop $i (br_if $i (i32.const 0)) (br $o))))',
    'tail calls': '(func $f (export "f") (return_call $f))',
    'two functions that call each other by tail calls, through a table':
      '(type $v (func)) (table funcref (elem $a $b)) (func $a (export "f") (return_call_indirect (type $v) (i32.const 1))) (func $b (return_call_indirect (type $v) (i32.const 0)))',
    'a start function': '(func $l (loop $l (br $l))) (start $l) (func (export "f"))',
    'memory filled again and again':
      '(memory 16) (func (export "f") (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x100000)) (br $l)))',
    'memory copied again and again':
      '(memory 16) (func (export "f") (loop $l (memory.copy (i32.const 0) (i32.const 8) (i32.const 0xffff0)) (br $l)))',
    'memory that grows by nothing':
      '(memory 1) (func (export "f") (loop $l (drop (memory.grow (i32.const 0))) (br $l)))',
    'a table filled again and again':
      '(table 10000 funcref) (func (export "f") (loop $l (table.fill 0 (i32.const 0) (ref.null func) (i32.const 10000)) (br $l)))',
  };
  for (const [what, code] of Object.entries(endless)) {
    it(`ends ${what}`, () => {
      expect(() => instanceOf(`(module ${code})`).call('f')).toThrow('unreachable');
    });
  }

  it('ends recursion, by its fuel or by the stack', () => {
    expect(() => instanceOf('(module (func $f (export "f") (call $f)))').call('f')).toThrow();
  });

  it('pays for what it does, and a call can be given more', () => {
    const made = metered(
      bytesOf(
        '(module (func (export "f") (param i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))',
      ),
    );
    const { exports } = new WebAssembly.Instance(compiled(made.bytes));
    const fuel = exports[made.fuelExport] as WebAssembly.Global<'i32'>;
    const run = exports['f'] as (turns: number) => void;
    run(10);
    const paidForTen = FUEL - fuel.value;
    run(20);
    const paidForTwenty = FUEL - paidForTen - fuel.value;
    expect(paidForTwenty - paidForTen).toBe(20);
    fuel.value = 5;
    expect(() => run(10)).toThrow('unreachable');
    fuel.value = FUEL;
    expect(run(10)).toBeUndefined();
  });

  it('charges an instruction by its operand, as large as it may be', () => {
    const made = instanceOf(
      '(module (memory 16) (func (export "f") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0))))',
    );
    made.call('f', 0x8000);
    expect(FUEL - made.left).toBeGreaterThanOrEqual(0x8000 / 32);
    expect(() => made.call('f', -1)).toThrow('unreachable');
    expect(made.left).toBeLessThan(0);
  });

  it('ends where memory or a table cannot grow, rather than saying so', () => {
    const { call } = instanceOf(
      '(module (memory 1 2) (table 1 2 funcref) (func (export "m") (result i32) (memory.grow (i32.const 1))) (func (export "t") (result i32) (table.grow (ref.null func) (i32.const 1))))',
    );
    expect([call('m'), call('t')]).toEqual([1, 1]);
    expect(() => call('m')).toThrow('unreachable');
    expect(() => call('t')).toThrow('unreachable');
  });

  it('exports its fuel by a name of its own', () => {
    const made = metered(bytesOf('(module (func (export "fuel")) (func (export "fuel.")))'));
    expect(made.fuelExport).toBe('fuel..');
    expect(WebAssembly.Module.exports(compiled(made.bytes)).map(({ name }) => name)).toEqual([
      'fuel',
      'fuel.',
      'fuel..',
    ]);
  });

  it('leaves out custom sections, but for what is known of its memories', () => {
    const made = metered(boundModule(bytesOf('(module (memory (export "m") 1) (func $named (export "f") (nop)))')));
    expect(WebAssembly.Module.customSections(compiled(made.bytes), 'name')).toEqual([]);
    expect(WebAssembly.Module.customSections(compiled(made.bytes), MEMORY_SECTION)).toHaveLength(1);
  });

  const stateful: Record<string, string> = {
    'a memory': '(memory 1)',
    'an imported memory': '(import "a" "m" (memory 1))',
    'a global that changes': '(global (mut i32) (i32.const 0))',
    'an imported table': '(import "a" "t" (table 1 funcref))',
    'a table that is written': '(table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func)))',
    'segments that are dropped': '(table 1 funcref) (elem $e func) (func (elem.drop $e))',
  };
  for (const [what, code] of Object.entries(stateful)) {
    it(`has state with ${what}`, () => {
      expect(metered(bytesOf(`(module ${code} (func (export "f")))`)).isStateless).toBe(false);
    });
  }

  it('has no state with constants and a table that stays as it is', () => {
    const made = metered(
      bytesOf('(module (global i32 (i32.const 1)) (table funcref (elem $f)) (func $f (export "f")))'),
    );
    expect(made.isStateless).toBe(true);
  });

  const left: Record<string, readonly [string, string]> = {
    'shared memory': ['(memory 1 2 shared)', 'shared memory'],
    'addresses of 64 bits': ['(memory i64 1)', '64 bits'],
    'instructions on shared memory': ['(memory 1) (func (drop (i32.atomic.load (i32.const 0))))', '0xfe'],
  };
  for (const [what, [code, reason]] of Object.entries(left)) {
    it(`is not made of one with ${what}`, () => {
      expect(meterModule(bytesOf(`(module ${code} (func (export "f")))`), FUEL)).toEqual({
        reason: expect.stringContaining(reason) as string,
      });
    });
  }

  it('is not made of bytes that end early, wherever they do', () => {
    const bytes = bytesOf('(module (memory 1) (func (export "f") (param i32) (loop (br_if 0 (local.get 0)))))');
    for (let length = 0; length < bytes.length; length++) {
      const made = meterModule(bytes.subarray(0, length), FUEL);
      if (isMetered(made)) expect(WebAssembly.validate(made.bytes as Uint8Array<ArrayBuffer>)).toBe(false);
    }
  });
});

const binaries = readdirSync(fileURLToPath(new URL('../../samples', import.meta.url)), {
  recursive: true,
  withFileTypes: true,
})
  .filter(({ name }) => name.endsWith('.wasm'))
  .map(({ parentPath, name }) => `${parentPath}/${name}`);

describe.each(binaries)('the module of a toolchain %s', (path) => {
  const bytes = new Uint8Array(readFileSync(path));
  const isCore = bytes[6] === 0;

  it.runIf(isCore)('is as valid as before, with the same exports', () => {
    const made = metered(boundModule(bytes));
    const module = compiled(made.bytes);
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(names.filter((name) => name !== made.fuelExport)).toEqual(
      WebAssembly.Module.exports(compiled(bytes)).map(({ name }) => name),
    );
  });
});
