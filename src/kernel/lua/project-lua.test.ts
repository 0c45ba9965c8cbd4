/** Lua is fetched when a project first has some. */
import { describe, expect, it } from 'vitest';
import type { BootReport, ProjectFiles } from '../../contract/api.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { LuaEngine, type EngineOptions } from './engine.ts';
import type { NativeTable } from './modules/native-modules.ts';
import { NativeModules } from './modules/native-modules.ts';
import { LUA_PARTS, LuaParts, type EngineCode } from './parts.ts';

const project = (entries: string): ProjectFiles => ({ '_index.yaml': `namespace: app\nentries:\n${entries}` });
const LUA = project(`  - {name: f, kind: function.lua, method: m, source: 'return {m = function() return 1 end}'}\n`);
const NO_LUA = project('  - {name: store, kind: store.memory}\n');

interface Fetched extends TestKernel {
  /** How often the engine was asked for, and how many were made of it. */
  readonly counts: { asked: number; made: number };
  /** What is asked for is on its way until then. */
  readonly arrive: () => void;
  readonly fail: () => void;
}

/** A kernel whose thread has no Lua yet. */
function createKernelWithoutLua(natives: NativeTable = {}): Fetched {
  const counts = { asked: 0, made: 0 };
  class CountedEngine extends LuaEngine {
    constructor(options: EngineOptions, modules: NativeModules) {
      super(options, modules);
      counts.made++;
    }
  }
  const waiting: { resolve: (code: EngineCode) => void; reject: (error: Error) => void }[] = [];
  const load = (): Promise<EngineCode> => {
    counts.asked++;
    return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
  };
  const lua = new LuaParts(load, new NativeModules(natives));
  return {
    ...createTestKernel({ lua }),
    counts,
    arrive: () => waiting.splice(0).forEach(({ resolve }) => resolve({ LuaEngine: CountedEngine })),
    fail: () => waiting.splice(0).forEach(({ reject }) => reject(new Error('no network'))),
  };
}

const ticks = async (): Promise<void> => {
  for (let tick = 0; tick < 20; tick++) await Promise.resolve();
};

describe('a project without Lua', () => {
  it('asks for none, and tells what Lua may take all the same', async () => {
    const { kernel, settle, counts } = createKernelWithoutLua();
    expect(await settle(kernel.open(NO_LUA))).toMatchObject({ ok: true });
    expect(kernel.state().memory).toEqual({ luaBytes: 0, luaLimitBytes: 512 * 1024 * 1024 });
    await settle(kernel.stop());
    kernel.dispose();
    expect(counts).toEqual({ asked: 0, made: 0 });
  });
});

describe('the engine', () => {
  it('is fetched once, with the first project that has Lua, and made for each', async () => {
    const { kernel, settle, counts, arrive } = createKernelWithoutLua();
    const first = kernel.open(LUA);
    await ticks();
    arrive();
    expect(await settle(first)).toMatchObject({ ok: true });
    expect(await settle(kernel.call('app:f', []))).toMatchObject({ value: 1 });
    expect(await settle(kernel.open(LUA))).toMatchObject({ ok: true });
    expect(await settle(kernel.call('app:f', []))).toMatchObject({ value: 1 });
    expect(counts).toEqual({ asked: 1, made: 2 });
  });

  it('is asked for together with the natives that entries list', async () => {
    let asked = 0;
    const load = (): Promise<never> => {
      asked++;
      return new Promise(() => {});
    };
    const { kernel, counts } = createKernelWithoutLua({ time: { load } });
    void kernel.open(project(`  - {name: f, kind: function.lua, method: m, modules: [time], source: 'return {}'}\n`));
    await ticks();
    expect([counts.asked, asked]).toEqual([1, 1]);
  });

  it('is fetched for a chunk too, and by one that was stopped meanwhile for nothing', async () => {
    const { kernel, settle, counts, arrive } = createKernelWithoutLua();
    await settle(kernel.open(NO_LUA));
    const stopped = kernel.eval('return 1', 'stopped');
    await settle(kernel.stop());
    expect(await stopped).toMatchObject({ error: { kind: 'Canceled' } });
    arrive();
    await ticks();
    expect(counts.made).toBe(0);
    expect(await settle(kernel.eval('return 2', 'repl'))).toMatchObject({ values: [2], error: null });
    expect(counts).toEqual({ asked: 1, made: 1 });
  });
});

describe('a project that is gone before its Lua is there', () => {
  it('gets none, and the one that took its place does', async () => {
    const { kernel, settle, counts, arrive } = createKernelWithoutLua();
    const first = kernel.open(LUA);
    await ticks();
    const second = kernel.open(LUA);
    await ticks();
    arrive();
    expect(await settle(first)).toMatchObject({ ok: false, error: { kind: 'Canceled' } });
    expect(await settle(second)).toMatchObject({ ok: true });
    expect(await settle(kernel.call('app:f', []))).toMatchObject({ value: 1 });
    expect(counts.made).toBe(1);
  });

  it('makes no engine where nothing took its place', async () => {
    const { kernel, settle, counts, arrive } = createKernelWithoutLua();
    const opened = kernel.open(LUA);
    await ticks();
    kernel.dispose();
    arrive();
    expect(await settle(opened)).toMatchObject({ ok: false });
    expect(counts.made).toBe(0);
  });
});

describe('Lua that cannot be fetched', () => {
  const FAILED = { kind: 'Unavailable', message: 'Lua could not be loaded: no network', retryable: true };

  it('refuses each entry that needs it, where its text is, and is asked for again', async () => {
    const { kernel, settle, counts, arrive, fail } = createKernelWithoutLua();
    const opened = kernel.open(LUA);
    await ticks();
    fail();
    const report: BootReport = await settle(opened);
    expect(report).toMatchObject({ ok: false, entries: [{ id: 'app:f', status: 'failed', error: FAILED }] });
    expect(report.diagnostics).toMatchObject([
      { code: 'lua-load', severity: 'error', file: '_index.yaml', line: 3, message: FAILED.message, entry: 'app:f' },
    ]);
    const again = kernel.apply(LUA);
    await ticks();
    arrive();
    expect(await settle(again)).toMatchObject({ ok: true });
    expect(await settle(kernel.call('app:f', []))).toMatchObject({ value: 1 });
    expect(counts).toEqual({ asked: 2, made: 1 });
  });

  it('is the error of a chunk', async () => {
    const { kernel, settle, fail } = createKernelWithoutLua();
    await settle(kernel.open(NO_LUA));
    const result = kernel.eval('return 1', 'repl');
    await ticks();
    fail();
    expect(await settle(result)).toMatchObject({ values: [], error: FAILED });
  });
});

it('has the code of its thread by default', async () => {
  const { kernel, settle } = createTestKernel();
  expect(LUA_PARTS.need([])).toBeNull();
  expect(await settle(kernel.eval('return 1', 'repl'))).toMatchObject({ values: [1] });
});
