import { Ban, ChevronRight, CircleCheck, CircleX, LoaderCircle, OctagonPause } from 'lucide-react';
import { memo } from 'react';
import type { RunOutcome, RunRecord } from '../stores/console-store.ts';
import { formatDuration, formatTime, formatValue } from '../model/format-value.ts';
import { outcomeText, runTitle } from './row-text.ts';
import styles from './RunRow.module.css';

export interface RunRowProps {
  readonly run: RunRecord;
  readonly rows: number;
  readonly errors: number;
  readonly isCollapsed: boolean;
  readonly rowIndex: number;
  readonly isStop: boolean;
  readonly onToggle: (id: number) => void;
}

const icons = {
  running: LoaderCircle,
  finished: CircleCheck,
  failed: CircleX,
  stopped: OctagonPause,
  notRun: Ban,
} as const;

const tones: Readonly<Record<RunOutcome['kind'], string>> = {
  running: 'busy',
  finished: 'good',
  failed: 'bad',
  stopped: 'quiet',
  notRun: 'bad',
};

/** The head of a run: what was called, when, and how it went. */
export const RunRow = memo(function RunRow({
  run,
  rows,
  errors,
  isCollapsed,
  rowIndex,
  isStop,
  onToggle,
}: RunRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-level={1}
      aria-expanded={!isCollapsed}
      tabIndex={isStop ? 0 : -1}
      data-line={`run ${run.id}`}
      className={styles['run']}
    >
      <div role="gridcell" className={styles['cells']}>
        <button
          type="button"
          className={styles['toggle']}
          tabIndex={isStop ? 0 : -1}
          aria-label={isCollapsed ? 'Show the rows of this run' : 'Hide the rows of this run'}
          onClick={() => onToggle(run.id)}
        >
          <ChevronRight size={14} aria-hidden="true" />
        </button>
        <RunHead run={run} rows={rows} errors={errors} />
      </div>
    </div>
  );
});

/** A run that answered well made no mistake, whatever its calls were answered and its code logged. */
function showsErrors({ origin, outcome }: RunRecord): boolean {
  return origin === 'elsewhere' || outcome.kind === 'failed';
}

/** What a run is called, and how it went. */
export function RunHead({ run, rows, errors }: Pick<RunRowProps, 'run' | 'rows' | 'errors'>) {
  const Icon = icons[run.outcome.kind];
  return (
    <>
      <span className={styles['title']} data-origin={run.origin}>
        {runTitle(run)}
      </span>
      {run.target !== null && run.arguments !== null && (
        <code className={styles['arguments']}>
          ({run.arguments.map((value) => formatValue(value, { maxLength: 60, layout: 'line' }).text).join(', ')})
        </code>
      )}
      {run.origin !== 'elsewhere' && (
        <span className={styles['outcome']} data-tone={tones[run.outcome.kind]}>
          <Icon size={13} aria-hidden="true" className={styles['icon']} data-kind={run.outcome.kind} />
          <span className="visually-hidden">{run.outcome.kind}</span>
          <code className={styles['tuple']} title={outcomeText(run)}>
            {outcomeText(run)}
          </code>
        </span>
      )}
      <span className={styles['counts']}>
        {errors > 0 && showsErrors(run) && (
          <span className={styles['errors']}>
            {errors === 1 ? '1 row with an error' : `${errors.toLocaleString('en')} rows with errors`}
          </span>
        )}
        <span className={styles['rows']}>{rows === 1 ? '1 row' : `${rows.toLocaleString('en')} rows`}</span>
        {run.durationMs !== null && <span className={styles['number']}>{formatDuration(run.durationMs)}</span>}
        <time className={styles['number']} dateTime={new Date(run.startedAt).toISOString()}>
          {formatTime(run.startedAt).slice(0, 8)}
        </time>
      </span>
    </>
  );
}
