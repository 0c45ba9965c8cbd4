import { describe, expect, test } from 'vitest';
import { fastestCpuMs } from '../../base/testing/fuzz.ts';
import type { CallError, ConsoleEntry } from '../../contract/api.ts';
import type { ConsoleRow, RunRecord } from '../stores/console-store.ts';
import { showEverything, type ConsoleFilter } from '../model/filter.ts';
import { consoleLines, writerOf } from './lines.ts';

let key = 0;
function row(entry: Partial<ConsoleEntry>, run = 1): ConsoleRow {
  return { key: ++key, run, entry: { id: key, time: 1000, source: 'print', level: 'info', text: '', ...entry } };
}
const print = (text: string, location?: string, run = 1): ConsoleRow =>
  row({ text, ...(location ? { location } : {}) }, run);
function call(target: string, id: number, parent: number | null, error: CallError | null = null, run = 1): ConsoleRow {
  return row(
    {
      source: 'call',
      text: target,
      call: { id, parent, target, arguments: [], value: null, error, durationMs: 5, caller: '' },
    },
    run,
  );
}
function record(id: number, target = 'app:main'): RunRecord {
  return {
    id,
    target,
    arguments: [],
    startedAt: 0,
    durationMs: null,
    outcome: { kind: 'finished', tuple: null },
    origin: 'runBar',
  };
}
function show(
  rows: readonly ConsoleRow[],
  options: { filter?: Partial<ConsoleFilter>; collapsed?: readonly number[]; runs?: readonly RunRecord[] } = {},
): readonly string[] {
  const filter = { ...showEverything, ...options.filter };
  const lines = consoleLines({
    rows,
    runs: options.runs ?? [record(1)],
    collapsed: new Set(options.collapsed),
    filter,
  });
  return lines.map((line) =>
    line.kind === 'run'
      ? `run ${line.run.id} (${line.rows} rows, ${line.errors} errors)`
      : `${'> '.repeat(line.depth)}${line.row.entry.text}`,
  );
}

const timeout: CallError = { from: 'runtime', kind: 'Timeout', message: 'too slow', retryable: true, details: null };

describe('the lines of the console', () => {
  test('put a call above what it called and wrote, though it is told of last', () => {
    const rows = [
      print('one', 'app:main:1'),
      call('app:deep', 3, 2),
      call('app:compute', 2, 1),
      print('two', 'app:main:2'),
      call('app:main', 1, null),
    ];
    expect(show(rows)).toEqual([
      'run 1 (5 rows, 0 errors)',
      'app:main',
      '> one',
      '> app:compute',
      '> > app:deep',
      '> two',
    ]);
  });

  test('leave a call of the page at the edge', () => {
    const main = call('app:main', 2, 1);
    const byPage = { ...main, entry: { ...main.entry, call: { ...main.entry.call!, caller: 'page' } } };
    expect(show([byPage])).toEqual(['run 1 (1 rows, 0 errors)', 'app:main']);
  });

  test('keep what waits for its caller below it, so that nothing moves sideways', () => {
    expect(show([print('one', 'app:main:1'), call('app:compute', 2, 1)])).toEqual([
      'run 1 (2 rows, 0 errors)',
      '> one',
      '> app:compute',
    ]);
  });

  test('give each of two calls to one function its own output', () => {
    const rows = [print('a', 'app:f:1'), call('app:f', 2, null), print('b', 'app:f:1'), call('app:f', 3, null)];
    expect(show(rows)).toEqual(['run 1 (4 rows, 0 errors)', 'app:f', '> a', 'app:f', '> b']);
  });

  test('put what says that rows are missing between the rows where they are missing', () => {
    const notice = (text: string, callId?: number): ConsoleRow =>
      row({ source: 'system', text, ...(callId === undefined ? {} : { callId }) });
    const rows = [
      print('a', 'app:deep:1'),
      notice('in deep'),
      call('app:deep', 3, 1),
      print('b', 'app:main:2'),
      notice('of a call that is missing too', 99),
      notice('of main', 1),
      print('c', 'app:main:3'),
      call('app:main', 1, null),
      notice('after all'),
    ];
    expect(show(rows)).toEqual([
      'run 1 (9 rows, 0 errors)',
      'app:main',
      '> app:deep',
      '> > a',
      '> > in deep',
      '> b',
      '> of a call that is missing too',
      '> of main',
      '> c',
      'after all',
    ]);
  });

  test('stand below the run they belong to, which can be folded away', () => {
    const rows = [print('a'), print('b', undefined, 2)];
    const runs = [record(1), record(2)];
    expect(show(rows, { runs })).toEqual(['run 1 (1 rows, 0 errors)', 'a', 'run 2 (1 rows, 0 errors)', 'b']);
    expect(show(rows, { runs, collapsed: [1] })).toEqual(['run 1 (1 rows, 0 errors)', 'run 2 (1 rows, 0 errors)', 'b']);
  });

  test('are filtered by text, by kind and by whether they are errors', () => {
    const rows = [print('Hello', 'app:main:1'), call('app:sleep', 2, 1, timeout), call('app:main', 1, null)];
    expect(show(rows, { filter: { text: 'hELLo' } })).toEqual(['run 1 (1 rows, 0 errors)', '> Hello']);
    expect(show(rows, { filter: { text: 'timeout' } })).toEqual(['run 1 (1 rows, 1 errors)', '> app:sleep']);
    expect(show(rows, { filter: { hidden: new Set(['call']) } })).toEqual(['run 1 (1 rows, 0 errors)', '> Hello']);
    expect(show(rows, { filter: { errorsOnly: true } })).toEqual(['run 1 (1 rows, 1 errors)', '> app:sleep']);
    expect(show(rows, { filter: { text: 'nothing' } })).toEqual([]);
  });

  test('are made fast enough for one frame out of ten thousand rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      index % 10 === 9 ? call('app:f', index, null) : print('x', 'app:f:1'),
    );
    // Quadratic work would take seconds.
    expect(
      fastestCpuMs(
        400,
        () => void consoleLines({ rows, runs: [record(1)], collapsed: new Set(), filter: showEverything }),
      ),
    ).toBeLessThan(400);
  });
});

test('the writer of a row is its location without the line', () => {
  expect([writerOf({ location: 'app:main:12' }), writerOf({ location: 'app.sub:cli' }), writerOf({})]).toEqual([
    'app:main',
    'app.sub:cli',
    null,
  ]);
});
