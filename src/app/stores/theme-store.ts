/** Light, dark or as the system has it. The page's head applies a stored choice before the first paint. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface ThemeState {
  readonly choice: ThemeChoice;
  readonly scheme: 'light' | 'dark';
  readonly choose: (choice: ThemeChoice) => void;
}

export type ThemeStore = StoreApi<ThemeState>;

/** Whether the reader's own colours are in force; the tokens then are the system's, whatever was chosen here. */
export const forcedColors = '(forced-colors: active)';

/** Also read by the script in `index.html`. */
const storageKey = 'wippy-playground/theme';

export function createThemeStore(page: Window & typeof globalThis): ThemeStore {
  const system = page.matchMedia('(prefers-color-scheme: dark)');
  const resolve = (choice: ThemeChoice): 'light' | 'dark' =>
    choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
  const root = page.document.documentElement;
  const initial: ThemeChoice =
    root.dataset['theme'] === 'light' || root.dataset['theme'] === 'dark' ? root.dataset['theme'] : 'system';

  const store = createStore<ThemeState>()((set) => ({
    choice: initial,
    scheme: resolve(initial),
    choose(choice) {
      if (choice === 'system') delete root.dataset['theme'];
      else root.dataset['theme'] = choice;
      try {
        page.localStorage.setItem(storageKey, choice);
      } catch {
        // Without storage the choice holds for this visit.
      }
      set({ choice, scheme: resolve(choice) });
    },
  }));
  system.addEventListener('change', () => store.setState({ scheme: resolve(store.getState().choice) }));
  return store;
}
