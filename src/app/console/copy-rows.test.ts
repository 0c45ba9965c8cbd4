import { describe, expect, it } from 'vitest';
import type { ConsoleEntry, CutPartInfo, PlainValue } from '../../contract/api.ts';
import { copiedMessage, rowsText, rowText, type ReadWhole } from './copy-rows.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const items = (count: number, handle: string | null): CutPartInfo => ({
  cut: { whole: { count, unit: 'items' }, inside: null },
  handle,
});
const kept: ReadonlyMap<string, PlainValue> = new Map<string, PlainValue>([
  ['args', [numbers(5000)]],
  ['result', numbers(3000)],
]);
const whole: ReadWhole = (handle) => Promise.resolve(kept.has(handle) ? { value: kept.get(handle) ?? null } : null);

function call(value: PlainValue, cuts: ConsoleEntry['cuts'], isError = false): ConsoleEntry {
  return {
    id: 1,
    time: 0,
    source: 'call',
    level: 'info',
    text: '',
    call: {
      id: 1,
      parent: null,
      target: 'app:f',
      arguments: [[0, 1]],
      value: isError ? null : value,
      error: isError ? { from: 'guest', payload: value } : null,
      durationMs: 1,
      caller: '',
    },
    ...(cuts ? { cuts } : {}),
  };
}

describe('a copied row', () => {
  it('is whole as long as the whole is kept, however long it is', async () => {
    const args: CutPartInfo = { cut: { whole: null, inside: new Map([[0, items(5000, null).cut]]) }, handle: 'args' };
    const { text, cutValues } = await rowText(call([0, 1], { arguments: args, result: items(3000, 'result') }), whole);
    expect(text).toContain(`app:f({${numbers(5000).join(', ')}}) -> {${numbers(3000).join(', ')}}`);
    expect([cutValues, copiedMessage({ cutValues })]).toEqual([0, 'Copied']);
  });

  it('has the whole payload of an error', async () => {
    const { text } = await rowText(call([0], { result: items(3000, 'result') }, true), whole);
    expect(text).toContain(`guest error {${numbers(3000).join(', ')}}`);
  });

  it('says where it is not whole, and so does the word about it', async () => {
    for (const handle of [null, 'gone']) {
      const { text, cutValues } = await rowText(call([0, 1], { result: items(3000, handle) }), whole);
      expect(text).toContain('-> {0, 1, … of 3,000 items} (');
      expect(copiedMessage({ cutValues })).toBe(
        'Copied with the beginning of one value only: the rest is not kept any more',
      );
    }
  });
});

it('copied rows are all there, and what is missing of them is counted', async () => {
  const line = (entry: ConsoleEntry) =>
    ({ kind: 'row', key: entry.id, row: { key: entry.id, run: 1, entry }, depth: 1 }) as const;
  const { text, cutValues } = await rowsText(
    [
      line(call(1, undefined)),
      line(call([], { result: items(3000, 'result') })),
      line(call([], { result: items(9, 'gone') })),
    ],
    whole,
  );
  expect(text.split('\n').map((row) => row.slice(-30))).toEqual([
    expect.stringContaining('-> 1 ('),
    expect.stringContaining('2998, 2999} ('),
    expect.stringContaining('-> {… of 9 items} ('),
    '',
  ]);
  expect(copiedMessage({ cutValues: 2 })).toContain('the beginning of 2 values only');
  expect(cutValues).toBe(1);
});
