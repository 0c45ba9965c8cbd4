import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../base/bytes.ts';
import { END, PAUSE, PAUSE_SECTION, PAUSER, pauseOf } from '../contract/module-pause.ts';
import { binaryKind } from './binary.ts';
import { boundModule } from './bound-module.ts';
import { pausableInSlices, pausableModule } from './pausable-module.ts';
import { ENDLESS, LOOPS } from './testing/loops.ts';
import { watBytes } from './testing/wat-bytes.ts';

function pausable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = pausableModule(bytes);
  if (!made.ok) throw new Error(made.error);
  return made.value as Uint8Array<ArrayBuffer>;
}

const SEAT = 77;
type Pausers = Partial<Record<keyof typeof PAUSER, (seat: number) => number>>;

/** As whoever makes instances does it; nobody is suspended. */
function instanceOf(source: string, { ask = () => 1, pause = () => 1 }: Pausers = {}) {
  const module = new WebAssembly.Module(pausable(watBytes(source)));
  const { exports } = new WebAssembly.Instance(module);
  const { places } = pauseOf(module)!;
  if (places) {
    (exports[places.seat] as WebAssembly.Global<'i32'>).value = SEAT;
    const table = exports[places.table] as WebAssembly.Table;
    for (const [name, fn] of Object.entries({ ask, pause })) table.set(PAUSER[name as keyof typeof PAUSER], asCode(fn));
    if (places.start !== null) (exports[places.start] as () => void)();
  }
  return {
    places,
    call: (name: string, ...args: unknown[]) => (exports[name] as (...args: unknown[]) => unknown)(...args),
  };
}

/** A table takes functions of modules alone. */
function asCode(fn: (seat: number) => number): unknown {
  const helper = watBytes('(module (import "a" "b" (func (param i32) (result i32))) (export "f" (func 0)))');
  return new WebAssembly.Instance(new WebAssembly.Module(helper), { a: { b: fn } }).exports['f'];
}

describe('a pausable module', () => {
  it('takes as many turns in each kind of loop as it did, however often it asks', () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(watBytes(LOOPS)));
    let fuel = 1;
    const { call } = instanceOf(LOOPS, { ask: () => (fuel = (fuel * 7) % 5), pause: () => 2 });
    for (const name of Object.keys(exports)) {
      const plain = exports[name] as (turns: number) => unknown;
      for (let turns = 0; turns < 20; turns++)
        expect([name, turns, call(name, turns)]).toEqual([name, turns, plain(turns)]);
    }
  });

  it('asks whenever its fuel has run out, and is paused where that is the answer', () => {
    const asked: string[] = [];
    const answers = [100, PAUSE, 3, 1000];
    const { call } = instanceOf(
      '(module (func (export "f") (param i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))',
      {
        ask: (seat) => (asked.push(`ask ${seat}`), answers.shift()!),
        pause: (seat) => (asked.push(`pause ${seat}`), 50),
      },
    );
    // Four turns go with one look.
    call('f', 4 * 155);
    expect(asked).toEqual(['ask 77', 'ask 77', 'pause 77', 'ask 77']);
    expect(answers).toEqual([1000]);
  });

  for (const [what, code] of Object.entries(ENDLESS)) {
    it(`ends ${what} where it is told to, at once or behind a pause`, () => {
      let left = 20;
      const ask = (): number => (--left > 0 ? 10 : END);
      expect(() => instanceOf(`(module ${code})`, { ask }).call('f')).toThrow('unreachable');
      expect(() => instanceOf(`(module ${code})`, { ask: () => PAUSE, pause: () => END }).call('f')).toThrow(
        'unreachable',
      );
    });
  }

  it('asks while its start function runs, which is called when there is somebody to ask', () => {
    const text =
      '(module (global $g (mut i32) (i32.const 0)) (func $s (loop $l (br $l))) (start $s) (func (export "f")))';
    expect(() => instanceOf(text, { ask: () => END })).toThrow('unreachable');
  });

  it('is as it was, and says so, where nothing takes long', () => {
    const bytes = joinBytes([
      watBytes('(module (func (export "f") (result i32) (i32.const 7)))'),
      Uint8Array.of(0, 2, 1, 0x78),
    ]);
    const { places, call } = instanceOf('(module (func (export "f") (result i32) (i32.const 7)))');
    expect([places, call('f')]).toEqual([null, 7]);
    const module = new WebAssembly.Module(pausable(bytes));
    expect(WebAssembly.Module.exports(module)).toHaveLength(1);
    expect(WebAssembly.Module.customSections(module, 'x')).toHaveLength(1);
  });

  it('stands behind all that the module has, of each kind', () => {
    const text = `(module (type (func)) (type (func (param f64))) (import "a" "g" (global i32)) (import "a" "t" (table 1 funcref))
      (table (export "pause") 3 funcref) (global (export "fuel") (mut i32) (i32.const 5)) (elem (table 1) (i32.const 1) func $h)
      (func $h (result i32) (i32.const 9)) (func (export "seat"))
      (func (export "f") (param i32) (result i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (global.set 1 (i32.add (global.get 1) (call_indirect 1 (result i32) (i32.const 1)))) (global.get 1)))`;
    const module = new WebAssembly.Module(pausable(watBytes(text)));
    const { places } = pauseOf(module)!;
    expect(places).toEqual({ fuel: 'fuel.', seat: 'seat.', table: 'pause.', start: null });
    const { exports } = new WebAssembly.Instance(module, {
      a: { g: 1, t: new WebAssembly.Table({ element: 'anyfunc', initial: 1 }) },
    });
    (exports['fuel.'] as WebAssembly.Global<'i32'>).value = 100;
    expect((exports['f'] as (turns: number) => number)(40)).toBe(14);
    expect((exports['fuel'] as WebAssembly.Global<'i32'>).value).toBe(14);
    expect((exports['fuel.'] as WebAssembly.Global<'i32'>).value).toBe(89);
  });

  it('says of itself only what was put into it', () => {
    const bytes = watBytes('(module (func (export "f")))');
    const claim = new TextEncoder().encode(PAUSE_SECTION);
    const liar = joinBytes([bytes, Uint8Array.of(0, claim.length + 3, claim.length), claim, Uint8Array.of(0x7b, 0x7d)]);
    expect(pauseOf(new WebAssembly.Module(boundModule(liar) as Uint8Array<ArrayBuffer>))).toBeNull();
  });

  it('is made in steps, between which others may have the thread', () => {
    const bytes = watBytes(`(module ${'(func (nop) (nop) (nop) (loop (br_if 0 (i32.const 0))))'.repeat(50)})`);
    const slices = pausableInSlices(bytes, 40);
    let steps = 0;
    let made = slices.next();
    for (; !made.done; made = slices.next()) steps++;
    expect(made.value).toEqual(pausableModule(bytes));
    expect(steps).toBeGreaterThan(10);
  });
});

const binaries = readdirSync(fileURLToPath(new URL('../../samples', import.meta.url)), {
  recursive: true,
  withFileTypes: true,
})
  .filter(({ name }) => name.endsWith('.wasm'))
  .map(({ parentPath, name }) => `${parentPath}/${name}`);
const isCore = (path: string): boolean => binaryKind(readFileSync(path)) === 'core';

it.each(binaries.filter(isCore))('the module of a toolchain %s is as valid as before, and pausable', (path) => {
  const module = new WebAssembly.Module(pausable(boundModule(new Uint8Array(readFileSync(path)))));
  expect(pauseOf(module)!.places).toMatchObject({ fuel: 'fuel' });
});
