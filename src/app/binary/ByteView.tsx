import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { ByteRange } from './byte-places.ts';
import styles from './ByteView.module.css';

export interface ByteViewProps {
  readonly bytes: Uint8Array;
  readonly label: string;
  /** In a row. */
  readonly width: number;
  /** Are marked and brought into view. */
  readonly range: ByteRange | null;
  /** The byte of them that is meant. */
  readonly chosen: number;
  readonly onChoose: (offset: number) => void;
}

const rowHeight = 20;

/** The bytes of a binary as hex, each to be chosen by pointer or keys. However many there are, the rows in view are made. */
export function ByteView({ bytes, label, width, range, chosen, onChoose }: ByteViewProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const start = range?.start ?? 0;
  useEffect(() => {
    const row = Math.floor((range ? Math.max(start, chosen) : chosen) / width);
    const top = row * rowHeight;
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight)
      list.current?.scrollToIndex(row, { align: 'center' });
  }, [range, start, chosen, width]);
  const rows = useMemo((): ArrayLike<undefined> => ({ length: Math.ceil(bytes.length / width) }), [bytes, width]);

  function press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key]! : 0;
    const next = chosen + step;
    if (step === 0 || next < 0 || next >= bytes.length) return;
    event.preventDefault();
    onChoose(next);
  }
  function click(event: MouseEvent): void {
    const at = event.target instanceof HTMLElement ? event.target.dataset['at'] : undefined;
    if (at !== undefined) onChoose(Number(at));
  }
  return (
    <div
      ref={scroller}
      className={styles['hex']}
      data-width={width}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length}
      aria-activedescendant={`${id}-${chosen}`}
      tabIndex={0}
      onKeyDown={press}
      onClick={click}
    >
      <Virtualizer ref={list} scrollRef={scroller} data={rows} itemSize={rowHeight}>
        {(_, index) => {
          const at = index * width;
          const own = bytes.subarray(at, at + width);
          return (
            <div key={index} className={styles['row']} role="row" aria-rowindex={index + 1}>
              <span className={styles['address']} role="rowheader">
                {at.toString(16).padStart(6, '0')}
              </span>
              <span className={styles['bytes']}>
                {Array.from(own, (byte, place) => (
                  <span
                    key={place}
                    id={`${id}-${at + place}`}
                    role="gridcell"
                    data-at={at + place}
                    data-in={range !== null && start <= at + place && at + place < range.end}
                    aria-selected={at + place === chosen}
                  >
                    {byte.toString(16).padStart(2, '0')}
                  </span>
                ))}
              </span>
              <span className={styles['signs']} aria-hidden="true">
                {Array.from(own, signOf).join('')}
              </span>
            </div>
          );
        }}
      </Virtualizer>
    </div>
  );
}

/** What is no sign of ASCII is a dot. */
function signOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : '·';
}
