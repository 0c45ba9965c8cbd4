import { memo, type ReactNode } from 'react';
import type { InspectedMark, Inspection } from '../../contract/inspection.ts';
import { formatAddress, textOf, type MemoryRows } from './memory-rows.ts';
import styles from './MemoryPane.module.css';

export interface ContentsProps {
  readonly inspection: Inspection;
  /** Of the memory that is shown. */
  readonly rowsOf: MemoryRows;
  readonly memory: number;
  readonly onMark: (mark: InspectedMark) => void;
}

/** Where the values of the call lie; globals and tables. */
export const Contents = memo(function Contents({ inspection, rowsOf, memory, onMark }: ContentsProps) {
  const { marks, areMarksCut, globals, tables, memories } = inspection;
  return (
    <div className={styles['contents']}>
      <Part title="Values of the call" note={areMarksCut ? `The first ${marks.length} of them` : null}>
        {marks.length === 0 && <li className={styles['none']}>{whyNone(inspection)}</li>}
        {marks.map((mark, index) => (
          // Several may lie at one place.
          // eslint-disable-next-line react/no-array-index-key
          <li key={index}>
            <button type="button" className={styles['mark']} onClick={() => onMark(mark)}>
              <span className={styles['path']} data-role={mark.role}>
                {mark.path}
              </span>
              <span className={styles['value']}>
                {(mark.memory === memory ? textOf(rowsOf, mark) : null) ?? mark.type}
              </span>
              <span className={styles['at']}>
                {memories.length > 1 && `${memories[mark.memory]?.name ?? ''} `}
                {formatAddress(mark.at)}
              </span>
            </button>
          </li>
        ))}
      </Part>
      <Part title="Globals" note={null}>
        {globals.length === 0 && <li className={styles['none']}>None.</li>}
        {globals.map(({ name, value }, index) => (
          // Names of several instances may be the same.
          // eslint-disable-next-line react/no-array-index-key
          <li key={index} className={styles['line']}>
            <span className={styles['path']}>{name}</span>
            <span className={styles['at']}>{value}</span>
          </li>
        ))}
      </Part>
      {tables.map(({ name, length, elements, isCut }, index) => (
        <Part
          // eslint-disable-next-line react/no-array-index-key -- as above
          key={index}
          title={`Table ${name}, ${length} ${length === 1 ? 'element' : 'elements'}`}
          note={isCut ? `The first ${elements.length} that are not null` : null}
        >
          {elements.length === 0 && <li className={styles['none']}>All of them are null.</li>}
          {elements.map(({ at, value }) => (
            <li key={at} className={styles['line']}>
              <span className={styles['path']}>{at}</span>
              <span className={styles['at']}>{value}</span>
            </li>
          ))}
        </Part>
      ))}
    </div>
  );
});

function whyNone({ call }: Inspection): string {
  if (call === null) return 'The function was not entered.';
  return call.entered.length === 0 && !call.returned ? 'None.' : 'None of them lies in memory.';
}

interface PartProps {
  readonly title: string;
  readonly note: string | null;
  readonly children: ReactNode;
}

function Part({ title, note, children }: PartProps) {
  return (
    <section>
      <h3 className={styles['title']}>{title}</h3>
      <ul>{children}</ul>
      {note !== null && <p className={styles['none']}>{note}</p>}
    </section>
  );
}
