import { useState } from 'react';
import type { PlainValue } from '../../kernel/api.ts';
import { formatValue, typeOf } from './format-value.ts';
import styles from './ValueView.module.css';

/** As much as fits on two lines of a cell, and as much as one wants to read when asking for more. */
const shortLength = 160;
const longLength = 20_000;

/** A value as Lua writes it, with its type in words. */
export function ValueView({ value }: { readonly value: PlainValue }) {
  const [expanded, setExpanded] = useState(false);
  const type = typeOf(value);
  const short = formatValue(value, { maxLength: shortLength, layout: 'line' });
  const shown = expanded ? formatValue(value, { maxLength: longLength, layout: 'block' }) : short;
  return (
    <span className={styles['value']}>
      <code className={styles['literal']} data-type={type}>
        {shown.text}
      </code>
      {type !== 'nil' && <span className={styles['type']}>{type}</span>}
      {short.truncated && (
        <button type="button" className={styles['more']} aria-expanded={expanded} onClick={() => setExpanded(!expanded)}>
          {expanded ? 'Less' : 'More'}
        </button>
      )}
    </span>
  );
}
