import { useEffect, useMemo, useRef } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { InspectedMark } from '../../contract/inspection.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { scrollable } from '../parts/scrollable.ts';
import { formatAddress, signOf, type Chosen, type MemoryRow, type MemoryRows, type Stretch } from './memory-rows.ts';
import styles from './MemoryPane.module.css';

export interface HexViewProps {
  readonly rows: MemoryRows;
  /** Is brought into view. */
  readonly chosen: Chosen | null;
  /** Told of the value whose bytes somebody has pressed. */
  readonly onMark: (mark: InspectedMark) => void;
  /** Bytes in a row. */
  readonly width: number;
  readonly label: string;
}

const rowHeight = 20;

/** However large a memory is, the rows in view are made. */
export function HexView({ rows, chosen, width, label, onMark }: HexViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  useEffect(() => {
    if (!chosen) return;
    const row = rows.rowOf(chosen.at);
    const top = row * rowHeight;
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    // What is in view stays where it was pressed.
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight)
      list.current?.scrollToIndex(row, { align: 'center' });
  }, [chosen, rows]);
  const data = useMemo((): ArrayLike<undefined> => ({ length: rows.count }), [rows]);
  return (
    <div ref={scroller} className={styles['hex']} {...scrollable(`${label}, as hex, scrolls`)} data-width={width}>
      <Virtualizer ref={list} scrollRef={scroller} data={data} itemSize={rowHeight}>
        {(_, index) => <HexRow key={index} row={rows.row(index)} rows={rows} chosen={chosen} onMark={onMark} />}
      </Virtualizer>
    </div>
  );
}

interface HexRowProps {
  readonly row: MemoryRow;
  readonly rows: MemoryRows;
  readonly chosen: Chosen | null;
  readonly onMark: HexViewProps['onMark'];
}

function HexRow({ row, rows, chosen, onMark }: HexRowProps) {
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
          <Part key={stretch.from} stretch={stretch} onMark={onMark} text={(from, to) => hexOf(bytes, from, to)} />
        ))}
      </span>
      <span className={styles['signs']} aria-hidden="true">
        {stretches.map((stretch) => (
          <Part
            key={stretch.from}
            stretch={stretch}
            onMark={onMark}
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
  readonly onMark: HexViewProps['onMark'];
}

/** Bytes of a value are pressed to see all of it; by keys the list of values does the same. */
function Part({ stretch: { from, to, mark, isChosen, isEmpty }, text, onMark }: PartProps) {
  if (!mark)
    return (
      <span className={styles['stretch']} data-chosen={isChosen} data-empty={isEmpty}>
        {text(from, to)}
      </span>
    );
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles['stretch']}
      data-role={mark.role}
      data-chosen={isChosen}
      title={`${mark.path}: ${mark.type}`}
      onClick={() => onMark(mark)}
    >
      {text(from, to)}
    </button>
  );
}

/** `48 65 `: a blank after each. */
function hexOf(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from, to), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
