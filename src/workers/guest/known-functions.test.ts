import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { EntryId } from '../../contract/api.ts';
import type { Program } from '../../contract/ports.ts';
import { ComponentFunction } from '../../guest/component/component-function.ts';
import { plannedProgram } from '../../guest/component/testing/planned-harness.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';
import { Instances } from '../../guest/instances.ts';
import { MemoryBuffer, ScriptedHost } from '../../guest/testing/guest-harness.ts';
import { componentFrom } from '../../toolchain/testing/components.ts';
import type { FunctionType } from '../../wit/types.ts';
import { KnownFunctions } from './known-functions.ts';

const program = (id: number): Program => ({ id }) as Program;
const never: GuestFunction = { run: () => null, runSuspended: () => Promise.resolve(null) };

describe('functions that a guest knows', () => {
  it('are made when they are first called, and once', () => {
    const made: number[] = [];
    const known = new KnownFunctions(({ id }) => (made.push(id), { ...never }));
    for (const id of [1, 2]) known.add(program(id));
    expect(made).toEqual([]);
    const first = known.get(1);
    expect([known.get(2), known.get(1)].includes(first)).toBe(true);
    expect(made).toEqual([1, 2]);
  });

  it('are not known any more once they are taken back, nor under an old number', () => {
    const known = new KnownFunctions(() => ({ ...never }));
    known.add(program(1));
    const old = known.get(1);
    known.remove(1);
    expect(known.get(1)).toBe(null);
    known.add(program(1));
    expect(known.get(1)).not.toBe(old);
    expect(known.get(2)).toBe(null);
  });

  it('are kept ready as long as they are among the last that were called', () => {
    const made: number[] = [];
    const known = new KnownFunctions(({ id }) => (made.push(id), { ...never }));
    for (let id = 0; id < 1000; id++) {
      known.add(program(id));
      known.get(id);
      known.get(0);
    }
    expect(known.madeCount).toBe(64);
    expect(made).toHaveLength(1000);
    known.get(999);
    expect(made).toHaveLength(1000);
    expect(known.get(5)).not.toBe(null);
    expect(made).toHaveLength(1001);
  });
});

describe('a guest that has met 1 000 different components', () => {
  const NUMBER = [0x81, 0x80, 0x80, 0x80, 0x00];
  const type: FunctionType = {
    name: 'echo',
    parameters: [{ name: 'a', type: { kind: 'string' } }],
    result: { kind: 'scalar', name: 'u32' },
  };

  async function components(): Promise<(index: number) => Uint8Array<ArrayBuffer>> {
    const core = `(module (memory (export "memory") 1) (data (i32.const 1024) "${'some data '.repeat(1000)}")
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
      (func (export "echo") (param i32 i32) (result i32) (i32.const 0x0eadbeef)))`;
    const bytes = await componentFrom(core, 'package a:b; world w { export echo: func(a: string) -> u32; }');
    // As `i32.const` has it.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0xef, 0xfd, 0xb6, 0xf5, 0x00]));
    if (at < 0) throw new Error('the number is not there');
    return (index) => {
      const copy = bytes.slice();
      copy.set([0x80 | (index & 0x7f), 0x80 | (index >> 7), ...NUMBER.slice(2)], at);
      return copy;
    };
  }

  it('holds no more than after 10 of them', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    const component = await components();
    const instances = new Instances();
    const known = new KnownFunctions((given) => {
      if (given.form !== 'component') throw new Error('no component');
      return new ComponentFunction(given, [], new ScriptedHost(), instances);
    });
    const argument = Uint8Array.of(1, 0, 0, 0, 0x61);
    const meet = (index: number): void => {
      const linked = plannedProgram(component(index), { type });
      known.add({ ...linked, form: 'component', id: index, entry: 'app:echo' as EntryId, method: 'echo' });
      const result = new MemoryBuffer();
      expect(known.get(index)!.run(MemoryBuffer.of(argument), () => result)).toBe(null);
      expect(new DataView(result.written.buffer).getUint32(0, true)).toBe(index);
      instances.end();
      known.remove(index);
    };
    const held = async (): Promise<number> => {
      // Compiled code and memories are let go a turn later.
      for (let time = 0; time < 3; time++) {
        collect();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    for (let index = 0; index < 10; index++) meet(index);
    const after10 = await held();
    for (let index = 10; index < 1000; index++) meet(index);
    expect(((await held()) - after10) / 2 ** 20).toBeLessThan(2);
  });
});
