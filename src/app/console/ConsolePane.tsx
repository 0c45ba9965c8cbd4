import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useIsQuiet } from '../monaco/loader.ts';
import { beforeNextAct } from '../parts/acts.ts';
import { runShortcut } from '../model/shortcut.ts';
import type { ConsoleRow, ConsoleState, RunRecord } from '../stores/console-store.ts';
import { useConsole, useProblems, useRun, useStores, useView } from '../stores/context.ts';
import { ConsoleBar } from './ConsoleBar.tsx';
import { ConsoleList } from './ConsoleList.tsx';
import styles from './ConsolePane.module.css';
import { isFiltering, showEverything } from '../model/filter.ts';
import { consoleLines } from './lines.ts';

/** With what rows in full are made of, so that a row opens at once. */
const LineBar = lazy(async () => {
  const [{ LineBar: Bar }] = await Promise.all([import('./LineBar.tsx'), import('./EntryDetails.tsx')]);
  return { default: Bar };
});

interface Frozen {
  readonly rows: readonly ConsoleRow[];
  readonly runs: readonly RunRecord[];
  readonly written: number;
  readonly generation: number;
  readonly lastRun: number;
}

/** What the project said and did, run by run. Whoever scrolls up wants to read: rows then stand still until the end is in view again. */
export function ConsolePane() {
  const { console: store } = useStores();
  const rows = useConsole((state) => state.rows);
  const runs = useConsole((state) => state.runs);
  const written = useConsole((state) => state.written);
  const dropped = useConsole((state) => state.dropped);
  const generation = useConsole((state) => state.generation);
  const filter = useConsole((state) => state.filter);
  const collapsed = useConsole((state) => state.collapsed);
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const lastRun = runs.at(-1)?.id ?? 0;
  // A new run is what one wants to see now.
  const shown = frozen?.generation === generation && frozen.lastRun === lastRun ? frozen : null;
  const lines = useMemo(
    () => consoleLines({ rows: shown?.rows ?? rows, runs: shown?.runs ?? runs, collapsed, filter }),
    [shown, rows, runs, collapsed, filter],
  );
  // The same function for every row, so that rows that did not change are not made again.
  const follow = useCallback(
    (isFollowing: boolean) => setFrozen(isFollowing ? null : snapshot(store.getState())),
    [store],
  );
  const newer = shown ? written - shown.written : 0;

  return (
    <section className={`pane ${styles['pane']}`} aria-label="Console">
      <ConsoleBar lines={lines} />
      {dropped > 0 && (
        <p className={styles['note']}>
          {dropped.toLocaleString('en')} older rows were let go; the newest {rows.length.toLocaleString('en')} are kept.
        </p>
      )}
      <div className={styles['rows']}>
        {lines.length === 0 ? (
          <EmptyConsole isFiltered={isFiltering(filter) && rows.length > 0} />
        ) : (
          <ConsoleList key={generation} lines={lines} isFollowing={shown === null} onFollowing={follow} />
        )}
        {newer > 0 && (
          <button type="button" className={styles['newer']} onClick={() => setFrozen(null)}>
            {newer === 1 ? '1 newer row' : `${newer.toLocaleString('en')} newer rows`}
          </button>
        )}
      </div>
      <LazyLineBar />
    </section>
  );
}

const nobodyWants = (): boolean => false;

/** The line to type in has its place at once, and is fetched when there is time for it or it is wanted. */
function LazyLineBar() {
  const isQuiet = useIsQuiet();
  const [wants, setWants] = useState<{ readonly isWanted: () => boolean } | null>(null);
  const waiting = (
    <button
      type="button"
      id="console-line"
      className={styles['line']}
      // Whoever comes to it wants it: it must not be replaced under their keys.
      onFocus={() => setWants({ isWanted: beforeNextAct() })}
      onClick={() => setWants({ isWanted: beforeNextAct() })}
    >
      <span aria-hidden="true">›</span> Lua, evaluated in this project
    </button>
  );
  if (!isQuiet && !wants) return waiting;
  return (
    <Suspense fallback={waiting}>
      <LineBar takesFocus={wants?.isWanted ?? nobodyWants} />
    </Suspense>
  );
}

function snapshot({ rows, runs, written, generation }: ConsoleState): Frozen {
  return { rows, runs, written, generation, lastRun: runs.at(-1)?.id ?? 0 };
}

function EmptyConsole({ isFiltered }: { readonly isFiltered: boolean }) {
  const phase = useRun((state) => state.phase);
  const setFilter = useConsole((state) => state.setFilter);
  const setBottomTab = useView((state) => state.setBottomTab);
  const errors = useProblems((state) => state.counts.errors);
  if (isFiltered) {
    return (
      <div className={styles['empty']}>
        <p>No row matches the filter.</p>
        <button type="button" className="link-button" onClick={() => setFilter(showEverything)}>
          Show everything
        </button>
      </div>
    );
  }
  if (phase === 'unavailable')
    return <p className={styles['empty']}>Nothing can run in this page; the message above says what is missing.</p>;
  if (phase === 'starting') return <p className={styles['empty']}>Starting the runtime…</p>;
  return (
    <div className={styles['empty']}>
      <p className="lead">Run shows every call with its value and error here.</p>
      <p>
        Press <strong>Run</strong> or <kbd>{runShortcut}</kbd>. Calls stand below the call that made them, next to what
        was printed and logged; the name of a function leads to its source.
      </p>
      {errors > 0 && (
        <p>
          The project has {errors === 1 ? '1 error' : `${errors} errors`}, so Run will not get far.{' '}
          <button type="button" className="link-button" onClick={() => setBottomTab('problems')}>
            Show problems
          </button>
        </p>
      )}
    </div>
  );
}
