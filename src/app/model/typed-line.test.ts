import { expect, test } from 'vitest';
import type { EvalResult } from '../../contract/api.ts';
import { valuesText } from './call-text.ts';
import { evaluateLine } from './typed-line.ts';

const values = (...all: EvalResult['values']): EvalResult => ({ values: all, error: null, durationMs: 1 });
const failure = (message: string): EvalResult => ({
  values: [],
  error: { from: 'runtime', kind: 'Internal', message, retryable: false, details: null },
  durationMs: 1,
});

/** The chunks that are run for a line, where Lua reads it as an expression or does not. */
async function chunksOf(line: string, isExpression: boolean): Promise<readonly string[]> {
  const chunks: string[] = [];
  await evaluateLine(line, (chunk) => {
    chunks.push(chunk);
    return Promise.resolve(chunks.length === 1 && !isExpression ? failure('console:1: unexpected =') : values());
  });
  return chunks;
}

test('what Lua reads as an expression is returned, anything else is run as it stands, and either only once', async () => {
  expect(await chunksOf('f() -- all', true)).toEqual([
    'local _ = function() return f() -- all\nend',
    'return f() -- all',
  ]);
  expect(await chunksOf('= 1 + 1', true)).toEqual(['local _ = function() return  1 + 1\nend', 'return  1 + 1']);
  expect(await chunksOf('a = 1', false)).toEqual(['local _ = function() return a = 1\nend', 'a = 1']);
});

test('a line that is stopped while Lua is asked what it is does not run', async () => {
  const chunks: string[] = [];
  const stopped = { ...failure('context canceled'), error: { ...failure('').error!, kind: 'Canceled' } } as EvalResult;
  const result = await evaluateLine('a = 1', (chunk) => {
    chunks.push(chunk);
    return Promise.resolve(stopped);
  });
  expect(chunks).toHaveLength(1);
  expect(result.error).toMatchObject({ kind: 'Canceled' });
});

test('all values are told, or the failure', () => {
  expect(valuesText(values(42, null))).toBe('42, nil');
  expect(valuesText(values())).toBe('nothing');
  expect(valuesText(failure('slipped'))).toBe('nil, Internal: slipped');
});

test('nothing and an error is a failure, as it is of a call', async () => {
  const evaluate = (...all: EvalResult['values']): Promise<EvalResult> =>
    evaluateLine('f()', async () => values(...all));
  expect(await evaluate(null, { kind: 'Invalid', message: 'no', retryable: false, details: { argument: 1 } })).toEqual({
    values: [],
    error: { from: 'runtime', kind: 'Invalid', message: 'no', retryable: false, details: { argument: 1 } },
    durationMs: 1,
  });
  expect(await evaluate(null, { code: 3 })).toMatchObject({ error: { from: 'guest', payload: { code: 3 } } });
  for (const all of [[42, null], [null], [null, null], [null, 'a', 1]] as const)
    expect(await evaluate(...all)).toEqual(values(...all));
});
