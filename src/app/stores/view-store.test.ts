import { describe, expect, test } from 'vitest';
import { createViewStore, frontOf, initialSizes } from './view-store.ts';

function memory(initial: Record<string, string> = {}): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map(Object.entries(initial));
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

describe('tabs', () => {
  test('revealing a place opens its file once and is a new jump every time', () => {
    const { getState } = createViewStore();
    getState().reveal({ file: 'a.lua', line: 3, column: 2 });
    getState().reveal({ file: 'a.lua', line: 3, column: 2 });
    expect(getState()).toMatchObject({
      openFiles: ['a.lua'],
      activeFile: 'a.lua',
      place: { path: 'a.lua', line: 3, column: 2, serial: 2 },
    });
  });

  test('closing the one in front brings its neighbour of the same kind to the front', () => {
    const { getState } = createViewStore();
    getState().showFiles(['_index.yaml', 'a.lua', 'b.wat', 'c.lua'], 'a.lua');
    getState().closeFile('a.lua');
    expect(getState()).toMatchObject({ activeFile: 'c.lua', recent: ['c.lua', '_index.yaml', 'b.wat'] });
    getState().closeFile('c.lua');
    expect(getState()).toMatchObject({ activeFile: 'b.wat', recent: ['_index.yaml', 'b.wat'] });
  });

  test('closing another one leaves the one in front', () => {
    const { getState } = createViewStore();
    getState().showFiles(['a.lua', 'b.lua'], 'a.lua');
    getState().closeFile('b.lua');
    expect(getState()).toMatchObject({ openFiles: ['a.lua'], activeFile: 'a.lua' });
  });

  test('can be put in another order', () => {
    const { getState } = createViewStore();
    getState().showFiles(['a', 'b', 'c'], 'a');
    getState().moveFile('c', 'a');
    expect(getState().openFiles).toEqual(['c', 'a', 'b']);
    getState().moveFile('c', null);
    expect(getState().openFiles).toEqual(['a', 'b', 'c']);
  });

  test('a file of another kind moves to the column of its kind', () => {
    const { getState } = createViewStore();
    getState().showFiles(['a.lua'], 'a.lua');
    getState().renameFile('a.lua', 'a.wat');
    expect(getState()).toMatchObject({ activeFile: 'a.wat', recent: ['a.wat'] });
  });

  test('a column shows what was in front of it last, however its tabs are put together', () => {
    const { getState } = createViewStore();
    getState().showFiles(['_index.yaml', 'a.wat', 'b.wat', 'a.lua'], 'a.lua');
    const front = (...paths: readonly string[]): string => frontOf(paths, getState().recent);
    expect([front('_index.yaml', 'a.wat', 'b.wat'), front('a.wat', 'b.wat'), front('a.lua')]).toEqual([
      '_index.yaml',
      'a.wat',
      'a.lua',
    ]);
    getState().openFile('b.wat');
    getState().openFile('a.lua');
    expect([front('_index.yaml', 'a.wat', 'b.wat'), front('a.wat', 'b.wat'), front('_index.yaml')]).toEqual([
      'b.wat',
      'b.wat',
      '_index.yaml',
    ]);
    expect(front()).toBe('');
  });
});

test('whether notes on native Wippy are hidden is remembered, and they are not at first', () => {
  const storage = memory();
  const { getState } = createViewStore(storage);
  expect(getState().nativeMarks).toBe('shown');
  getState().setNativeMarks('hidden');
  expect(createViewStore(storage).getState().nativeMarks).toBe('hidden');
});

test('whether lines are wrapped is remembered, and they are not until that is asked for', () => {
  const storage = memory();
  const { getState } = createViewStore(storage);
  expect(getState().wrap).toBe('off');
  getState().setWrap('on');
  expect(createViewStore(storage).getState().wrap).toBe('on');
  expect(createViewStore(null, { wrap: 'on' }).getState().wrap).toBe('on');
  getState().setWrap('off');
  expect(createViewStore(storage, { wrap: 'on' }).getState().wrap).toBe('off');
});

describe('sizes', () => {
  test('are remembered', () => {
    const storage = memory();
    createViewStore(storage).getState().setSizes({ sidebar: 300 });
    expect(createViewStore(storage).getState().sizes).toEqual({ ...initialSizes, sidebar: 300 });
  });

  test.each(['{', 'null', '7', '{"sizes":{"sidebar":1e9,"editors":"x"}}'])(
    'that make no sense are not believed: %s',
    (text) => {
      const { sizes } = createViewStore(memory({ 'wippy-playground/view': text })).getState();
      expect(sizes.sidebar).toBeLessThanOrEqual(480);
      expect(sizes.editors).toBe(initialSizes.editors);
    },
  );
});
