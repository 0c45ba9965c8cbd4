import { CircleX, Copy, ListFilter, Trash2, X } from 'lucide-react';
import { useId } from 'react';
import { useConsole, useView } from '../stores/context.ts';
import { copyText } from '../parts/clipboard.ts';
import { SearchField } from '../parts/SearchField.tsx';
import styles from './ConsoleBar.module.css';
import { consoleSources, isFiltering, showEverything } from '../model/filter.ts';
import type { ConsoleLine } from './lines.ts';

/** What is shown of the console, and what to do with all of it. */
export function ConsoleBar({ lines }: { readonly lines: readonly ConsoleLine[] }) {
  const menu = useId();
  const filter = useConsole((state) => state.filter);
  const setFilter = useConsole((state) => state.setFilter);
  const clear = useConsole((state) => state.clear);
  const isEmpty = useConsole((state) => state.runs.length === 0 && state.rows.length === 0);
  const notify = useView((state) => state.notify);
  const readWhole = useConsole((state) => state.readWhole);

  async function copyAll(): Promise<void> {
    const { copiedMessage, rowsText } = await import('./copy-rows.ts');
    const copied = await rowsText(lines, readWhole);
    await copyText(copied.text, notify, copiedMessage(copied));
  }

  return (
    <div role="toolbar" aria-label="Console" className={styles['bar']}>
      <SearchField
        className={styles['search']}
        size="small"
        label="Filter the console by text"
        placeholder="Filter"
        value={filter.text}
        onChange={(text) => setFilter({ text })}
      />
      <button
        type="button"
        className={styles['button']}
        popoverTarget={menu}
        aria-haspopup="true"
        data-on={filter.hidden.size > 0}
      >
        <ListFilter size={14} aria-hidden="true" />
        <span className={styles['word']}>
          {filter.hidden.size === 0
            ? 'All kinds'
            : `${consoleSources.length - filter.hidden.size} of ${consoleSources.length} kinds`}
        </span>
      </button>
      <fieldset id={menu} popover="auto" className={styles['menu']}>
        <legend className="visually-hidden">Kinds of rows</legend>
        {consoleSources.map((source) => (
          <label key={source} className={styles['choice']}>
            <input
              type="checkbox"
              checked={!filter.hidden.has(source)}
              onChange={(event) => {
                const hidden = new Set(filter.hidden);
                if (event.target.checked) hidden.delete(source);
                else hidden.add(source);
                setFilter({ hidden });
              }}
            />
            {source}
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        className={styles['button']}
        aria-pressed={filter.errorsOnly}
        onClick={() => setFilter({ errorsOnly: !filter.errorsOnly })}
      >
        <CircleX size={14} aria-hidden="true" />
        <span className={styles['word']}>Errors only</span>
      </button>
      {isFiltering(filter) && (
        <button type="button" className={styles['button']} onClick={() => setFilter(showEverything)}>
          <X size={14} aria-hidden="true" />
          <span className={styles['word']}>Show everything</span>
        </button>
      )}
      <button
        type="button"
        className={`${styles['button']} ${styles['end']}`}
        disabled={lines.length === 0}
        onClick={() => void copyAll()}
      >
        <Copy size={14} aria-hidden="true" />
        <span className={styles['word']}>Copy all</span>
      </button>
      <button type="button" className={styles['button']} disabled={isEmpty} onClick={() => clear()}>
        <Trash2 size={14} aria-hidden="true" />
        <span className={styles['word']}>Clear</span>
      </button>
    </div>
  );
}
