/* eslint-disable import/no-unassigned-import -- style sheets export nothing */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Playground } from '../client/playground.ts';
import { App } from './App.tsx';
import { loadMonacoAfter } from './editor/loader.ts';
import { createConsoleStore } from './stores/console-store.ts';
import { StoresContext, type AppStores } from './stores/context.ts';
import { createProjectStore, type ExampleSource } from './stores/project-store.ts';
import { createRunStore } from './stores/run-store.ts';
import { createRunJournal } from './stores/run-journal.ts';
import { createThemeStore } from './stores/theme-store.ts';
import { createViewStore } from './stores/view-store.ts';
import './theme/tokens.css';
import './theme/base.css';

/** After this long the editors are loaded even though the first result is still awaited. */
const resultPatienceMs = 10_000;

/** Puts the page up around a runtime. Our own example runs by itself on a first visit; a project of the visitor's never does. */
export function start(playground: Playground, examples: readonly ExampleSource[]): void {
  const project = createProjectStore({ examples, storage: browserStorage('localStorage') });
  const rows = createConsoleStore({ playground, schedule: (flush) => void requestAnimationFrame(flush) });
  const journal = createRunJournal(browserStorage('sessionStorage'));
  const stores: AppStores = {
    project,
    console: rows,
    run: createRunStore({ playground, project, console: rows, journal }),
    theme: createThemeStore(globalThis.window),
    view: createViewStore(),
  };

  globalThis.addEventListener('pagehide', () => {
    project.getState().save();
    journal.end();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') project.getState().save();
  });

  const root = document.querySelector('#root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <StoresContext value={stores}>
        <App />
      </StoresContext>
    </StrictMode>,
  );

  void loadMonacoAfter(firstResult(stores), stores.theme);
}

async function firstResult({ project, run }: AppStores): Promise<void> {
  const { firstVisit, exampleId, choose } = project.getState();
  await choose(exampleId);
  if (!firstVisit || run.getState().crashed) return;
  await Promise.race([run.getState().run(), new Promise((resolve) => setTimeout(resolve, resultPatienceMs))]);
}

/** Null where the browser forbids it: reading the property alone may throw. */
function browserStorage(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}
