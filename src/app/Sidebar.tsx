import { SquareFunction } from 'lucide-react';
import { useState, type DragEvent } from 'react';
import { About } from './About.tsx';
import { takeDropped } from './commands/dropped.ts';
import { useCommand } from './commands/use-commands.ts';
import { PaneBoundary } from './parts/PaneBoundary.tsx';
import { RegistryTree } from './registry-view/RegistryTree.tsx';
import { Splitter } from './parts/Splitter.tsx';
import { useProject, useView, useStores } from './stores/context.ts';
import { initialSizes } from './stores/view-store.ts';
import { FileTree } from './files/FileTree.tsx';
import { WrittenNote } from './written/WrittenNote.tsx';
import styles from './Sidebar.module.css';

/** Read by the style sheet; `string`, because custom properties are not among the names React knows. */
const shareVariable: string = '--files-share';

/** Files above, the registry below. Files and folders of the desktop can be dropped on it. */
export function Sidebar() {
  const stores = useStores();
  const share = useView((state) => state.sizes.files);
  const setSizes = useView((state) => state.setSizes);
  const readOnly = useProject((state) => state.access === 'read');
  const projectId = useProject((state) => state.id);
  const newFunction = useCommand('file.newFunction');
  const [over, setOver] = useState(false);

  function drag(event: DragEvent): void {
    if (readOnly || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  }
  function drop(event: DragEvent): void {
    if (readOnly || !event.dataTransfer.types.includes('Files')) return;
    event.stopPropagation();
    // The list of files has taken it already.
    if (event.defaultPrevented) return;
    event.preventDefault();
    takeDropped(stores, event.dataTransfer);
  }

  return (
    <div
      className={styles['sidebar']}
      data-over={over}
      style={{ [shareVariable]: `${share}%` }}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      // Rows keep the event to themselves.
      onDropCapture={() => setOver(false)}
      onDrop={drop}
    >
      <section id="files" className={styles['section']} aria-label="Files">
        <PaneBoundary name="The list of files" resetKey={projectId}>
          <FileTree />
          <WrittenNote key={projectId} />
        </PaneBoundary>
      </section>
      <Splitter
        label="Size of the file list"
        controls="files"
        orientation="horizontal"
        value={share}
        min={15}
        max={85}
        initial={initialSizes.files}
        onChange={(files) => setSizes({ files })}
      />
      <section id="registry" className={styles['section']} aria-label="Registry">
        <div className={styles['head']}>
          <h2 className={styles['title']}>Registry</h2>
          <button
            type="button"
            className="icon-button"
            aria-label="New function"
            data-tip="New function"
            disabled={readOnly}
            onClick={newFunction.run}
          >
            <SquareFunction size={16} aria-hidden="true" />
          </button>
        </div>
        <PaneBoundary name="The registry" resetKey={projectId}>
          <RegistryTree />
        </PaneBoundary>
      </section>
      <div className={styles['about']}>
        <About />
      </div>
    </div>
  );
}
