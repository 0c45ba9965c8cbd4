import { FileCode2, ScrollText } from 'lucide-react';
import styles from './ActivityPane.module.css';
import { formatDuration } from './scale.ts';
import { timesOf, type Span } from './timeline.ts';

export interface SpanDetailsProps {
  readonly span: Span | null;
  /** What screen readers are told of; what is merely pointed at is not. */
  readonly announced: Span | null;
  readonly now: () => number;
  readonly hasHint: boolean;
  readonly onConsole: (span: Span) => void;
  readonly onSource: (target: string) => void;
}

/** What is known of one call or process, and where it leads. */
export function SpanDetails({ span, announced, now, hasHint, onConsole, onSource }: SpanDetailsProps) {
  return (
    <div className={styles['details']}>
      <p role="status" className="visually-hidden">
        {announced ? `${announced.target}: ${spanText(announced, now())}` : ''}
      </p>
      {span ? (
        <>
          <p className={styles['facts']} data-end={span.end}>
            <b>{span.target}</b> <span>{spanText(span, now())}</span>
          </p>
          <button type="button" className="button compact" onClick={() => onConsole(span)}>
            <ScrollText size={14} aria-hidden="true" /> <span className={styles['word']}>Console</span>
          </button>
          <button type="button" className="button compact" onClick={() => onSource(span.target)}>
            <FileCode2 size={14} aria-hidden="true" /> <span className={styles['word']}>Source</span>
          </button>
        </>
      ) : (
        <p className={styles['hint']}>
          {hasHint && (
            <>
              <Legend /> <span data-keys>Drag to move, Ctrl and wheel to zoom, click a bar to follow its call</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Legend() {
  return (
    <span className={styles['legend']}>
      {(['queued', 'running', 'waiting'] as const).map((state) => (
        <span key={state}>
          <i data-state={state} aria-hidden="true" />
          {state}
        </span>
      ))}
    </span>
  );
}

/** In words, for the table too. */
export function stateOf(span: Span): string {
  if (span.end !== null) return span.end;
  if (span.startedMs === null) return 'queued';
  const last = span.waits.at(-1);
  return last && last.toMs === null ? `waiting (${last.command})` : 'running';
}

export function spanText(span: Span, nowMs: number): string {
  const { totalMs, queuedMs, waitedMs } = timesOf(span, nowMs);
  const waits = span.waits.length + span.moreWaits;
  return [
    `#${span.call}`,
    stateOf(span),
    formatDuration(totalMs),
    ...(queuedMs > 0.05 ? [`queued ${formatDuration(queuedMs)}`] : []),
    ...(waits > 0 ? [`waited ${formatDuration(waitedMs)}${waits > 1 ? ` in ${waits} parts` : ''}`] : []),
    ...(span.guest === null ? [] : [`guest ${span.guest}`]),
    ...(span.pid === null ? [] : [span.pid]),
  ].join(' · ');
}
