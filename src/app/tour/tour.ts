/** How far the visitor has come; outlives the panel, so that whoever comes back goes on. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppStores } from '../stores/context.ts';
import { steps, type TourFacts, type TourStep } from './steps.ts';

export interface TourState {
  /** Of the step in front. */
  readonly index: number;
  /** What was done stays done. */
  readonly done: ReadonlySet<TourStep['id']>;
  readonly goTo: (index: number) => void;
}

type Watched = Pick<AppStores, 'console' | 'view'>;

/** Looks on as long as the page is there: what it costs is a look at the rows whenever they changed. */
export function createTour({ console, view }: Watched): StoreApi<TourState> {
  const firstRun = console.getState().runs.at(-1)?.id ?? 0;
  const store = createStore<TourState>()((set) => ({
    index: 0,
    done: new Set(),
    goTo: (index) => set({ index: Math.max(0, Math.min(steps.length - 1, index)) }),
  }));

  function look(): void {
    const { done } = store.getState();
    if (done.size === steps.length || view.getState().tour === 'hidden') return;
    const facts = factsOf();
    const now = steps.filter((step) => !done.has(step.id) && step.isDone(facts));
    if (now.length > 0) store.setState({ done: new Set([...done, ...now.map(({ id }) => id)]) });
  }

  function factsOf(): TourFacts {
    const { runs, rows, expanded } = console.getState();
    const called = rows.flatMap(({ key, run, entry }) => (entry.call ? [{ key, run, call: entry.call }] : []));
    return {
      endedRuns: runs.filter(
        ({ id, origin, durationMs }) => id > firstRun && origin === 'runBar' && durationMs !== null,
      ).length,
      calls: called.filter(({ run }) => run > firstRun).map(({ call }) => call),
      readCalls: called.filter(({ key }) => expanded.has(key)).map(({ call }) => call),
      isSharing: view.getState().dialog === 'share',
    };
  }

  console.subscribe(look);
  view.subscribe((now, before) => {
    if (now.dialog !== before.dialog || now.tour !== before.tour) look();
  });
  return store;
}

/** One of each page. */
const tours = new WeakMap<AppStores, StoreApi<TourState>>();

export function tourOf(stores: AppStores): StoreApi<TourState> {
  const known = tours.get(stores);
  if (known) return known;
  const made = createTour(stores);
  tours.set(stores, made);
  return made;
}
