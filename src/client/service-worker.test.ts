import { describe, expect, test } from 'vitest';
import { isolationStep, type IsolationFacts } from './service-worker.ts';

const FIRST_VISIT: IsolationFacts = { isolated: false, secure: true, supported: true, framed: false, reloaded: false };
const step = (facts: Partial<IsolationFacts>) => isolationStep({ ...FIRST_VISIT, ...facts }).do;

describe('the step on loading', () => {
  test('an isolated page starts, whatever happened before', () => {
    for (const reloaded of [true, false, null]) expect(step({ isolated: true, reloaded })).toBe('start');
  });

  test('a first visit without isolation reloads', () => {
    expect(step({})).toBe('reload');
  });

  test('a reload that brought no isolation is the last', () => {
    expect(step({ reloaded: true })).toBe('give-up');
  });

  test('there is no reload where it could not be remembered or could not help', () => {
    expect(step({ reloaded: null })).toBe('give-up');
    expect(step({ secure: false })).toBe('give-up');
    expect(step({ supported: false })).toBe('give-up');
    expect(step({ framed: true })).toBe('give-up');
  });
});
