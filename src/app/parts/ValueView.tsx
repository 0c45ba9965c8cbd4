import { memo } from 'react';
import type { Cut, PlainValue } from '../../contract/api.ts';
import { formatValue, typeOf, wholeText } from '../model/format-value.ts';
import styles from './ValueView.module.css';

/** As much as the widest cell can show; UTF-16 units. */
const shownLength = 160;

export interface ValueViewProps {
  readonly value: PlainValue;
  /** What the value lacks. */
  readonly cut?: Cut | null | undefined;
  readonly isTyped?: boolean;
}

/** A value on one line as Lua writes it, with its type. What does not fit is in the row's details. */
export const ValueView = memo(function ValueView({ value, cut = null, isTyped = true }: ValueViewProps) {
  const type = typeOf(value);
  return (
    <span className={styles['value']}>
      <code className={styles['literal']} data-type={type}>
        {formatValue(value, { maxLength: shownLength, layout: 'line', cut }).text}
      </code>
      {isTyped && type !== 'nil' && <span className={styles['type']}>{typeName(value, cut)}</span>}
    </span>
  );
});

/** The Lua type, and what tells values apart that look alike. */
export function typeName(value: PlainValue, cut: Cut | null = null): string {
  if (typeof value === 'bigint') return 'int64';
  const type = typeOf(value);
  if (cut?.whole) return `${type === 'bytes' ? 'string' : type} ${wholeText(cut.whole)}`;
  if (type === 'bytes') return `${(value as Uint8Array).length} bytes`;
  return type;
}
