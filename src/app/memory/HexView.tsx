import { useEffect, useMemo, useRef } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { formatBytes } from '../model/format-bytes.ts';
import { scrollable } from '../parts/scrollable.ts';
import { formatAddress, signOf, type Chosen, type MemoryRow, type MemoryRows, type Stretch } from './memory-rows.ts';
import styles from './MemoryPane.module.css';

export interface HexViewProps {
  readonly rows: MemoryRows;
  /** Is brought into view. */
  readonly chosen: Chosen | null;
  /** Bytes in a row. */
  readonly width: number;
  readonly label: string;
}

const rowHeight = 20;

/** However large a memory is, the rows in view are made. */
export function HexView({ rows, chosen, width, label }: HexViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  useEffect(() => {
    if (chosen) list.current?.scrollToIndex(rows.rowOf(chosen.at), { align: 'center' });
  }, [chosen, rows]);
  const data = useMemo((): ArrayLike<undefined> => ({ length: rows.count }), [rows]);
  return (
    <div ref={scroller} className={styles['hex']} {...scrollable(`${label}, as hex, scrolls`)} data-width={width}>
      <Virtualizer ref={list} scrollRef={scroller} data={data} itemSize={rowHeight}>
        {(_, index) => <HexRow key={index} row={rows.row(index)} rows={rows} chosen={chosen} />}
      </Virtualizer>
    </div>
  );
}

interface HexRowProps {
  readonly row: MemoryRow;
  readonly rows: MemoryRows;
  readonly chosen: Chosen | null;
}

function HexRow({ row, rows, chosen }: HexRowProps) {
  if (row.kind !== 'bytes')
    return (
      <div className={styles['gap']}>
        <span className={styles['address']}>{formatAddress(row.at)}</span>
        <span>
          {formatBytes(row.sizeBytes)} {row.kind === 'zeros' ? 'of zeros' : 'not kept: 8 MB of what is not zero are'}
        </span>
      </div>
    );
  const { at, bytes } = row;
  const stretches = rows.stretches(row, chosen);
  return (
    <div className={styles['row']}>
      <span className={styles['address']}>{formatAddress(at)}</span>
      <span className={styles['bytes']}>
        {stretches.map((stretch) => (
          <Part key={stretch.from} stretch={stretch} text={(from, to) => hexOf(bytes, from, to)} />
        ))}
      </span>
      <span className={styles['signs']} aria-hidden="true">
        {stretches.map((stretch) => (
          <Part
            key={stretch.from}
            stretch={stretch}
            text={(from, to) => Array.from(bytes.subarray(from, to), signOf).join('')}
          />
        ))}
      </span>
    </div>
  );
}

interface PartProps {
  readonly stretch: Stretch;
  readonly text: (from: number, to: number) => string;
}

function Part({ stretch: { from, to, mark, isChosen, isEmpty }, text }: PartProps) {
  return (
    <span
      className={styles['stretch']}
      data-role={mark?.role}
      data-chosen={isChosen}
      data-empty={isEmpty}
      title={mark ? `${mark.path}: ${mark.type}` : undefined}
    >
      {text(from, to)}
    </span>
  );
}

/** `48 65 `: a blank after each. */
function hexOf(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from, to), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
