import { useProject } from '../stores/context.ts';
import styles from './ExamplePicker.module.css';

/** The shipped projects, and the way back to how they were shipped. */
export function ExamplePicker() {
  const examples = useProject((state) => state.examples);
  const exampleId = useProject((state) => state.exampleId);
  const edited = useProject((state) => state.edited);
  const canUndo = useProject((state) => state.undone !== null);
  const saved = useProject((state) => state.saved);
  const loadError = useProject((state) => state.loadError);
  const choose = useProject((state) => state.choose);
  const reset = useProject((state) => state.reset);
  const undoReset = useProject((state) => state.undoReset);

  return (
    <div className={styles['picker']}>
      <label className={styles['label']} htmlFor="example">
        Example
      </label>
      <select id="example" className={styles['select']} value={exampleId} onChange={(event) => void choose(event.target.value)}>
        {examples.map((example) => (
          <option key={example.id} value={example.id} title={example.summary}>
            {example.title}
          </option>
        ))}
      </select>
      {edited && (
        <button type="button" className={styles['action']} onClick={reset}>
          Reset edits
        </button>
      )}
      {canUndo && (
        <button type="button" className={styles['action']} onClick={undoReset}>
          Undo reset
        </button>
      )}
      {!saved && (
        <span className={styles['problem']} role="alert">
          Not saved: the browser’s storage is full or blocked
        </span>
      )}
      {loadError !== null && (
        <span className={styles['problem']} role="alert">
          {loadError}
        </span>
      )}
    </div>
  );
}
