import { describe, expect, it } from 'vitest';
import type { ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { callBefore, callsUpTo, sparkPoints } from './earlier-calls.ts';
import { differencesOf } from './value-difference.ts';

function told(before: PlainValue, after: PlainValue): string[] {
  return differencesOf(before, after).shown.map(({ kind, path, ...values }) =>
    [kind, path, ...Object.values(values).map((value) => JSON.stringify(value))].join(' '),
  );
}

describe('the difference of two values', () => {
  it('is told by places, as Lua writes them', () => {
    const before = { name: 'Ada', tags: ['a', 'b'], size: { width: 1, height: 2 }, 'two words': 1 };
    const after = { name: 'Ada', tags: ['a', 'c', 'd'], size: { width: 1, depth: 3 }, 'two words': 2 };
    expect(told(before, after)).toEqual([
      'changed tags[2] "b" "c"',
      'added tags[3] "d"',
      'added size.depth 3',
      'removed size.height 2',
      'changed ["two words"] 1 2',
    ]);
  });

  it('is of the whole where one has no parts, or another form', () => {
    expect(told(5, 6)).toEqual(['changed  5 6']);
    expect(told(null, { a: 1 })).toEqual(['changed  null {"a":1}']);
    expect(told([1], { a: 1 })).toEqual(['changed  [1] {"a":1}']);
    expect(told(Uint8Array.of(1), Uint8Array.of(2))).toHaveLength(1);
  });

  it('is none between values that are alike', () => {
    expect(told(Number.NaN, Number.NaN)).toEqual([]);
    expect(told({ a: [Uint8Array.of(1, 2)] }, { a: [Uint8Array.of(1, 2)] })).toEqual([]);
  });

  it('knows names that objects have by themselves for names like others', () => {
    expect(told(JSON.parse('{"__proto__": 1}') as PlainValue, { constructor: 2 })).toEqual([
      'added constructor 2',
      'removed __proto__ 1',
    ]);
  });

  it('is counted where it is too much to be read', () => {
    const many = Array.from({ length: 300 }, (_, index) => index);
    const { shown, count } = differencesOf(
      many,
      many.map((value) => value + 1),
    );
    expect([shown.length, count]).toEqual([100, 300]);
  });
});

describe('earlier calls', () => {
  const error = { from: 'guest', payload: 1 } as const;
  const entry = (id: number, target: string | null, isWell = true): ConsoleEntry => ({
    id,
    time: id,
    source: target === null ? 'print' : 'call',
    level: 'info',
    text: '',
    ...(target === null
      ? {}
      : {
          call: {
            id,
            parent: null,
            target,
            arguments: [],
            value: id,
            error: isWell ? null : error,
            durationMs: id,
            caller: '',
          },
        }),
  });
  const entries = [entry(1, 'app:a'), entry(2, 'app:b'), entry(3, null), entry(4, 'app:a', false), entry(5, 'app:a')];
  const rows = entries.map((one, key) => ({ key, run: 1, entry: one }));

  it('are those of the same function until then', () => {
    const ids = (of: ConsoleEntry): number[] => callsUpTo(rows, of).map(({ id }) => id);
    expect(ids(entries[4]!)).toEqual([1, 4, 5]);
    expect(ids(entries[3]!)).toEqual([1, 4]);
    expect(ids(entries[2]!)).toEqual([]);
    expect(ids(entry(9, 'app:a'))).toEqual([]);
    expect(callBefore(callsUpTo(rows, entries[4]!))?.id).toBe(1);
    expect(callBefore(callsUpTo(rows, entries[1]!))).toBeNull();
  });

  it('make a line of what they took', () => {
    expect(sparkPoints([1, 2, 4], 100, 20)).toBe('0.0,15.0 50.0,10.0 100.0,0.0');
    expect(sparkPoints([0, 0], 10, 10)).toBe('0.0,10.0 10.0,10.0');
  });
});
