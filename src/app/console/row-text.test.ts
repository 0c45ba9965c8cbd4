import { expect, test } from 'vitest';
import type { ConsoleEntry } from '../../contract/api.ts';
import type { ConsoleLine } from './lines.ts';
import { entryPieces, linePieces } from './row-text.ts';
import { hexDump, itemCount, treeItems } from '../model/tree-items.ts';

const entryText = (entry: ConsoleEntry): string => [...entryPieces(entry)].join('');
const lineText = (line: ConsoleLine): string => [...linePieces(line)].join('');
const base = { id: 1, time: new Date(2026, 0, 1, 9, 5, 7, 3).getTime(), level: 'info' } as const;

test('a copied row tells everything on one line', () => {
  const entry: ConsoleEntry = {
    ...base,
    source: 'call',
    text: 'app:f',
    call: {
      id: 2,
      parent: null,
      target: 'app:f',
      arguments: [1n, 'a\nb'],
      value: null,
      durationMs: 3,
      caller: '',
      error: { from: 'runtime', kind: 'Timeout', message: 'too slow', retryable: true, details: { limit_ms: 2 } },
    },
  };
  expect(entryText(entry)).toBe('09:05:07.003 call app:f(1, "a\\nb") -> Timeout: too slow {limit_ms = 2} (3.0 ms)');
  expect(
    entryText({ ...base, source: 'log', level: 'warn', text: 'slow', location: 'app:main:3', fields: { ms: 5 } }),
  ).toBe('09:05:07.003 warn [app:main:3] slow {ms = 5}');
});

test('a copied head of a run tells the call and its tuple', () => {
  const run = {
    id: 1,
    target: 'app:main',
    arguments: [6],
    startedAt: base.time,
    durationMs: 3,
    outcome: { kind: 'finished', tuple: '42, nil' },
    origin: 'runBar',
  } as const;
  expect(lineText({ kind: 'run', key: 'run 1', run, rows: 1, errors: 0, collapsed: false })).toBe(
    '--- app:main(6) → 42, nil, begun at 09:05:07.003, took 3.0 ms',
  );
});

test('arrays are counted from one and tables by their keys', () => {
  expect(treeItems(['a', 'b'], 1)).toEqual([{ name: '1', kind: 'index', value: 'a', cut: null }]);
  expect(treeItems({ x: null }, 10)).toEqual([{ name: 'x', kind: 'key', value: null, cut: null }]);
  expect([itemCount([1, 2]), itemCount({}), itemCount(new Uint8Array(3)), itemCount('abc')]).toEqual([2, 0, 0, 0]);
});

test('what an item of a cut value lacks goes with the item', () => {
  const inner = { whole: { count: 9, unit: 'bytes' }, inside: null } as const;
  expect(treeItems(['a'], 1, { whole: null, inside: new Map([[0, inner]]) })).toEqual([
    { name: '1', kind: 'index', value: 'a', cut: inner },
  ]);
  expect(
    treeItems({ constructor: 'a', b: 1 }, 2, { whole: null, inside: new Map([['constructor', inner]]) }).map(
      ({ cut }) => cut,
    ),
  ).toEqual([inner, null]);
});

test('bytes are shown as hex and as text', () => {
  expect(hexDump(new Uint8Array([0x77, 0x69, 0, 255]))).toBe(`0000  77 69 00 ff${' '.repeat(12)}  wi..`);
});
