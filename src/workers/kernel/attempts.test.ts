import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { boundModule } from '../../binary/bound-module.ts';
import { meterModule } from '../../binary/metered-module.ts';
import { bytesOf, plainValues, signature } from '../../conformance/mapping/mapper-harness.ts';
import type { EntryId } from '../../contract/api.ts';
import type { CoreProgram, Program } from '../../contract/ports.ts';
import { plannedProgram } from '../../guest/component/testing/planned-harness.ts';
import { watBytes } from '../../binary/testing/wat-bytes.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import type { FunctionType } from '../../wit/types.ts';
import { Attempts } from './attempts.ts';

let logged: string[];
let attempts: Attempts;
let programs = 0;

beforeEach(async () => {
  logged = [];
  attempts = new Attempts(Object.assign((_area: string, text: () => string) => void logged.push(text()), {}) as never);
  await attempts.fetchForComponents();
});

function meter(bytes: Uint8Array): WebAssembly.Module {
  const made = meterModule(boundModule(bytes));
  if (!made.ok) throw new Error(made.error);
  return new WebAssembly.Module(made.value as Uint8Array<ArrayBuffer>);
}

async function componentProgram(text: string, type: string): Promise<Program> {
  return linkedProgram(await componentOf(text), { ...signature(type), name: 'f' });
}

function linkedProgram(bytes: Uint8Array, type: FunctionType): Program {
  const linked = plannedProgram(bytes, { type });
  return {
    ...linked,
    form: 'component',
    id: ++programs,
    entry: 'app:f' as EntryId,
    method: 'f',
    modules: linked.plan.modules.map(({ offset, sizeBytes }) => meter(bytes.subarray(offset, offset + sizeBytes))),
  };
}

async function programOf(source: string, type: string): Promise<CoreProgram> {
  return {
    form: 'core',
    id: ++programs,
    entry: 'app:f' as EntryId,
    method: 'f',
    profiles: [],
    type: signature(type),
    module: meter(watBytes(source)),
  };
}

async function offered(source: string, type: string): Promise<Program> {
  return offer(await programOf(source, type));
}

function offer(program: Program): Program {
  attempts.offer(program);
  return program;
}

const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
const run = (program: Program, ...args: number[]): number | null => {
  attempts.refill();
  return attempts.run(program, words(...args))?.u32() ?? null;
};

const MULTIPLY = '(module (func (export "f") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))';
const PAIR = '(a: s32, b: s32) -> s32';

describe('a call that is tried on the kernel’s thread', () => {
  it('is answered', async () => {
    const program = await offered(MULTIPLY, PAIR);
    expect([run(program, 6, 7), run(program, 3, 4)]).toEqual([42, 12]);
  });

  it('may be one of a component, whose modules are linked anew each time', async () => {
    const text = (body: string): string => `(component
      (core module $a (global $calls (mut i32) (i32.const 0)) (func (export "count") (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls)))
      (core module $b (import "a" "count" (func $count (result i32)))
        (func (export "f") (param i32 i32) (result i32) ${body}))
      (core instance $a (instantiate $a)) (core instance $b (instantiate $b (with "a" (instance $a))))
      (func (export "f") (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $b "f"))))`;
    const sum = '(i32.add (call $count) (i32.mul (local.get 0) (local.get 1)))';
    const program = offer(await componentProgram(text(sum), PAIR));
    expect([run(program, 6, 7), run(program, 6, 7)]).toEqual([43, 43]);
    const endless = offer(await componentProgram(text('(loop $more (br $more)) (i32.const 1)'), PAIR));
    expect(run(endless, 1, 1)).toBe(null);
  });

  it('starts from a fresh instance each time: what an earlier call left is gone', async () => {
    const program = await offered(
      `(module (memory (export "memory") 1) (global $calls (mut i32) (i32.const 0))
        (func (export "f") (param i32 i32) (result i32)
          (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
          (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 10)))
          (i32.add (global.get $calls) (i32.load (i32.const 8)))))`,
      PAIR,
    );
    expect([run(program, 0, 0), run(program, 0, 0), run(program, 0, 0)]).toEqual([11, 11, 11]);
  });

  it('is left to a guest when it takes long, and so are the next ones for a while', async () => {
    const program = await offered(
      `(module (func (export "f") (param i32 i32) (result i32)
        (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))`,
      PAIR,
    );
    expect(run(program, 100, 5)).toBe(5);
    expect(run(program, 10_000_000, 5)).toBeNull();
    expect(logged).toEqual(['the next 16 calls of app:f go to guests: trap']);
    expect(Array.from({ length: 16 }, () => run(program, 100, 5))).toEqual(Array.from({ length: 16 }, () => null));
    expect(run(program, 100, 5)).toBe(5);
  });

  it('keeps away from guests for twice as long after each failure that follows', async () => {
    const program = await offered(
      '(module (func (export "f") (param i32 i32) (result i32) (loop $l (br $l)) (i32.const 1)))',
      PAIR,
    );
    for (let call = 0; call < 16_000; call++) run(program, 1, 1);
    expect(logged.map((line) => Number(/\d+/.exec(line)![0]))).toEqual([
      16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096,
    ]);
  });

  const failing: Record<string, string> = {
    'a trap': '(func (export "f") (param i32 i32) (result i32) (unreachable))',
    'memory that grows beyond what there is':
      '(memory 1) (func (export "f") (param i32 i32) (result i32) (memory.grow (i32.const 1000)))',
    'more memory than there is to begin with':
      '(memory 100) (func (export "f") (param i32 i32) (result i32) (i32.const 1))',
    'recursion without an end':
      '(func $f (export "f") (param i32 i32) (result i32) (call $f (local.get 0) (local.get 1)))',
    'a start function without an end':
      '(func $s (loop $l (br $l))) (start $s) (func (export "f") (param i32 i32) (result i32) (i32.const 1))',
  };
  for (const [what, code] of Object.entries(failing)) {
    it(`says nothing of ${what}: a guest finds it too`, async () => {
      const program = await offered(`(module ${code})`, PAIR);
      expect(run(program, 1, 1)).toBeNull();
      expect(logged).toHaveLength(1);
    });
  }

  it('passes texts up to some size, and leaves larger ones to guests', async () => {
    const program = await offered(
      `(module (memory (export "memory") 1) (global $at (mut i32) (i32.const 1024))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (global.get $at) (global.set $at (i32.add (global.get $at) (local.get 3))))
        (func (export "f") (param i32 i32) (result i32) (i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 1)) (i32.const 0)))`,
      '(text: string) -> string',
    );
    const message = (length: number): Uint8Array => {
      const bytes = new Uint8Array(4 + length).fill(97);
      new DataView(bytes.buffer).setUint32(0, length, true);
      return bytes;
    };
    attempts.refill();
    const answer = attempts.run(program, message(5));
    expect([answer?.u32(), answer?.bytes(5)]).toEqual([5, new TextEncoder().encode('aaaaa')]);
    expect(attempts.run(program, message(20_000))?.u32()).toBe(20_000);
    expect(attempts.run(program, message(70_000))).toBeNull();
    expect(logged).toEqual([]);
  });

  it('may be one with a thousand records for a component that a toolchain has made', () => {
    const bytes = new Uint8Array(readFileSync(new URL('../../examples/users/wasm/users.wasm', import.meta.url)));
    const type = {
      ...signature('(users: list<user-record>) -> list<tuple<u32, string, u32>>'),
      name: 'transform-users',
    };
    const users = Array.from({ length: 1000 }, (_, id) => ({
      id,
      name: `User ${id}`,
      tags: ['admin', `team-${id % 7}`],
      active: true,
    }));
    attempts.refill();
    expect(attempts.run(offer(linkedProgram(bytes, type)), bytesOf(type, plainValues(users)))?.u32()).toBe(1000);
  });

  it('may take longer the larger its arguments are', async () => {
    // 40 rounds for each byte, of the text or of the number.
    const program = await offered(
      `(module (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
        (func (export "f") (param i32 i32 i32) (result i32) (local $left i32)
          (local.set $left (i32.mul (i32.const 40) (i32.add (local.get 1) (local.get 2))))
          (loop $l (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1))))) (local.get 1)))`,
      '(text: string, more: u32) -> u32',
    );
    const message = (length: number, more: number): Uint8Array => {
      const bytes = new Uint8Array(8 + length).fill(97);
      new DataView(bytes.buffer).setUint32(0, length, true);
      new DataView(bytes.buffer).setUint32(4 + length, more, true);
      return bytes;
    };
    attempts.refill();
    expect([1, 2, 3].map(() => attempts.run(program, message(20_000, 0))?.u32())).toEqual([20_000, 20_000, undefined]);
    attempts.refill();
    expect(attempts.run(program, message(10, 20_000))).toBeNull();
    expect(logged).toEqual(['the next 16 calls of app:f go to guests: trap']);
  });

  it('is left to a guest when its result is large', async () => {
    const program = await offered(
      '(module (memory (export "memory") 2) (func (export "f") (result i32) (i32.store (i32.const 4) (i32.const 70000)) (i32.const 0)))',
      '() -> list<u8>',
    );
    attempts.refill();
    expect(attempts.run(program, new Uint8Array(0))).toBeNull();
    expect(logged).toHaveLength(1);
  });

  it('takes no more of one turn than all attempts of a turn may', async () => {
    const program = await offered(MULTIPLY, PAIR);
    attempts.refill();
    let calls = 0;
    while (attempts.run(program, words(6, 7))) calls++;
    expect(calls).toBeGreaterThan(500);
    expect(calls).toBeLessThan(2_000);
    expect(run(program, 6, 7)).toBe(42);
  });

  it('is not tried after its program was withdrawn', async () => {
    const program = await offered(MULTIPLY, PAIR);
    expect(run(program, 6, 7)).toBe(42);
    attempts.withdraw(program.id);
    expect(run(program, 6, 7)).toBeNull();
  });

  it('is never tried where its function cannot be made, and nothing else comes of it', async () => {
    const program = await programOf(MULTIPLY, PAIR);
    attempts.offer(program);
    const broken: Program = { ...program, module: {} };
    expect([run(broken, 6, 7), run(program, 6, 7)]).toEqual([null, null]);
    expect(logged).toEqual([expect.stringMatching(/^app:f is not tried: TypeError/)]);
  });
});

it('begins each call again and again where there is little fuel, and leaves it to a guest as it was', async () => {
  attempts = new Attempts((_area, text) => void logged.push(text()), { fuel: 20, firstRest: 0 });
  const program = await offered(
    '(module (func (export "f") (param i32) (result i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 7)))',
    '(a: s32) -> s32',
  );
  for (let call = 0; call < 3; call++) expect(attempts.run(program, Uint8Array.of(100, 0, 0, 0))).toBeNull();
  expect(logged).toEqual(Array.from({ length: 3 }, () => 'the next 0 calls of app:f go to guests: trap'));
});
