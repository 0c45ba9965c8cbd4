import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import type { LockHolder, ProjectLocks } from './project-lock.ts';
import { openProjectDatabase } from './project-database.ts';
import { withTabMemory } from './tab-memory.ts';
import { memoryNotes, name, page, useOwnDatabases } from './testing/project-page.ts';

useOwnDatabases();

describe('two tabs with one project', () => {
  interface Held {
    readonly owner: symbol;
    readonly holder: LockHolder;
  }

  /** Locks as two tabs see them; a holder that is `frozen` does not answer. */
  function sharedLocks({ frozen = false } = {}): ProjectLocks & { readonly thaw: () => void } {
    const held = new Map<string, Held>();
    const waiting: { readonly id: string; readonly signal: AbortSignal; readonly grant: () => void }[] = [];
    const stolen: LockHolder[] = [];
    function grant(id: string, holder: LockHolder): () => void {
      const owner = Symbol(id);
      held.set(id, { owner, holder });
      return () => {
        if (held.get(id)?.owner !== owner) return;
        held.delete(id);
        const next = waiting.findIndex((item) => item.id === id && !item.signal.aborted);
        if (next >= 0) waiting.splice(next, 1)[0]?.grant();
      };
    }
    return {
      thaw: () => {
        for (const holder of stolen.splice(0)) holder.lost();
      },
      acquire: (id, holder) => Promise.resolve(held.has(id) ? null : grant(id, holder)),
      wait: (id, holder, signal) =>
        new Promise((resolve) => {
          if (!held.has(id)) return resolve(grant(id, holder));
          waiting.push({ id, signal, grant: () => resolve(grant(id, holder)) });
          return undefined;
        }),
      async takeOver(id, holder) {
        const before = held.get(id);
        if (before && !frozen) await before.holder.yield();
        const release = grant(id, holder);
        if (before) stolen.push(before.holder);
        if (!frozen) for (const one of stolen.splice(0)) one.lost();
        return release;
      },
    };
  }

  test('the second one reads, until it takes over what the first one has saved', async () => {
    const locks = sharedLocks();
    const first = await page({ locks });
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    const second = await page({ locks });
    expect(second.getState().access).toBe('read');
    second.getState().edit('main.lua', 'two');
    expect(second.getState().files['main.lua']).toBe('one');
    first.getState().edit('main.lua', 'newer');
    await second.getState().takeOver();
    expect(first.getState().access).toBe('read');
    expect(second.getState()).toMatchObject({ access: 'write', files: { 'main.lua': 'newer' } });
  });

  test('the first one, whose turn was stolen while it was frozen, keeps what it had not written as a project of its own', async () => {
    const locks = sharedLocks({ frozen: true });
    const first = await page({ locks, saveDelayMs: 1_000_000 });
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    const second = await page({ locks });
    first.getState().edit('main.lua', 'pending in the first');
    await second.getState().takeOver();
    second.getState().edit('main.lua', 'written in the second');
    await second.getState().save();
    locks.thaw();
    await expect.poll(() => first.getState().parted).toEqual({ name: 'The one', copy: 'The one 2' });
    expect(first.getState()).toMatchObject({
      name: 'The one 2',
      access: 'write',
      files: { 'main.lua': 'pending in the first' },
    });
    const third = await page();
    expect(
      third
        .getState()
        .projects.map((item) => item.name)
        .toSorted(),
    ).toEqual(['The one', 'The one 2']);
    await third.getState().openProject(second.getState().id);
    expect(third.getState().files['main.lua']).toBe('written in the second');
    first.getState().dismissParted();
    expect(first.getState().parted).toBeNull();
  });

  test('a turn that was stolen before the second one wrote anything changes nothing of its project either', async () => {
    const locks = sharedLocks({ frozen: true });
    const first = await page({ locks, saveDelayMs: 1_000_000 });
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    first.getState().edit('main.lua', 'pending');
    const second = await page({ locks });
    await second.getState().takeOver();
    locks.thaw();
    await expect.poll(() => first.getState().name).toBe('The one 2');
    second.getState().edit('main.lua', 'two');
    await second.getState().save();
    expect(second.getState()).toMatchObject({ name: 'The one', parted: null });
  });

  test('where there are no locks both texts are kept all the same', async () => {
    const first = await page();
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    const second = await page();
    second.getState().edit('main.lua', 'two');
    await second.getState().save();
    first.getState().edit('main.lua', 'three');
    await first.getState().save();
    expect(second.getState()).toMatchObject({ name: 'The one', parted: null });
    expect(first.getState()).toMatchObject({
      name: 'The one 2',
      parted: { name: 'The one', copy: 'The one 2' },
      files: { 'main.lua': 'three' },
    });
    const third = await page();
    await third.getState().openProject(second.getState().id);
    expect(third.getState().files['main.lua']).toBe('two');
  });

  test('the one that reads may write again when the other one has gone, from where that one left it', async () => {
    const locks = sharedLocks();
    const first = await page({ locks });
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    const second = await page({ locks });
    await second.getState().takeOver();
    expect(first.getState().access).toBe('read');
    second.getState().edit('main.lua', 'two');
    await second.getState().save();
    // As closing it would: the lock goes with the tab.
    await second.getState().openExample('two');
    await expect.poll(() => first.getState().access).toBe('write');
    expect(first.getState().files['main.lua']).toBe('two');
    first.getState().edit('main.lua', 'three');
    await first.getState().save();
    expect(first.getState()).toMatchObject({ name: 'The one', parted: null });
  });

  test('the second one can have a copy instead', async () => {
    const locks = sharedLocks();
    const first = await page({ locks });
    first.getState().edit('main.lua', 'one');
    await first.getState().save();
    const second = await page({ locks });
    await second.getState().copy();
    expect(second.getState()).toMatchObject({ access: 'write', name: 'The one copy', files: { 'main.lua': 'one' } });
    expect(first.getState().access).toBe('write');
  });
});

describe('what a reload opens', () => {
  const tab = (notes = memoryNotes()) => ({
    notes,
    openStorage: async () => withTabMemory(await openProjectDatabase(name), notes),
  });

  test('is what its own tab had, whatever another tab has opened since', async () => {
    const first = tab();
    const before = await page(first);
    before.getState().edit('main.lua', 'mine');
    await before.getState().save();
    const other = await page(tab());
    await other.getState().openExample('two');
    expect((await page(tab())).getState()).toMatchObject({ name: 'The two' });
    expect((await page(first)).getState()).toMatchObject({ id: before.getState().id, files: { 'main.lua': 'mine' } });
  });

  test('is what any tab had last, where its own project is gone or what it kept cannot be read', async () => {
    const first = tab();
    const before = await page(first);
    before.getState().edit('main.lua', 'mine');
    await before.getState().save();
    const other = await page(tab());
    await other.getState().openExample('two');
    await other.getState().removeProject(before.getState().id);
    expect((await page(first)).getState()).toMatchObject({ name: 'The two' });
    for (const kept of ['{', 'null', '5', '{"kind":"project","id":{}}', '{"kind":"constructor","id":"x"}'])
      expect((await page(tab(memoryNotes({ 'wippy-playground/open': kept })))).getState().name).toBe('The two');
  });
});
