/** Brings the project into the runtime and calls one of its functions or runs one of its commands; follows what the runtime says about itself. */
import { errorText } from '../../base/error-text.ts';
import { createStore } from 'zustand/vanilla';
import { err, ok, type Result } from '../../base/result.ts';
import type { Playground } from '../../client/playground.ts';
import type { BootReport, PlainValue } from '../../contract/api.ts';
import { callText, tupleText, valuesText } from '../model/call-text.ts';
import { evaluateLine } from '../model/typed-line.ts';
import { parseArguments } from '../model/arguments/arguments.ts';
import { chooseMainEntry } from '../model/main-entry.ts';
import type { ConsoleStore, RunOutcome } from './console-store.ts';
import type { Done, HttpAnswer } from './run-answers.ts';
import type { ProjectStore } from './project-store.ts';
import type { RunJournal } from './run-journal.ts';
import { isActive, type Outcome, type RunStore, type RuntimeState } from './runtime-state.ts';

/** A save takes a few milliseconds; a run is not held up by a browser that does not answer. */
const savePatienceMs = 300;

export interface RunStoreOptions {
  readonly playground: Playground;
  readonly project: ProjectStore;
  readonly console: ConsoleStore;
  readonly journal: RunJournal;
  /** Brings to the front where the result of a run will stand. */
  readonly showResult?: () => void;
}

export function createRunStore({ playground, project, console, journal, showResult }: RunStoreOptions): RunStore {
  /** The project the runtime holds. Its text may have changed since. */
  let opened: string | null = null;
  let isStopping = false;
  let inspections = 0;

  const store = createStore<RuntimeState>()((set, get) => ({
    phase: 'starting',
    reason: null,
    isolated: null,
    backend: null,
    busy: false,
    entries: null,
    diagnostics: [],
    bootedFiles: null,
    outcome: null,
    argumentsError: null,
    typed: null,
    crashed: journal.interrupted,
    tested: null,
    inspected: null,

    async run() {
      await start(showResult, () => true);
    },
    async runByItself(mayGoOn) {
      if (mayGoOn()) await start(undefined, mayGoOn);
    },

    async boot() {
      if (isActive(get()) || get().phase === 'unavailable' || !project.getState().ready) return false;
      set({ busy: true, argumentsError: null, outcome: null });
      isStopping = false;
      journal.begin();
      try {
        await keepText();
        const report = await bring();
        if (report && !report.ok) set({ outcome: { kind: 'notBooted' } });
        return report !== null && report.ok && !isStopping;
      } finally {
        journal.end();
        set({ busy: false });
      }
    },

    async runCommand(name, words, options = {}) {
      const record = { begin: () => console.getState().beginRun(`run ${name}`, words) };
      const done = await withProject('run', record, async () => {
        const result = await playground.run(name, ...words, options);
        return { answer: result, isWell: result.exitCode === 0, tuple: `exit code ${result.exitCode}` };
      });
      return done.ok ? { kind: 'ran', result: done.value } : { kind: 'notRun', reason: done.error };
    },

    async evaluate(line) {
      const { beginLine, addResult } = console.getState();
      const record = { begin: () => beginLine(line), id: 0 };
      await withProject('run', record, async () => {
        const result = await evaluateLine(line, (chunk) => playground.eval(chunk, { name: 'console' }));
        const tuple = valuesText(result);
        addResult(record.id, tuple, result);
        return { answer: result, isWell: result.error === null, tuple };
      });
    },

    runTogether(title, work) {
      const begin = (): number => {
        const id = console.getState().beginRun(title, null);
        console.getState().toggleRun(id);
        return id;
      };
      return withProject('run', { begin }, () => work(playground, () => !isStopping));
    },

    async request(path, init) {
      const record = { begin: () => console.getState().beginRun(`${init.method ?? 'GET'} ${path}`, null) };
      const done = await withProject('sent', record, async (): Promise<Done<HttpAnswer>> => {
        try {
          const started = performance.now();
          const response = await playground.fetch(path, init);
          const body = new Uint8Array(await response.arrayBuffer());
          const durationMs = performance.now() - started;
          const { status } = response;
          const answer = { kind: 'answered', status, headers: [...response.headers], body, durationMs } as const;
          return { answer, isWell: true, tuple: String(status) };
        } catch (error) {
          const reason = errorText(error);
          return { answer: { kind: 'failed', reason }, isWell: false, tuple: reason };
        }
      });
      return done.ok ? done.value : { kind: 'failed', reason: done.error };
    },

    async inspect(target, args) {
      const inspected = { target, args, serial: ++inspections, time: Date.now() };
      set({ inspected: { ...inspected, result: null } });
      const record = { begin: () => console.getState().beginRun(`Memory of ${callText(target, args)}`, null) };
      const result = await withProject('run', record, async () => {
        const answer = await playground.inspect(target, ...args);
        const { inspection, error } = answer;
        const fault = inspection ? inspection.fault : tupleText({ value: null, error });
        return { answer, isWell: fault === null, tuple: fault ?? 'shown in Memory' };
      });
      // Neither another call nor another project is shown as this one.
      if (get().inspected?.serial === inspected.serial) set({ inspected: { ...inspected, result } });
    },

    async stop() {
      isStopping = true;
      await playground.stop();
    },

    dismissCrash: () => set({ crashed: false }),
    async readState() {
      try {
        return await playground.state();
      } catch {
        // A runtime that broke says so by its own event.
        return null;
      }
    },
    readTrace: () => playground.trace(),
    followTrace: (listener) => playground.on('trace', listener),
    setTested: (tested) => set({ tested }),
    setTyped: (typed) => set({ typed, argumentsError: null }),
    running: playground,
  }));

  /**
   * Brings the project into the runtime and does something with it that the run bar did not ask for. The error is a sentence: why
   * it was not done. `record` makes the head of its rows in the console, and keeps its number.
   */
  async function withProject<T>(
    done: 'run' | 'sent',
    record: { readonly begin: () => number; id?: number },
    work: () => Promise<Done<T>>,
  ): Promise<Result<T, string>> {
    const hindrance = whyNotNow(store.getState());
    if (hindrance !== null) return err(hindrance);
    store.setState({ busy: true, outcome: null, crashed: false });
    isStopping = false;
    const started = performance.now();
    const id = record.begin();
    record.id = id;
    let outcome: RunOutcome = { kind: 'stopped' };
    journal.begin();
    try {
      await keepText();
      const report = await bring();
      if (report === null || isStopping) return err('It was stopped before it began.');
      if (!report.ok) {
        outcome = { kind: 'notRun', reason: `not ${done}: the project has problems` };
        return err(`The project has problems, so nothing was ${done}: the tab Problems names them.`);
      }
      const { answer, isWell, tuple } = await work();
      if (!isStopping) outcome = { kind: isWell ? 'finished' : 'failed', tuple };
      return ok(answer);
    } finally {
      journal.end();
      console.getState().updateRun(id, { outcome, durationMs: performance.now() - started });
      store.setState({ busy: false });
    }
  }

  async function start(begins: (() => void) | undefined, mayGoOn: () => boolean): Promise<void> {
    const { getState: get, setState: set } = store;
    if (get().busy || get().phase === 'unavailable' || !project.getState().ready) return;
    const args = readArguments();
    if (!args.ok) {
      set({ argumentsError: args.error });
      return;
    }
    set({ busy: true, argumentsError: null, outcome: null, crashed: false });
    isStopping = false;
    begins?.();
    const { id } = project.getState();
    const started = performance.now();
    const record = console.getState().beginRun(wantedTarget(), args.value);
    journal.begin();
    let outcome: Outcome | null = null;
    try {
      await keepText();
      if (mayGoOn()) outcome = await bringAndCall(args.value, record, mayGoOn);
      if (project.getState().id === id) set({ outcome });
    } finally {
      journal.end();
      console
        .getState()
        .updateRun(record, { outcome: recordOutcome(outcome), durationMs: performance.now() - started });
      set({ busy: false });
    }
  }

  function readArguments(): Result<readonly PlainValue[], string> {
    const { argumentsText } = project.getState();
    const { typed } = store.getState();
    if (typed?.text !== argumentsText || typed.target !== wantedTarget()) return parseArguments(argumentsText);
    return typed.values === null ? err(typed.error ?? 'The arguments are not complete.') : ok(typed.values);
  }

  /** The text is safe before anything of it can run, unless storage hangs. */
  async function keepText(): Promise<void> {
    await Promise.race([project.getState().save(), new Promise((resolve) => setTimeout(resolve, savePatienceMs))]);
  }

  function wantedTarget(): string | null {
    const { target, main } = project.getState();
    return target ?? main?.id ?? null;
  }

  /** Null when another project has been chosen meanwhile: nobody asks any more how this one did. */
  async function bring(): Promise<BootReport | null> {
    const { id, files, environment, toOpen } = project.getState();
    const isUpdate = opened === id && typeof playground.apply === 'function';
    const report: BootReport = await (isUpdate
      ? playground.apply(toOpen(), { environment })
      : playground.open(toOpen(), { environment }));
    if (project.getState().id !== id) return null;
    // Somebody else has opened another: that says nothing about this one, which is gone from the runtime.
    if (report.error?.kind === 'Canceled') {
      opened = null;
      return null;
    }
    // A runtime that is not there says nothing about the project.
    if (store.getState().phase !== 'unavailable') {
      store.setState({ entries: report.entries, diagnostics: report.diagnostics, bootedFiles: files });
    }
    if (report.ok) opened = id;
    return report;
  }

  async function bringAndCall(
    args: readonly PlainValue[],
    record: number,
    mayGoOn: () => boolean,
  ): Promise<Outcome | null> {
    const { target, main } = project.getState();
    const report = await bring();
    if (report === null) return null;
    if (!report.ok) return { kind: 'notBooted' };
    if (isStopping || !mayGoOn()) return null;
    const called = chooseMainEntry(report.entries, [target, main?.id ?? null]);
    if (called === null) return { kind: 'nothingToCall' };
    console.getState().updateRun(record, { target: called });
    const result = await playground.call(called, ...args);
    return {
      kind: 'called',
      target: called,
      result,
      text: `${callText(called, args)} → ${tupleText(result)}`,
      isStopped: isStopping,
    };
  }

  function whyNotNow(state: RuntimeState): string | null {
    if (state.phase === 'unavailable') return 'Nothing can run in this page; the message above says what is missing.';
    if (isActive(state)) return 'Something is running already: stop it first.';
    return project.getState().ready ? null : 'The project is not there yet.';
  }

  function recordOutcome(outcome: Outcome | null): RunOutcome {
    if (outcome === null) return { kind: 'stopped' };
    if (outcome.kind === 'notBooted')
      return {
        kind: 'notRun',
        reason:
          store.getState().phase === 'unavailable'
            ? 'not run: the runtime is unavailable'
            : 'not run: the project has problems',
      };
    if (outcome.kind === 'nothingToCall') return { kind: 'notRun', reason: 'booted: there is no function to call' };
    const tuple = tupleText(outcome.result);
    if (outcome.result.error === null) return { kind: 'finished', tuple };
    return outcome.isStopped ? { kind: 'stopped' } : { kind: 'failed', tuple };
  }

  async function askState(): Promise<void> {
    const { run, isolated, backend } = await playground.state();
    // An event that came meanwhile is newer than this answer.
    store.setState({ isolated, backend, ...(store.getState().phase === 'starting' && { phase: run }) });
  }

  playground.on('run', ({ state, reason }) => {
    // What somebody else begins, such as a caller of the page's API, is none of the last run.
    if (!isActive(store.getState()) && (state === 'booting' || state === 'running')) console.getState().endRuns();
    store.setState({ phase: state, reason: reason ?? null });
  });
  // Another project: what is known about the one before does not hold, and it must not go on unseen.
  project.subscribe((now, before) => {
    if (now.id === before.id) {
      // How another call went says nothing about this one.
      if (now.argumentsText !== before.argumentsText || now.target !== before.target) store.setState({ outcome: null });
      return;
    }
    opened = null;
    if (isActive(store.getState())) void store.getState().stop();
    console.getState().clear('everything');
    store.setState({
      entries: null,
      diagnostics: [],
      bootedFiles: null,
      outcome: null,
      argumentsError: null,
      typed: null,
      tested: null,
      inspected: null,
    });
  });
  void askState();
  return store;
}
