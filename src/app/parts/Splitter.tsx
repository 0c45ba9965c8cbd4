/* eslint-disable jsx-a11y/prefer-tag-over-role -- a separator that can be moved is a widget, which an <hr> is not */
import type { KeyboardEvent, PointerEvent } from 'react';
import styles from './Splitter.module.css';

export interface SplitterProps {
  readonly label: string;
  /** Id of the part whose size is set. */
  readonly controls: string;
  /** The direction the bar runs in, as ARIA has it: a horizontal bar is moved up and down. */
  readonly orientation: 'horizontal' | 'vertical';
  /** What `value` counts: a share of the whole, or pixels of the first part. */
  readonly unit?: '%' | 'px';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly onChange: (value: number) => void;
}

const steps = { '%': 3, px: 16 } as const;

/** The bar between two parts of its parent: drag it, use the arrow keys, or double-click it to go back. */
export function Splitter({
  label,
  controls,
  orientation,
  unit = '%',
  value,
  min,
  max,
  initial,
  onChange,
}: SplitterProps) {
  const set = (next: number): void => onChange(Math.min(max, Math.max(min, next)));

  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const area = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!area) return;
    const [offset, whole] =
      orientation === 'vertical' ? [event.clientX - area.left, area.width] : [event.clientY - area.top, area.height];
    set(unit === 'px' ? offset : (offset / whole) * 100);
  }

  function press(event: KeyboardEvent<HTMLDivElement>): void {
    const less = orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp';
    const more = orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown';
    const targets: Readonly<Record<string, number>> = {
      [less]: value - steps[unit],
      [more]: value + steps[unit],
      Home: min,
      End: max,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    set(target);
  }

  return (
    <div
      className={styles['splitter']}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-controls={controls}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => set(initial)}
    />
  );
}
