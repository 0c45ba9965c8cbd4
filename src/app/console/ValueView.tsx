import { memo } from 'react';
import type { PlainValue } from '../../kernel/api.ts';
import { formatValue, typeOf } from './format-value.ts';
import styles from './ValueView.module.css';

/** As much as the widest cell can show; UTF-16 units. */
const shownLength = 160;

/** A value on one line as Lua writes it, with its type. What does not fit is in the row's details. */
export const ValueView = memo(function ValueView({ value, isTyped = true }: { readonly value: PlainValue; readonly isTyped?: boolean }) {
  const type = typeOf(value);
  return (
    <span className={styles['value']}>
      <code className={styles['literal']} data-type={type}>
        {formatValue(value, { maxLength: shownLength, layout: 'line' }).text}
      </code>
      {isTyped && type !== 'nil' && <span className={styles['type']}>{typeName(value)}</span>}
    </span>
  );
});

/** The Lua type, and what tells values apart that look alike. */
export function typeName(value: PlainValue): string {
  if (typeof value === 'bigint') return 'int64';
  const type = typeOf(value);
  if (type === 'bytes') return `${(value as Uint8Array).length} bytes`;
  return type;
}
