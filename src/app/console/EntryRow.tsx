import { lazy, memo, Suspense, type CSSProperties } from 'react';
import type { CallRecord, ConsoleEntry, Cut, EvalResult, PlainValue } from '../../contract/api.ts';
import type { ConsoleRow } from '../stores/console-store.ts';
import { shownArguments } from './column-widths.ts';
import styles from './EntryRow.module.css';
import { ErrorView } from '../parts/ErrorView.tsx';
import { isError } from '../model/filter.ts';
import { formatDuration, formatTime, formatValue, missing, shownText } from '../model/format-value.ts';
import { SourceLink } from './SourceLink.tsx';
import { ValueView } from '../parts/ValueView.tsx';

const EntryDetails = lazy(async () => ({ default: (await import('./EntryDetails.tsx')).EntryDetails }));

export interface EntryRowProps {
  readonly row: ConsoleRow;
  readonly depth: number;
  readonly rowIndex: number;
  readonly isExpanded: boolean;
  /** Whether Tab comes to this row. */
  readonly isStop: boolean;
  readonly onToggle: (key: number) => void;
}

/** Read by the style sheet. */
const depthVariable: string = '--depth';
/** Deeper calls are not moved further in: there would be no room left for them. */
const maxDepth = 8;

export const EntryRow = memo(function EntryRow({ row, depth, rowIndex, isExpanded, isStop, onToggle }: EntryRowProps) {
  const { entry, key } = row;
  // A call stands where it began, and is told of when it has ended.
  const time = entry.time - (entry.call?.durationMs ?? 0);
  const style: CSSProperties & Record<string, unknown> = { [depthVariable]: Math.min(depth, maxDepth) };
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-level={depth + 2}
      aria-expanded={isExpanded}
      tabIndex={isStop ? 0 : -1}
      data-line={key}
      data-source={entry.source}
      data-level={entry.level}
      data-failed={isError(entry)}
      className={styles['row']}
      style={style}
    >
      <div role="gridcell" className={styles['toggle']}>
        <button
          type="button"
          className={styles['chevron']}
          tabIndex={isStop ? 0 : -1}
          aria-label={isExpanded ? 'Hide details' : 'Show details'}
          onClick={() => onToggle(key)}
        />
      </div>
      <div role="gridcell" className={styles['time']}>
        {formatTime(time)}
      </div>
      <div role="gridcell" className={styles['kind']}>
        <span className={styles['badge']} data-tone={tone(entry)} title={formatTime(time)}>
          {entry.source === 'log' ? entry.level : entry.source}
        </span>
      </div>
      {entry.result ? (
        <ResultCells result={entry.result} />
      ) : entry.call ? (
        <CallCells call={entry.call} cuts={entry.cuts} isStop={isStop} />
      ) : (
        <TextCells entry={entry} isStop={isStop} />
      )}
      {isExpanded && (
        <Suspense fallback={null}>
          <EntryDetails entry={entry} />
        </Suspense>
      )}
    </div>
  );
});

function tone(entry: ConsoleEntry): 'error' | 'warn' | 'call' | 'plain' {
  if (isError(entry)) return 'error';
  if (entry.level === 'warn') return 'warn';
  return entry.source === 'call' || entry.source === 'result' ? 'call' : 'plain';
}

function CallCells({
  call,
  cuts,
  isStop,
}: {
  readonly call: CallRecord;
  readonly cuts: ConsoleEntry['cuts'];
  readonly isStop: boolean;
}) {
  return (
    <>
      <div role="gridcell" className={styles['target']}>
        <SourceLink target={call.target} isStop={isStop} />
      </div>
      <div role="gridcell" className={styles['cell']} data-label="Arguments">
        <Arguments values={call.arguments} cut={cuts?.arguments?.cut} />
      </div>
      {/* Of the two one is nil. */}
      <div role="gridcell" className={styles['cell']} data-label={call.error === null ? 'Value' : 'Error'}>
        {call.error === null ? (
          <ValueView value={call.value} cut={cuts?.result?.cut} />
        ) : (
          <ErrorView error={call.error} cuts={cuts} />
        )}
      </div>
      <div role="gridcell" className={styles['duration']}>
        {formatDuration(call.durationMs)}
      </div>
    </>
  );
}

export function Arguments({ values, cut }: { readonly values: readonly PlainValue[]; readonly cut?: Cut | undefined }) {
  if (values.length === 0) return <span className={styles['none']}>none</span>;
  return (
    <span className={styles['list']}>
      {values.slice(0, shownArguments).map((value, index) => (
        // Arguments have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <ValueView key={index} value={value} cut={cut?.inside?.get(index)} />
      ))}
      {values.length > shownArguments && (
        <span className={styles['none']}>and {values.length - shownArguments} more</span>
      )}
    </span>
  );
}

/** All values of a line that was typed: the first is the value of a call, the second its error. */
function ResultCells({ result: { values, error, durationMs } }: { readonly result: EvalResult }) {
  return (
    <div role="none" className={styles['line']}>
      <div role="gridcell" aria-colspan={3} className={styles['result']}>
        {error === null ? <Arguments values={values} /> : <ErrorView error={error} cuts={undefined} />}
      </div>
      <div role="gridcell" className={styles['duration']}>
        {formatDuration(durationMs)}
      </div>
    </div>
  );
}

/** A row of plain text longer than this is cut until it is shown in full; UTF-16 units. */
const shortText = 1000;

function TextCells({ entry, isStop }: { readonly entry: ConsoleEntry; readonly isStop: boolean }) {
  const fields = entry.fields ? Object.entries(entry.fields) : [];
  return (
    <div role="none" className={styles['line']}>
      <div role="gridcell" aria-colspan={3} className={styles['text']}>
        {entry.text.length > shortText ? `${entry.text.slice(0, shortText)}…` : entry.text}
        {missing(entry.cuts?.text)}
        {fields.map(([key, value]) => (
          <span key={key} className={styles['field']}>
            {key}=
            {formatValue(value, { maxLength: 80, layout: 'line', cut: entry.cuts?.fields?.cut.inside?.get(key) }).text}
          </span>
        ))}
        {entry.cuts?.fields?.cut.whole && (
          <span className={styles['field']}>{shownText(fields.length, entry.cuts.fields.cut.whole)}</span>
        )}
      </div>
      <div role="gridcell" className={styles['location']}>
        {entry.location !== undefined && <SourceLink entry={entry} isStop={isStop} />}
      </div>
    </div>
  );
}
