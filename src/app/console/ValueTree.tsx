import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { PlainValue } from '../../kernel/api.ts';
import { formatValue } from './format-value.ts';
import { hexDump, itemCount, pageOfItems, shownBytes, treeItems } from './tree-items.ts';
import styles from './ValueTree.module.css';
import { typeName, ValueView } from './ValueView.tsx';

export interface ValueTreeProps {
  readonly value: PlainValue;
  readonly name?: string;
  readonly isOpen?: boolean;
}

/** A value in full: tables unfold, bytes are dumped, text keeps its lines. */
export function ValueTree({ value, name, isOpen = true }: ValueTreeProps) {
  const [open, setOpen] = useState(isOpen);
  const count = itemCount(value);
  if (count > 0) {
    return (
      <div className={styles['node']}>
        <button type="button" className={styles['toggle']} aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={12} className={styles['chevron']} aria-hidden="true" />
          {name !== undefined && <span className={styles['key']}>{name}</span>}
          <span className={styles['summary']}>{summary(value, count)}</span>
          {!open && <ValueView value={value} isTyped={false} />}
        </button>
        {open && <Children value={value} count={count} />}
      </div>
    );
  }
  return (
    <div className={styles['leaf']}>
      {name !== undefined && <span className={styles['key']}>{name}</span>}
      <Leaf value={value} />
    </div>
  );
}

function summary(value: PlainValue, count: number): string {
  const isList = Array.isArray(value);
  if (count === 1) return isList ? 'array of 1' : 'table of 1';
  return `${isList ? 'array' : 'table'} of ${count.toLocaleString('en')}`;
}

function Children({ value, count }: { readonly value: PlainValue; readonly count: number }) {
  const [shown, setShown] = useState(pageOfItems);
  return (
    <ul className={styles['children']}>
      {treeItems(value, shown).map((item) => (
        <li key={`${item.kind} ${item.name}`}>
          <ValueTree value={item.value} name={item.name} isOpen={false} />
        </li>
      ))}
      {count > shown && (
        <li>
          <button type="button" className={styles['more']} onClick={() => setShown(shown + pageOfItems * 5)}>
            {(count - shown).toLocaleString('en')} more
          </button>
        </li>
      )}
    </ul>
  );
}

/** Longer text is cut; UTF-16 units. */
const maxText = 20_000;

function Leaf({ value }: { readonly value: PlainValue }) {
  if (value instanceof Uint8Array && value.length > 0) {
    return (
      <span className={styles['bytes']}>
        <span className={styles['type']}>{typeName(value)}</span>
        <code className={styles['block']}>{hexDump(value)}</code>
        {value.length > shownBytes && <span className={styles['type']}>and {(value.length - shownBytes).toLocaleString('en')} more bytes</span>}
      </span>
    );
  }
  if (typeof value === 'string' && (value.length > 80 || value.includes('\n'))) {
    const isCut = value.length > maxText;
    return (
      <span className={styles['bytes']}>
        <span className={styles['type']}>string, {value.length.toLocaleString('en')} characters</span>
        <code className={styles['block']} data-type="string">
          {isCut ? `${value.slice(0, maxText)}…` : value}
        </code>
      </span>
    );
  }
  const { text } = formatValue(value, { maxLength: maxText, layout: 'line' });
  return (
    <>
      <code className={styles['literal']} data-type={value === null ? 'nil' : typeof value}>
        {text}
      </code>
      {value !== null && <span className={styles['type']}>{typeName(value)}</span>}
    </>
  );
}
