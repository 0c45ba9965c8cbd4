import { expect, test } from 'vitest';
import type { ConsoleEntry } from '../../contract/api.ts';
import type { Playground } from '../../client/playground.ts';
import { createConsoleStore, type ConsoleStore } from './console-store.ts';

function setUp(limit: number): {
  store: ConsoleStore;
  write: (count: number, padding?: number) => void;
  tell: (entry: Partial<ConsoleEntry>) => void;
  frame: () => void;
  frames: () => number;
} {
  let listener: ((entry: ConsoleEntry) => void) | undefined;
  let flushes: (() => void)[] = [];
  let frames = 0;
  let id = 0;
  const playground: Pick<Playground, 'console' | 'on' | 'whole'> = {
    whole: () => Promise.resolve(null),
    console: () => [],
    on: (_event, own) => {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the store listens to nothing else
      listener = own as (entry: ConsoleEntry) => void;
      return () => undefined;
    },
  };
  const store = createConsoleStore({
    playground,
    limit,
    schedule: (flush) => void flushes.push(flush),
    delay: (due) => due(),
  });
  return {
    store,
    write: (count, padding = 0) => {
      for (let index = 0; index < count; index++) {
        listener?.({ id: ++id, time: 0, source: 'print', level: 'info', text: String(id).padEnd(padding, ' ') });
      }
    },
    tell: (entry) => listener?.({ id: ++id, time: 0, source: 'print', level: 'info', text: '', ...entry }),
    frame: () => {
      frames += flushes.length;
      const due = flushes;
      flushes = [];
      for (const flush of due) flush();
    },
    frames: () => frames,
  };
}

test('rows come in order, once per frame', () => {
  const { store, write, frame, frames } = setUp(10);
  write(3);
  expect(store.getState().rows).toEqual([]);
  frame();
  write(2);
  frame();
  expect(store.getState().rows.map((row) => row.entry.text)).toEqual(['1', '2', '3', '4', '5']);
  expect(frames()).toBe(2);
});

test('only the newest rows are kept, and the others counted', () => {
  const { store, write, frame } = setUp(10);
  write(8);
  frame();
  write(7);
  frame();
  expect(store.getState().rows.map((row) => row.entry.id)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(store.getState().dropped).toBe(5);
});

test('a flood without frames does not pile up', () => {
  const { store, write, frame } = setUp(10);
  write(10_000);
  frame();
  expect(store.getState().rows.at(-1)?.entry.id).toBe(10_000);
  expect(store.getState().rows).toHaveLength(10);
  expect(store.getState().dropped).toBe(9990);
});

test('of rows that are large fewer are kept, whether frames come or not', () => {
  for (const hasFrames of [true, false]) {
    const { store, write, frame } = setUp(10_000);
    for (let index = 0; index < 400; index++) {
      write(1, 256 * 1024);
      if (hasFrames) frame();
    }
    frame();
    const { rows, dropped } = store.getState();
    expect([rows.length < 140, rows.length > 100, dropped + rows.length, rows.at(-1)?.entry.id]).toEqual([
      true,
      true,
      400,
      400,
    ]);
    store.getState().clear();
    write(3);
    frame();
    expect(store.getState().rows).toHaveLength(3);
  }
});

test('clearing also forgets what has not been shown yet', () => {
  const { store, write, frame } = setUp(10);
  write(4);
  store.getState().clear();
  frame();
  expect(store.getState()).toMatchObject({ rows: [], dropped: 0 });
});

test('rows belong to the run that was begun last, and without one to none of the run bar', () => {
  const { store, write, frame } = setUp(10);
  write(1);
  const run = store.getState().beginRun('app:main', [6, 7]);
  write(2);
  frame();
  store.getState().updateRun(run, { outcome: { kind: 'finished', tuple: '42, nil' }, durationMs: 3 });
  expect(store.getState().rows.map((row) => row.run)).toEqual([run - 1, run, run]);
  expect(store.getState().runs).toMatchObject([
    { origin: 'elsewhere', target: null },
    { id: run, origin: 'runBar', target: 'app:main', arguments: [6, 7], outcome: { kind: 'finished' }, durationMs: 3 },
  ]);
});

test('rows that come when the runs have ended get a header of their own, once they are there', () => {
  const { store, write, frame } = setUp(10);
  const run = store.getState().beginRun('app:main', []);
  write(1);
  store.getState().endRuns();
  frame();
  expect(store.getState().runs.map(({ id }) => id)).toEqual([run]);
  write(2);
  frame();
  expect(store.getState().rows.map((row) => row.run)).toEqual([run, run + 1, run + 1]);
  expect(store.getState().runs).toMatchObject([{ id: run }, { origin: 'elsewhere', target: null }]);
});

test('a run whose rows were all let go is let go too', () => {
  const { store, write, frame } = setUp(10);
  store.getState().beginRun('app:one', []);
  write(3);
  store.getState().beginRun('app:two', []);
  write(12);
  frame();
  expect(store.getState().runs.map((run) => run.target)).toEqual(['app:two']);
});

test('clearing keeps the header of a run that goes on', () => {
  const { store, write, frame } = setUp(10);
  store.getState().beginRun('app:one', []);
  write(3);
  frame();
  store.getState().clear();
  write(1);
  frame();
  expect(store.getState().runs).toHaveLength(1);
  expect(store.getState().rows).toMatchObject([{ run: store.getState().runs[0]?.id }]);
  store.getState().clear('everything');
  expect(store.getState()).toMatchObject({ runs: [], rows: [] });
});

test('a row that is asked for by its call is found, unfolded and not filtered out', () => {
  const { store, tell } = setUp(10);
  const run = store.getState().beginRun('app:main', []);
  tell({ text: 'first words', callId: 7 });
  tell({ text: 'more words', callId: 7 });
  tell({
    source: 'call',
    call: {
      id: 8,
      parent: 7,
      target: 'app:f',
      arguments: [],
      value: 1,
      error: null,
      durationMs: 1,
      caller: 'app:main',
    },
  });
  store.getState().toggleRun(run);
  store.getState().setFilter({ text: 'nothing has this' });
  const keyOf = (call: number): number | null =>
    store.getState().reveal(call) ? (store.getState().place?.key ?? null) : null;
  const [first, , called] = [keyOf(7), store.getState().rows, keyOf(8)];
  const { rows, collapsed, filter } = store.getState();
  expect([first, called]).toEqual([rows[0]?.key, rows[2]?.key]);
  expect(collapsed.size).toBe(0);
  expect(filter.text).toBe('');
  expect(store.getState().reveal(99)).toBe(false);
});
