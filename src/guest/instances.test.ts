import { afterEach, expect, it, vi } from 'vitest';
import { Instances, MemoryRefused } from './instances.ts';
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
  expect(asked()).toBe(5);
});
