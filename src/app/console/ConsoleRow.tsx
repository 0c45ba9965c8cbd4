/* eslint-disable jsx-a11y/prefer-tag-over-role -- rows are grids, and `display` takes the meaning from real table elements */
import { memo, useState } from 'react';
import type { CallError, CallRecord, ConsoleEntry, PlainValue } from '../../kernel/api.ts';
import styles from './ConsoleRow.module.css';
import { formatDuration, formatTime, formatValue } from './format-value.ts';
import { ValueView } from './ValueView.tsx';

export const columns = ['Time', 'Kind', 'Target', 'Arguments', 'Value', 'Error', 'Duration'] as const;

export function ConsoleHeader() {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" className={`${styles['row']} ${styles['call']}`} aria-rowindex={1}>
        {columns.map((column) => (
          <div key={column} role="columnheader" className={styles['cell']}>
            {column}
          </div>
        ))}
      </div>
    </div>
  );
}

/** For `VirtualRows`: the height of a row nobody has seen yet. */
export function estimateHeight(entry: ConsoleEntry): number {
  const lines = entry.call ? 1 : Math.min(entry.text.split('\n', 40).length, 40);
  return 12 + 18 * lines;
}

export function renderRow(entry: ConsoleEntry, rowIndex: number) {
  return entry.call ? <CallRow entry={entry} call={entry.call} rowIndex={rowIndex} /> : <TextRow entry={entry} rowIndex={rowIndex} />;
}

const CallRow = memo(function CallRow({ entry, call, rowIndex }: { entry: ConsoleEntry; call: CallRecord; rowIndex: number }) {
  return (
    <div role="row" aria-rowindex={rowIndex} data-row={entry.id} data-source="call" data-failed={call.error !== null} className={`${styles['row']} ${styles['call']}`}>
      <Time time={entry.time} />
      <Kind source="call" failed={call.error !== null} />
      <div role="cell" data-cell="target" className={`${styles['cell']} ${styles['target']}`}>
        <span className={styles['name']}>{call.target}</span>
        <span className={styles['from']}>from {call.caller}</span>
      </div>
      <div role="cell" data-cell="arguments" data-label="Arguments" className={styles['cell']}>
        <Arguments values={call.arguments} />
      </div>
      <div role="cell" data-cell="value" data-label="Value" className={styles['cell']}>
        <ValueView value={call.value} />
      </div>
      <div role="cell" data-cell="error" data-label="Error" className={styles['cell']}>
        {call.error ? <ErrorView error={call.error} /> : <ValueView value={null} />}
      </div>
      <div role="cell" data-cell="duration" className={`${styles['cell']} ${styles['duration']}`}>
        {formatDuration(call.durationMs)}
      </div>
    </div>
  );
});

/** More would not be read in a row; the rest is counted. */
const shownArguments = 8;

function Arguments({ values }: { readonly values: readonly PlainValue[] }) {
  if (values.length === 0) return <span className={styles['none']}>none</span>;
  return (
    <span className={styles['list']}>
      {values.slice(0, shownArguments).map((value, index) => (
        // Arguments have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <ValueView key={index} value={value} />
      ))}
      {values.length > shownArguments && <span className={styles['none']}>and {values.length - shownArguments} more</span>}
    </span>
  );
}

function ErrorView({ error }: { readonly error: CallError }) {
  if (error.from === 'guest') {
    return (
      <span className={styles['error']}>
        <span className={styles['badge']} data-tone="warn">
          guest
        </span>
        <ValueView value={error.payload} />
      </span>
    );
  }
  return (
    <span className={styles['error']}>
      <span className={styles['badge']} data-tone="error">
        {error.kind || 'Unknown'}
      </span>
      <span className={styles['message']}>{error.message}</span>
      {error.retryable && <span className={styles['none']}>may be retried</span>}
      {error.details && Object.keys(error.details).length > 0 && <ValueView value={error.details} />}
    </span>
  );
}

/** A row of plain text longer than this is cut until asked for; UTF-16 units. */
const shortText = 2000;

const TextRow = memo(function TextRow({ entry, rowIndex }: { entry: ConsoleEntry; rowIndex: number }) {
  const [expanded, setExpanded] = useState(false);
  const long = entry.text.length > shortText;
  const fields = Object.entries(entry.fields ?? {});
  return (
    <div role="row" aria-rowindex={rowIndex} data-row={entry.id} data-source={entry.source} data-level={entry.level} className={`${styles['row']} ${styles['text']}`}>
      <Time time={entry.time} />
      <Kind source={entry.source} level={entry.level} />
      <div role="cell" data-cell="location" className={`${styles['cell']} ${styles['location']}`}>
        {entry.location}
      </div>
      <div role="cell" data-cell="text" aria-colspan={4} className={`${styles['cell']} ${styles['message']}`}>
        {long && !expanded ? `${entry.text.slice(0, shortText)}…` : entry.text}
        {fields.map(([key, value]) => (
          <span key={key} className={styles['field']}>
            {key}={formatValue(value, { maxLength: shortText, layout: 'line' }).text}
          </span>
        ))}
        {long && (
          <button type="button" className={styles['more']} aria-expanded={expanded} onClick={() => setExpanded(!expanded)}>
            {expanded ? 'Less' : 'More'}
          </button>
        )}
      </div>
    </div>
  );
});

function Time({ time }: { readonly time: number }) {
  return (
    <div role="cell" data-cell="time" className={`${styles['cell']} ${styles['time']}`}>
      <time dateTime={new Date(time).toISOString()}>{formatTime(time)}</time>
    </div>
  );
}

function Kind({ source, level = 'info', failed = false }: { source: ConsoleEntry['source']; level?: ConsoleEntry['level']; failed?: boolean }) {
  const tone = failed || level === 'error' || source === 'stderr' ? 'error' : level === 'warn' ? 'warn' : source === 'call' ? 'call' : 'plain';
  return (
    <div role="cell" data-cell="kind" className={styles['cell']}>
      <span className={styles['badge']} data-tone={tone}>
        {source === 'log' ? level : source}
      </span>
    </div>
  );
}
