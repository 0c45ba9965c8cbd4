import { afterEach, expect, it, vi } from 'vitest';
import { MemoryRefused } from './faults.ts';
import { Instances } from './instances.ts';
import { compileWat } from './testing/wat.ts';

const { Memory } = WebAssembly;

/** Refuses the first memories that are asked for, as an engine does that has not freed earlier ones yet. */
function refuseFirst(times: number): () => number {
  let asked = 0;
  const asking = function (descriptor: WebAssembly.MemoryDescriptor): WebAssembly.Memory {
    if (++asked <= times) throw new RangeError('could not allocate memory');
    return new Memory(descriptor);
  };
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(asking);
  return () => asked;
}

afterEach(() => vi.restoreAllMocks());

it('a memory that there is no room for yet is asked for again, and there may be some by then', async () => {
  const module = await compileWat('(module (memory (export "memory") 2))');
  const asked = refuseFirst(3);
  const instances = new Instances();
  instances.begin([module]);
  instances.instantiate(module, {});
  expect([asked(), instances.bytes]).toEqual([4, 2 * 65536]);
});

it('a memory that there is no room for at all is refused by its size', async () => {
  const module = await compileWat('(module (memory (export "memory") 2))');
  const asked = refuseFirst(Infinity);
  const instances = new Instances();
  instances.begin([module]);
  const refused = new MemoryRefused('the browser has no 0.1 MiB of memory for it');
  expect(() => instances.instantiate(module, {})).toThrow(refused);
  expect(asked()).toBe(7);
});

const COUNTER = `(module (memory (export "memory") 1 4) (global $calls (mut i32) (i32.const 0)) (data (i32.const 8) "\\05")
  (func (export "bump") (result i32) (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 1))) (i32.load (i32.const 100)))
  (func (export "grow") (drop (memory.grow (i32.const 1))))
  (func (export "data") (result i32) (i32.load8_u (i32.const 8)) (i32.store8 (i32.const 8) (i32.const 9))))`;

type Exports = Record<'bump' | 'grow' | 'data', () => number> & { readonly memory: WebAssembly.Memory };

function callOf(
  instances: Instances,
  module: WebAssembly.Module,
  work: (exports: Exports) => void,
): WebAssembly.Memory {
  instances.begin([module]);
  const exports = instances.instantiate(module, {}).exports as unknown as Exports;
  work(exports);
  instances.end();
  return exports.memory;
}

it('a small memory serves the next call again, as if it were new', async () => {
  const module = await compileWat(COUNTER);
  const instances = new Instances();
  const seen: number[] = [];
  const look = ({ bump, data }: Exports): void => void seen.push(bump(), bump(), data());
  const first = callOf(instances, module, look);
  expect(callOf(instances, module, look)).toBe(first);
  expect(seen).toEqual([1, 2, 5, 1, 2, 5]);
});

it('a memory that has grown does not come back', async () => {
  const module = await compileWat(COUNTER);
  const instances = new Instances();
  const first = callOf(instances, module, ({ grow }) => grow());
  const second = callOf(instances, module, ({ bump }) => bump());
  expect(second).not.toBe(first);
  expect(second.buffer.byteLength).toBe(65536);
});

it('two instances of one module in one call have a memory each', async () => {
  const module = await compileWat(COUNTER);
  const instances = new Instances();
  callOf(instances, module, () => {});
  instances.begin([module, module]);
  const made = [1, 2].map(() => instances.instantiate(module, {}).exports as unknown as Exports);
  expect(made[0]!.memory).not.toBe(made[1]!.memory);
  expect(instances.bytes).toBe(2 * 65536);
});

it('a large memory is let go at once', async () => {
  const module = await compileWat('(module (memory (export "memory") 100))');
  const instances = new Instances();
  expect(callOf(instances, module, () => {})).not.toBe(callOf(instances, module, () => {}));
});

it('where a thread may not wait, memory that there is no room for is refused at once', async () => {
  const module = await compileWat('(module (memory (export "memory") 2))');
  const asked = refuseFirst(Infinity);
  const instances = new Instances({ memoryBytes: 2 ** 20, mayWait: false });
  instances.begin([module]);
  expect(() => instances.instantiate(module, {})).toThrow(MemoryRefused);
  expect(asked()).toBe(1);
});
