import { expect, test, vi } from 'vitest';
import type { PlaygroundEvents } from '../../client/playground.ts';
import { describeFake } from '../testing/fake-binaries.ts';
import { createToolsStore } from './tools-store.ts';

function setUp() {
  let tell: (value: PlaygroundEvents['tools']) => void = () => undefined;
  const describe = vi.fn(async (bytes: Uint8Array) => describeFake(bytes));
  const store = createToolsStore({
    describe,
    disassemble: async () => ({ ok: false, message: '' }),
    build: async () => ({ ok: false, diagnostics: [] }),
    toJavaScript: async () => ({ ok: false, message: '' }),
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the store listens to one event only
    on: (_, listener) => ((tell = listener as (value: PlaygroundEvents['tools']) => void), () => undefined),
  });
  return { store, describe, tell: (value: PlaygroundEvents['tools']) => tell(value) };
}

test('a binary is described once, another one again', async () => {
  const { store, describe } = setUp();
  const bytes = new Uint8Array([1, 2, 3]);
  const first = await store.getState().describe(bytes);
  expect(await store.getState().describe(bytes)).toBe(first);
  await store.getState().describe(bytes.slice());
  expect(describe).toHaveBeenCalledTimes(2);
});

test('an answer that never came is asked for again', async () => {
  const { store, describe } = setUp();
  describe.mockRejectedValueOnce(new Error('the worker is gone'));
  const bytes = new Uint8Array([1]);
  await expect(store.getState().describe(bytes)).rejects.toThrow('gone');
  await expect(store.getState().describe(bytes)).resolves.toMatchObject({ sizeBytes: 1 });
});

test('a binary that the tools break down over is not asked about again, one that they were not there for is', async () => {
  const { store, describe } = setUp();
  const [broken, missed] = [new Uint8Array([1]), new Uint8Array([2])];
  describe.mockResolvedValueOnce({ ...describeFake(broken), unchecked: 'the tools broke down' });
  const first = await store.getState().describe(broken);
  expect(await store.getState().describe(broken)).toBe(first);
  expect(describe).toHaveBeenCalledTimes(1);
  describe.mockResolvedValueOnce({ ...describeFake(missed), unchecked: 'no network', mayAskAgain: true });
  await store.getState().describe(missed);
  expect(await store.getState().describe(missed)).not.toHaveProperty('unchecked');
});

test('what the runtime says of its tools is there to be shown', () => {
  const { store, tell } = setUp();
  tell({ state: 'loading', loadedBytes: 1, totalBytes: 2 });
  expect(store.getState().tools).toEqual({ state: 'loading', loadedBytes: 1, totalBytes: 2 });
});
