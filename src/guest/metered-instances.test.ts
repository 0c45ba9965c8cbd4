/** Calls that are tried where they are made: their instances are as new, whoever had them before. */
import { describe, expect, it } from 'vitest';
import { boundModule } from '../binary/bound-module.ts';
import { meterModule } from '../binary/metered-module.ts';
import { METER_FUEL, meterOf } from '../contract/module-meter.ts';
import { MeteredInstances } from './metered-instances.ts';
import { watBytes } from '../binary/testing/wat-bytes.ts';

type Exports = Record<string, (...args: number[]) => number>;

async function compile(source: string): Promise<WebAssembly.Module> {
  const made = meterModule(boundModule(watBytes(source)));
  if (!made.ok) throw new Error(made.error);
  return new WebAssembly.Module(made.value as Uint8Array<ArrayBuffer>);
}

/** One call; the instance that it had. */
function callOf(
  instances: MeteredInstances,
  module: WebAssembly.Module,
  work: (exports: Exports) => void,
): WebAssembly.Instance {
  instances.begin([module]);
  const instance = instances.instantiate(module, {});
  try {
    work(instance.exports as unknown as Exports);
  } finally {
    instances.end();
  }
  return instance;
}

const STATE = `(module (memory (export "memory") 1 4) (data (i32.const 8) "\\05")
  (global $narrow (mut i32) (i32.const 7)) (global $wide (mut i64) (i64.const 9)) (global $float (mut f64) (f64.const 0.5))
  (global (export "fixed") i32 (i32.const 3))
  (func (export "look") (result i32)
    (i32.add (i32.add (i32.load8_u (i32.const 8)) (i32.mul (i32.load (i32.const 65532)) (i32.const 1000)))
      (i32.add (i32.mul (global.get $narrow) (i32.const 10))
        (i32.add (i32.mul (i32.wrap_i64 (global.get $wide)) (i32.const 100)) (i32.trunc_f64_s (f64.mul (global.get $float) (f64.const 20000)))))))
  (func (export "change")
    (i32.store8 (i32.const 8) (i32.const 1)) (i32.store (i32.const 65532) (i32.const 1))
    (global.set $narrow (i32.const 0)) (global.set $wide (i64.const 0)) (global.set $float (f64.const 0)))
  (func (export "fail") (global.set $narrow (i32.const 1)) (unreachable))
  (func (export "grow") (drop (memory.grow (i32.const 1)))))`;
const AS_NEW = 5 + 70 + 900 + 10_000;

describe('an instance whose state is its memory and numbers', () => {
  it('serves call after call, and each finds it as new', async () => {
    const module = await compile(STATE);
    const instances = new MeteredInstances();
    const seen: number[] = [];
    const use = ({ look, change }: Exports): void => {
      seen.push(look!());
      change!();
      seen.push(look!());
    };
    const first = callOf(instances, module, use);
    expect(callOf(instances, module, use)).toBe(first);
    expect(() => callOf(instances, module, ({ fail }) => void fail!())).toThrow('unreachable');
    expect(callOf(instances, module, use)).toBe(first);
    expect(seen).toEqual([AS_NEW, 1 + 1000, AS_NEW, 1 + 1000, AS_NEW, 1 + 1000]);
  });

  it('is not put back once its memory has grown: another takes its place', async () => {
    const module = await compile(STATE);
    const instances = new MeteredInstances();
    const use = ({ look, change }: Exports): void => {
      expect(look!()).toBe(AS_NEW);
      change!();
    };
    const first = callOf(instances, module, ({ change, grow }) => {
      change!();
      grow!();
    });
    const second = callOf(instances, module, use);
    expect(second).not.toBe(first);
    expect(callOf(instances, module, use)).toBe(second);
    callOf(instances, module, ({ grow }) => void grow!());
    const third = callOf(instances, module, use);
    expect(third).not.toBe(second);
    expect(callOf(instances, module, use)).toBe(third);
  });

  it('is one of two where a call has two of them', async () => {
    const module = await compile(STATE);
    const instances = new MeteredInstances();
    const pair = (): WebAssembly.Instance[] => {
      instances.begin([module, module]);
      const made = [instances.instantiate(module, {}), instances.instantiate(module, {})];
      const [one, other] = made.map(({ exports }) => exports as unknown as Exports);
      one!['change']!();
      expect(other!['look']!()).toBe(AS_NEW);
      instances.end();
      return made;
    };
    const [one, other] = pair();
    expect(one).not.toBe(other);
    expect(new Set(pair()).size).toBe(2);
  });

  it('has as much fuel each time, and pays for its start once', async () => {
    const module = await compile(
      `(module (memory 1) (global $n (mut i32) (i32.const 0))
        (func $begin (local $i i32) (global.set $n (i32.const 4)) (i32.store (i32.const 0) (i32.const 5))
          (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5000)))))
        (start $begin)
        (func (export "f") (result i32) (i32.add (global.get $n) (i32.load (i32.const 0))) (global.set $n (i32.const 0)) (i32.store (i32.const 0) (i32.const 0))))`,
    );
    const instances = new MeteredInstances();
    const spent = [1, 2, 3].map(() => {
      instances.begin([module]);
      const { f } = instances.instantiate(module, {}).exports as unknown as Exports;
      expect(f!()).toBe(9);
      return instances.end();
    });
    expect(spent[0]).toBeGreaterThan(5_000);
    expect(spent[1]).toBe(spent[2]);
    expect(spent[1]).toBeLessThan(100);
    expect(spent[0]).toBeLessThan(METER_FUEL);
  });

  it('is made anew where its memory is large', async () => {
    const module = await compile('(module (memory 40) (func (export "f")))');
    const instances = new MeteredInstances();
    expect(callOf(instances, module, () => {})).not.toBe(callOf(instances, module, () => {}));
  });
});

describe('an instance with more state than that', () => {
  const more: Readonly<Record<string, string>> = {
    'a table that code changes': '(table 1 funcref) (func (export "f") (table.set 0 (i32.const 0) (ref.null func)))',
    'a table that grows': '(table 1 funcref) (func (export "f") (drop (table.grow 0 (ref.null func) (i32.const 1))))',
    'a table for others': '(table (export "t") 1 funcref) (func (export "f"))',
    'a segment that is dropped': '(data $d "x") (func (export "f") (data.drop $d))',
    'a global for a reference': '(global (mut funcref) (ref.null func)) (func (export "f"))',
    'a vector': '(global (mut v128) (v128.const i64x2 0 0)) (func (export "f"))',
    "somebody else's global": '(import "env" "g" (global (mut i32))) (func (export "f"))',
    "somebody else's function": '(import "env" "g" (func)) (func (export "f"))',
  };
  for (const [what, code] of Object.entries(more)) {
    it(`is not put back: ${what}`, async () => {
      expect(meterOf(await compile(`(module ${code.includes('import') ? code : `(memory 1) ${code}`})`))?.state).toBe(
        null,
      );
    });
  }

  it('is made anew for each call', async () => {
    const module = await compile(
      '(module (memory 1) (table 1 funcref) (func (export "f") (table.set 0 (i32.const 0) (ref.null func))))',
    );
    const instances = new MeteredInstances();
    expect(callOf(instances, module, () => {})).not.toBe(callOf(instances, module, () => {}));
  });
});
