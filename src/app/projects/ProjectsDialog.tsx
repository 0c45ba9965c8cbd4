import { Copy, FilePlus2, FolderUp, Images, Trash2, Upload } from 'lucide-react';
import { useEffect } from 'react';
import { focusPane } from '../commands/actions.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useOnScreen } from '../parts/use-on-screen.ts';
import { useCommand } from '../commands/use-commands.ts';
import { useProject, useStores, useView } from '../stores/context.ts';
import type { ProjectSummary } from '../stores/project-record.ts';
import { formatWhen } from './format-when.ts';
import styles from './ProjectsDialog.module.css';

/** The projects of this browser. */
export function ProjectsDialog() {
  const projects = useProject((state) => state.projects);
  const storage = useProject((state) => state.storage);
  const listProjects = useProject((state) => state.listProjects);
  const create = useCommand('project.new');
  const gallery = useCommand('project.gallery');
  const importFiles = useCommand('project.import');
  const importFolder = useCommand('project.importFolder');
  useEffect(() => {
    // What cannot be listed again stays as it was listed before.
    listProjects().catch(() => undefined);
  }, [listProjects]);

  return (
    <Dialog
      title="Projects"
      description={
        storage === 'memory'
          ? 'This browser keeps nothing for this page: the projects are gone when you leave.'
          : 'Kept in this browser, saved as you type.'
      }
    >
      <div className={styles['actions']}>
        <button type="button" className="button primary" onClick={create.run}>
          <FilePlus2 size={15} aria-hidden="true" /> New project
        </button>
        <button type="button" className="button" onClick={gallery.run}>
          <Images size={15} aria-hidden="true" /> Examples
        </button>
        <button type="button" className="button" onClick={importFiles.run}>
          <Upload size={15} aria-hidden="true" /> Import files or zip
        </button>
        <button type="button" className="button" onClick={importFolder.run}>
          <FolderUp size={15} aria-hidden="true" /> Import folder
        </button>
      </div>
      {projects.length === 0 ? (
        <p className={styles['empty']}>No project of yours yet. An example becomes one with your first change.</p>
      ) : (
        <ul className={styles['list']}>
          {projects.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Row({ item }: { readonly item: ProjectSummary }) {
  const stores = useStores();
  const current = useProject((state) => state.id === item.id);
  const openProject = useProject((state) => state.openProject);
  const copy = useProject((state) => state.copy);
  const removeProject = useProject((state) => state.removeProject);
  const openDialog = useView((state) => state.openDialog);
  const isOnScreen = useOnScreen();
  const notify = useView((state) => state.notify);

  async function open(): Promise<void> {
    // What is typed meanwhile is for nobody, so the dialog stays until the project is there.
    await openProject(item.id);
    // Closed meanwhile: the visitor does something else by now.
    if (!isOnScreen()) return;
    openDialog(null);
    focusPane(stores, 'editor');
  }
  async function duplicate(): Promise<void> {
    await openProject(item.id);
    await copy();
    // Closed meanwhile: the visitor does something else by now.
    if (!isOnScreen()) return;
    openDialog(null);
    focusPane(stores, 'editor');
  }
  async function remove(): Promise<void> {
    const undo = await removeProject(item.id);
    notify(`Deleted “${item.name}”`, { label: 'Undo', run: () => void undo() });
  }

  return (
    <li className={styles['row']} data-current={current}>
      <button type="button" className={styles['open']} aria-current={current} onClick={() => void open()}>
        <span className={styles['name']}>{item.name}</span>
        <span className={styles['facts']}>
          {item.fileCount === 1 ? '1 file' : `${item.fileCount} files`}, {formatWhen(item.updatedMs)}
          {current && ', open'}
        </span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Open a copy of ${item.name}`}
        data-tip="Open a copy"
        onClick={() => void duplicate()}
      >
        <Copy size={15} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Delete ${item.name}`}
        data-tip="Delete"
        onClick={() => void remove()}
      >
        <Trash2 size={15} aria-hidden="true" />
      </button>
    </li>
  );
}
