import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { openProjectDatabase } from './project-database.ts';
import { createProjectMemory } from './project-memory.ts';
import { maxSnapshots, type ProjectStorage } from './project-record.ts';
import { storageKey } from './stored-project.ts';
import { memoryNotes, name, page, useOwnDatabases } from './testing/project-page.ts';

useOwnDatabases();

describe('what is kept', () => {
  test('a first visit shows the first example, which is no project of the visitor yet', async () => {
    const state = (await page()).getState();
    expect(state).toMatchObject({
      name: 'The one',
      origin: 'example',
      firstVisit: true,
      projects: [],
      argumentsText: '[6, 7]',
      storage: 'browser',
    });
  });

  test('an unchanged example comes back after a reload and is no first visit', async () => {
    await (await page()).getState().openExample('two');
    expect((await page()).getState()).toMatchObject({ name: 'The two', origin: 'example', firstVisit: false });
  });

  test('the first change makes a project that comes back as it was typed, with its binaries', async () => {
    const before = (await page()).getState();
    before.edit('main.lua', 'return 2');
    before.setTarget('app:other');
    before.setArguments('[1');
    await before.save();
    const after = (await page()).getState();
    expect(after).toMatchObject({ name: 'The one', origin: 'project', target: 'app:other', argumentsText: '[1' });
    expect(after.files).toEqual({ '_index.yaml': 'name: one', 'main.lua': 'return 2', 'x.wasm': new Uint8Array([0]) });
  });

  test('typing is saved by itself', async () => {
    const store = await page();
    store.getState().edit('main.lua', 'a');
    await store.getState().save();
    store.getState().edit('main.lua', 'ab');
    await expect.poll(async () => (await page()).getState().files['main.lua']).toBe('ab');
  });

  test('opening an example again makes another project, and the one before stays as it is', async () => {
    const store = await page();
    store.getState().edit('main.lua', 'mine');
    const { id } = store.getState();
    await store.getState().openExample('one');
    expect(store.getState()).toMatchObject({ origin: 'example', files: { 'main.lua': 'return 1' } });
    store.getState().edit('main.lua', 'other');
    await store.getState().save();
    expect(
      store
        .getState()
        .projects.map((item) => item.name)
        .toSorted(),
    ).toEqual(['The one', 'The one 2']);
    await store.getState().openProject(id);
    expect(store.getState().files['main.lua']).toBe('mine');
  });

  test('a link is shown and kept nowhere until it is changed', async () => {
    const store = await page();
    store.getState().edit('main.lua', 'mine');
    await store.getState().openLink({ name: 'Theirs', files: { 'a.lua': '' } });
    expect(store.getState()).toMatchObject({ name: 'Theirs', origin: 'link' });
    const reloaded = await page();
    expect(reloaded.getState()).toMatchObject({ name: 'The one', files: { 'main.lua': 'mine' } });
    store.getState().edit('a.lua', 'x');
    await store.getState().save();
    expect((await page()).getState()).toMatchObject({ name: 'Theirs', origin: 'project', files: { 'a.lua': 'x' } });
  });

  test('the example asked for last is shown, whichever loads first', async () => {
    const store = await page();
    await Promise.all([store.getState().openExample('one'), store.getState().openExample('two')]);
    expect(store.getState().exampleId).toBe('two');
  });

  test('a note left in mid-sentence counts when the database was not in time', async () => {
    const notes = memoryNotes();
    const storage = await openProjectDatabase(name);
    const store = await page({ notes, openStorage: () => Promise.resolve(storage) });
    store.getState().edit('main.lua', 'a');
    await store.getState().save();
    const stuck: ProjectStorage['update'] = () => new Promise(() => undefined);
    storage.update = stuck;
    store.getState().edit('main.lua', 'a last word');
    store.getState().leave();
    const after = await page({ notes });
    expect(after.getState().files).toMatchObject({ 'main.lua': 'a last word', 'x.wasm': new Uint8Array([0]) });
    expect(notes.items.size).toBe(0);
  });
});

describe('going to another project', () => {
  test('keeps what is typed until the other one is on screen', async () => {
    const store = await page({ saveDelayMs: 1_000_000 });
    await store.getState().create({ name: 'A', files: { 'main.lua': '' } });
    const a = store.getState().id;
    await store.getState().create({ name: 'B', files: { 'main.lua': '' } });
    const opening = store.getState().openProject(a);
    store.getState().edit('main.lua', 'typed meanwhile');
    const b = store.getState().id;
    await opening;
    expect(store.getState()).toMatchObject({ id: a, files: { 'main.lua': '' } });
    await store.getState().openProject(b);
    expect(store.getState().files['main.lua']).toBe('typed meanwhile');
  });

  test('keeps it where it was only shown, too', async () => {
    const store = await page({ saveDelayMs: 1_000_000 });
    const opening = store.getState().openExample('two');
    store.getState().edit('main.lua', 'typed meanwhile');
    await opening;
    expect(store.getState().exampleId).toBe('two');
    const kept = store.getState().projects.find((item) => item.name === 'The one');
    await store.getState().openProject(kept?.id ?? '');
    expect(store.getState().files['main.lua']).toBe('typed meanwhile');
  });

  test('that cannot be read leaves the page with an example, and says so', async () => {
    const storage = await openProjectDatabase(name);
    const before = await page({ openStorage: () => Promise.resolve(storage) });
    await before.getState().create({ name: 'A', files: {} });
    const read: ProjectStorage['read'] = () => Promise.reject(new Error('the disk is broken'));
    storage.read = read;
    const store = await page({ openStorage: () => Promise.resolve(storage) });
    expect(store.getState()).toMatchObject({ ready: true, origin: 'example' });
    expect(store.getState().loadError).toContain('the disk is broken');
  });
});

describe('projects', () => {
  test('a deleted one can be brought back, and another one is shown meanwhile', async () => {
    const store = await page();
    await store.getState().create({ name: 'A', files: { 'a.lua': '1' } });
    await store.getState().create({ name: 'B', files: { 'b.lua': '2' } });
    const { id } = store.getState();
    const undo = await store.getState().removeProject(id);
    expect(store.getState()).toMatchObject({ name: 'A', projects: [{ name: 'A' }] });
    await undo();
    expect(store.getState()).toMatchObject({ name: 'B', files: { 'b.lua': '2' } });
    expect(store.getState().projects).toHaveLength(2);
  });

  test('a deleted one is gone for good after a day', async () => {
    let nowMs = 1_000_000;
    const store = await page({ now: () => nowMs });
    await store.getState().create({ name: 'A', files: {} });
    const { id } = store.getState();
    await store.getState().removeProject(id);
    nowMs += 25 * 3_600_000;
    await page({ now: () => nowMs });
    expect(await (await openProjectDatabase(name)).read(id)).toBeNull();
  });

  test('a version can be gone back to, and what was there before becomes one', async () => {
    const store = await page();
    store.getState().edit('main.lua', 'good');
    await store.getState().takeSnapshot('Kept by hand');
    expect(store.getState().savedFiles).toBe(store.getState().files);
    store.getState().edit('main.lua', 'bad');
    const good = (await store.getState().snapshots()).find((item) => item.label === 'Kept by hand');
    await store.getState().restoreSnapshot(good?.key ?? 0);
    expect(store.getState().files['main.lua']).toBe('good');
    expect((await store.getState().snapshots()).map((item) => item.label)).toEqual([
      'Before going back',
      'Kept by hand',
      'As opened',
    ]);
  });

  test.each([
    ['the database', () => openProjectDatabase(name)],
    ['memory', () => Promise.resolve(createProjectMemory())],
  ])('the oldest versions are let go by %s', async (_where, open) => {
    const storage = await open();
    for (let index = 0; index < maxSnapshots + 3; index++) {
      await storage.addSnapshot({ projectId: 'p', takenMs: index, label: `${index}`, files: {} });
    }
    const labels = (await storage.snapshots('p')).map((item) => item.label);
    expect([labels.length, labels[0], labels.at(-1)]).toEqual([maxSnapshots, `${maxSnapshots + 2}`, '3']);
  });
});

describe('files', () => {
  test('what is removed comes back with the undo, next to what was written meanwhile', async () => {
    const store = await page();
    store.getState().addFiles({ 'src/a.lua': 'a', 'src/b.lua': 'b' });
    const undo = store.getState().remove(['src']);
    expect(Object.keys(store.getState().files)).not.toContain('src/a.lua');
    store.getState().addFiles({ 'new.lua': '' });
    undo();
    expect(store.getState().files).toMatchObject({ 'src/a.lua': 'a', 'src/b.lua': 'b', 'new.lua': '' });
  });

  test('a folder moves with all that is in it', async () => {
    const store = await page();
    store.getState().addFiles({ 'src/a.lua': 'a', 'src/deep/b.lua': 'b', 'srcs.lua': '' });
    store.getState().move('src', 'lib');
    expect(Object.keys(store.getState().files)).toEqual(
      expect.arrayContaining(['lib/a.lua', 'lib/deep/b.lua', 'srcs.lua']),
    );
  });

  test('a folder stays when its last file goes', async () => {
    const store = await page();
    store.getState().addFiles({ 'src/a.lua': 'a' });
    store.getState().remove(['src/a.lua']);
    expect(store.getState().folders).toEqual(['src']);
  });
});

describe('a browser that keeps nothing', () => {
  test('is told of, and the page works for as long as it lives', async () => {
    const store = await page({ openStorage: () => Promise.reject(new Error('denied')) });
    expect(store.getState()).toMatchObject({ storage: 'memory', ready: true });
    store.getState().edit('main.lua', 'x');
    await store.getState().save();
    expect(store.getState().projects).toHaveLength(1);
  });

  test('is told of when it refuses in the middle, and asked again with the next change', async () => {
    const storage = createProjectMemory();
    const store = await page({ openStorage: () => Promise.resolve(storage) });
    let isFull = true;
    const kept = createProjectMemory();
    storage.update = (id, decide) => (isFull ? Promise.reject(new Error('the disk is full')) : kept.update(id, decide));
    store.getState().edit('main.lua', 'x');
    await store.getState().save();
    expect(store.getState().saveError).toBe('the disk is full');
    isFull = false;
    store.getState().edit('main.lua', 'xy');
    await store.getState().save();
    expect(store.getState().saveError).toBeNull();
  });
});

describe('drafts of an older page', () => {
  const draft = { files: { '_index.yaml': 'name: one', 'main.lua': 'mine' }, target: null, argumentsText: '[]' };

  test('become projects once, with the binaries of their example', async () => {
    const notes = memoryNotes({
      [storageKey]: JSON.stringify({ version: 1, exampleId: 'two', drafts: { two: draft } }),
    });
    const store = await page({ notes });
    expect(store.getState()).toMatchObject({ name: 'The two', origin: 'project', firstVisit: false });
    expect(store.getState().files).toEqual({ ...draft.files, 'x.wasm': new Uint8Array([0]) });
    expect((await page({ notes })).getState().projects).toHaveLength(1);
  });

  test.each(['{', '[]', '{"version":2}', '{"version":1,"exampleId":"one","drafts":{"one":{"files":{"a":1}}}}'])(
    'are put aside when they cannot be read: %s',
    async (text) => {
      const notes = memoryNotes({ [storageKey]: text });
      expect((await page({ notes })).getState().projects).toEqual([]);
      expect(notes.items.get(`${storageKey}/unreadable`)).toBe(text);
    },
  );
});
