import { FilePlus2, Images } from 'lucide-react';
import { useMemo } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { paneIds, paneOf, type PaneId } from '../files/panes.ts';
import { useProject, useView } from '../stores/context.ts';
import { useMedia } from '../use-media.ts';
import { PaneBoundary } from '../failure/PaneBoundary.tsx';
import { EditorColumn, type EditorColumnProps } from './EditorColumn.tsx';
import styles from './Editors.module.css';

/** Room for three editors beside each other; below it all tabs share one. */
const wide = '(width >= 1180px)';

/** Registry, WebAssembly and Lua beside each other where there is room, or all tabs over one editor. */
export function Editors() {
  const isWide = useMedia(wide);
  const layout = useView((state) => state.layout);
  const openFiles = useView((state) => state.openFiles);
  const activeFile = useView((state) => state.activeFile);
  const fronts = useView((state) => state.fronts);
  const ready = useProject((state) => state.ready);
  const byPane = useMemo(() => groupByPane(openFiles), [openFiles]);

  if (!ready) return <div className={styles['editors']} />;
  if (openFiles.length === 0) return <NoFile />;
  if (!isWide || layout === 'single') {
    return (
      <div className={styles['editors']}>
        <Column id="all" label="Open files" paths={openFiles} path={activeFile ?? openFiles[0] ?? ''} />
      </div>
    );
  }
  return (
    <div className={styles['editors']}>
      {byPane.map(([pane, paths]) => (
        <Column key={pane} id={pane} label={`Open files, ${paneLabels[pane]}`} paths={paths} path={fronts[pane] ?? paths[0] ?? ''} />
      ))}
    </div>
  );
}

/** A file that cannot be shown leaves its neighbours in peace; another one may well be shown. */
function Column(props: EditorColumnProps) {
  const projectId = useProject((state) => state.id);
  return (
    <PaneBoundary name="The editor" resetKey={`${projectId} ${props.path}`}>
      <EditorColumn {...props} />
    </PaneBoundary>
  );
}

const paneLabels: Readonly<Record<PaneId, string>> = { yaml: 'registry and text', wat: 'WebAssembly', lua: 'Lua' };

function groupByPane(paths: readonly string[]): readonly (readonly [PaneId, readonly string[]])[] {
  return paneIds
    .map((pane) => [pane, paths.filter((path) => paneOf(path) === pane)] as const)
    .filter(([, own]) => own.length > 0);
}

function NoFile() {
  const files = useProject((state) => Object.keys(state.files).length);
  const newFile = useCommand('file.new');
  const gallery = useCommand('project.gallery');
  return (
    <div className={styles['none']}>
      <p className={styles['noneTitle']}>{files === 0 ? 'This project is empty' : 'No file is open'}</p>
      <p>{files === 0 ? 'Add a file, drop some here, or begin with an example.' : 'Choose one from the list of files.'}</p>
      <div className={styles['noneActions']}>
        <button type="button" className="button" onClick={newFile.run}>
          <FilePlus2 size={15} aria-hidden="true" /> New file
        </button>
        <button type="button" className="button" onClick={gallery.run}>
          <Images size={15} aria-hidden="true" /> Examples
        </button>
      </div>
    </div>
  );
}
