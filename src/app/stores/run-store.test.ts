import { describe, expect, test } from 'vitest';
import type { Playground, PlaygroundEvents, RunState } from '../../client/playground.ts';
import type { BootReport, CallResult, EntryId, EntryReport } from '../../contract/api.ts';
import { createConsoleStore, type ConsoleStore } from './console-store.ts';
import { describeFake } from '../testing/fake-binaries.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import type { ProjectStore } from './project-store.ts';
import { createRunStore, isActive, type RunJournal, type RunStore } from './run-store.ts';

function entry(id: string): EntryReport {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  return { id: id as EntryId, kind: 'function.lua', status: 'ready' };
}

const booted: BootReport = { ok: true, entries: [entry('app:other'), entry('app:main')], diagnostics: [] };
const answer: CallResult = { value: 42, error: null, durationMs: 1 };

interface Scene {
  readonly run: RunStore;
  readonly project: ProjectStore;
  readonly rows: ConsoleStore;
  readonly log: string[];
  readonly enter: (state: RunState) => void;
  readonly write: (text: string) => void;
}

function setUp(
  script: Partial<Pick<Playground, 'open' | 'call' | 'run' | 'state' | 'eval' | 'fetch'>> = {},
  journal: Partial<RunJournal> = {},
): Scene {
  const log: string[] = [];
  let written = 0;
  const listeners = new Map<string, (value: never) => void>();
  const playground: Playground = {
    version: 1,
    prepare: () => {},
    open: (files) => {
      log.push(`open ${Object.keys(files).join(' ')}`);
      return Promise.resolve(booted);
    },
    apply: (files) => {
      log.push(`apply ${Object.keys(files).join(' ')}`);
      return Promise.resolve(booted);
    },
    check: () => Promise.resolve([]),
    help: () => Promise.resolve(null),
    describe: (bytes) => Promise.resolve(describeFake(bytes)),
    disassemble: () => Promise.resolve({ ok: false, message: '' }),
    build: () => Promise.resolve({ ok: false, diagnostics: [] }),
    toJavaScript: () => Promise.resolve({ ok: false, message: '' }),
    call: (id, ...args) => {
      log.push(`call ${id} ${JSON.stringify(args)}`);
      return Promise.resolve(answer);
    },
    inspect: () => Promise.reject(new Error('not in this test')),
    eval: () => Promise.resolve({ values: [], error: null, durationMs: 0 }),
    run: () => Promise.resolve({ exitCode: 0, stdout: '', stderr: '', value: null, error: null, durationMs: 0 }),
    fetch: async () => new Response(),
    whole: () => Promise.resolve(null),
    written: () => Promise.resolve({ files: [], count: 0, usedBytes: 0, limitBytes: 0 }),
    takeWritten: () => Promise.resolve([]),
    variables: () => Promise.resolve([]),
    console: () => [],
    trace: () => [],
    state: () => new Promise(() => undefined),
    stop: () => Promise.resolve(void log.push('stop')),
    restart: () => Promise.resolve(booted),
    on: (event, listener) => {
      listeners.set(event, listener);
      return () => undefined;
    },
    ...script,
  };
  const project = createFakeProject({
    id: 'one',
    files: { 'main.lua': '' },
    main: { id: 'app:main', args: [6, 7] },
    argumentsText: '[6, 7]',
  });
  const rows = createConsoleStore({ playground, schedule: () => undefined });
  const run = createRunStore({
    playground,
    project,
    console: rows,
    showResult: () => log.push('show'),
    journal: { interrupted: false, begin: () => log.push('begin'), end: () => log.push('end'), ...journal },
  });
  const enter = (state: RunState): void => {
    const event: PlaygroundEvents['run'] = { state };
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the listener registered under `run`
    (listeners.get('run') as ((value: PlaygroundEvents['run']) => void) | undefined)?.(event);
  };
  const write = (text: string): void => {
    const event: PlaygroundEvents['console'] = { id: ++written, time: 0, source: 'print', level: 'info', text };
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the listener registered under `console`
    (listeners.get('console') as ((value: PlaygroundEvents['console']) => void) | undefined)?.(event);
  };
  return { run, project, rows, log, enter, write };
}

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
    run.getState().setTyped({ text: '[6, 7]', values: null, error: 'a: this is not a whole number' });
    await run.getState().run();
    expect(log).toEqual([]);
    expect(run.getState().argumentsError).toBe('a: this is not a whole number');
    run.getState().setTyped({ text: '[6, 7]', values: [6, Number.NaN], error: null });
    expect(run.getState().argumentsError).toBeNull();
    await run.getState().run();
    expect(run.getState().outcome).toMatchObject({ kind: 'called' });
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
