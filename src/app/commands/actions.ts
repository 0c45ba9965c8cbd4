/** What commands do beyond one line. Heavy parts are fetched when they are asked for. */
import type { AppStores } from '../stores/context.ts';
import type { NarrowPane } from '../stores/view-store.ts';
import { putInOrder } from '../monaco/loader.ts';
import { beforeNextAct, nextFrame } from '../parts/acts.ts';
import { pickFiles } from './pick-files.ts';

/** With room for one pane only; matches the style sheets. */
export const narrowQuery = '(width < 720px)';
/** No room for the side bar beside the editors. */
export const drawerQuery = '(width <= 1024px)';

/** When what was brought on screen is there. */
const soon = (work: () => void): void => nextFrame(() => nextFrame(work));

/** At once where it can be. */
function focusFirst(selector: string): void {
  const there = document.querySelector<HTMLElement>(selector);
  if (there?.checkVisibility()) there.focus();
  else soon(() => document.querySelector<HTMLElement>(selector)?.focus());
}

/** Brings the list of files on screen, wherever it is at this width. */
function showSidebar({ view }: AppStores): void {
  const { setNarrowPane, setDrawer, setSidebar } = view.getState();
  if (matchMedia(narrowQuery).matches) setNarrowPane('files');
  else if (matchMedia(drawerQuery).matches) setDrawer(true);
  else setSidebar('shown');
}

/** The name is typed in the list of files, in a field that takes the focus. */
export function nameNew(stores: AppStores, kind: 'file' | 'folder'): void {
  showSidebar(stores);
  stores.view.getState().setNaming({ kind, folder: '' });
}

export function focusPane(stores: AppStores, pane: NarrowPane | 'registry' | 'line'): void {
  const { setBottomTab, activeFile, cursor, reveal } = stores.view.getState();
  switch (pane) {
    case 'files':
    case 'registry':
      showSidebar(stores);
      focusFirst(`#${pane} [role="treeitem"][tabindex="0"], #${pane} button`);
      break;
    case 'editor':
      if (activeFile !== null) reveal({ file: activeFile, line: cursor?.line ?? 1, column: cursor?.column ?? 1 });
      break;
    case 'terminal':
      setBottomTab(pane);
      // Its line to type in; the tab until that is fetched.
      focusFirst(document.querySelector('#terminal-line') ? '#terminal-line' : '#tab-terminal');
      break;
    case 'line':
      setBottomTab('console');
      focusFirst('#console-line');
      break;
    default:
      setBottomTab(pane);
      focusFirst(`#tab-${pane}`);
  }
}

export async function saveVersion({ project, view }: AppStores): Promise<void> {
  const { activeFile, orderOnSave } = view.getState();
  if (orderOnSave === 'on' && activeFile !== null) await putInOrder(activeFile);
  await project.getState().takeSnapshot('Kept by hand');
  if (project.getState().saveError !== null) return;
  view.getState().notify(project.getState().storage === 'memory' ? 'Version kept for this visit' : 'Version kept');
}

export async function newProject({ project, view }: AppStores): Promise<void> {
  view.getState().openDialog(null);
  const isWanted = beforeNextAct();
  await project.getState().create({ name: 'New project', files: { '_index.yaml': newIndex } });
  if (isWanted()) document.querySelector<HTMLInputElement>('#project-name')?.focus();
}

const newIndex = `version: "1.0"
namespace: app

entries: []
`;

export function stepTab({ view }: AppStores, step: 1 | -1): void {
  const { openFiles, activeFile, reveal } = view.getState();
  const index = openFiles.indexOf(activeFile ?? '');
  const file = openFiles[(index + step + openFiles.length) % openFiles.length];
  if (file !== undefined) reveal({ file, line: 1, column: 1 });
}

export async function exportProject(stores: AppStores): Promise<void> {
  const { exportZipFile } = await import('./archives.ts');
  exportZipFile(stores);
}

/** Asks for files and takes them over; see `archives.ts` for what happens to which. */
export async function importFiles(stores: AppStores, what: 'files' | 'folder'): Promise<void> {
  const picked = await pickFiles(what);
  if (picked.length === 0) return;
  const { importPicked } = await import('./archives.ts');
  await importPicked(stores, picked);
}
