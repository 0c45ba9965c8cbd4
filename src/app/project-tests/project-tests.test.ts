import { describe, expect, it } from 'vitest';
import type { CallResult, EvalResult, PlainValue, RunResult } from '../../contract/api.ts';
import { hasTests } from '../model/has-tests.ts';
import { decodeLink, encodeLink } from '../../share/link.ts';
import {
  countText,
  fromShared,
  readTests,
  runTests,
  suitesOf,
  toShared,
  type RunTestsOptions,
  type TestResult,
} from './project-tests.ts';

const gives = (...values: PlainValue[]): EvalResult => ({ values, error: null, durationMs: 1 });
const entries: PlainValue = [
  { id: 'app:last', kind: 'function.lua', suite: 'numbers', order: 9 },
  { id: 'app:b', kind: 'function.wat', suite: 'numbers' },
  { id: 'app:a', kind: 'function.lua', suite: 'numbers' },
  { id: 'app:check', kind: 'process.lua', command: 'check' },
  { id: 'app:loop', kind: 'process.lua' },
  { id: 'app:data', kind: 'registry.entry' },
];

describe('tests of a project', () => {
  it('stand by suite or namespace, by order and by id; what cannot run is none', () => {
    expect(readTests(gives(entries)).map(({ suite, id, words }) => [suite, id, ...words].join(' '))).toEqual([
      'app app:check check',
      'app app:loop -x app:loop',
      'numbers app:a',
      'numbers app:b',
      'numbers app:last',
    ]);
    expect(readTests(gives())).toEqual([]);
    expect(readTests(gives({}))).toEqual([]);
    expect(readTests(gives([null, 5, { id: 3 }]))).toEqual([]);
  });

  const error = { from: 'runtime', kind: 'Invalid', message: 'no', retryable: false, details: null } as const;
  function options(log: string[]): RunTestsOptions & { readonly steps: string[] } {
    const steps: string[] = [];
    const call = (id: string): Promise<CallResult> => {
      log.push(id);
      return Promise.resolve({ value: id !== 'app:b', error: id === 'app:last' ? error : null, durationMs: 2 });
    };
    const run = (name: string): Promise<RunResult> => {
      log.push(name);
      const exitCode = name === 'check' ? 0 : 3;
      return Promise.resolve({ exitCode, stdout: '', stderr: '', value: null, error: null, durationMs: 5 });
    };
    const running = { call, run, eval: () => Promise.resolve(gives(entries)) };
    return { running, goesOn: () => true, onResults: (results) => steps.push(countText(results)), steps };
  }

  it('pass without an error, without false and with exit code 0', async () => {
    const log: string[] = [];
    const { steps, ...asked } = options(log);
    const results = await runTests(asked);
    expect(log).toEqual(['check', '-x', 'app:a', 'app:b', 'app:last']);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: 'passed', durationMs: 5 },
      { kind: 'failed', durationMs: 5, why: 'It ended with exit code 3.' },
      { kind: 'passed', durationMs: 2 },
      { kind: 'failed', durationMs: 2, why: 'It returned false.' },
      { kind: 'failed', durationMs: 2, why: error },
    ]);
    expect(steps).toEqual([
      '0 passed, 5 not run',
      '1 passed, 4 not run',
      '1 passed, 1 failed, 3 not run',
      '2 passed, 1 failed, 2 not run',
      '2 passed, 2 failed, 1 not run',
      '2 passed, 3 failed',
    ]);
    expect(suitesOf(results).map(({ name, failed }) => [name, failed])).toEqual([
      ['app', 1],
      ['numbers', 2],
    ]);
  });

  it('are not run any further once somebody stops them, and the one that was stopped has not failed', async () => {
    const log: string[] = [];
    const results = await runTests({ ...options(log), goesOn: () => log.length < 2 });
    expect(log).toEqual(['check', '-x']);
    expect(results.map(({ outcome }: TestResult) => outcome?.kind ?? null)).toEqual(['passed', null, null, null, null]);
  });

  it('go into a link with when and where they have run, in lines of a bounded length, and come out of it the same', async () => {
    const results = await runTests(options([]));
    const long = results.map((result) => ({
      ...result,
      ...(result.outcome?.kind === 'failed'
        ? { outcome: { ...result.outcome, why: `a\n\u202e${'b'.repeat(400)}` } }
        : {}),
    }));
    const shared = toShared(long, { nowMs: 1_700_000_000_999, version: 1, engine: 'Chrome 141, Linux' });
    expect(shared).toMatchObject({ timeS: 1_700_000_000, version: 1, engine: 'Chrome 141, Linux' });
    expect(shared.tests[1]).toEqual({
      id: 'app:loop',
      suite: 'app',
      outcome: 'failed',
      durationUs: 5000,
      why: `a ${'b'.repeat(197)}…`,
    });
    expect(countText(fromShared(shared))).toBe('2 passed, 3 failed');
    const link = encodeLink({ files: {}, tests: shared });
    const read = decodeLink(link.ok ? link.value.fragment : '');
    expect(read.ok && read.value.tests).toEqual(shared);
  });

  it('are looked for where definitions mark any', () => {
    const index = (text: string) => hasTests({ '_index.yaml': text });
    expect(index('  - name: a\n    meta:\n      type: test\n')).toBe(true);
    expect(index('    meta: {type: "test", suite: x}\n')).toBe(true);
    expect(index('      command: {name: check, use_case: test}\n')).toBe(true);
    expect(index('    # type: test\n')).toBe(false);
    expect(index('    type: testing\n')).toBe(false);
    expect(hasTests({ 'a.lua': 'type: test' })).toBe(false);
  });
});
