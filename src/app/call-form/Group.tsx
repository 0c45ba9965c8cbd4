import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { WitType } from '../../wit/types.ts';
import { formatValue } from '../model/format-value.ts';
import type { Draft } from '../model/arguments/draft.ts';
import { indentDepth } from './field-props.ts';
import styles from './Fields.module.css';
import { toPlain } from '../model/arguments/draft-values.ts';
import { formatType } from '../../wit/print.ts';

/** Groups within so many others begin closed. */
const openDepth = 4;
const summaryLength = 80;

export interface GroupProps {
  readonly label: string;
  readonly type: WitType;
  readonly draft: Draft;
  readonly depth: number;
  readonly actions?: ReactNode;
  readonly note?: string | null;
  /** In front of the rest of the line: the switch of an option. */
  readonly lead?: ReactNode;
  /** Nothing to open. */
  readonly isEmpty?: boolean;
  readonly children: ReactNode;
}

/** A line with name and type that opens what belongs to it; closed it shows the value. */
export function Group({
  label,
  type,
  draft,
  depth,
  actions,
  note = null,
  lead,
  isEmpty = false,
  children,
}: GroupProps) {
  const id = useId();
  const [open, setOpen] = useState(depth < openDepth);
  const isOpen = open && !isEmpty;
  return (
    <div className={styles['group']} role="group" aria-labelledby={id}>
      <div className={styles['head']}>
        {isEmpty ? (
          <span id={id} className={styles['name']}>
            {label}
          </span>
        ) : (
          <button type="button" className={styles['toggle']} aria-expanded={isOpen} onClick={() => setOpen(!open)}>
            <ChevronRight size={13} className="chevron" aria-hidden="true" />
            <span id={id} className={styles['name']}>
              {label}
            </span>
          </button>
        )}
        {lead}
        <span className={styles['type']}>{formatType(type)}</span>
        {note !== null && <span className={styles['note']}>{note}</span>}
        {!isOpen && !isEmpty && (
          <code className={styles['summary']}>
            {formatValue(toPlain(type, draft), { maxLength: summaryLength, layout: 'line' }).text}
          </code>
        )}
        {actions}
      </div>
      {isOpen && (
        <div className={styles['body']} data-indent={depth < indentDepth}>
          {children}
        </div>
      )}
    </div>
  );
}
