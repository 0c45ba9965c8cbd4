import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { openProjectDatabase } from './project-database.ts';
import { createProjectMemory } from './project-memory.ts';
import { type ProjectStore } from './project-store.ts';
import type { Storage } from './unsaved-notes.ts';
import { memoryNotes, name, page, useOwnDatabases } from './testing/project-page.ts';

useOwnDatabases();

describe('notes of pages that were left', () => {
  interface Left {
    readonly store: ProjectStore;
    /** Storage that takes nothing more, as of a page that is gone before it is done. */
    readonly leave: (text: string) => void;
  }

  async function newProject(notes: Storage, projectName: string): Promise<Left> {
    const storage = await openProjectDatabase(name);
    const store = await page({ notes, openStorage: () => Promise.resolve(storage) });
    await store.getState().create({ name: projectName, files: { 'main.lua': 'kept' } });
    return {
      store,
      leave(text) {
        storage.update = () => new Promise(() => undefined);
        store.getState().edit('main.lua', text);
        store.getState().leave();
      },
    };
  }
  async function leftInMidSentence(notes: Storage, text: string): Promise<ProjectStore> {
    const { store, leave } = await newProject(notes, text);
    leave(text);
    return store;
  }

  test('are one for each project, and each comes back', async () => {
    const notes = memoryNotes();
    const first = await newProject(notes, 'A');
    const second = await newProject(notes, 'B');
    first.leave('A');
    second.leave('B');
    expect(notes.items.size).toBe(2);
    const after = await page({ notes });
    await after.getState().openProject(first.store.getState().id);
    expect(after.getState().files['main.lua']).toBe('A');
    await after.getState().openProject(second.store.getState().id);
    expect(after.getState().files['main.lua']).toBe('B');
    expect(notes.items.size).toBe(0);
    // They are in the database, too.
    const reloaded = await page();
    await reloaded.getState().openProject(first.store.getState().id);
    expect(reloaded.getState().files['main.lua']).toBe('A');
  });

  test('stay when another project is saved', async () => {
    const notes = memoryNotes();
    const other = await newProject(notes, 'B');
    const left = await leftInMidSentence(notes, 'A');
    other.store.getState().edit('main.lua', 'x');
    await other.store.getState().save();
    expect([...notes.items.keys()]).toEqual([`wippy-playground/unsaved/${left.getState().id}`]);
  });

  test('are left too where the database refuses, and go when it takes the text after all', async () => {
    const notes = memoryNotes();
    const storage = createProjectMemory();
    const store = await page({ notes, openStorage: () => Promise.resolve(storage) });
    let isFull = true;
    const kept = createProjectMemory();
    storage.update = (id, decide) => (isFull ? Promise.reject(new Error('the disk is full')) : kept.update(id, decide));
    store.getState().edit('main.lua', 'x');
    await store.getState().save();
    expect(notes.items.size).toBe(1);
    isFull = false;
    store.getState().edit('main.lua', 'xy');
    await store.getState().save();
    expect(notes.items.size).toBe(0);
  });

  test('of a project that another tab has written since become projects of their own', async () => {
    const notes = memoryNotes();
    const left = await leftInMidSentence(notes, 'A');
    const id = left.getState().id;
    const storage = await openProjectDatabase(name);
    await storage.update(id, (stored) => stored && { ...stored, files: { 'main.lua': 'theirs' }, revision: 'theirs' });
    const after = await page({ notes });
    expect(after.getState()).toMatchObject({
      id,
      name: 'A',
      files: { 'main.lua': 'theirs' },
      parted: { name: 'A', copy: 'A 2' },
    });
    const copy = after.getState().projects.find((item) => item.name === 'A 2');
    await after.getState().openProject(copy?.id ?? '');
    expect(after.getState().files['main.lua']).toBe('A');
  });

  test('of a project that was never written make the project, with the binaries of its example', async () => {
    const notes = memoryNotes();
    const storage = await openProjectDatabase(name);
    const store = await page({ notes, openStorage: () => Promise.resolve(storage) });
    storage.update = () => new Promise(() => undefined);
    store.getState().edit('main.lua', 'first words');
    store.getState().leave();
    const after = await page({ notes });
    expect(after.getState()).toMatchObject({ id: store.getState().id, name: 'The one', origin: 'project' });
    expect(after.getState().files).toEqual({
      '_index.yaml': 'name: one',
      'main.lua': 'first words',
      'x.wasm': new Uint8Array([0]),
    });
  });

  test('of an older page, one for all projects, count as they did', async () => {
    const store = await page();
    await store.getState().create({ name: 'A', files: { 'main.lua': 'kept' } });
    const { id } = store.getState();
    const note = { id, updatedMs: Date.now() + 1000, name: 'A', files: { 'main.lua': 'typed' }, binaries: [] };
    const notes = memoryNotes({ 'wippy-playground/unsaved': JSON.stringify(note) });
    expect((await page({ notes })).getState().files['main.lua']).toBe('typed');
    expect(notes.items.size).toBe(0);
  });
});
