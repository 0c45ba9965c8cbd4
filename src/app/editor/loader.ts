/** Fetches Monaco when the page has time for it. Until then, and if it cannot be had, plain text areas do the work. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ThemeStore } from '../stores/theme-store.ts';

export type Monaco = typeof import('./monaco.ts');

const loaded = createStore<{ readonly monaco: Monaco | null }>()(() => ({ monaco: null }));

/** On a slow line idle time may never come by itself. */
const idleTimeoutMs = 2000;

/** Starts loading in idle time after `ready` has settled; from then on the editors follow the page's colours. */
export async function loadMonacoAfter(ready: Promise<unknown>, theme: ThemeStore): Promise<void> {
  await ready;
  await new Promise<void>((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: idleTimeoutMs });
    else setTimeout(resolve, 200);
  });
  try {
    const monaco = await import('./monaco.ts');
    monaco.applyTheme(theme.getState().scheme);
    theme.subscribe(({ scheme }) => monaco.applyTheme(scheme));
    loaded.setState({ monaco });
  } catch (error) {
    console.warn('The code editor could not be loaded; plain text areas stay in its place.', error);
  }
}

export function useMonaco(): Monaco | null {
  return useStore(loaded, (state) => state.monaco);
}
