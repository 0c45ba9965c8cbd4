/**
 * Rows of the console. A project may write far more than anyone can read, so rows are taken over once per frame and
 * only the newest are kept.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Playground } from '../../client/playground.ts';
import type { ConsoleEntry } from '../../kernel/api.ts';

export interface ConsoleState {
  /** Oldest first. */
  readonly rows: readonly ConsoleEntry[];
  /** How many rows were let go since the last clear. */
  readonly dropped: number;
  /** Grows with each clear: rows of different generations have nothing to do with each other. */
  readonly generation: number;
  readonly clear: () => void;
}

export type ConsoleStore = StoreApi<ConsoleState>;

/** About 60 kB of plain rows; scrolling further back than this is searching, which the console is not for. */
export const maxRows = 2000;

export interface ConsoleStoreOptions {
  readonly playground: Pick<Playground, 'console' | 'on'>;
  /** Runs the function before the next paint. */
  readonly schedule: (flush: () => void) => void;
  readonly limit?: number;
}

export function createConsoleStore({ playground, schedule, limit = maxRows }: ConsoleStoreOptions): ConsoleStore {
  let pending: ConsoleEntry[] = [];
  let pendingDropped = 0;
  let scheduled = false;

  const store = createStore<ConsoleState>()((set, get) => ({
    rows: playground.console().slice(-limit),
    dropped: 0,
    generation: 0,
    clear() {
      pending = [];
      pendingDropped = 0;
      set({ rows: [], dropped: 0, generation: get().generation + 1 });
    },
  }));

  function flush(): void {
    scheduled = false;
    if (pending.length === 0) return;
    const { rows, dropped } = store.getState();
    const all = rows.length === 0 ? pending : [...rows, ...pending];
    const excess = Math.max(0, all.length - limit);
    store.setState({ rows: excess > 0 ? all.slice(excess) : all, dropped: dropped + pendingDropped + excess });
    pending = [];
    pendingDropped = 0;
  }

  playground.on('console', (entry) => {
    pending.push(entry);
    // Frames stop in a hidden tab while rows go on coming.
    if (pending.length > limit * 2) {
      pendingDropped += pending.length - limit;
      pending = pending.slice(-limit);
    }
    if (scheduled) return;
    scheduled = true;
    schedule(flush);
  });

  return store;
}
