import { describe, expect, test } from 'vitest';
import { createProjectStore, type ExampleSource, type ProjectStore } from './project-store.ts';
import { storageKey, type Storage } from './stored-project.ts';

const example = (id: string): ExampleSource => ({
  id,
  title: id,
  summary: '',
  main: { id: 'app:main', args: [6, 7] },
  load: () => Promise.resolve({ '_index.yaml': `name: ${id}`, 'main.lua': 'return 1', 'x.wasm': new Uint8Array([0]) }),
});

function memory(initial: Record<string, string> = {}): Storage & { items: Map<string, string> } {
  const items = new Map(Object.entries(initial));
  return { items, getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

async function open(storage: Storage | null, id?: string): Promise<ProjectStore> {
  const store = createProjectStore({ examples: [example('one'), example('two')], storage });
  await store.getState().choose(id ?? store.getState().exampleId);
  return store;
}

describe('the project', () => {
  test('starts with the first example, which is not edited', async () => {
    const { exampleId, edited, firstVisit, argumentsText, files } = (await open(memory())).getState();
    expect({ exampleId, edited, firstVisit, argumentsText, files }).toEqual({
      exampleId: 'one', edited: false, firstVisit: true, argumentsText: '[6, 7]',
      files: { '_index.yaml': 'name: one', 'main.lua': 'return 1' },
    });
  });

  test('comes back after a reload as it was typed', async () => {
    const storage = memory();
    const before = await open(storage, 'two');
    before.getState().edit('main.lua', 'return 2');
    before.getState().setTarget('app:other');
    before.getState().setArguments('[1');
    before.getState().save();
    const after = (await open(storage)).getState();
    expect(after).toMatchObject({ exampleId: 'two', edited: true, firstVisit: false, target: 'app:other', argumentsText: '[1' });
    expect(after.files?.['main.lua']).toBe('return 2');
  });

  test('keeps a draft for each example', async () => {
    const store = await open(memory());
    store.getState().edit('main.lua', 'mine');
    await store.getState().choose('two');
    expect(store.getState().files?.['main.lua']).toBe('return 1');
    await store.getState().choose('one');
    expect(store.getState().files?.['main.lua']).toBe('mine');
  });

  test('is no longer edited when the text is typed back', async () => {
    const store = await open(memory());
    store.getState().edit('main.lua', 'x');
    store.getState().edit('main.lua', 'return 1');
    expect(store.getState().edited).toBe(false);
  });

  test('can be reset, and the reset undone', async () => {
    const store = await open(memory());
    store.getState().edit('main.lua', 'mine');
    store.getState().reset();
    expect(store.getState()).toMatchObject({ edited: false, files: { 'main.lua': 'return 1' } });
    store.getState().undoReset();
    expect(store.getState()).toMatchObject({ edited: true, files: { 'main.lua': 'mine' }, undone: null });
  });

  test('opens with its binaries', async () => {
    expect(Object.keys((await open(memory())).getState().toOpen()).toSorted()).toEqual(['_index.yaml', 'main.lua', 'x.wasm']);
  });

  test('takes the example asked for last, whichever loads first', async () => {
    const store = createProjectStore({ examples: [example('one'), example('two')], storage: null });
    await Promise.all([store.getState().choose('one'), store.getState().choose('two')]);
    expect(store.getState().exampleId).toBe('two');
  });
});

function refuse(): never {
  throw new Error('denied');
}

test('a second tab with another example loses nothing of this one', async () => {
  const storage = memory();
  const [first, second] = [await open(storage, 'one'), await open(storage, 'two')];
  first.getState().edit('main.lua', 'mine');
  first.getState().save();
  second.getState().edit('main.lua', 'yours');
  second.getState().save();
  const after = await open(storage, 'one');
  expect(after.getState().files?.['main.lua']).toBe('mine');
  await after.getState().choose('two');
  expect(after.getState().files?.['main.lua']).toBe('yours');
});

describe('storage that cannot be trusted', () => {
  test.each(['{', '[]', '{"version":2}', '{"version":1,"exampleId":"one","drafts":{"one":{"files":{"a":1}}}}'])(
    'is put aside: %s',
    async (text) => {
      const storage = memory({ [storageKey]: text });
      expect((await open(storage)).getState()).toMatchObject({ exampleId: 'one', edited: false });
      expect(storage.items.get(`${storageKey}/unreadable`)).toBe(text);
    },
  );

  test('does not stop the page when it throws', async () => {
    const store = await open({ getItem: refuse, setItem: refuse });
    store.getState().edit('main.lua', 'x');
    store.getState().save();
    expect(store.getState().saved).toBe(false);
  });
});
