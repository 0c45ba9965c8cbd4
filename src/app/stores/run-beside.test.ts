/** What is done with the project beside Run. */
import { describe, expect, test, vi } from 'vitest';
import type { Playground } from '../../client/playground.ts';
import type { InspectionResult } from '../../client/read-inspection.ts';
import { booted, setUp } from './testing/run-page.ts';

describe('calls that belong together', () => {
  test('have one head in the console, folded, and end when somebody stops them', async () => {
    const { run, rows, log } = setUp();
    const went: boolean[] = [];
    const done = await run.getState().runTogether('Tests', async (running, goesOn) => {
      await running.call('app:one');
      went.push(goesOn());
      await run.getState().stop();
      went.push(goesOn());
      return { answer: 'done', isWell: true, tuple: '1 passed' };
    });
    expect(done).toEqual({ ok: true, value: 'done' });
    expect(went).toEqual([true, false]);
    expect(log).toEqual(['begin', 'open main.lua', 'call app:one []', 'stop', 'end']);
    const [head] = rows.getState().runs;
    expect(head).toMatchObject({ target: 'Tests', arguments: null, outcome: { kind: 'stopped' } });
    expect(rows.getState().collapsed.has(head!.id)).toBe(true);
  });

  test('do not begin with a project that has problems', async () => {
    const { run, log } = setUp({ open: () => Promise.resolve({ ...booted, ok: false }) });
    const done = await run.getState().runTogether('Tests', () => Promise.reject(new Error('it began')));
    expect(done).toMatchObject({ ok: false });
    expect(log).toEqual(['begin', 'end']);
  });
});

describe('a request', () => {
  test('is sent to the project as it is typed, and has a head of its own in the console', async () => {
    const { run, rows, log } = setUp({ fetch: async () => new Response('hello', { status: 404 }) });
    expect(await run.getState().request('/users', { method: 'POST' })).toMatchObject({ kind: 'answered', status: 404 });
    expect(log).toEqual(['begin', 'open main.lua', 'end']);
    expect(rows.getState().runs).toMatchObject([
      { target: 'POST /users', arguments: null, outcome: { kind: 'finished', tuple: '404' } },
    ]);
  });

  test('that nobody answers says so at its head, and one that was not sent says why', async () => {
    const broken = setUp({ open: () => Promise.resolve({ ...booted, ok: false }) });
    await broken.run.getState().request('/', {});
    expect(broken.rows.getState().runs).toMatchObject([{ target: 'GET /', outcome: { kind: 'notRun' } }]);
    const { run, rows } = setUp({ fetch: () => Promise.reject(new Error('nobody listens there')) });
    expect(await run.getState().request('/', {})).toEqual({ kind: 'failed', reason: 'nobody listens there' });
    expect(rows.getState().runs).toMatchObject([{ outcome: { kind: 'failed', tuple: 'nobody listens there' } }]);
  });
});

describe('a command', () => {
  const run =
    (exitCode: number): Playground['run'] =>
    () =>
      Promise.resolve({ exitCode, stdout: 'out', stderr: '', value: null, error: null, durationMs: 1 });

  test('runs on the project as it is typed, and has a head of its own in the console', async () => {
    const { run: store, rows, log } = setUp({ run: run(3) });
    const outcome = await store.getState().runCommand('greet', ['you'], { stdin: 'x' });
    expect(outcome).toMatchObject({ kind: 'ran', result: { exitCode: 3, stdout: 'out' } });
    expect(log).toEqual(['begin', 'open main.lua', 'end']);
    expect(rows.getState().runs).toMatchObject([
      { target: 'run greet', arguments: ['you'], outcome: { kind: 'failed', tuple: 'exit code 3' } },
    ]);
    expect(store.getState().busy).toBe(false);
  });

  test('does not run beside another run, nor in a project that does not boot, and says why', async () => {
    const broken = setUp({ run: run(0), open: () => Promise.resolve({ ok: false, entries: [], diagnostics: [] }) });
    expect(await broken.run.getState().runCommand('greet', [])).toMatchObject({
      kind: 'notRun',
      reason: expect.stringContaining('Problems'),
    });
    const { run: store, enter } = setUp({ run: run(0) });
    enter('running');
    expect(await store.getState().runCommand('greet', [])).toMatchObject({
      kind: 'notRun',
      reason: expect.stringContaining('stop it first'),
    });
  });
});

describe('a line that is typed', () => {
  test('is evaluated in the project as it stands, and what it gives is a row of its own', async () => {
    const result = { values: [42, null], error: null, durationMs: 2 };
    const { run: store, rows, log } = setUp({ eval: (chunk) => (log.push(chunk), Promise.resolve(result)) });
    await store.getState().evaluate('f()');
    expect(log).toEqual(['begin', 'open main.lua', 'local _ = function() return f()\nend', 'return f()', 'end']);
    expect(rows.getState().runs).toMatchObject([
      { origin: 'line', line: 'f()', target: null, outcome: { kind: 'finished', tuple: '42, nil' } },
    ]);
    expect(rows.getState().rows).toMatchObject([{ entry: { source: 'result', level: 'info', result } }]);
  });

  test('that fails is a row with an error', async () => {
    const error = { from: 'runtime', kind: 'Internal', message: 'slipped', retryable: null, details: null } as const;
    const failed = setUp({ eval: () => Promise.resolve({ values: [], error, durationMs: 1 }) });
    await failed.run.getState().evaluate('f()');
    expect(failed.rows.getState().runs).toMatchObject([
      { outcome: { kind: 'failed', tuple: 'nil, Internal: slipped' } },
    ]);
    expect(failed.rows.getState().rows).toMatchObject([{ entry: { source: 'result', level: 'error' } }]);
  });
});

describe('a call that is looked into', () => {
  const looked: InspectionResult = {
    inspection: {
      call: null,
      fault: null,
      memories: [],
      globals: [],
      tables: [],
      marks: [],
      areMarksCut: false,
      bytes: new Uint8Array(),
    },
    error: null,
    durationMs: 1,
  };

  test('is made once for each wish, keeps what came of it, and has a head of its own', async () => {
    const asked: unknown[] = [];
    const { run, rows, log } = setUp({
      inspect: (id, ...args) => {
        asked.push([id, args]);
        return Promise.resolve(looked);
      },
    });
    await run.getState().inspect('app:f', [1]);
    expect(run.getState().inspected).toMatchObject({ target: 'app:f', serial: 1, result: { ok: true, value: looked } });
    await run.getState().inspect('app:f', [1]);
    expect(run.getState().inspected).toMatchObject({ serial: 2 });
    expect(asked).toEqual([
      ['app:f', [1]],
      ['app:f', [1]],
    ]);
    expect(log.slice(0, 3)).toEqual(['begin', 'open main.lua', 'end']);
    expect(rows.getState().runs[0]).toMatchObject({
      target: 'Memory of app:f(1)',
      outcome: { kind: 'finished', tuple: 'shown in Memory' },
    });
  });

  test('is not made where something hinders it, and the reason is the true one', async () => {
    const { run, enter } = setUp();
    enter('running');
    await run.getState().inspect('app:f', []);
    expect(run.getState().inspected?.result).toEqual({ ok: false, error: expect.stringContaining('running already') });
    enter('idle');
    const broken = setUp({ open: () => Promise.resolve({ ...booted, ok: false }) });
    await broken.run.getState().inspect('app:f', []);
    expect(broken.run.getState().inspected?.result).toEqual({ ok: false, error: expect.stringContaining('problems') });
  });

  test('is gone with its project, also where it ends after that', async () => {
    let answer: (result: InspectionResult) => void = () => {};
    const { run, project } = setUp({ inspect: () => new Promise((resolve) => (answer = resolve)) });
    const going = run.getState().inspect('app:f', []);
    await vi.waitFor(() => expect(run.getState().busy).toBe(true));
    project.setState({ id: 'two' });
    expect(run.getState().inspected).toBeNull();
    answer(looked);
    await going;
    expect(run.getState().inspected).toBeNull();
  });
});
