import { useMemo } from 'react';
import styles from './ActivityPane.module.css';
import { gapText } from './draw.ts';
import { RowTable, type Column } from './RowTable.tsx';
import { formatDuration } from './scale.ts';
import { SourceButton } from './SourceButton.tsx';
import { stateOf } from './SpanDetails.tsx';
import { timesOf, type Gap, type Span, type Timeline } from './timeline.ts';

type Row = { readonly span: Span } | { readonly gap: Gap };

export interface CallTableProps {
  readonly timeline: Timeline;
  readonly changes: number;
  readonly now: () => number;
  readonly onConsole: (span: Span) => void;
  readonly onSource: (target: string) => void;
}

/** What the timeline shows, in words: the newest first. */
export function CallTable({ timeline, changes, now, onConsole, onSource }: CallTableProps) {
  // oxlint-disable-next-line react/exhaustive-deps -- the timeline says by `changes` that it is another
  const rows = useMemo(() => rowsOf(timeline), [timeline, changes]);
  const originMs = timeline.spans[0]?.queuedMs ?? 0;
  const columns = useMemo(
    () => columnsOf({ originMs, now, onConsole, onSource }),
    [originMs, now, onConsole, onSource],
  );
  return (
    <RowTable
      label="Calls and processes"
      columns={columns}
      rows={rows}
      keyOf={(row) => ('span' in row ? row.span.call : `gap ${row.gap.fromMs}`)}
      empty="Nothing was called yet."
    />
  );
}

function rowsOf({ spans, gaps }: Timeline): readonly Row[] {
  const at = (row: Row): number => ('span' in row ? row.span.queuedMs : row.gap.fromMs);
  return [...spans.map((span) => ({ span })), ...gaps.map((gap) => ({ gap }))].toSorted((a, b) => at(b) - at(a));
}

type Context = Pick<CallTableProps, 'now' | 'onConsole' | 'onSource'> & { readonly originMs: number };

function columnsOf({ originMs, now, onConsole, onSource }: Context): readonly Column<Row>[] {
  const span =
    (show: (span: Span) => React.ReactNode): Column<Row>['cell'] =>
    (row) =>
      'span' in row ? show(row.span) : null;
  const time = (pick: 'queuedMs' | 'ranMs' | 'waitedMs' | 'totalMs'): Column<Row>['cell'] =>
    span((one) => formatDuration(timesOf(one, now())[pick]));
  return [
    {
      title: 'Call',
      width: '72px',
      cell: span((one) => (
        <button type="button" className={styles['link']} title="Show it in the console" onClick={() => onConsole(one)}>
          #{one.call}
        </button>
      )),
    },
    {
      title: 'Entry',
      width: 'minmax(140px, 2fr)',
      cell: (row) =>
        'gap' in row ? (
          <em>{gapText(row.gap.calls, row.gap.steps)}</em>
        ) : (
          <SourceButton target={row.span.target} onSource={onSource} />
        ),
    },
    {
      title: 'State',
      width: 'minmax(92px, 1fr)',
      cell: span((one) => <span data-end={one.end}>{stateOf(one)}</span>),
    },
    {
      title: 'Begins',
      width: '88px',
      isNumber: true,
      cell: (row) => `+${formatDuration(('span' in row ? row.span.queuedMs : row.gap.fromMs) - originMs)}`,
    },
    { title: 'Took', width: '80px', isNumber: true, cell: time('totalMs') },
    { title: 'Queued', width: '80px', isNumber: true, cell: time('queuedMs') },
    { title: 'Ran', width: '80px', isNumber: true, cell: time('ranMs') },
    { title: 'Waited', width: '80px', isNumber: true, cell: time('waitedMs') },
    { title: 'Guest', width: '56px', isNumber: true, cell: span((one) => one.guest ?? '') },
    { title: 'Below', width: '64px', isNumber: true, cell: span((one) => (one.parent ? `#${one.parent.call}` : '')) },
  ];
}
