/** A page whose runtime answers at once, and keeps a list of what was asked of it. */
import type { Playground, PlaygroundEvents, RunState } from '../../../client/playground.ts';
import type { BootReport, CallResult, EntryId, EntryReport } from '../../../contract/api.ts';
import { createConsoleStore, type ConsoleStore } from '../console-store.ts';
import { describeFake } from '../../testing/fake-binaries.ts';
import { createFakeProject } from '../../testing/fake-project.ts';
import type { ProjectStore } from '../project-store.ts';
import type { RunJournal } from '../run-journal.ts';
import { createRunStore } from '../run-store.ts';
import type { RunStore } from '../runtime-state.ts';

function entry(id: string): EntryReport {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  return { id: id as EntryId, kind: 'function.lua', status: 'ready' };
}

export const booted: BootReport = { ok: true, entries: [entry('app:other'), entry('app:main')], diagnostics: [] };
export const answer: CallResult = { value: 42, error: null, durationMs: 1 };

export interface Scene {
  readonly run: RunStore;
  readonly project: ProjectStore;
  readonly rows: ConsoleStore;
  readonly log: string[];
  readonly enter: (state: RunState) => void;
  readonly write: (text: string) => void;
}

export function setUp(
  script: Partial<Pick<Playground, 'open' | 'call' | 'inspect' | 'run' | 'state' | 'eval' | 'fetch'>> = {},
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
