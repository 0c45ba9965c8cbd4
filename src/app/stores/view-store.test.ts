import { describe, expect, test } from 'vitest';
import { createViewStore, initialSizes } from './view-store.ts';

function memory(initial: Record<string, string> = {}): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map(Object.entries(initial));
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

describe('tabs', () => {
  test('revealing a place opens its file once and is a new jump every time', () => {
    const { getState } = createViewStore();
    getState().reveal({ file: 'a.lua', line: 3, column: 2 });
    getState().reveal({ file: 'a.lua', line: 3, column: 2 });
    expect(getState()).toMatchObject({ openFiles: ['a.lua'], activeFile: 'a.lua', place: { path: 'a.lua', line: 3, column: 2, serial: 2 } });
  });

  test('closing the one in front brings its neighbour of the same kind to the front', () => {
    const { getState } = createViewStore();
    getState().showFiles(['_index.yaml', 'a.lua', 'b.wat', 'c.lua'], 'a.lua');
    getState().closeFile('a.lua');
    expect(getState()).toMatchObject({ activeFile: 'c.lua', fronts: { lua: 'c.lua', wat: 'b.wat', yaml: '_index.yaml' } });
    getState().closeFile('c.lua');
    expect(getState().activeFile).toBe('b.wat');
    expect(getState().fronts.lua).toBeUndefined();
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
    expect(getState()).toMatchObject({ activeFile: 'a.wat', fronts: { wat: 'a.wat' } });
    expect(getState().fronts.lua).toBeUndefined();
  });
});

describe('sizes', () => {
  test('are remembered', () => {
    const storage = memory();
    createViewStore(storage).getState().setSizes({ sidebar: 300 });
    expect(createViewStore(storage).getState().sizes).toEqual({ ...initialSizes, sidebar: 300 });
  });

  test.each(['{', 'null', '7', '{"sizes":{"sidebar":1e9,"editors":"x"}}'])('that make no sense are not believed: %s', (text) => {
    const { sizes } = createViewStore(memory({ 'wippy-playground/view': text })).getState();
    expect(sizes.sidebar).toBeLessThanOrEqual(480);
    expect(sizes.editors).toBe(initialSizes.editors);
  });
});
