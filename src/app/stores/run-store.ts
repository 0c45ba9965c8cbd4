/** Opens the project and calls its main function; follows what the runtime says about itself. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Playground, RunState } from '../../client/playground.ts';
import type { CallResult, Diagnostic, EntryReport, PlainValue } from '../../kernel/api.ts';
import { parseArguments } from '../run/arguments.ts';
import { chooseMainEntry } from '../run/main-entry.ts';
import type { ConsoleStore } from './console-store.ts';
import type { ProjectStore } from './project-store.ts';

/** How the last run ended. */
export type Outcome =
  | { readonly kind: 'called'; readonly target: string; readonly result: CallResult }
  | { readonly kind: 'notBooted' }
  | { readonly kind: 'nothingToCall' };

export interface RuntimeState {
  readonly phase: RunState;
  readonly reason: string | null;
  /** Null until the runtime has said. */
  readonly isolated: boolean | null;
  /** From pressing Run until the call has ended. */
  readonly busy: boolean;
  /** Null before the first boot. */
  readonly entries: readonly EntryReport[] | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly outcome: Outcome | null;
  readonly argumentsError: string | null;
  /** The last run ended with the page, not by itself. */
  readonly crashed: boolean;

  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly dismissCrash: () => void;
}

export type RunStore = StoreApi<RuntimeState>;

/** Marks a run in this tab, so that the next load knows whether the last one outlived it. */
export interface RunJournal {
  begin(): void;
  end(): void;
  readonly interrupted: boolean;
}

export interface RunStoreOptions {
  readonly playground: Playground;
  readonly project: ProjectStore;
  readonly console: ConsoleStore;
  readonly journal: RunJournal;
}

export function createRunStore({ playground, project, console, journal }: RunStoreOptions): RunStore {
  const store = createStore<RuntimeState>()((set, get) => ({
    phase: 'starting',
    reason: null,
    isolated: null,
    busy: false,
    entries: null,
    diagnostics: [],
    outcome: null,
    argumentsError: null,
    crashed: journal.interrupted,

    async run() {
      if (get().busy || get().phase === 'unavailable' || project.getState().files === null) return;
      const args = parseArguments(project.getState().argumentsText);
      if (!args.ok) {
        set({ argumentsError: args.error });
        return;
      }
      set({ busy: true, argumentsError: null, outcome: null, crashed: false });
      console.getState().clear();
      // The text is safe before anything of it can run.
      project.getState().save();
      journal.begin();
      try {
        const { exampleId } = project.getState();
        const outcome = await openAndCall(args.value);
        if (project.getState().exampleId === exampleId) set({ outcome });
      } finally {
        journal.end();
        set({ busy: false });
      }
    },

    async stop() {
      await playground.stop();
    },

    dismissCrash: () => set({ crashed: false }),
  }));

  /** Null when another project has been chosen meanwhile: nobody asks any more how this one did. */
  async function openAndCall(args: readonly PlainValue[]): Promise<Outcome | null> {
    const { toOpen, target, examples, exampleId } = project.getState();
    const report = await playground.open(toOpen());
    if (project.getState().exampleId !== exampleId) return null;
    // A runtime that is not there says nothing about the project.
    if (store.getState().phase !== 'unavailable') store.setState({ entries: report.entries, diagnostics: report.diagnostics });
    if (!report.ok) return { kind: 'notBooted' };
    const shipped = examples.find((example) => example.id === exampleId)?.main.id ?? null;
    const id = chooseMainEntry(report.entries, [target, shipped]);
    if (id === null) return { kind: 'nothingToCall' };
    return { kind: 'called', target: id, result: await playground.call(id, ...args) };
  }

  async function askState(): Promise<void> {
    const { run, isolated } = await playground.state();
    // An event that came meanwhile is newer than this answer.
    store.setState(store.getState().phase === 'starting' ? { isolated, phase: run } : { isolated });
  }

  playground.on('run', ({ state, reason }) => store.setState({ phase: state, reason: reason ?? null }));
  playground.on('diagnostics', (diagnostics) => store.setState({ diagnostics }));
  // Another project: what is known about the one before does not hold, and it must not go on unseen.
  project.subscribe((now, before) => {
    if (now.exampleId === before.exampleId) return;
    if (isActive(store.getState())) void store.getState().stop();
    console.getState().clear();
    store.setState({ entries: null, diagnostics: [], outcome: null, argumentsError: null });
  });
  void askState();
  return store;
}

/** Whether something runs that Stop would end. */
export function isActive(state: RuntimeState): boolean {
  return state.busy || state.phase === 'booting' || state.phase === 'running' || state.phase === 'stopping';
}
