import { describe, expect, test } from 'vitest';
import { createUpdateStore } from './update-store.ts';

function setUp() {
  const log: string[] = [];
  let tell = (): void => undefined;
  let saved = (): void => undefined;
  const store = createUpdateStore({
    update: {
      onWaiting(listener) {
        tell = listener;
        return () => undefined;
      },
      swap: () => void log.push('swap'),
    },
    save() {
      log.push('save');
      return new Promise((resolve) => (saved = resolve));
    },
  });
  return { store, log, tell: () => tell(), saved: () => saved() };
}

describe('a new version', () => {
  test('is told of when it waits, and does nothing by itself', () => {
    const { store, log, tell } = setUp();
    expect(store.getState().isReady).toBe(false);
    tell();
    expect(store.getState().isReady).toBe(true);
    expect(log).toEqual([]);
  });

  test('takes over when asked to, once the text is kept, however often it is asked', async () => {
    const { store, log, tell, saved } = setUp();
    tell();
    const reloaded = store.getState().reload();
    void store.getState().reload();
    expect([log, store.getState().isReloading]).toEqual([['save'], true]);
    saved();
    await reloaded;
    expect(log).toEqual(['save', 'swap']);
  });

  test('is not asked for where none waits', async () => {
    const { store, log } = setUp();
    await store.getState().reload();
    expect(log).toEqual([]);
  });
});
