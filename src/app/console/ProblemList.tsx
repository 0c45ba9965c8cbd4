import type { Diagnostic, EntryReport } from '../../kernel/api.ts';
import { useProject, useView } from '../stores/context.ts';
import styles from './ProblemList.module.css';

export interface ProblemListProps {
  readonly diagnostics: readonly Diagnostic[];
  /** Entries that did not boot and have no diagnostic that says so. */
  readonly failed: readonly EntryReport[];
}

/** Mistakes as text, in the form other tools write them; the place is a way into the editor. */
export function ProblemList({ diagnostics, failed }: ProblemListProps) {
  const goTo = useView((state) => state.goTo);
  const files = useProject((state) => state.files);
  return (
    <ul className={styles['list']}>
      {diagnostics.map((item) => {
        const place = `${item.file}:${item.line}:${item.column}`;
        return (
          <li key={`${place} ${item.code} ${item.message}`} className={styles['problem']} data-severity={item.severity}>
            {files && item.file in files ? (
              <button type="button" className={styles['place']} onClick={() => goTo(item.file, item.line, item.column)}>
                {place}
              </button>
            ) : (
              <span className={styles['file']}>{place}</span>
            )}
            <span className={styles['severity']}>{item.severity}</span>
            <span className={styles['message']}>{item.message}</span>
            {item.hint && <span className={styles['hint']}>{item.hint}</span>}
          </li>
        );
      })}
      {failed.map((entry) => (
        <li key={entry.id} className={styles['problem']} data-severity="error">
          <span className={styles['file']}>{entry.id}</span>
          <span className={styles['severity']}>{entry.error?.kind || 'error'}</span>
          <span className={styles['message']}>{entry.error?.message ?? 'The entry could not be made ready.'}</span>
        </li>
      ))}
    </ul>
  );
}
