import { useState } from 'react';
import type { ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { formatDuration, formatTime } from '../model/format-value.ts';
import { ValueView } from '../parts/ValueView.tsx';
import { useConsole } from '../stores/context.ts';
import { wholeEntry } from './copy-rows.ts';
import { callBefore, MAX_CALLS, sparkPoints, type CallEntry } from './earlier-calls.ts';
import styles from './EarlierCalls.module.css';
import { differencesOf, type Difference, type Differences } from './value-difference.ts';

/** Units of the picture. */
const width = 120;
const height = 18;
/** A line has a beginning, an end and something between. */
const sparkCalls = 3;

export interface EarlierCallsProps {
  readonly entry: ConsoleEntry;
  /** Those of the same function until this one, which is the last. */
  readonly calls: readonly CallEntry[];
}

/** How long calls of a function took one after the other, and how the value of this one differs from the one before. */
export function EarlierCalls({ entry, calls }: EarlierCallsProps) {
  const readWhole = useConsole((state) => state.readWhole);
  const [differences, setDifferences] = useState<Differences | string | null>(null);
  const before = entry.call?.error === null ? callBefore(calls) : null;
  const durations = calls.map(({ call }) => call.durationMs);

  async function compare(other: CallEntry): Promise<void> {
    const [left, right] = await Promise.all([wholeEntry(other, readWhole), wholeEntry(entry, readWhole)]);
    if (!left.call || !right.call || left.cuts?.result || right.cuts?.result)
      setDifferences('Only the beginning of these values is kept: they cannot be compared.');
    else setDifferences(differencesOf(left.call.value, right.call.value));
  }
  return (
    <>
      <p className={styles['line']}>
        {durations.length >= sparkCalls && (
          <svg className={styles['spark']} viewBox={`0 -1 ${width} ${height + 2}`} aria-hidden="true">
            <polyline points={sparkPoints(durations, width, height)} />
          </svg>
        )}
        <span>
          {countText(calls.length - 1)}, {formatDuration(Math.min(...durations))} to{' '}
          {formatDuration(Math.max(...durations))}
        </span>
        {before && differences === null && (
          <button type="button" className="link-button" onClick={() => void compare(before)}>
            Compare with the one of {formatTime(before.time)}
          </button>
        )}
      </p>
      {typeof differences === 'string' ? (
        <p className={styles['line']}>{differences}</p>
      ) : (
        differences && <Changes differences={differences} />
      )}
    </>
  );
}

/** There may be more than are looked at. */
function countText(count: number): string {
  if (count === MAX_CALLS - 1) return `The last ${count} calls before`;
  return count === 1 ? '1 call before' : `${count} calls before`;
}

function Changes({ differences: { shown, count } }: { readonly differences: Differences }) {
  if (count === 0) return <p className={styles['line']}>Both calls gave the same value.</p>;
  return (
    <ul className={styles['changes']} aria-label="Changed">
      {shown.map((one) => (
        <li key={`${one.kind} ${one.path}`} className={styles['change']} data-kind={one.kind}>
          <span className={styles['path']}>{one.path === '' ? 'value' : one.path}</span>
          <Sides difference={one} />
        </li>
      ))}
      {count > shown.length && (
        <li className={styles['line']}>and {(count - shown.length).toLocaleString('en')} more</li>
      )}
    </ul>
  );
}

function Sides({ difference }: { readonly difference: Difference }) {
  switch (difference.kind) {
    case 'added':
      return (
        <>
          <span className={styles['word']}>new</span> <Value value={difference.after} />
        </>
      );
    case 'removed':
      return (
        <>
          <span className={styles['word']}>gone, was</span> <Value value={difference.before} />
        </>
      );
    case 'changed':
      return (
        <>
          <Value value={difference.before} /> <span className={styles['word']}>→</span>{' '}
          <Value value={difference.after} />
        </>
      );
  }
}

function Value({ value }: { readonly value: PlainValue }) {
  return <ValueView value={value} isTyped={false} />;
}
