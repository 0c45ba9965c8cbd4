import { describe, expect, it } from 'vitest';
import type { CallRecord, PlainValue } from '../../contract/api.ts';
import { trapOf, trapPath } from './trap-path.ts';

function failed(details: Readonly<Record<string, PlainValue>> | null): CallRecord {
  const error = {
    from: 'runtime',
    kind: 'Internal',
    message: 'wasm error: unreachable',
    retryable: false,
    details,
  } as const;
  return { id: 1, parent: null, target: 'app:f', arguments: [], value: null, error, durationMs: 1, caller: '' };
}

describe('the way into a trap', () => {
  it('is asked for where the error names functions', () => {
    expect(trapOf(failed({ stack: ['in', 'function 1'] }))).toEqual({
      entry: 'app:f',
      message: 'wasm error: unreachable',
      stack: ['in', 'function 1'],
    });
    for (const details of [null, {}, { stack: [] }, { stack: 'in' }, { stack: ['in', 5] }])
      expect(trapOf(failed(details))).toBeNull();
    expect(trapOf({ ...failed(null), error: { from: 'guest', payload: { stack: ['in'] } } })).toBeNull();
    expect(trapOf({ ...failed(null), error: null })).toBeNull();
  });

  it('leads to lines: of the instruction, of one of several, or of the function', () => {
    const text = 'a\nbb bb\nccc\ndddd\ne\nf';
    const at = (start: number) => ({ file: 'f.wat', start, end: start + 1 });
    const frame = (name: string, ...starts: number[]) => ({ name, place: at(0), instructions: starts.map(at) });
    const steps = trapPath({ 'f.wat': text }, [
      frame('sure', 3),
      frame('two', 2, 8),
      frame('same line', 2, 5),
      frame('none'),
      frame('many', 0, 2, 8, 12, 17, 19),
      { name: 'elsewhere', place: null, instructions: [] },
    ]);
    expect(steps.map(({ places, isOneOf, more }) => [places.map(({ line }) => line), isOneOf, more])).toEqual([
      [[2], false, 0],
      [[2, 3], true, 0],
      [[2], false, 0],
      [[1], false, 0],
      [[1, 2, 3, 4], true, 2],
      [[], false, 0],
    ]);
    expect(steps[0]!.places).toEqual([{ file: 'f.wat', line: 2, column: 2 }]);
  });
});
