import { expect, test } from 'vitest';
import { hello } from '../../examples/index.ts';
import { stepPlace, steps, type TourFacts } from './steps.ts';

const nothing: TourFacts = { endedRuns: 0, calls: [], readCalls: [], isSharing: false };
const call = (a: number, b: number, value: number) => ({
  target: 'app:compute',
  arguments: [a, b],
  value,
  error: null,
});
const refused = { from: 'runtime', kind: 'Invalid', message: '', retryable: null, details: null } as const;

const done = (facts: Partial<TourFacts>): readonly string[] =>
  steps.filter((step) => step.isDone({ ...nothing, ...facts })).map(({ id }) => id);

test('a step is done when what it asks for has happened, and by nothing else', () => {
  expect(done({})).toEqual([]);
  expect(done({ endedRuns: 1, calls: [call(6, 7, 42)] })).toEqual(['run']);
  expect(done({ calls: [call(8, 7, 56)] })).toEqual(['call']);
  expect(done({ calls: [call(6, 7, 13)] })).toEqual(['module']);
  expect(done({ calls: [{ ...call(8, 7, 0), error: refused }] })).toEqual([]);
  // Numbers of 32 bits turn around, as they do in WebAssembly.
  expect(done({ calls: [call(100_000, 100_000, 1_410_065_408)] })).toEqual(['call']);
  expect(done({ readCalls: [{ error: null }] })).toEqual([]);
  expect(done({ readCalls: [{ error: refused }] })).toEqual(['failure']);
  expect(done({ isSharing: true })).toEqual(['share']);
});

test('the places that the steps speak of are in the first project as it is shipped', () => {
  const places = steps.map((step) => stepPlace(step, hello.content));
  expect(places).toEqual([
    null,
    { file: 'main.lua', line: 13, column: 46 },
    { file: 'compute.wat', line: 6, column: 5 },
    null,
    null,
  ]);
});

test('a place that was written over is no place', () => {
  expect(steps.map((step) => stepPlace(step, { 'main.lua': 'return 1' }))).toEqual(steps.map(() => null));
});
