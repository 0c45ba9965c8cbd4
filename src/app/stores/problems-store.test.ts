import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import { createProblemsStore, type ProblemsStore } from './problems-store.ts';
import type { ProjectStore } from './project-store.ts';
import type { RunStore, RuntimeState } from './runtime-state.ts';
import { createToolsStore } from './tools-store.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

function problem(file: string, line: number, message = 'wrong'): Diagnostic {
  return { file, line, column: 1, endLine: line, endColumn: 2, severity: 'error', code: 'x', message };
}

const unasked: Parameters<typeof createToolsStore>[0] = {
  describe: () => Promise.reject(new Error('not in this test')),
  disassemble: () => Promise.reject(new Error('not in this test')),
  build: () => Promise.reject(new Error('not in this test')),
  toJavaScript: () => Promise.reject(new Error('not in this test')),
  on: () => () => {},
};

interface Scene {
  readonly problems: ProblemsStore;
  readonly project: ProjectStore;
  readonly run: RunStore;
  readonly view: ViewStore;
  readonly asked: {
    readonly files: ProjectFiles;
    readonly answer: (diagnostics: readonly Diagnostic[]) => Promise<void>;
  }[];
}

interface Start {
  readonly hasCheck?: boolean;
  readonly isUntouched?: boolean;
  readonly contents?: ProjectFiles;
  readonly describe?: typeof unasked.describe;
}

/** A page on which something has run, unless it is said to be untouched. */
function setUp({
  hasCheck = true,
  isUntouched = false,
  contents = { 'a.lua': '1' },
  describe = unasked.describe,
}: Start = {}): Scene {
  const asked: Scene['asked'] = [];
  const check = (files: ProjectFiles): Promise<readonly Diagnostic[]> =>
    new Promise((resolve) => {
      asked.push({
        files,
        answer: async (diagnostics) => {
          resolve(diagnostics);
          await vi.advanceTimersByTimeAsync(0);
        },
      });
    });
  const project = createFakeProject({ files: contents });
  const part: Partial<RuntimeState> = { phase: 'idle', diagnostics: [], entries: null, bootedFiles: null };
  const run: RunStore = createStore<RuntimeState>()(() => part as RuntimeState);
  const view = createViewStore();
  const playground = (hasCheck ? { check } : {}) as { check: typeof check };
  const tools = createToolsStore({ ...unasked, describe });
  const problems = createProblemsStore({ playground, project, run, view, tools });
  if (!isUntouched) for (const busy of [true, false]) run.setState({ busy });
  return { problems, project, run, view, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('whoever opens the list of problems has the project checked', async () => {
  const { view, asked } = setUp({ isUntouched: true });
  view.getState().setBottomTab('problems');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toHaveLength(1);
});

test('nothing is checked before there is time for it or the visitor edits', async () => {
  const { project, asked } = setUp({ isUntouched: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
  project.getState().edit('a.lua', '2');
  await vi.advanceTimersByTimeAsync(150);
  expect(asked).toHaveLength(1);
});

test('an untouched project is checked once there is time for it', async () => {
  const { problems, asked } = setUp({ isUntouched: true });
  problems.getState().begin();
  problems.getState().begin();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toHaveLength(1);
  await asked[0]?.answer([problem('a.lua', 1)]);
  expect(problems.getState().counts.errors).toBe(1);
});

test('a check follows the last of several changes, once', async () => {
  const { problems, project, asked } = setUp();
  project.getState().edit('a.lua', '2');
  await vi.advanceTimersByTimeAsync(100);
  project.getState().edit('a.lua', '3');
  await vi.advanceTimersByTimeAsync(150);
  expect(asked.map(({ files }) => files)).toEqual([{ 'a.lua': '3' }]);
  await asked[0]?.answer([problem('a.lua', 2), problem('a.lua', 1)]);
  expect(problems.getState()).toMatchObject({
    diagnostics: [{ line: 1 }, { line: 2 }],
    counts: { errors: 2 },
    isChecking: false,
  });
});

test('an answer about older text is dropped, and the newest text asked about', async () => {
  const { problems, project, asked } = setUp();
  await vi.advanceTimersByTimeAsync(150);
  project.getState().edit('a.lua', '2');
  await vi.advanceTimersByTimeAsync(150);
  expect(asked).toHaveLength(1);
  await asked[0]?.answer([problem('a.lua', 9)]);
  expect(problems.getState().diagnostics).toEqual([]);
  await vi.advanceTimersByTimeAsync(150);
  await asked[1]?.answer([problem('a.lua', 1)]);
  expect(problems.getState().diagnostics).toMatchObject([{ line: 1 }]);
});

test('what the boot of the same text said is added once', async () => {
  const { problems, project, run, asked } = setUp();
  await vi.advanceTimersByTimeAsync(150);
  await asked[0]?.answer([problem('a.lua', 1)]);
  run.setState({
    diagnostics: [problem('a.lua', 1), problem('a.lua', 5)],
    entries: [],
    bootedFiles: project.getState().files,
  });
  expect(problems.getState().diagnostics).toMatchObject([{ line: 1 }, { line: 5 }]);
  project.getState().edit('a.lua', '2');
  expect(problems.getState().diagnostics).toMatchObject([{ line: 1 }]);
});

test('without a check the boot is all there is', () => {
  const { problems, run } = setUp({ hasCheck: false });
  run.setState({ diagnostics: [problem('a.lua', 5)], entries: [], bootedFiles: {} });
  expect(problems.getState()).toMatchObject({ diagnostics: [{ line: 5 }], isChecking: false });
});

test('next and previous go round through all problems', async () => {
  const { problems, view, asked } = setUp();
  await vi.advanceTimersByTimeAsync(150);
  await asked[0]?.answer([problem('a.lua', 1), problem('a.lua', 5)]);
  const lines = [
    problems.getState().next,
    problems.getState().next,
    problems.getState().next,
    problems.getState().previous,
  ].map((go) => {
    go();
    return view.getState().place?.line;
  });
  expect(lines).toEqual([1, 5, 1, 5]);
});

test('what is wrong with a binary is among them, once that is known', async () => {
  const bytes = Uint8Array.of(1);
  const said = { form: null, sizeBytes: 1, digest: 'sha256:0', problem: 'this is no WebAssembly binary' };
  const { problems, run } = setUp({
    isUntouched: true,
    contents: { 'a.wasm': bytes },
    describe: async () => ({ ...said, sections: [], imports: [], exports: [], wit: null }),
  });
  expect(problems.getState().diagnostics).toEqual([]);
  run.setState({ busy: true, outcome: null });
  run.setState({ busy: false, outcome: { kind: 'nothingToCall' } });
  await vi.advanceTimersByTimeAsync(0);
  expect(problems.getState()).toMatchObject({
    diagnostics: [{ file: 'a.wasm', line: 1, severity: 'error', code: 'binary-invalid' }],
    counts: { errors: 1 },
  });
});
