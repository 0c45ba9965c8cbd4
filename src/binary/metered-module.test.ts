import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../base/bytes.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { METER_FUEL, METER_SECTION, meterOf, type ModuleMeter } from '../contract/module-meter.ts';
import { binaryKind } from './binary.ts';
import { boundModule } from './bound-module.ts';
import { meterInSlices, meterModule } from './metered-module.ts';
import { watBytes } from './testing/wat-bytes.ts';

function metered(bytes: Uint8Array): Uint8Array {
  const made = meterModule(bytes);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

const compiled = (bytes: Uint8Array): WebAssembly.Module => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);

interface Calls {
  readonly meter: ModuleMeter;
  readonly call: (name: string, ...args: unknown[]) => unknown;
  left: number;
}

function instanceOf(source: string, imports: WebAssembly.Imports = {}): Calls {
  const module = compiled(metered(watBytes(source)));
  const { exports } = new WebAssembly.Instance(module, imports);
  const meter = meterOf(module)!;
  return {
    meter,
    call: (name, ...args) => (exports[name] as (...args: unknown[]) => unknown)(...args),
    get left() {
      return (exports[meter.fuel] as WebAssembly.Global<'i32'>).value;
    },
    set left(units) {
      (exports[meter.fuel] as WebAssembly.Global<'i32'>).value = units;
    },
  };
}

/** What an engine says where a call has used up its fuel. */
const ENDED = 'unreachable';

const instanceState = (source: string): boolean => meterOf(compiled(metered(watBytes(source))))!.isStateless;

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
    expect(() => call('held')).toThrow(ENDED);
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
      expect(() => instanceOf(`(module ${code})`).call('f')).toThrow(ENDED);
    });
  }

  it('ends recursion, by its fuel or by the stack', () => {
    expect(() => instanceOf('(module (func $f (export "f") (call $f)))').call('f')).toThrow();
  });

  it('cannot be caught when it ends, by no handler', () => {
    const held = instanceOf(
      `(module (func (export "f") (loop $again (try (do (loop $for_ever (br $for_ever))) (catch_all)) (br $again))))`,
    );
    expect(() => held.call('f')).toThrow('unreachable');
  });

  it('ends a loop that is made of exceptions', () => {
    const thrown = instanceOf(
      `(module (tag $t) (func $throw (throw $t))
        (func $f (export "f") (try (do (call $throw)) (catch $t (return_call $f)))))`,
    );
    expect(() => thrown.call('f')).toThrow(ENDED);
  });

  it('pays for what it does, and a call can be given more', () => {
    const made = instanceOf(
      '(module (func (export "f") (param i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))',
    );
    made.call('f', 10_000);
    const paidForTenThousand = METER_FUEL - made.left;
    made.call('f', 20_000);
    const paidForTwentyThousand = METER_FUEL - paidForTenThousand - made.left;
    // Loops pay in blocks.
    expect(Math.abs(paidForTwentyThousand - 2 * paidForTenThousand)).toBeLessThan(600);
    expect(paidForTenThousand).toBeGreaterThan(10_000);
    made.left = 5;
    expect(() => made.call('f', 10_000)).toThrow(ENDED);
    made.left = METER_FUEL;
    expect(made.call('f', 10)).toBeUndefined();
  });

  const TURN = '(br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0)))';
  const leaving: Record<string, string> = {
    'at its end': `(loop $l ${TURN}) (i32.const 1)`,
    'by a return': `(loop $l ${TURN}) (return (i32.const 1))`,
    'by a return from within a loop': `(loop $l ${TURN} (return (i32.const 1))) (unreachable)`,
    'by a tail call': `(loop $l ${TURN}) (return_call $one)`,
  };
  for (const [how, code] of Object.entries(leaving)) {
    it(`charges a short loop for its turns alone, when its function is left ${how}`, () => {
      const made = instanceOf(
        `(module (func $one (result i32) (i32.const 1)) (func (export "f") (param $n i32) (result i32) ${code}))`,
      );
      const paid = [10, 20].map((turns) => {
        made.left = METER_FUEL;
        expect(made.call('f', turns)).toBe(1);
        return METER_FUEL - made.left;
      });
      expect(paid[0]).toBeGreaterThanOrEqual(20);
      expect(paid[1]! - paid[0]!).toBe(paid[0]! - (paid[0]! % 10));
      expect(paid[1]).toBeLessThan(80);
    });
  }

  const paidFor = (body: string): number => {
    const made = instanceOf(`(module (func (export "f") (param $n i32) (param $inner i32) ${body}))`);
    made.call('f', 1000, 1);
    return METER_FUEL - made.left;
  };
  const NOPS = '(nop) '.repeat(400);

  it('charges the longer side of an if, and not both', () => {
    const [one, both] = ['', NOPS].map((other) => paidFor(`(if (local.get $n) (then ${NOPS}) (else ${other}))`));
    expect(one).toBeGreaterThan(100);
    expect(both).toBe(one);
  });

  it('charges what is in a loop within a loop by its own turns', () => {
    const loops = (inner: string): number =>
      paidFor(`(loop $l (if (i32.eqz (local.get $inner)) (then (loop ${inner}))) ${TURN})`);
    expect(loops(NOPS)).toBe(loops(''));
    expect(paidFor(`(loop $l (loop ${NOPS}) ${TURN})`)).toBeGreaterThan(1000 * 100);
  });

  it('charges small functions where they are called', () => {
    const made = instanceOf(
      '(module (func $small (result i32) (i32.const 1)) (func (export "f") (drop (call $small)) (drop (call $small))))',
    );
    made.call('f');
    expect(METER_FUEL - made.left).toBeGreaterThanOrEqual(6);
  });

  it('charges an instruction by its operand, as large as it may be', () => {
    const made = instanceOf(
      '(module (memory 16) (func (export "f") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0))))',
    );
    made.call('f', 0x8000);
    expect(METER_FUEL - made.left).toBeGreaterThanOrEqual(0x8000 / 32);
    expect(() => made.call('f', -1)).toThrow(ENDED);
    expect(made.left).toBeLessThan(0);
  });

  const bulk: Record<string, string> = {
    'memory.fill': '(memory.fill (i32.const 0) (i32.const 0) (local.get 0))',
    'memory.copy': '(memory.copy (i32.const 0) (i32.const 8) (local.get 0))',
    'memory.init': '(memory.init $d (i32.const 0) (i32.const 0) (local.get 0))',
    'table.fill': '(table.fill $t (i32.const 0) (ref.null func) (local.get 0))',
    'table.copy': '(table.copy $t $t (i32.const 0) (i32.const 1) (local.get 0))',
    'table.init': '(table.init $t $e (i32.const 0) (i32.const 0) (local.get 0))',
    'memory.grow': '(drop (memory.grow (local.get 0)))',
    'table.grow': '(drop (table.grow $t (ref.null func) (local.get 0)))',
  };
  for (const [name, code] of Object.entries(bulk)) {
    it(`ends ${name} of all that an operand can say, before it begins, and does it for a little`, () => {
      const made = instanceOf(
        `(module (memory 16) (data $d "12345678") (table $t 10000 funcref) (elem $e func $f $f) (func $f (export "f") (param i32) ${code}))`,
      );
      made.call('f', 2);
      for (const count of [-1, 0x8000_0000, 0x7fff_ffff]) {
        made.left = METER_FUEL;
        expect(() => made.call('f', count)).toThrow(ENDED);
      }
    });
  }

  it('ends a loop however much is in it', () => {
    const much = '(global.set 0 (i32.add (global.get 0) (i32.const 1)))'.repeat(20_000);
    const made = instanceOf(
      `(module (global (export "count") (mut i32) (i32.const 0)) (func (export "f") (loop $l ${much} (br $l))))`,
    );
    expect(() => made.call('f')).toThrow(ENDED);
    expect(made.left).toBeGreaterThan(-METER_FUEL);
  });

  const GROWING =
    '(module (memory 1 2) (table 1 2 funcref) (func (export "m") (result i32) (memory.grow (i32.const 1))) (func (export "t") (result i32) (table.grow (ref.null func) (i32.const 1))))';

  it('ends where memory or a table cannot grow, rather than saying so', () => {
    const { call } = instanceOf(GROWING);
    expect([call('m'), call('t')]).toEqual([1, 1]);
    expect(() => call('m')).toThrow(ENDED);
    expect(() => call('t')).toThrow(ENDED);
  });

  it('exports what is its own by a name that nothing else has', () => {
    const module = compiled(metered(watBytes('(module (func (export "fuel")) (func (export "fuel.")))')));
    expect(meterOf(module)).toMatchObject({ fuel: 'fuel..' });
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['fuel', 'fuel.', 'fuel..']);
  });

  it('keeps names and what is known of its memories, and leaves out what speaks of offsets', () => {
    const named = joinBytes([
      boundModule(watBytes('(module (memory (export "m") 1) (func $named (export "f") (nop)))')),
      // An empty section `x`.
      Uint8Array.of(0, 2, 1, 0x78),
    ]);
    const [before, after] = [compiled(named), compiled(metered(named))];
    expect(WebAssembly.Module.customSections(after, 'name')).toEqual(WebAssembly.Module.customSections(before, 'name'));
    expect(WebAssembly.Module.customSections(after, MEMORY_SECTION)).toHaveLength(1);
    expect(WebAssembly.Module.customSections(after, 'x')).toEqual([]);
  });

  it('has one meter, however often it is made, and none that it says of itself', () => {
    const bytes = watBytes('(module (func (export "f")))');
    const twice = compiled(metered(boundModule(metered(boundModule(bytes)))));
    expect(WebAssembly.Module.customSections(twice, METER_SECTION)).toHaveLength(1);
    const claim = new TextEncoder().encode(METER_SECTION);
    const liar = joinBytes([bytes, Uint8Array.of(0, claim.length + 3, claim.length), claim, Uint8Array.of(0x7b, 0x7d)]);
    expect(meterOf(compiled(boundModule(liar)))).toBeNull();
  });

  it('is made in steps, between which others may have the thread', () => {
    const bytes = watBytes(
      `(module ${'(func (export "%") (nop) (nop) (nop))'.repeat(50).replaceAll('%', (_, at: number) => `f${at}`)})`,
    );
    const slices = meterInSlices(bytes, 20);
    let steps = 0;
    for (;;) {
      const { done, value } = slices.next();
      if (done) {
        expect(value).toEqual(meterModule(bytes));
        break;
      }
      steps++;
    }
    expect(steps).toBeGreaterThan(5);
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
      expect(instanceState(`(module ${code} (func (export "f")))`)).toBe(false);
    });
  }

  it('has no state with constants and a table that stays as it is', () => {
    const text = '(module (global i32 (i32.const 1)) (table funcref (elem $f)) (func $f (export "f")))';
    expect(instanceState(text)).toBe(true);
  });

  it('says that it may wait where it has shared memory', () => {
    const meter = (memory: string): ModuleMeter | null =>
      meterOf(compiled(metered(watBytes(`(module ${memory} (func (export "f")))`))));
    expect(meter('(memory 1 2 shared)')?.mayWait).toBe(true);
    expect(meter('(memory 1 2)')?.mayWait).toBe(false);
  });

  it('is not made of bytes that end early, wherever they do', () => {
    const bytes = watBytes('(module (memory 1) (func (export "f") (param i32) (loop (br_if 0 (local.get 0)))))');
    for (let length = 0; length < bytes.length; length++) {
      const made = meterModule(bytes.subarray(0, length));
      if (made.ok) expect(WebAssembly.validate(made.value as Uint8Array<ArrayBuffer>)).toBe(false);
    }
  });
});

const binaries = readdirSync(fileURLToPath(new URL('../../samples', import.meta.url)), {
  recursive: true,
  withFileTypes: true,
})
  .filter(({ name }) => name.endsWith('.wasm'))
  .map(({ parentPath, name }) => `${parentPath}/${name}`);
const isCore = (path: string): boolean => binaryKind(readFileSync(path)) === 'core';

it.each(binaries.filter(isCore))(
  'the module of a toolchain %s is as valid as before, with the same exports',
  (path) => {
    const bytes = new Uint8Array(readFileSync(path));
    const module = compiled(metered(boundModule(bytes)));
    const { fuel, state } = meterOf(module)!;
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(names.filter((name) => name !== fuel && !state?.includes(name))).toEqual(
      WebAssembly.Module.exports(compiled(bytes)).map(({ name }) => name),
    );
  },
);
