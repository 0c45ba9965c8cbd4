import { describe, expect, test } from 'vitest';
import type { EntryId, EntryReport } from '../../contract/api.ts';
import { targetOf } from './target.ts';
import { callableEntries, chooseMainEntry, isCallable, takesAnything } from './main-entry.ts';

function entry(id: string, kind: string, extra: Partial<EntryReport> = {}): EntryReport {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  return { id: id as EntryId, kind, status: 'ready', ...extra };
}

const lib = entry('app:lib', 'library.lua');
const add = entry('app:add', 'function.wasm', { signature: 'func(a: s32, b: s32) -> s32' });
const tick = entry('app:tick', 'function.wasm', { signature: 'func() -> u64' });
const main = entry('app:main', 'function.lua');

describe('the function that Run calls', () => {
  test('is the one asked for, if it is there', () => {
    expect(chooseMainEntry([add, tick, main], [null, 'app:gone', 'app:tick', 'app:main'])).toBe('app:tick');
  });
  test('is main, if what was asked for is gone', () => {
    expect(chooseMainEntry([add, tick, main], ['app:gone'])).toBe('app:main');
  });
  test('is one without parameters, if nothing is called main', () => {
    expect(chooseMainEntry([lib, add, tick], [])).toBe('app:tick');
    expect(chooseMainEntry([add, entry('app:run', 'function.lua')], [])).toBe('app:run');
  });
  test('is any function rather than none', () => {
    expect(chooseMainEntry([lib, add], [])).toBe('app:add');
    expect(chooseMainEntry([lib], [])).toBeNull();
  });
  test('is never one that failed to boot', () => {
    const failed = entry('app:main', 'function.lua', { status: 'failed' });
    expect(chooseMainEntry([failed, add], ['app:main'])).toBe('app:add');
    expect(callableEntries([failed, lib, add])).toEqual([add]);
  });
});

test('what can be called, and with what, is told by the kind as Wippy has it and not by its name', () => {
  const kinds = ['function.lua', 'function.wat', 'function.wasm', 'function.wsm', 'library.lua', 'constructor'];
  const of = (is: typeof isCallable) => kinds.filter((kind) => is({ kind }));
  expect(of(isCallable)).toEqual(['function.lua', 'function.wat', 'function.wasm']);
  expect(of(takesAnything)).toEqual(['function.lua']);
});

test('a process can be called that says on which host, as the kernel has it', () => {
  const [idle, worker] = [entry('app:idle', 'process.lua'), entry('app:worker', 'process.lua', { calls: 'anything' })];
  expect(callableEntries([idle, worker])).toEqual([worker]);
  expect([idle, worker].map(takesAnything)).toEqual([false, true]);
  const { functions } = targetOf({ files: {}, reports: [idle, worker, main], target: null, main: null });
  expect(functions.map(({ id }) => id)).toEqual(['app:main', 'app:worker']);
});
