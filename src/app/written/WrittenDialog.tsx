import { Download, FolderCheck, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WrittenFile, WrittenFiles } from '../../contract/api.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FileIcon } from '../parts/FileIcon.tsx';
import { scrollable } from '../parts/scrollable.ts';
import { useProject, useStores } from '../stores/context.ts';
import { previewOf, type Preview } from './preview.ts';
import { useWritten } from './use-written.ts';
import styles from './WrittenDialog.module.css';
import { downloadWritten, dropWritten, keepWritten } from './written-actions.ts';

const changeWords = { made: 'new', changed: 'changed', removed: 'removed' } as const;

/** Files that programs have made, changed or removed: to be looked at, kept, downloaded or dropped. */
export function WrittenDialog() {
  const { written, ask } = useWritten();
  // The focus begins with what there is to do.
  if (written === null) return null;
  return (
    <Dialog
      title="Written by programs"
      description="What programs write lies over the files of the project and never gets into them by itself. It lasts until the project is closed or the page is reloaded."
      size="wide"
    >
      {written.count === 0 ? (
        <p className={styles['empty']}>
          Nothing was written. Programs write through an <code>fs.directory</code> entry: Lua by <code>fs</code>,
          WebAssembly by <code>wasi.mounts</code>.
        </p>
      ) : (
        <Files written={written} onChange={() => void ask()} />
      )}
    </Dialog>
  );
}

function Files({ written, onChange }: { readonly written: WrittenFiles; readonly onChange: () => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { files, count, usedBytes, limitBytes } = written;
  const shown = files.find(({ path }) => path === chosen) ?? files[0];
  const paths = files.map(({ path }) => path);

  return (
    <>
      <div className={styles['head']}>
        <p className={styles['quota']}>
          {formatBytes(usedBytes)} of {formatBytes(limitBytes)}
          <meter className={styles['meter']} min={0} max={limitBytes} value={usedBytes} aria-label="Room for writing" />
        </p>
        {count > 1 && <Actions paths={paths} of={`all ${paths.length}`} onChange={onChange} />}
      </div>
      <div className={styles['columns']}>
        <ul className={styles['list']} aria-label="Files">
          {files.map((file) => (
            <Row key={file.path} file={file} isShown={file === shown} onChoose={() => setChosen(file.path)} />
          ))}
          {count > files.length && <li className={styles['more']}>and {count - files.length} more</li>}
        </ul>
        {shown && <Shown key={`${shown.path} ${shown.sizeBytes}`} file={shown} onChange={onChange} />}
      </div>
    </>
  );
}

interface RowProps {
  readonly file: WrittenFile;
  readonly isShown: boolean;
  readonly onChoose: () => void;
}

function Row({ file: { path, change, sizeBytes }, isShown, onChoose }: RowProps) {
  return (
    <li>
      <button type="button" className={styles['row']} aria-current={isShown} title={path} onClick={onChoose}>
        <FileIcon path={path} />
        <span className={styles['path']}>{path}</span>
        <span className={styles['change']} data-change={change}>
          {changeWords[change]}
        </span>
        <span className={styles['size']}>{change === 'removed' ? '' : formatBytes(sizeBytes)}</span>
      </button>
    </li>
  );
}

function Shown({ file, onChange }: { readonly file: WrittenFile; readonly onChange: () => void }) {
  const { run } = useStores();
  const { path, change } = file;
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      const [taken] = await run.getState().running.takeWritten('read', [path]);
      if (isCurrent && taken?.bytes) setPreview(previewOf(taken.bytes));
    })();
    return () => {
      isCurrent = false;
    };
  }, [run, path]);

  return (
    <section className={styles['shown']} aria-label={path}>
      <div className={styles['head']}>
        <h3 className={styles['title']}>{path}</h3>
        <Actions paths={[path]} of="this file" isGone={change === 'removed'} onChange={onChange} />
      </div>
      {change === 'removed' ? (
        <p className={styles['empty']}>A program has removed it. The project still has it.</p>
      ) : (
        preview && (
          <>
            <pre className={styles['preview']} data-form={preview.form} {...scrollable(`Content of ${path}`)}>
              {preview.text}
            </pre>
            {preview.leftBytes > 0 && (
              <p className={styles['more']}>{formatBytes(preview.leftBytes)} more: the download has all of it.</p>
            )}
          </>
        )
      )}
    </section>
  );
}

interface ActionsProps {
  readonly paths: readonly string[];
  readonly of: string;
  readonly isGone?: boolean;
  readonly onChange: () => void;
}

function Actions({ paths, of, isGone = false, onChange }: ActionsProps) {
  const stores = useStores();
  const readOnly = useProject((state) => state.access === 'read');
  const and = (work: Promise<unknown>): void => void work.then(onChange);
  return (
    <div className={styles['actions']}>
      <button
        type="button"
        className="button compact"
        disabled={readOnly}
        aria-label={`Keep ${of} in the project`}
        data-tip={`Keep ${of} in the project`}
        onClick={() => and(keepWritten(stores, paths))}
      >
        <FolderCheck size={15} aria-hidden="true" /> Keep
      </button>
      {!isGone && (
        <button
          type="button"
          className="icon-button"
          aria-label={`Download ${of}`}
          data-tip={`Download ${of}`}
          onClick={() => void downloadWritten(stores, paths)}
        >
          <Download size={15} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={`Drop ${of}`}
        data-tip={`Drop ${of}`}
        onClick={() => and(dropWritten(stores, paths))}
      >
        <Trash2 size={15} aria-hidden="true" />
      </button>
    </div>
  );
}
