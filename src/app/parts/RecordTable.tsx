import { useState, type ReactNode } from 'react';
import type { PlainValue } from '../../contract/api.ts';
import { recordTable } from '../model/record-table.ts';
import { pageOfItems } from '../model/tree-items.ts';
import styles from './RecordTable.module.css';
import { ValueView } from './ValueView.tsx';

/** A list of records as a table, which can be turned into the tree that is given; any other list is the tree. */
export function RecordTable({
  list,
  children,
}: {
  readonly list: readonly PlainValue[];
  readonly children: ReactNode;
}) {
  const [shown, setShown] = useState(pageOfItems);
  const [isTree, setTree] = useState(false);
  const table = recordTable(list, shown);
  if (!table) return children;
  return (
    <div className={styles['part']}>
      <button type="button" className={`link-button ${styles['action']}`} onClick={() => setTree(!isTree)}>
        {isTree ? 'As a table' : 'As a tree'}
      </button>
      {isTree ? (
        children
      ) : (
        // In reach of the keyboard for scrolling sideways.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles['scroller']} tabIndex={0} role="region" aria-label="Table of records">
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col" className={styles['index']}>
                  #
                </th>
                {table.columns.map((name) => (
                  <th key={name} scope="col" data-numeric={table.numeric.has(name)}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                // Records have no identity but their place.
                // eslint-disable-next-line react/no-array-index-key
                <tr key={index}>
                  <td className={styles['index']}>{index + 1}</td>
                  {table.columns.map((name, at) => (
                    <td key={name} data-numeric={table.numeric.has(name)}>
                      {row[at] === undefined ? null : <ValueView value={row[at]} isTyped={false} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!isTree && list.length > shown && (
        <button
          type="button"
          className={`link-button ${styles['action']}`}
          onClick={() => setShown(shown + pageOfItems * 5)}
        >
          {(list.length - shown).toLocaleString('en')} more
        </button>
      )}
    </div>
  );
}
