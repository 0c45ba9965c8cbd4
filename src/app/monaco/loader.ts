/** Fetches Monaco when the page has time for it. Until then, and if it cannot be had, plain text areas do the work. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Diagnostic } from '../../contract/api.ts';
import type { ProjectStore } from '../stores/project-store.ts';
import { forcedColors, type ThemeStore } from '../stores/theme-store.ts';
import type { HelpSources } from './help.ts';
import type { DiagnosticsSource } from './models.ts';

export type Monaco = typeof import('./monaco.ts');

export interface EditorSources {
  readonly project: ProjectStore;
  readonly problems: DiagnosticsSource;
  readonly theme: ThemeStore;
  /** Does what the fix of a diagnostic says. */
  readonly fix: (diagnostic: Diagnostic) => void;
  readonly help: HelpSources;
}

interface Loaded {
  readonly monaco: Monaco | null;
  /** The first result is there, so the line is free for what can wait. */
  readonly isQuiet: boolean;
}

const loaded = createStore<Loaded>()(() => ({ monaco: null, isQuiet: false }));

/** On a slow line idle time may never come by itself. */
const idleTimeoutMs = 2000;

export function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: idleTimeoutMs });
    else setTimeout(resolve, 200);
  });
}

/** Starts loading in idle time after `ready` has settled; from then on the editors follow the page's colours. */
export async function loadMonacoAfter(
  ready: Promise<unknown>,
  { project, problems, theme, fix, help }: EditorSources,
): Promise<void> {
  await ready;
  loaded.setState({ isQuiet: true });
  await idle();
  try {
    const monaco = await import('./monaco.ts');
    monaco.applyTheme(theme.getState().scheme);
    theme.subscribe(({ scheme }) => monaco.applyTheme(scheme));
    // The page lives as long as the editors; so does this listener.
    matchMedia(forcedColors).addEventListener('change', () => monaco.applyTheme(theme.getState().scheme));
    monaco.connectModels(project, problems);
    monaco.connectFixes(problems, fix);
    monaco.connectHelp(help);
    loaded.setState({ monaco });
  } catch (error) {
    console.warn('The code editor could not be loaded; plain text areas stay in its place.', error);
  }
}

/** Texts that are about to be changed from outside of their editors, so that the change is theirs to undo. */
export function prepareUndo(paths: readonly string[]): void {
  const { monaco } = loaded.getState();
  for (const path of paths) monaco?.modelOf(path);
}

/** The blanks of a text as formatting has them; one step to undo. Nothing where the code editor is not there, or nobody answers. */
export async function putInOrder(path: string): Promise<void> {
  await loaded.getState().monaco?.putInOrder(path);
}

export function useMonaco(): Monaco | null {
  return useStore(loaded, (state) => state.monaco);
}

/** Whether parts that are not needed for the first result may be fetched. */
export function useIsQuiet(): boolean {
  return useStore(loaded, (state) => state.isQuiet);
}
