import { useMemo, useState } from 'react';
import type { ConsoleEntry } from '../../kernel/api.ts';
import { useConsole, useProject, useRun } from '../stores/context.ts';
import styles from './ConsolePane.module.css';
import { columns, ConsoleHeader, estimateHeight, renderRow } from './ConsoleRow.tsx';
import { ProblemList } from './ProblemList.tsx';
import { VirtualRows } from './VirtualRows.tsx';

/** What the project said and did, and above it what is wrong with its text. */
export function ConsolePane({ shortcut }: { readonly shortcut: string }) {
  const rows = useConsole((state) => state.rows);
  const dropped = useConsole((state) => state.dropped);
  const generation = useConsole((state) => state.generation);
  const clear = useConsole((state) => state.clear);
  const diagnostics = useRun((state) => state.diagnostics);
  const entries = useRun((state) => state.entries);
  const failed = useMemo(
    () => (entries ?? []).filter((entry) => entry.status === 'failed' && !diagnostics.some((item) => item.entry === entry.id)),
    [entries, diagnostics],
  );
  const problems = diagnostics.length + failed.length;

  return (
    <section className={styles['pane']} aria-labelledby="console-heading">
      <header className={styles['bar']}>
        <h2 id="console-heading" className={styles['title']}>
          Console
        </h2>
        {dropped > 0 && <span className={styles['note']}>{dropped.toLocaleString('en')} older rows were let go</span>}
        <button type="button" className={styles['clear']} disabled={rows.length === 0} onClick={clear}>
          Clear
        </button>
      </header>
      <div className={styles['content']} data-problems={problems > 0}>
        {problems > 0 && (
          <section className={styles['problems']} aria-labelledby="problems-heading">
            <h3 id="problems-heading" className={styles['subtitle']}>
              {problems === 1 ? '1 problem' : `${problems} problems`}
            </h3>
            <ProblemList diagnostics={diagnostics} failed={failed} />
          </section>
        )}
        <div className={styles['rows']}>
          {rows.length === 0 ? (
            <EmptyConsole shortcut={shortcut} problems={problems} />
          ) : (
            <Rows key={generation} rows={rows} written={rows.length + dropped} />
          )}
        </div>
      </div>
    </section>
  );
}

/**
 * Whoever scrolls up wants to read: the rows stand still until the end is in view again, however many come meanwhile.
 * `written` counts all rows since the last clear.
 */
function Rows({ rows, written }: { readonly rows: readonly ConsoleEntry[]; readonly written: number }) {
  const [frozen, setFrozen] = useState<{ readonly rows: readonly ConsoleEntry[]; readonly written: number } | null>(null);
  const newer = frozen ? written - frozen.written : 0;
  return (
    <div className={styles['stand']}>
      <VirtualRows
        label="Console output"
        items={frozen?.rows ?? rows}
        estimate={estimateHeight}
        render={renderRow}
        header={header}
        columns={columns.length}
        following={frozen === null}
        onFollowing={(following) => setFrozen(following ? null : { rows, written })}
      />
      {newer > 0 && (
        <button type="button" className={styles['newer']} onClick={() => setFrozen(null)}>
          {newer === 1 ? '1 newer row' : `${newer.toLocaleString('en')} newer rows`}
        </button>
      )}
    </div>
  );
}

const header = <ConsoleHeader />;

function EmptyConsole({ shortcut, problems }: { readonly shortcut: string; readonly problems: number }) {
  const phase = useRun((state) => state.phase);
  const busy = useRun((state) => state.busy);
  const summary = useProject((state) => state.examples.find((example) => example.id === state.exampleId)?.summary);
  if (phase === 'unavailable') return <p className={styles['empty']}>Nothing can run here; see the message above.</p>;
  if (phase === 'starting') return <p className={styles['empty']}>Starting runtime…</p>;
  if (busy) return <p className={styles['empty']}>Waiting for the first row…</p>;
  if (problems > 0) return <p className={styles['empty']}>Nothing was called, because the project has problems.</p>;
  return (
    <div className={styles['empty']}>
      <p>
        Nothing has run yet. Press <strong>Run</strong> or <kbd>{shortcut}</kbd>.
      </p>
      {summary && <p>{summary}</p>}
    </div>
  );
}
