/**
 * Rows of the console, by run. A project may write far more than anyone can read, so rows are taken over once per frame
 * and only the newest are kept.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { sizeOfEntry } from '../../client/entry-size.ts';
import type { Playground } from '../../client/playground.ts';
import type { ConsoleEntry, EvalResult, PlainValue } from '../../contract/api.ts';
import { isFiltering, showEverything, type ConsoleFilter } from '../model/filter.ts';

export type RunOutcome =
  | { readonly kind: 'running' }
  /** `tuple` is what the caller got, shortened: `42, nil`. Rows that no press of Run has caused are of none. */
  | { readonly kind: 'finished'; readonly tuple: string | null }
  | { readonly kind: 'failed'; readonly tuple: string }
  | { readonly kind: 'stopped' }
  /** Nothing was called. */
  | { readonly kind: 'notRun'; readonly reason: string };

/** One press of Run, a command, a request of the page, or whatever wrote rows without one. */
export interface RunRecord {
  readonly id: number;
  /** Null while it is not known, and for rows that no press of Run has caused. */
  readonly target: string | null;
  /** Null where the target says all there is, as of a request. */
  readonly arguments: readonly PlainValue[] | null;
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly outcome: RunOutcome;
  readonly origin: 'runBar' | 'line' | 'elsewhere';
  /** What was typed, for a run of origin `line`. */
  readonly line?: string;
}

export interface ConsoleRow {
  /** Grows from row to row and is never used again; ids of entries may start anew with each boot. */
  readonly key: number;
  readonly run: number;
  readonly entry: ConsoleEntry;
}

export interface ConsoleState {
  /** Oldest first. */
  readonly rows: readonly ConsoleRow[];
  /** Oldest first; those whose rows were all let go are gone too. */
  readonly runs: readonly RunRecord[];
  /** How many rows were let go since the last clear. */
  readonly dropped: number;
  /** How many rows came since the last clear. */
  readonly written: number;
  /** Grows with each clear: rows of different generations have nothing to do with each other. */
  readonly generation: number;
  readonly filter: ConsoleFilter;
  /** Runs folded away, by id. */
  readonly collapsed: ReadonlySet<number>;
  /** Rows shown in full, by key. */
  readonly expanded: ReadonlySet<number>;
  /** A row to go to; two of the same are two wishes. */
  readonly place: { readonly key: number; readonly serial: number } | null;

  /** A run that goes on keeps its header, unless everything goes. */
  readonly clear: (what?: 'rows' | 'everything') => void;
  /** Answers the id of the run that rows belong to from now on. */
  readonly beginRun: (target: string | null, args: readonly PlainValue[] | null) => number;
  /** Rows that come from now on are of none of the runs so far: they get a header of their own when the first of them is there. */
  readonly endRuns: () => void;
  /** The same for a line that was typed in the console. */
  readonly beginLine: (line: string) => number;
  /** A row of what the line of a run has given; nothing where that is gone. */
  readonly addResult: (run: number, text: string, result: EvalResult) => void;
  readonly updateRun: (
    id: number,
    change: Partial<Pick<RunRecord, 'target' | 'arguments' | 'durationMs' | 'outcome'>>,
  ) => void;
  readonly setFilter: (change: Partial<ConsoleFilter>) => void;
  readonly toggleRun: (id: number) => void;
  readonly toggleRow: (key: number) => void;
  /** Goes to the row of a call, or to the first that was written in it; false where there is none. */
  readonly reveal: (call: number) => boolean;
  /** The whole of a value of which a row has the beginning; null when it is not kept any more. */
  readonly readWhole: Playground['whole'];
}

export type ConsoleStore = StoreApi<ConsoleState>;

/** About 1 MB of plain rows, and what one frame can still put in order; further back than this is a matter for export. */
export const maxRows = 10_000;
/** Of all rows: a row may be a quarter of a megabyte. */
const maxBytes = 32 * 1024 * 1024;
/** More rows at once than this nobody reads as they pass: they may come in larger steps, and the page has time for input. */
const floodRows = 30;
/** Still looks like flowing. */
const floodPauseMs = 60;
/** Headers of runs that wrote nothing would pile up otherwise. */
const maxRuns = 200;

export interface ConsoleStoreOptions {
  readonly playground: Pick<Playground, 'console' | 'on' | 'whole'>;
  /** Runs the function before the next paint. */
  readonly schedule: (flush: () => void) => void;
  readonly limit?: number;
  /** Runs the function after a while; the page's timer unless given. */
  readonly delay?: (due: () => void, ms: number) => void;
  readonly now?: () => number;
}

export function createConsoleStore({
  playground,
  schedule,
  limit = maxRows,
  now = Date.now,
  delay = setTimeout,
}: ConsoleStoreOptions): ConsoleStore {
  let pending: ConsoleRow[] = [];
  let pendingDropped = 0;
  let pendingWritten = 0;
  let scheduled = false;
  let isFlooded = false;
  let lastKey = 0;
  let lastRun = 0;
  let currentRun = 0;
  /** Of all rows, those too that wait for their frame. */
  let bytes = 0;

  const store = createStore<ConsoleState>()((set, get) => ({
    rows: [],
    runs: [],
    dropped: 0,
    written: 0,
    generation: 0,
    filter: showEverything,
    collapsed: new Set(),
    expanded: new Set(),
    place: null,

    clear(what = 'rows') {
      pending = [];
      bytes = 0;
      pendingDropped = 0;
      pendingWritten = 0;
      const current = get().runs.find(
        (run) => what === 'rows' && run.id === currentRun && run.outcome.kind === 'running',
      );
      if (!current) currentRun = 0;
      set({
        rows: [],
        runs: current ? [current] : [],
        dropped: 0,
        written: 0,
        generation: get().generation + 1,
        collapsed: new Set(),
        expanded: new Set(),
        place: null,
      });
    },
    beginRun(target, args) {
      flush();
      return open({
        target,
        arguments: args,
        startedAt: now(),
        durationMs: null,
        outcome: { kind: 'running' },
        origin: 'runBar',
      });
    },
    endRuns() {
      currentRun = 0;
    },
    beginLine(line) {
      flush();
      return open({
        target: null,
        arguments: [],
        startedAt: now(),
        durationMs: null,
        outcome: { kind: 'running' },
        origin: 'line',
        line,
      });
    },
    addResult(run, text, result) {
      if (run !== currentRun) return;
      const level = result.error === null ? 'info' : 'error';
      // Below the rows that came while it ran; the runtime counts its rows from 1.
      take({ id: 0, time: now(), source: 'result', level, text, result });
      flush();
    },
    updateRun(id, change) {
      const { runs } = get();
      const index = runs.findIndex((run) => run.id === id);
      const run = runs[index];
      if (run) set({ runs: runs.with(index, { ...run, ...change }) });
    },
    setFilter: (change) => set({ filter: { ...get().filter, ...change } }),
    toggleRun: (id) => set({ collapsed: toggled(get().collapsed, id) }),
    toggleRow: (key) => set({ expanded: toggled(get().expanded, key) }),
    reveal(call) {
      flush();
      const { rows, collapsed, filter, place } = get();
      const row =
        rows.findLast(({ entry }) => entry.call?.id === call) ?? rows.find(({ entry }) => entry.callId === call);
      if (!row) return false;
      set({
        // Neither folded away nor filtered out.
        collapsed: collapsed.has(row.run) ? toggled(collapsed, row.run) : collapsed,
        filter: isFiltering(filter) ? showEverything : filter,
        place: { key: row.key, serial: (place?.serial ?? 0) + 1 },
      });
      return true;
    },
    readWhole: (handle) => playground.whole(handle),
  }));

  function open(run: Omit<RunRecord, 'id'>): number {
    currentRun = ++lastRun;
    const { runs } = store.getState();
    store.setState({ runs: [...runs, { ...run, id: currentRun }].slice(-maxRuns) });
    return currentRun;
  }

  function take(entry: ConsoleEntry): void {
    if (currentRun === 0) {
      open({
        target: null,
        arguments: [],
        startedAt: entry.time,
        durationMs: null,
        outcome: { kind: 'finished', tuple: null },
        origin: 'elsewhere',
      });
    }
    pending.push({ key: ++lastKey, run: currentRun, entry });
    pendingWritten++;
    bytes += sizeOfEntry(entry);
    // Frames stop in a hidden tab while rows go on coming.
    if (pending.length > limit * 2) {
      const excess = pending.length - limit;
      for (const row of pending.slice(0, excess)) bytes -= sizeOfEntry(row.entry);
      pendingDropped += excess;
      pending = pending.slice(excess);
    }
    if (bytes > maxBytes * 2) flush();
  }

  /** How many of the oldest must go. */
  function excessOf(rows: readonly ConsoleRow[]): number {
    let excess = 0;
    for (; rows.length - excess > limit || bytes > maxBytes; excess++) {
      const row = rows[excess];
      if (!row) break;
      bytes -= sizeOfEntry(row.entry);
    }
    return excess;
  }

  function flush(): void {
    scheduled = false;
    isFlooded = pendingWritten > floodRows;
    if (pending.length === 0) return;
    const { rows, runs, dropped, written, expanded } = store.getState();
    const all = rows.length === 0 ? pending : [...rows, ...pending];
    const excess = excessOf(all);
    const kept = excess > 0 ? all.slice(excess) : all;
    const first = kept[0];
    store.setState({
      rows: kept,
      dropped: dropped + pendingDropped + excess,
      written: written + pendingWritten,
      ...(excess > 0 && first && runs.some((run) => run.id < first.run)
        ? { runs: runs.filter((run) => run.id >= first.run) }
        : {}),
      ...(excess > 0 && first && expanded.size > 0
        ? { expanded: new Set([...expanded].filter((key) => key >= first.key)) }
        : {}),
    });
    pending = [];
    pendingDropped = 0;
    pendingWritten = 0;
  }

  for (const entry of playground.console().slice(-limit)) take(entry);
  flush();
  playground.on('console', (entry) => {
    take(entry);
    if (scheduled) return;
    scheduled = true;
    if (isFlooded) delay(() => schedule(flush), floodPauseMs);
    else schedule(flush);
  });

  return store;
}

function toggled(set: ReadonlySet<number>, item: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
