/**
 * What is wrong with the project as it stands: its text is checked a moment after each change, completed by the last boot and by
 * what is known of its binaries.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Playground } from '../../client/playground.ts';
import type { Diagnostic, EntryReport, ProjectFiles, Severity } from '../../contract/api.ts';
import { definitionPlace } from '../model/places.ts';
import { createBinaryProblems } from './binary-problems.ts';
import type { ProjectStore } from './project-store.ts';
import type { RunStore } from './runtime-state.ts';
import type { ToolsStore } from './tools-store.ts';
import type { ViewStore } from './view-store.ts';

export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export interface ProblemsState {
  /** By file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: ProblemCounts;
  /** Whether a check of the newest text is still to come. */
  readonly isChecking: boolean;
  /** The one last gone to, as an index; -1 for none. */
  readonly current: number;

  /** Goes to the next problem in the order of files and lines, and from the last to the first. */
  readonly next: () => void;
  readonly previous: () => void;
  /** From here on the project is checked, also where nobody has touched it: called once there is time for that. */
  readonly begin: () => void;
}

export type ProblemsStore = StoreApi<ProblemsState>;

/** Joins keystrokes; shorter than one takes to look from the text to its markers. */
const defaultDelayMs = 150;

export interface ProblemsStoreOptions {
  readonly playground: Pick<Playground, 'check'>;
  readonly project: ProjectStore;
  readonly run: RunStore;
  readonly view: ViewStore;
  readonly tools: ToolsStore;
  /** Resolves once the page has nothing else to do. */
  readonly idle?: () => Promise<void>;
  readonly delayMs?: number;
}

export function createProblemsStore({
  playground,
  project,
  run,
  view,
  tools,
  idle = () => Promise.resolve(),
  delayMs = defaultDelayMs,
}: ProblemsStoreOptions): ProblemsStore {
  /** The newest answer and the files it is about. */
  let checked: { readonly files: ProjectFiles; readonly diagnostics: readonly Diagnostic[] } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  /** Nothing is checked before there is time for it, or the visitor edits, runs something or asks for problems. */
  let isWanted = false;
  const canCheck = (): boolean => typeof playground.check === 'function';

  const store = createStore<ProblemsState>()((set, get) => {
    function go(step: 1 | -1): void {
      const { diagnostics, current } = get();
      if (diagnostics.length === 0) return;
      const from = current < 0 && step < 0 ? 0 : current;
      const index = (from + step + diagnostics.length) % diagnostics.length;
      set({ current: index });
      const target = diagnostics[index];
      if (target) view.getState().revealProblem({ file: target.file, line: target.line, column: target.column });
    }
    return {
      diagnostics: [],
      counts: { errors: 0, warnings: 0, infos: 0 },
      isChecking: false,
      current: -1,
      next: () => go(1),
      previous: () => go(-1),
      begin: want,
    };
  });

  const binaries = createBinaryProblems({ tools, project, run, idle, onAnswer: merge });

  function merge(): void {
    const { files } = project.getState();
    const { diagnostics: booted, entries, bootedFiles } = run.getState();
    const fromCheck = checked?.diagnostics ?? [];
    // What a boot said holds for the text it was made of; without a check there is nothing newer.
    const isCurrent = bootedFiles === files || !canCheck();
    const seen = new Set(fromCheck.map(identity));
    const fromBoot = isCurrent ? booted.filter((item) => !seen.has(identity(item))) : [];
    const known = [...fromCheck, ...fromBoot];
    const failed = isCurrent
      ? (entries ?? []).filter((entry) => entry.status === 'failed' && !known.some((item) => item.entry === entry.id))
      : [];
    const diagnostics = [...known, ...failed.map((entry) => failedEntry(entry, files)), ...binaries.of(files)].toSorted(
      byPlace,
    );
    if (sameProblems(diagnostics, store.getState().diagnostics)) return;
    const count = (severity: Severity): number => diagnostics.filter((item) => item.severity === severity).length;
    store.setState({
      diagnostics,
      counts: { errors: count('error'), warnings: count('warning'), infos: count('info') },
      current: -1,
    });
  }

  function want(): void {
    if (isWanted) return;
    isWanted = true;
    checkSoon();
  }

  function checkSoon(): void {
    clearTimeout(timer);
    if (!isWanted || !canCheck() || !project.getState().ready) return;
    store.setState({ isChecking: true });
    timer = setTimeout(() => void check(), delayMs);
  }

  /** One question at a time: behind a slow answer only the newest text waits. */
  async function check(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const { files, toOpen } = project.getState();
    const { nativeMarks } = view.getState();
    let diagnostics: readonly Diagnostic[] | null = null;
    try {
      diagnostics = await playground.check(toOpen(), { nativeMarks: nativeMarks === 'shown' });
    } catch {
      // The runtime may be gone, which the page says elsewhere; then what the last boot said is all there is.
    }
    isAsking = false;
    if (project.getState().files !== files || view.getState().nativeMarks !== nativeMarks) {
      checkSoon();
      return;
    }
    checked = diagnostics === null ? null : { files, diagnostics };
    store.setState({ isChecking: false });
    merge();
  }

  project.subscribe((now, before) => {
    if (now.id !== before.id) checked = null;
    if (now.files !== before.files || now.id !== before.id || now.ready !== before.ready) {
      merge();
      if (now.id === before.id && now.ready && before.ready) isWanted = true;
      checkSoon();
    }
  });
  view.subscribe((now, before) => {
    if (now.nativeMarks !== before.nativeMarks) checkSoon();
    // Whoever looks for problems is not told that there are none before anybody has looked.
    if (now.bottomTab !== before.bottomTab && now.bottomTab === 'problems') want();
  });
  run.subscribe((now, before) => {
    if (now.diagnostics !== before.diagnostics || now.entries !== before.entries) merge();
    if (before.busy && !now.busy) want();
  });
  return store;
}

const identity = (item: Diagnostic): string =>
  `${item.file}\n${item.line}\n${item.column}\n${item.code}\n${item.message}`;

function failedEntry(entry: EntryReport, files: ProjectFiles): Diagnostic {
  const place = definitionPlace(files, entry.id) ?? { file: '_index.yaml', line: 1, column: 1 };
  return {
    ...place,
    endLine: place.line,
    endColumn: place.column + 1,
    severity: 'error',
    code: entry.error?.kind || 'entry.failed',
    message: entry.error?.message ?? 'The entry could not be made ready.',
    entry: entry.id,
  };
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

function sameProblems(left: readonly Diagnostic[], right: readonly Diagnostic[]): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => item === right[index] || JSON.stringify(item) === JSON.stringify(right[index]))
  );
}
