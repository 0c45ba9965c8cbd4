/** What is on screen: the editor in front where there is room for one, the file in each, and a place to go to. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { paneOf, type PaneId } from '../files/panes.ts';

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Two jumps to the same place are two jumps. */
  readonly serial: number;
}

export interface ViewState {
  readonly activePane: PaneId;
  /** Files chosen by hand; a pane without one shows its first. */
  readonly openFiles: Readonly<Partial<Record<PaneId, string>>>;
  readonly place: Place | null;

  readonly showPane: (pane: PaneId) => void;
  readonly openFile: (path: string) => void;
  readonly goTo: (path: string, line: number, column: number) => void;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>()((set, get) => ({
    activePane: 'lua',
    openFiles: {},
    place: null,
    showPane: (activePane) => set({ activePane }),
    openFile: (path) => set({ openFiles: { ...get().openFiles, [paneOf(path)]: path } }),
    goTo(path, line, column) {
      const pane = paneOf(path);
      set({
        activePane: pane,
        openFiles: { ...get().openFiles, [pane]: path },
        place: { path, line, column, serial: (get().place?.serial ?? 0) + 1 },
      });
    },
  }));
}
