/* eslint-disable import/no-unassigned-import -- style sheets export nothing */
// First: the parts of the page refine what is common to all.
import './theme/tokens.css';
import './theme/base.css';
import './theme/forced-colors.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Outside } from '../client/outside.ts';
import type { Playground } from '../client/playground.ts';
import type { ServiceWorkerUpdate } from '../client/service-worker.ts';
import { App } from './App.tsx';
import { narrowQuery } from './commands/actions.ts';
import { idle, loadMonacoAfter } from './monaco/loader.ts';
import { PageBoundary } from './PageBoundary.tsx';
import { showFailure } from './show-failure.ts';
import type { PageOptions } from './model/page-options.ts';
import { firstOfTabs, firstTabs } from './model/panes.ts';
import { fixProblem } from './problems/fix-problem.ts';
import { forgetLink, hasLink, openLinkNow, readLink, type ReadLink } from './share/open-link.ts';
import { createConsoleStore } from './stores/console-store.ts';
import { StoresContext, type AppStores } from './stores/context.ts';
import { createFormStore } from './stores/form-store.ts';
import { createKeptTabs, type KeptTabs } from './stores/kept-tabs.ts';
import { createProblemsStore } from './stores/problems-store.ts';
import { openProjectDatabase } from './stores/project-database.ts';
import { withTabMemory } from './stores/tab-memory.ts';
import { createProjectLocks } from './stores/project-lock.ts';
import { createProjectStore, type ExampleSource, type ProjectState } from './stores/project-store.ts';
import { createRunStore } from './stores/run-store.ts';
import { createRunJournal } from './stores/run-journal.ts';
import { createThemeStore } from './stores/theme-store.ts';
import { createToolsStore } from './stores/tools-store.ts';
import { createUpdateStore } from './stores/update-store.ts';
import { createViewStore } from './stores/view-store.ts';

/** After this long the editors are loaded even though the first result is still awaited. */
const resultPatienceMs = 10_000;
const visitedKey = 'wippy-playground/visited';

/** What the page adds to the runtime's API. */
export interface Sharing {
  /** The link to the project as the editors have it. Rejects when it is too large for a link, with the sizes. */
  share(): Promise<string>;
}

/** What the page has to do with beyond the runtime. */
export interface Around {
  readonly outside?: Pick<Outside, 'isTaken'>;
  /** Files of the page that are not there without a network; null where none is. */
  readonly offline?: Promise<readonly string[] | null>;
  /** What the address asks for. */
  readonly options?: PageOptions | null;
  /** What a poster has shown, which runs now; null where there was none. */
  readonly shown?: ReadLink | null;
  /** Later versions of the page. */
  readonly update?: Pick<ServiceWorkerUpdate, 'onWaiting' | 'swap'>;
}

const noUpdate = { onWaiting: () => () => undefined, swap: () => undefined };

/**
 * Puts the page up around a runtime. Our own example runs by itself on a first visit, unless somebody else has taken the
 * runtime by then; a project of the visitor's never does.
 */
export function start(
  playground: Playground,
  examples: readonly ExampleSource[],
  {
    outside = { isTaken: () => false },
    offline = Promise.resolve(null),
    update = noUpdate,
    options = null,
    shown = null,
  }: Around = {},
): Sharing {
  const notes = browserStorage('localStorage');
  if (isFirstVisit(notes) && !hasLink(location.hash)) {
    playground.prepare();
    prepareCompilerLater(playground);
  }
  const project = createProjectStore({
    examples,
    notes,
    openStorage: async () => withTabMemory(await openProjectDatabase(), browserStorage('sessionStorage')),
    locks: createProjectLocks(globalThis),
  });
  // Two columns have room for most of a line, a phone for half of one: what is cut nobody reads.
  const view = createViewStore(notes, {
    wrap: 'on',
    panes: options?.panes ?? null,
    isEmbedded: options?.isEmbedded ?? false,
    isPresenting: options?.isPresenting ?? false,
  });
  const rows = createConsoleStore({ playground, schedule: (flush) => void requestAnimationFrame(flush) });
  const journal = createRunJournal(browserStorage('sessionStorage'));
  const run = createRunStore({
    playground,
    project,
    console: rows,
    journal,
    showResult: () => {
      const { bottomTab, narrowPane, setBottomTab } = view.getState();
      // Who looks at the activity wants to see it run.
      if ((matchMedia(narrowQuery).matches ? narrowPane : bottomTab) !== 'activity') setBottomTab('console');
    },
  });
  const tools = createToolsStore(playground);
  const problems = createProblemsStore({ playground, project, run, view, tools, idle });
  const stores: AppStores = {
    project,
    view,
    console: rows,
    run,
    problems,
    theme: createThemeStore(globalThis.window),
    tools,
    form: createFormStore(),
    update: createUpdateStore({ update, save: () => project.getState().save() }),
  };

  const keptTabs = createKeptTabs(notes);
  followProject(stores, keptTabs);
  keepTabs(stores, keptTabs);
  globalThis.addEventListener('pagehide', () => {
    project.getState().leave();
    journal.end();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') project.getState().leave();
  });
  globalThis.addEventListener('hashchange', () => {
    if (hasLink(location.hash)) void openLinkNow(stores, location.hash);
  });

  async function share(): Promise<string> {
    const { currentLink } = await import('./share/current-link.ts');
    const link = await currentLink({
      project: project.getState(),
      typed: run.getState().typed,
      activeFile: view.getState().activeFile,
    });
    if (!link.ok) throw new Error(link.error.message);
    return link.value;
  }

  const root = document.querySelector('#root');
  if (!root) throw new Error('the page has no #root');
  const failed = (error: unknown): void => {
    console.error(error);
    project.getState().leave();
    // React empties its root, but not before this has been called.
    queueMicrotask(() => showFailure(root, error));
  };
  createRoot(root, { onUncaughtError: failed }).render(
    <StrictMode>
      <StoresContext value={stores}>
        <PageBoundary>
          <App linkNow={share} />
        </PageBoundary>
      </StoresContext>
    </StrictMode>,
  );

  if (options?.isEmbedded) void import('./embedded.tsx').then(({ serveHost }) => serveHost(stores, share, options));
  void offline.then((missing) => view.setState({ offline: missing }));
  void loadMonacoAfter(firstResult(stores, outside, shown), {
    ...stores,
    fix: (diagnostic) => fixProblem(stores, diagnostic),
    help: {
      files: () => project.getState().files,
      ask: (files, question, signal) => playground.help(files, question, signal),
      reveal: (place) => view.getState().reveal(place),
    },
  })
    .then(idle)
    .then(() => problems.getState().begin());
  return { share };
}

/** Tabs belong to the project they were opened in; so does a link in the address. */
function followProject({ project, view }: AppStores, kept: KeptTabs): void {
  project.subscribe((now, before) => {
    if (now.id !== before.id) {
      const left = kept.read(tabsKey(now), (path) => Object.hasOwn(now.files, path));
      const tabs = left?.open ?? firstTabs(Object.keys(now.files));
      view.getState().showFiles(tabs, left ? left.active : firstOfTabs(tabs), left?.recent);
    }
    if (now.files !== before.files) {
      for (const path of view.getState().openFiles)
        if (!Object.hasOwn(now.files, path)) view.getState().closeFile(path);
    }
    if (before.ready && now.origin !== 'link' && (before.origin === 'link' || now.id !== before.id)) forgetLink();
    if (now.name !== before.name) document.title = `${now.name} · Wippy Playground`;
  });
}

/** What was only shown is known by what it is, not by the number it had on screen. */
function tabsKey({ id, origin, exampleId }: ProjectState): string {
  return origin === 'project' ? id : `${origin}/${exampleId ?? ''}`;
}

/** Another project's tabs are not this one's: while one gives way to the other nothing is written. */
function keepTabs({ project, view }: AppStores, kept: KeptTabs): void {
  const write = (): void => {
    const { openFiles, activeFile, recent } = view.getState();
    const state = project.getState();
    // A link may hold any project.
    const isNamed = state.origin !== 'link' || state.exampleId !== null;
    if (state.ready && isNamed) kept.write(tabsKey(state), { open: openFiles, active: activeFile, recent });
  };
  view.subscribe((now, before) => {
    if (now.openFiles !== before.openFiles || now.activeFile !== before.activeFile || now.recent !== before.recent)
      write();
  });
  project.subscribe((now, before) => {
    if (now.id === before.id && now.origin !== before.origin) write();
  });
}

async function firstResult(
  { project, run, view }: AppStores,
  outside: Pick<Outside, 'isTaken'>,
  shown: ReadLink | null,
): Promise<void> {
  const link = shown ?? (hasLink(location.hash) ? await readLink(location.hash, project.getState().examples) : null);
  if (link && !link.ok) view.getState().setLinkProblem(link.message);
  await project.getState().start(link?.ok ? link.project : null);
  if (link?.ok && link.open !== null) view.getState().openFile(link.open);
  // The poster says that pressing it runs what it shows.
  if (link?.ok && shown) return run.getState().run();
  // What came by a link waits for the visitor, and so does the page that refused one.
  if (link || !project.getState().firstVisit || run.getState().crashed) return;
  await Promise.race([
    run.getState().runByItself(() => !outside.isTaken()),
    new Promise((resolve) => setTimeout(resolve, resultPatienceMs)),
  ]);
}

/**
 * At a first visit our own example runs as soon as it can, so the runtime may load beside the page; later it waits until it is
 * asked for. Only a guess, made before the stored projects are read.
 */
function isFirstVisit(notes: Storage | null): boolean {
  if (!notes || notes.getItem(visitedKey) !== null) return false;
  notes.setItem(visitedKey, 'yes');
  return true;
}

/** Null where the browser forbids it: reading the property alone may throw. */
function browserStorage(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

/** The first result needs no compiler; the first edit of a text does, and should not wait for it. */
function prepareCompilerLater(playground: Playground): void {
  const stop = playground.on('run', ({ state }) => {
    if (state !== 'running') return;
    stop();
    const undo = playground.on('run', ({ state: next }) => {
      if (next !== 'idle') return;
      undo();
      playground.prepare('compiler');
    });
  });
}
