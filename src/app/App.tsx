import { lazy, Suspense, useEffect, useState, type DragEvent } from 'react';
import styles from './App.module.css';
import { BottomPane } from './BottomPane.tsx';
import { FormDock } from './call-form/FormDock.tsx';
import { drawerQuery, narrowQuery } from './commands/actions.ts';
import { takeDropped } from './commands/dropped.ts';
import { useShortcuts } from './commands/use-commands.ts';
import { Drawer } from './Drawer.tsx';
import { Editors } from './editor/Editors.tsx';
import { idle, useMonaco } from './monaco/loader.ts';
import { PaneBoundary } from './parts/PaneBoundary.tsx';
import { Sidebar } from './LazySidebar.tsx';
import { Header } from './Header.tsx';
import { NarrowNavigation } from './NarrowNavigation.tsx';
import { NoticeSlot } from './parts/NoticeSlot.tsx';
import { Notices } from './run/Notices.tsx';
import { RunBar } from './run/RunBar.tsx';
import { Banners } from './share/Banners.tsx';
import { Splitter } from './parts/Splitter.tsx';
import { StatusBar } from './status/StatusBar.tsx';
import { useProject, useStores, useView } from './stores/context.ts';
import { hasSidebar, initialSizes } from './stores/view-store.ts';
import { useMedia } from './parts/use-media.ts';

const FormInline = lazy(async () => ({ default: (await import('./call-form/FormInline.tsx')).FormInline }));
const TourPanel = lazy(async () => ({ default: (await import('./tour/TourPanel.tsx')).TourPanel }));
const WasmTab = lazy(async () => ({ default: (await import('./binary/WasmTab.tsx')).WasmTab }));
const Overlays = lazy(async () => ({ default: (await import('./overlays/Overlays.tsx')).Overlays }));

/** Read by the style sheet; `string`, because custom properties are not among the names React knows. */
const editorsVariable: string = '--editors-share';
const sidebarVariable: string = '--sidebar-width';

const EmbedHeader = lazy(async () => ({ default: (await import('./embed/EmbedHeader.tsx')).EmbedHeader }));

/** `linkNow` answers the address of the project as it stands. */
export function App({ linkNow }: { readonly linkNow: () => Promise<string> }) {
  const isEmbedded = useView((state) => state.isEmbedded);
  const isNarrow = useMedia(narrowQuery);
  const isDrawer = useMedia(drawerQuery);
  useShortcuts();
  const stores = useStores();

  // Anywhere on the page: the browser would leave it for the file that was dropped.
  function drag(event: DragEvent): void {
    if (event.dataTransfer.types.includes('Files')) event.preventDefault();
  }
  function drop(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    if (stores.project.getState().access === 'write') takeDropped(stores, event.dataTransfer);
  }
  return (
    <div className={styles['app']} onDragOver={drag} onDrop={drop}>
      {isEmbedded ? (
        <Suspense fallback={<header />}>
          <EmbedHeader linkNow={linkNow} />
        </Suspense>
      ) : (
        <Header isNarrow={isNarrow} />
      )}
      <main className={styles['main']}>
        <PaneBoundary name="The bar for running">
          <RunBar Form={FormInline} />
        </PaneBoundary>
        {(isNarrow || isDrawer) && <FormDock className={styles['formAbove']} />}
        <Banners />
        <Notices />
        <Tour />
        {isNarrow ? <NarrowWork /> : <Work isDrawer={isDrawer} />}
      </main>
      {isNarrow && <NoticeSlot className={styles['notice']} />}
      {isNarrow ? <NarrowNavigation /> : <StatusBar />}
      <LazyOverlays />
    </div>
  );
}

/** Has its place at once, so that nothing moves when it comes. */
function Tour() {
  const isShown = useView((state) => state.tour === 'shown');
  if (!isShown) return null;
  return (
    <PaneBoundary name="The tour">
      <Suspense fallback={<div className={styles['tour']} />}>
        <TourPanel className={styles['tour']} />
      </Suspense>
    </PaneBoundary>
  );
}

/* Each part fails by itself; another project is another try. */

function Files() {
  const projectId = useProject((state) => state.id);
  return (
    <PaneBoundary name="The side bar" resetKey={projectId}>
      <Sidebar />
    </PaneBoundary>
  );
}

function EditorsPart() {
  const projectId = useProject((state) => state.id);
  return (
    <PaneBoundary name="The part with the editors" resetKey={projectId}>
      <Editors WasmTab={WasmTab} />
    </PaneBoundary>
  );
}

function Output({ hasTabs = true }: { readonly hasTabs?: boolean }) {
  const projectId = useProject((state) => state.id);
  return (
    <PaneBoundary name="The part with console, problems and terminal" resetKey={projectId}>
      <BottomPane hasTabs={hasTabs} />
    </PaneBoundary>
  );
}

/** Side bar, editors and what is below them. */
function Work({ isDrawer }: { readonly isDrawer: boolean }) {
  const sizes = useView((state) => state.sizes);
  const setSizes = useView((state) => state.setSizes);
  const panes = useView((state) => state.panes);
  const hasCode = panes?.has('code') ?? true;
  const hasOutput = panes?.has('console') ?? true;
  const isSidebarShown = useView(hasSidebar) && !isDrawer;
  return (
    <div
      className={styles['work']}
      data-sidebar={isSidebarShown}
      style={{ [editorsVariable]: `${sizes.editors}%`, [sidebarVariable]: `${sizes.sidebar}px` }}
    >
      {isSidebarShown && (
        <>
          <aside id="sidebar" className={styles['sidebar']} aria-label="Project">
            <Files />
          </aside>
          <Splitter
            label="Width of the side bar"
            controls="sidebar"
            orientation="vertical"
            unit="px"
            value={sizes.sidebar}
            min={160}
            max={480}
            initial={initialSizes.sidebar}
            onChange={(sidebar) => setSizes({ sidebar })}
          />
        </>
      )}
      {isDrawer && <Drawer />}
      <div className={styles['stack']} data-single={!(hasCode && hasOutput)}>
        {hasCode && (
          <div id="editors" className={styles['editors']}>
            <EditorsPart />
          </div>
        )}
        {hasCode && hasOutput && (
          <Splitter
            label="Height of the editors"
            controls="editors"
            orientation="horizontal"
            value={sizes.editors}
            min={20}
            max={85}
            initial={initialSizes.editors}
            onChange={(editors) => setSizes({ editors })}
          />
        )}
        {hasOutput && <Output />}
      </div>
      {!isDrawer && <FormDock className={styles['formBeside']} />}
    </div>
  );
}

/** One part at a time. What is out of sight stays as it was. */
function NarrowWork() {
  const pane = useView((state) => state.narrowPane);
  return (
    <div className={styles['narrow']}>
      <div className={styles['pane']} hidden={pane !== 'files'}>
        <Files />
      </div>
      <div className={styles['pane']} hidden={pane !== 'editor'}>
        <EditorsPart />
      </div>
      <div className={styles['pane']} hidden={pane === 'files' || pane === 'editor'}>
        <Output hasTabs={false} />
      </div>
    </div>
  );
}

/** Fetched in idle time after the editors, or when first needed. */
function LazyOverlays() {
  const needed = useView((state) => state.dialog !== null || state.toasts.length > 0 || state.isPresenting);
  const editorsCame = useMonaco() !== null;
  const dialog = useView((state) => state.dialog);
  const openDialog = useView((state) => state.openDialog);
  const [load, setLoad] = useState(false);
  useEffect(() => {
    if (editorsCame) void idle().then(() => setLoad(true));
  }, [editorsCame]);
  // Once there they stay: a toast outlives the moment that asked for it.
  if (needed && !load) setLoad(true);
  if (!load) return null;
  return (
    <PaneBoundary name="The dialog" layout="floating" resetKey={dialog} onRetry={() => openDialog(null)}>
      <Suspense fallback={null}>
        <Overlays />
      </Suspense>
    </PaneBoundary>
  );
}
