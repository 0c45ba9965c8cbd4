import { useEffect, useState } from 'react';
import { Dialog } from '../parts/Dialog.tsx';
import { useProject, useView } from '../stores/context.ts';
import type { SnapshotSummary } from '../stores/project-record.ts';
import { formatWhen } from './format-when.ts';
import styles from './ProjectsDialog.module.css';

/** Versions of the project, and the way back to one. */
export function HistoryDialog() {
  const snapshots = useProject((state) => state.snapshots);
  const restore = useProject((state) => state.restoreSnapshot);
  const readOnly = useProject((state) => state.access === 'read');
  const openDialog = useView((state) => state.openDialog);
  const notify = useView((state) => state.notify);
  const [list, setList] = useState<readonly SnapshotSummary[] | null>(null);
  useEffect(() => {
    let shown = true;
    snapshots().then(
      (found) => shown && setList(found),
      () => shown && setList([]),
    );
    return () => {
      shown = false;
    };
  }, [snapshots]);

  async function goBack(item: SnapshotSummary): Promise<void> {
    openDialog(null);
    await restore(item.key);
    notify(`Back at the version of ${formatWhen(item.takenMs)}. What you had is a version too.`);
  }

  return (
    <Dialog
      title="Versions"
      description="The last twenty: those you kept, and one every few minutes while you write."
      size="small"
    >
      {list === null ? null : list.length === 0 ? (
        <p className={styles['empty']}>No version yet. “Keep a version” in the menu makes one.</p>
      ) : (
        <ul className={styles['list']}>
          {list.map((item) => (
            <li key={item.key} className={styles['row']}>
              <button type="button" className={styles['open']} disabled={readOnly} onClick={() => void goBack(item)}>
                <span className={styles['name']}>{item.label}</span>
                <span className={styles['facts']}>
                  {formatWhen(item.takenMs)}, {item.fileCount === 1 ? '1 file' : `${item.fileCount} files`}. Go back to
                  it
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
