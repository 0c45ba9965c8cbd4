import { Download } from 'lucide-react';
import { download } from '../parts/download.ts';
import { baseName } from '../model/project-files.ts';
import styles from './BinaryPane.module.css';

/** In place of an editor for what is no text. */
export function BinaryPane({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }) {
  return (
    <div className={styles['pane']}>
      <p className={styles['name']}>{baseName(path)}</p>
      <p>
        Binary, {bytes.length.toLocaleString('en')} {bytes.length === 1 ? 'byte' : 'bytes'}
      </p>
      <button type="button" className="button" onClick={() => download(baseName(path), bytes)}>
        <Download size={15} aria-hidden="true" /> Download
      </button>
    </div>
  );
}
