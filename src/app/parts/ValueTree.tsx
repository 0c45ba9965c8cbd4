import { ChevronRight } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Cut, PlainValue } from '../../contract/api.ts';
import { formatValue, wholeText } from '../model/format-value.ts';
import { hexDump, itemCount, pageOfItems, shownBytes, treeItems } from '../model/tree-items.ts';
import styles from './ValueTree.module.css';
import { typeName, ValueView } from './ValueView.tsx';

const RecordTable = lazy(async () => ({ default: (await import('./RecordTable.tsx')).RecordTable }));

export interface ValueTreeProps {
  readonly value: PlainValue;
  /** What the value lacks. */
  readonly cut?: Cut | null;
  readonly name?: string;
  readonly isOpen?: boolean;
}

/** A value in full: tables unfold, bytes are dumped, text keeps its lines. */
export function ValueTree({ value, cut = null, name, isOpen = true }: ValueTreeProps) {
  const [open, setOpen] = useState(isOpen);
  const count = itemCount(value);
  if (count > 0) {
    return (
      <div className={styles['node']}>
        <button type="button" className={styles['toggle']} aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={12} className="chevron" aria-hidden="true" />
          {name !== undefined && <span className={styles['key']}>{name}</span>}
          <span className={styles['summary']}>{summary(value, count, cut)}</span>
          {!open && <ValueView value={value} cut={cut} isTyped={false} />}
        </button>
        {open && (
          <Tabled value={value} cut={cut}>
            <Children value={value} cut={cut} count={count} />
          </Tabled>
        )}
      </div>
    );
  }
  return (
    <div className={styles['leaf']}>
      {name !== undefined && <span className={styles['key']}>{name}</span>}
      <Leaf value={value} cut={cut} />
    </div>
  );
}

interface TabledProps {
  readonly value: PlainValue;
  readonly cut: Cut | null;
  readonly children: ReactNode;
}

/** A list that may be one of records is a table, as long as it is one. What its records lack only the tree tells. */
function Tabled({ value, cut, children }: TabledProps) {
  if (cut?.inside && cut.inside.size > 0) return children;
  if (!Array.isArray(value) || value.length < 2 || itemCount(value[0] as PlainValue) === 0) return children;
  return (
    <Suspense fallback={null}>
      <RecordTable list={value as readonly PlainValue[]}>{children}</RecordTable>
    </Suspense>
  );
}

function summary(value: PlainValue, count: number, cut: Cut | null): string {
  const isList = Array.isArray(value);
  const kind = isList ? 'array' : 'table';
  if (cut?.whole) return `${kind} ${wholeText(cut.whole)}, the first ${count.toLocaleString('en')} shown`;
  if (count === 1) return isList ? 'array of 1' : 'table of 1';
  return `${kind} of ${count.toLocaleString('en')}`;
}

function Children({
  value,
  cut,
  count,
}: {
  readonly value: PlainValue;
  readonly cut: Cut | null;
  readonly count: number;
}) {
  const [shown, setShown] = useState(pageOfItems);
  return (
    <ul className={styles['children']}>
      {treeItems(value, shown, cut).map((item) => (
        <li key={`${item.kind} ${item.name}`}>
          <ValueTree value={item.value} cut={item.cut} name={item.name} isOpen={false} />
        </li>
      ))}
      {count > shown && (
        <li>
          <button
            type="button"
            className={`link-button ${styles['more']}`}
            onClick={() => setShown(shown + pageOfItems * 5)}
          >
            {(count - shown).toLocaleString('en')} more
          </button>
        </li>
      )}
    </ul>
  );
}

/** Of a long text, shown at first, and added with each request for more; UTF-16 units. */
const pageOfText = 20_000;

function Leaf({ value, cut }: { readonly value: PlainValue; readonly cut: Cut | null }) {
  const [shown, setShown] = useState(pageOfText);
  if (value instanceof Uint8Array && value.length > 0) {
    return (
      <span className={styles['bytes']}>
        <span className={styles['type']}>{typeName(value, cut)}</span>
        <code className={styles['block']}>{hexDump(value)}</code>
        {value.length > shownBytes && (
          <span className={styles['type']}>and {(value.length - shownBytes).toLocaleString('en')} more bytes</span>
        )}
      </span>
    );
  }
  if (typeof value === 'string' && (value.length > 80 || value.includes('\n') || cut !== null)) {
    const length = value.length.toLocaleString('en');
    return (
      <span className={styles['bytes']}>
        <span className={styles['type']}>
          {cut?.whole
            ? `string ${wholeText(cut.whole)}, the first ${length} characters of it shown`
            : `string, ${length} characters`}
        </span>
        <code className={styles['block']} data-type="string">
          {value.slice(0, shown)}
        </code>
        {value.length > shown && (
          <button
            type="button"
            className={`link-button ${styles['more']}`}
            onClick={() => setShown(shown + pageOfText * 10)}
          >
            {(value.length - shown).toLocaleString('en')} more characters
          </button>
        )}
      </span>
    );
  }
  const { text } = formatValue(value, { maxLength: pageOfText, layout: 'line', cut });
  return (
    <>
      <code className={styles['literal']} data-type={value === null ? 'nil' : typeof value}>
        {text}
      </code>
      {value !== null && <span className={styles['type']}>{typeName(value, cut)}</span>}
    </>
  );
}
