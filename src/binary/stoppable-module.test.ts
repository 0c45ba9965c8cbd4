import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../base/bytes.ts';
import { FLAGS_NAME, STOP_SECTION, stopOf } from '../contract/module-stop.ts';
import { boundModule } from './bound-module.ts';
import { stoppableInSlices, stoppableModule } from './stoppable-module.ts';
import { ENDLESS, LOOPS } from './testing/loops.ts';
import { watBytes } from './testing/wat-bytes.ts';

function stoppable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = stoppableModule(bytes);
  if (!made.ok) throw new Error(made.error);
  return made.value as Uint8Array<ArrayBuffer>;
}

const ADDRESS = 640;

interface Calls {
  readonly flag: Int32Array;
  readonly call: (name: string, ...args: unknown[]) => unknown;
}

/** As whoever makes instances does it. Node has one memory in a module at most, so these have none of their own. */
function instanceOf(source: string, { isRaised = false }: { readonly isRaised?: boolean } = {}): Calls {
  const module = new WebAssembly.Module(stoppable(watBytes(source)));
  const stop = stopOf(module)!;
  const flags = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const flag = new Int32Array(flags.buffer, ADDRESS, 1);
  flag[0] = isRaised ? 1 : 0;
  const { exports } = new WebAssembly.Instance(module, { [STOP_SECTION]: { [FLAGS_NAME]: flags } });
  (exports[stop.address] as WebAssembly.Global<'i32'>).value = ADDRESS;
  if (stop.start !== null) (exports[stop.start] as () => void)();
  return { flag, call: (name, ...args) => (exports[name] as (...args: unknown[]) => unknown)(...args) };
}

describe('a stoppable module', () => {
  it('takes as many turns in each kind of loop as it did, and leaves it by the same way', () => {
    const source = watBytes(LOOPS);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(source));
    const { call } = instanceOf(LOOPS);
    for (const name of Object.keys(exports)) {
      const plain = exports[name] as (turns: number) => unknown;
      for (let turns = 0; turns < 20; turns++)
        expect([name, turns, call(name, turns)]).toEqual([name, turns, plain(turns)]);
    }
  });

  it('computes what it computed in loops of any make', () => {
    const step = fc.constantFrom(
      '(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (local.get $i)))',
      '(if (i32.and (local.get $x) (i32.const 1)) (then (local.set $x (i32.add (local.get $x) (i32.const 7)))))',
      '(block $b (br_if $b (i32.and (local.get $x) (i32.const 2))) (local.set $x (i32.xor (local.get $x) (i32.const 99))))',
      '(br_if $done (i32.eq (i32.and (local.get $x) (i32.const 63)) (i32.const 5)))',
      '(br_if $out (i32.eq (i32.and (local.get $x) (i32.const 127)) (i32.const 9)))',
      '(br_if $next (i32.and (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)) (i32.and (local.get $x) (i32.const 4))))',
      '(block $p (block $q (br_table $p $q $done (i32.and (local.get $x) (i32.const 3)))) (local.set $x (i32.add (local.get $x) (i32.const 13))))',
      '(local.set $j (i32.const 3)) (loop $in (local.set $x (i32.add (local.get $x) (local.get $j))) (br_if $in (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))',
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.nat(40), (steps, turns) => {
        const text = `(module (func (export "f") (param $n i32) (param $x i32) (result i32) (local $i i32) (local $j i32)
          (block $out (block $done (loop $next ${steps.join(' ')}
            (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
          (local.set $x (i32.add (local.get $x) (i32.const 1000))))
          (i32.add (i32.mul (local.get $i) (i32.const 65536)) (local.get $x))))`;
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(watBytes(text)));
        const { call } = instanceOf(text);
        for (const x of [0, 1, 77, 4000])
          expect(call('f', turns, x)).toBe((exports['f'] as (...args: number[]) => number)(turns, x));
      }),
      { numRuns: 60, seed: 13 },
    );
  });

  for (const [what, code] of Object.entries(ENDLESS)) {
    it(`ends ${what} where its flag is raised`, () => {
      expect(() => instanceOf(`(module ${code})`, { isRaised: true }).call('f')).toThrow('unreachable');
    });
  }

  it('ends a start function', () => {
    const text = '(module (func $s (loop $l (br $l))) (start $s) (func (export "f")))';
    expect(() => instanceOf(text, { isRaised: true })).toThrow('unreachable');
  });

  it('looks nowhere else than where it may take long', () => {
    const { call } = instanceOf(
      `(module (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "f") (param i32) (result i32) (call $leaf (call $leaf (local.get 0)))))`,
      { isRaised: true },
    );
    expect(call('f', 5)).toBe(7);
  });

  it('goes on where the flag is lowered again', () => {
    const { call, flag } = instanceOf(LOOPS, { isRaised: true });
    expect(() => call('down', 3)).toThrow('unreachable');
    flag[0] = 0;
    expect(call('down', 3)).toBe(6n);
  });

  it('takes calls nested as deeply as there are functions', () => {
    const deep = Array.from({ length: 5_000 }, (_, at) => `(func $f${at} (call $f${at + 1}))`).join(' ');
    const { call } = instanceOf(`(module (func (export "f")) ${deep} (func $f5000))`);
    expect(call('f')).toBeUndefined();
  });

  it('exports what is its own by names that nothing else has', () => {
    const text = '(module (func $s (export "stop")) (func (export "start")) (start $s))';
    const module = new WebAssembly.Module(stoppable(watBytes(text)));
    expect(stopOf(module)).toEqual({ address: 'stop.', start: 'start.', mayWait: false });
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['stop', 'start', 'stop.', 'start.']);
  });

  it('is not made of one that wants the flags itself, nor where it would have more memories than the engine takes', () => {
    const wanting = watBytes(`(module (import "${STOP_SECTION}" "${FLAGS_NAME}" (memory 1 1 shared)) (func))`);
    expect(stoppableModule(wanting)).toEqual({ ok: false, error: `it imports from ${STOP_SECTION}` });
    const slices = stoppableInSlices(watBytes('(module (memory 1) (func))'), {
      severalMemories: false,
      sliceBytes: 1000,
    });
    expect(slices.next().value).toEqual({ ok: false, error: 'this browser takes one memory in a module' });
  });

  it('says of itself only what was put into it', () => {
    const bytes = watBytes('(module (func (export "f")))');
    const claim = new TextEncoder().encode(STOP_SECTION);
    const liar = joinBytes([bytes, Uint8Array.of(0, claim.length + 3, claim.length), claim, Uint8Array.of(0x7b, 0x7d)]);
    expect(stopOf(new WebAssembly.Module(boundModule(liar) as Uint8Array<ArrayBuffer>))).toBeNull();
  });

  for (const text of ['', '(table (export "t") 1 funcref)', '(type (func))', '(import "a" "b" (func))']) {
    it(`can be told its address though it is no more than ${text || 'a head'}`, () => {
      const module = new WebAssembly.Module(stoppable(watBytes(`(module ${text})`)));
      expect(WebAssembly.Module.exports(module)).toContainEqual({ name: stopOf(module)?.address, kind: 'global' });
    });
  }

  it('is made in steps, between which others may have the thread', () => {
    const bytes = watBytes(`(module ${'(func (nop) (nop) (nop) (loop (br_if 0 (i32.const 0))))'.repeat(50)})`);
    const slices = stoppableInSlices(bytes, { severalMemories: true, sliceBytes: 40 });
    let steps = 0;
    let made = slices.next();
    for (; !made.done; made = slices.next()) steps++;
    expect(made.value).toEqual(stoppableModule(bytes));
    expect(steps).toBeGreaterThan(10);
  });

  it('is not made of bytes that end early, wherever they do', () => {
    const bytes = watBytes('(module (func (export "f") (param i32) (loop (br_if 0 (local.get 0)))))');
    for (let length = 0; length < bytes.length; length++) {
      const made = stoppableModule(bytes.subarray(0, length));
      // The rest is missing: nothing is exported or there is no body.
      if (made.ok)
        expect(WebAssembly.validate(made.value as Uint8Array<ArrayBuffer>)).toBe(
          WebAssembly.validate(bytes.subarray(0, length)),
        );
    }
  });
});
