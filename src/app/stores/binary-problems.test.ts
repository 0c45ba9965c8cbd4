import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { BinaryDescription, ProblemKind } from '../../contract/binaries.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import { createBinaryProblems } from './binary-problems.ts';
import type { RuntimeState, RunStore } from './runtime-state.ts';
import { createToolsStore } from './tools-store.ts';

const one = Uint8Array.of(1);
const two = Uint8Array.of(2);

function description(part: Partial<BinaryDescription> = {}): BinaryDescription {
  return {
    form: 'component',
    sizeBytes: 1,
    digest: 'sha256:0',
    problem: null,
    sections: [],
    imports: [],
    exports: [],
    wit: null,
    ...part,
  };
}

function setUp(files: ProjectFiles, idle: Promise<void> = Promise.resolve()) {
  const asked: { bytes: Uint8Array; signal: AbortSignal | undefined; answer: (said: BinaryDescription) => void }[] = [];
  const tools = createToolsStore({
    describe: (bytes, options) =>
      new Promise((resolve) => asked.push({ bytes, signal: options?.signal, answer: resolve })),
    disassemble: async () => ({ ok: false, message: '' }),
    build: async () => ({ ok: false, diagnostics: [] }),
    toJavaScript: async () => ({ ok: false, message: '' }),
    on: () => () => {},
  });
  const project = createFakeProject({ files });
  const part: Partial<RuntimeState> = { phase: 'idle', busy: false, outcome: null };
  const run: RunStore = createStore<RuntimeState>()(() => part as RuntimeState);
  const onAnswer = vi.fn();
  const problems = createBinaryProblems({ tools, project, run, idle: () => idle, onAnswer });
  const runOnce = async (): Promise<void> => {
    run.setState({ busy: true, outcome: null });
    run.setState({ outcome: { kind: 'nothingToCall' } });
    run.setState({ busy: false });
    await settle();
  };
  const shown = (): readonly string[] =>
    problems.of(project.getState().files).map((item) => `${item.file} ${item.severity} ${item.code}: ${item.message}`);
  return { asked, tools, project, run, onAnswer, runOnce, shown };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

test('nothing is asked before something has run, then one binary at a time', async () => {
  const { asked, run, runOnce, project, onAnswer } = setUp({
    'a.wasm': one,
    'b.wasm': two,
    'c.txt': 'x',
    'd.wasm': '',
  });
  project.getState().edit('c.txt', 'y');
  run.setState({ busy: true });
  run.setState({ busy: false });
  expect(asked).toEqual([]);
  await runOnce();
  expect(asked.map(({ bytes }) => bytes)).toEqual([one]);
  asked[0]!.answer(description());
  await settle();
  expect(onAnswer).toHaveBeenCalledTimes(1);
  expect(asked.map(({ bytes }) => bytes)).toEqual([one, two]);
  asked[1]!.answer(description());
  await settle();
  await runOnce();
  expect(asked).toHaveLength(2);
});

test('nothing is asked before an idle moment, nor then where something runs by that time', async () => {
  let resolve = (): void => {};
  const moment = new Promise<void>((done) => {
    resolve = done;
  });
  const { asked, run, runOnce } = setUp({ 'a.wasm': one }, moment);
  await runOnce();
  expect(asked).toEqual([]);
  run.setState({ busy: true });
  resolve();
  await settle();
  expect(asked).toEqual([]);
  run.setState({ busy: false });
  await settle();
  expect(asked.map(({ bytes }) => bytes)).toEqual([one]);
});

test('nothing is asked while something runs', async () => {
  const { asked, run, runOnce } = setUp({ 'a.wasm': one, 'b.wasm': two });
  await runOnce();
  run.setState({ phase: 'running' });
  asked[0]!.answer(description());
  await settle();
  expect(asked).toHaveLength(1);
  run.setState({ phase: 'idle' });
  await settle();
  expect(asked).toHaveLength(2);
});

test('a binary that comes later is asked about, the same one not again', async () => {
  const { asked, runOnce, project } = setUp({ 'a.wasm': one });
  await runOnce();
  asked[0]!.answer(description());
  await settle();
  project.setState({ files: { 'a.wasm': one, 'again.wasm': one, 'b.wasm': two } });
  await settle();
  expect(asked.map(({ bytes }) => bytes)).toEqual([one, two]);
});

test('tools that do not answer are asked again after the next run', async () => {
  const { asked, runOnce, shown } = setUp({ 'a.wasm': one });
  await runOnce();
  asked[0]!.answer(description({ form: null, digest: '', problem: 'late', unchecked: 'late', mayAskAgain: true }));
  await settle();
  expect(asked).toHaveLength(1);
  expect(shown()).toEqual([]);
  await runOnce();
  expect(asked).toHaveLength(2);
});

test('what a tab has asked is known here', async () => {
  const { asked, tools, shown } = setUp({ 'a.wasm': one });
  const description1 = tools.getState().describe(one);
  asked[0]!.answer(description({ problem: 'x at byte 9', problemKind: 'invalid' }));
  await description1;
  expect(shown()).toEqual(['a.wasm error binary-invalid: not valid: x at byte 9']);
});

test.each<[ProblemKind, string]>([
  ['invalid', 'error binary-invalid: not valid: x at byte 9'],
  ['unsupported', 'error binary-unsupported: cannot be linked here, though it is valid: x at byte 9'],
  ['tolerated', 'warning binary-tolerated: not valid, and refused elsewhere, though it runs here: x at byte 9'],
])('a binary that is %s is a problem of its file', async (problemKind, said) => {
  const { asked, runOnce, shown } = setUp({ 'a.wasm': one });
  await runOnce();
  asked[0]!.answer(description({ problem: 'x at byte 9', problemKind }));
  await settle();
  expect(shown()).toEqual([`a.wasm ${said}`]);
});

test('another project gives up what was asked for this one', async () => {
  const { asked, runOnce, project } = setUp({ 'a.wasm': one });
  await runOnce();
  project.setState({ id: 'another', files: { 'b.wasm': two } });
  await settle();
  expect(asked[0]!.signal?.aborted).toBe(true);
  expect(asked).toHaveLength(1);
});
