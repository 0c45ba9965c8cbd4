import { FilePen } from 'lucide-react';
import { formatBytes } from '../model/format-bytes.ts';
import { useView } from '../stores/context.ts';
import { useWritten } from './use-written.ts';
import styles from './WrittenNote.module.css';

/** Below the project's files, where programs have written others: how many, and the way to them. */
export function WrittenNote() {
  const { written } = useWritten();
  const openDialog = useView((state) => state.openDialog);
  if (!written || written.count === 0) return null;
  return (
    <button
      type="button"
      className={styles['note']}
      title="What programs wrote over the files of the project"
      onClick={() => openDialog('written')}
    >
      <FilePen size={15} aria-hidden="true" />
      <span className={styles['words']}>{written.count === 1 ? '1 file' : `${written.count} files`} written</span>
      <span className={styles['size']}>
        {formatBytes(written.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}
      </span>
    </button>
  );
}
