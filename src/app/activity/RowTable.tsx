import { useRef, type ReactNode } from 'react';
import { Virtualizer } from 'virtua';
import { scrollable } from '../parts/scrollable.ts';
import styles from './ActivityPane.module.css';

export interface Column<T> {
  readonly title: string;
  /** As in `grid-template-columns`. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly cell: (row: T) => ReactNode;
}

export interface RowTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  /** Shown where there are no rows. */
  readonly empty: string;
}

/** Read by the style sheet. */
const columnsVariable: string = '--columns';
const headHeight = 26;
const rowHeight = 28;

/** However many rows, of which those in view are there. */
export function RowTable<T>({ label, columns, rows, keyOf, empty }: RowTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  if (rows.length === 0) return <p className={styles['empty']}>{empty}</p>;
  return (
    <div ref={scroller} className={styles['tableScroller']} {...scrollable(`${label}, scrolls`)}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className={styles['table']}
        style={{ [columnsVariable]: columns.map(({ width }) => width).join(' ') }}
      >
        <div role="row" aria-rowindex={1} className={styles['tableHead']}>
          {columns.map(({ title, isNumber = false }) => (
            <div key={title} role="columnheader" data-number={isNumber}>
              {title}
            </div>
          ))}
        </div>
        <Virtualizer scrollRef={scroller} data={rows} startMargin={headHeight} itemSize={rowHeight}>
          {(row, index) => (
            <div key={keyOf(row)} role="row" aria-rowindex={index + 2} className={styles['tableRow']}>
              {columns.map(({ title, isNumber = false, cell }) => (
                <div key={title} role="cell" data-number={isNumber}>
                  {cell(row)}
                </div>
              ))}
            </div>
          )}
        </Virtualizer>
      </div>
    </div>
  );
}
