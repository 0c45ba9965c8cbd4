import { describe, expect, test } from 'vitest';
import type { CallResult } from '../../contract/api.ts';
import { answer, booted, setUp } from './testing/run-page.ts';
import { isActive } from './runtime-state.ts';

describe('a run', () => {
  test('journals, opens the project and calls its main function with the arguments given', async () => {
    const { run, log } = setUp();
    await run.getState().run();
    expect(log).toEqual(['show', 'begin', 'open main.lua', 'call app:main [6,7]', 'end']);
    expect(run.getState()).toMatchObject({
      busy: false,
      outcome: { kind: 'called', target: 'app:main', result: answer },
    });
  });

  test('calls what was chosen by hand', async () => {
    const { run, project, log } = setUp();
    project.getState().setTarget('app:other');
    project.getState().setArguments('');
    await run.getState().run();
    expect(log).toContain('call app:other []');
  });

  test('calls nothing when the project did not boot', async () => {
    const { run, log } = setUp({ open: () => Promise.resolve({ ...booted, ok: false }) });
    await run.getState().run();
    expect(log).toEqual(['show', 'begin', 'end']);
    expect(run.getState().outcome).toEqual({ kind: 'notBooted' });
  });

  test('does not begin with arguments that cannot be read', async () => {
    const { run, project, log } = setUp();
    project.getState().setArguments('[1');
    await run.getState().run();
    expect(log).toEqual([]);
    expect(run.getState().argumentsError).not.toBeNull();
  });

  test('does not begin while a field has text that is not of its type', async () => {
    const { run, log } = setUp();
    run
      .getState()
      .setTyped({ target: 'app:main', text: '[6, 7]', values: null, error: 'a: this is not a whole number' });
    await run.getState().run();
    expect(log).toEqual([]);
    expect(run.getState().argumentsError).toBe('a: this is not a whole number');
    run.getState().setTyped({ target: 'app:main', text: '[6, 7]', values: [6, Number.NaN], error: null });
    expect(run.getState().argumentsError).toBeNull();
    await run.getState().run();
    expect(run.getState().outcome).toMatchObject({ kind: 'called' });
  });

  test('takes no notice of what was typed for another function, though its text reads the same', async () => {
    const { run, log } = setUp();
    run.getState().setTyped({ target: 'app:other', text: '[6, 7]', values: null, error: 'a: this is missing' });
    await run.getState().run();
    expect(log).toContain('call app:main [6,7]');
    expect(run.getState().argumentsError).toBeNull();
  });

  test('applies the difference where the project is open already', async () => {
    const { run, project, log } = setUp();
    await run.getState().run();
    await run.getState().run();
    project.setState({ id: 'two' });
    await run.getState().run();
    expect(log.filter((line) => /^(?:open|apply)/.test(line))).toEqual([
      'open main.lua',
      'apply main.lua',
      'open main.lua',
    ]);
  });

  test('has a header in the console that says what came of it, and so does the status', async () => {
    const { run, rows } = setUp();
    await run.getState().run();
    expect(rows.getState().runs).toMatchObject([
      {
        target: 'app:main',
        arguments: [6, 7],
        outcome: { kind: 'finished', tuple: '42, nil' },
        durationMs: expect.any(Number),
      },
    ]);
    expect(run.getState().outcome).toMatchObject({ text: 'app:main(6, 7) → 42, nil' });
  });

  test('that ended with an error says so in its tuple', async () => {
    const { run, rows } = setUp({
      call: () => Promise.resolve({ value: null, error: { from: 'guest', payload: 'no' }, durationMs: 1 }),
    });
    await run.getState().run();
    expect(rows.getState().runs).toMatchObject([{ outcome: { kind: 'failed', tuple: 'nil, "no"' } }]);
    expect(run.getState().outcome).toMatchObject({ text: 'app:main(6, 7) → nil, "no"' });
  });

  test('brings the console up when it is asked for, unless it does not begin', async () => {
    const { run, project, log } = setUp();
    await run.getState().runByItself(() => true);
    expect(log).not.toContain('show');
    await run.getState().run();
    expect(log.filter((line) => line === 'show')).toHaveLength(1);
    project.getState().setArguments('[1');
    await run.getState().run();
    expect(log.filter((line) => line === 'show')).toHaveLength(1);
  });

  test('leaves its verdict until the arguments or the function change', async () => {
    const { run, project } = setUp();
    await run.getState().run();
    project.getState().setArguments('[6, 8]');
    expect(run.getState().outcome).toBeNull();
    await run.getState().run();
    expect(run.getState().outcome).toMatchObject({ text: 'app:main(6, 8) → 42, nil' });
    project.getState().setTarget('app:other');
    expect(run.getState().outcome).toBeNull();
  });

  test('by itself does not begin over what others opened, and calls nothing in it', async () => {
    const taken = setUp();
    await taken.run.getState().runByItself(() => false);
    expect([taken.log, taken.rows.getState().runs]).toEqual([[], []]);
    let mayGoOn = true;
    const later = setUp({
      open: () => {
        mayGoOn = false;
        return Promise.resolve(booted);
      },
    });
    await later.run.getState().runByItself(() => mayGoOn);
    expect([later.log, later.run.getState().outcome]).toEqual([['begin', 'end'], null]);
  });

  test('whose boot was overtaken does not call the project wrong', async () => {
    const canceled = {
      kind: 'Canceled',
      message: 'another project was opened meanwhile',
      retryable: null,
      details: null,
    };
    const { run, rows } = setUp({
      open: () => Promise.resolve({ ok: false, error: canceled, entries: [], diagnostics: [] }),
    });
    await run.getState().run();
    expect([run.getState().outcome, rows.getState().runs[0]?.outcome]).toEqual([null, { kind: 'stopped' }]);
  });

  test('that was stopped is not called a failure', async () => {
    let settle: (result: CallResult) => void = () => undefined;
    const { run, rows, log } = setUp({
      call: () =>
        new Promise((resolve) => {
          log.push('called');
          settle = resolve;
        }),
    });
    const running = run.getState().run();
    await expect.poll(() => log).toContain('called');
    await run.getState().stop();
    settle({
      value: null,
      error: { from: 'runtime', kind: 'Canceled', message: '', retryable: null, details: null },
      durationMs: 5,
    });
    await running;
    expect(rows.getState().runs).toMatchObject([{ outcome: { kind: 'stopped' } }]);
  });

  test('does not begin twice', async () => {
    const { run, log } = setUp();
    await Promise.all([run.getState().run(), run.getState().run()]);
    expect(log.filter((line) => line.startsWith('open'))).toHaveLength(1);
  });
});

test('choosing another project stops this one and forgets what it did', async () => {
  const calls: ((result: CallResult) => void)[] = [];
  const { run, project, log } = setUp({ call: () => new Promise((resolve) => void calls.push(resolve)) });
  const running = run.getState().run();
  await expect.poll(() => calls.length).toBe(1);
  project.setState({ id: 'two' });
  expect(log).toContain('stop');
  calls[0]?.(answer);
  await running;
  expect(run.getState()).toMatchObject({ entries: null, outcome: null, busy: false });
});

test('what the runtime says counts more than what it said when asked before', async () => {
  const { run, enter } = setUp({
    state: () =>
      Promise.resolve({
        run: 'idle',
        isolated: true,
        backend: 'shared',
        processes: [],
        pools: [],
        guests: { alive: 0, parked: 0, terminating: 0, list: [] },
        memory: { luaBytes: 0, luaLimitBytes: 0 },
      }),
  });
  enter('running');
  await Promise.resolve();
  await Promise.resolve();
  expect(run.getState()).toMatchObject({ phase: 'running', isolated: true });
  expect(isActive(run.getState())).toBe(true);
});

test('a run that ended with the page is told', async () => {
  const { run } = setUp({}, { interrupted: true });
  expect(run.getState().crashed).toBe(true);
  await run.getState().run();
  expect(run.getState().crashed).toBe(false);
});

test('a boot brings the project in and calls nothing', async () => {
  const { run, log } = setUp();
  await run.getState().boot();
  expect(log).toEqual(['begin', 'open main.lua', 'end']);
  expect(run.getState()).toMatchObject({ busy: false, entries: booted.entries, outcome: null });
  await run.getState().run();
  expect(log.slice(3)).toEqual(['show', 'begin', 'apply main.lua', 'call app:main [6,7]', 'end']);
});

describe('what a caller of the page begins', () => {
  test('is none of the run before it, though it is of the one that goes on', async () => {
    const { run, rows, enter, write } = setUp();
    await run.getState().run();
    write('late, but of the run');
    enter('running');
    write('of a call by the API');
    enter('idle');
    enter('running');
    write('of another');
    const headers = (): unknown[] => rows.getState().runs.map(({ origin }) => origin);
    expect(headers()).toEqual(['runBar', 'elsewhere', 'elsewhere']);
    enter('idle');
    const going = run.getState().run();
    enter('running');
    write('of the second run');
    await going;
    expect(headers()).toEqual(['runBar', 'elsewhere', 'elsewhere', 'runBar']);
  });
});
