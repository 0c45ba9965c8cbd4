import { expect, it } from 'vitest';
import { readModule } from '../binary/binary.ts';
import { compileWat } from './wat-compiler.ts';
import { renameExports } from './rename-exports.ts';

it('renames exports and leaves the rest of a module as it is', async () => {
  const compiled = await compileWat(
    '(module (memory (export "memory") 1) (func (export "add_one") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) (func (export "é")))',
  );
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  const long = 'x'.repeat(200);
  const renamed = renameExports(
    compiled.value.bytes,
    new Map([
      ['add_one', 'add-one'],
      ['é', long],
      ['not there', 'y'],
    ]),
  );
  const shape = readModule(renamed);
  expect(shape.ok && shape.value.exports.map(({ name }) => name)).toEqual(['memory', 'add-one', long]);
  const { instance } = await WebAssembly.instantiate(renamed);
  expect((instance.exports['add-one'] as (x: number) => number)(41)).toBe(42);
  expect(renameExports(compiled.value.bytes, new Map())).toEqual(compiled.value.bytes);
});
