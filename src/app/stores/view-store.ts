/** What is on screen: open tabs, the file in front, the panes and their sizes, dialogs, and a place to go to. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PagePane } from '../model/page-options.ts';
import { paneOf } from '../model/panes.ts';

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Its message is to be shown there. */
  readonly isProblem: boolean;
  /** Two jumps to the same place are two jumps. */
  readonly serial: number;
}

export type BottomTab = 'console' | 'problems' | 'terminal' | 'activity' | 'http' | 'tests' | 'memory';
/** The one pane in front where there is room for one only. */
export type NarrowPane = 'files' | 'editor' | BottomTab;
export type DialogId =
  | 'projects'
  | 'gallery'
  | 'share'
  | 'history'
  | 'keys'
  | 'palette'
  | 'build'
  | 'function'
  | 'reference'
  | 'written'
  | 'environment'
  | 'native'
  | 'measure'
  | 'import';
/** `columns` puts registry, WebAssembly and Lua beside each other where there is room. */
export type EditorLayout = 'columns' | 'single';
/** Whether long lines go on below, or to the right and out of sight. */
export type LineWrap = 'on' | 'off';

/** Notes on what runs here and not on native Wippy. */
export type NativeMarks = 'shown' | 'hidden';

export type OrderOnSave = 'on' | 'off';

export interface Sizes {
  /** Pixels. */
  readonly sidebar: number;
  /** Percent of the height that the editors take. */
  readonly editors: number;
  /** Percent of the sidebar that the files take; the registry has the rest. */
  readonly files: number;
  /** Percent of the width at which the second of two columns of editors begins, and the second and third of three. */
  readonly half: number;
  readonly third: number;
  readonly twoThirds: number;
}

/** A name being typed in the tree. */
export type Naming =
  | { readonly kind: 'file' | 'folder'; readonly folder: string }
  | { readonly kind: 'rename'; readonly path: string };

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ViewState {
  /** In the order of the tabs. */
  readonly openFiles: readonly string[];
  /** The file that has or last had the focus; null when no tab is open. */
  readonly activeFile: string | null;
  /** The open files, what was in front last at first: in front of a column is the first of these that is among its tabs. */
  readonly recent: readonly string[];
  /** Of the active file; 1-based. */
  readonly cursor: { readonly line: number; readonly column: number } | null;
  readonly place: Place | null;
  readonly bottomTab: BottomTab;
  readonly narrowPane: NarrowPane;
  readonly sidebar: 'shown' | 'hidden';
  /** The sidebar as a drawer over the editors, where there is no room beside them. */
  readonly drawer: boolean;
  readonly layout: EditorLayout;
  readonly wrap: LineWrap;
  readonly nativeMarks: NativeMarks;
  /** Whether keeping a version puts the text in front in order first. */
  readonly orderOnSave: OrderOnSave;
  readonly sizes: Sizes;
  readonly dialog: DialogId | null;
  /** What the reference is opened with. */
  readonly referenceSearch: string;
  readonly toasts: readonly Toast[];
  readonly naming: Naming | null;
  /** Files of the page that are not there without a network; null where none is, undefined until it is known. */
  readonly offline: readonly string[] | null | undefined;
  /** Why the link in the address could not be opened. */
  readonly linkProblem: string | null;
  /** What is shown of the page where there is room for all; null for all. What the visitor goes to is shown from then on. */
  readonly panes: ReadonlySet<PagePane> | null;
  /** Whether the page is a part of another. */
  readonly isEmbedded: boolean;
  /** Large, and nothing but what is shown to others. */
  readonly isPresenting: boolean;
  /** Whether the tour of the first project is on screen. */
  readonly tour: 'shown' | 'hidden';

  /** Opens the file's tab, puts the cursor there and focuses the editor. */
  readonly reveal: (position: Position) => void;
  /** The same, and shows the message of the problem that begins there. */
  readonly revealProblem: (position: Position) => void;
  /** Opens the file's tab, or brings it to the front. */
  readonly openFile: (path: string) => void;
  readonly closeFile: (path: string) => void;
  /** Puts a tab before another, or at the end. */
  readonly moveFile: (path: string, before: string | null) => void;
  /** The tabs of a project that has just been opened. */
  readonly showFiles: (paths: readonly string[], active: string | null, recent?: readonly string[]) => void;
  readonly renameFile: (from: string, to: string) => void;
  readonly setCursor: (path: string, line: number, column: number) => void;
  readonly setBottomTab: (tab: BottomTab) => void;
  readonly setNarrowPane: (pane: NarrowPane) => void;
  readonly setSidebar: (sidebar: 'shown' | 'hidden') => void;
  readonly setDrawer: (open: boolean) => void;
  readonly setLayout: (layout: EditorLayout) => void;
  readonly setWrap: (wrap: LineWrap) => void;
  readonly setOrderOnSave: (orderOnSave: OrderOnSave) => void;
  readonly setNativeMarks: (marks: NativeMarks) => void;
  readonly setSizes: (sizes: Partial<Sizes>) => void;
  readonly openDialog: (dialog: DialogId | null) => void;
  /** The reference, searched for this; empty for all of it. */
  readonly openReference: (search: string) => void;
  readonly setLinkProblem: (problem: string | null) => void;
  readonly showTour: (isShown: boolean) => void;
  readonly setNaming: (naming: Naming | null) => void;
  readonly notify: (text: string, action?: Toast['action']) => void;
  readonly dropToast: (id: number) => void;
}

export type ViewStore = StoreApi<ViewState>;

export const initialSizes: Sizes = { sidebar: 248, editors: 51, files: 50, half: 50, third: 33, twoThirds: 67 };

/** What is remembered of the view in this browser. */
interface KeptView {
  readonly sizes: Sizes;
  readonly layout: EditorLayout;
  readonly wrap: LineWrap;
  readonly sidebar: 'shown' | 'hidden';
  readonly nativeMarks: NativeMarks;
  readonly orderOnSave: OrderOnSave;
}

const storageKey = 'wippy-playground/view';

/** `wrap` is how lines begin where nobody has chosen yet. */
export function createViewStore(
  storage: Pick<Storage, 'getItem' | 'setItem'> | null = null,
  {
    wrap: initialWrap = 'off',
    panes = null,
    isEmbedded = false,
    isPresenting = false,
  }: { readonly wrap?: LineWrap } & Partial<Pick<ViewState, 'panes' | 'isEmbedded' | 'isPresenting'>> = {},
): ViewStore {
  const kept = readKept(storage, initialWrap);
  let toastId = 0;

  const store = createStore<ViewState>()((set, get) => {
    function withPane(pane: PagePane): ViewState['panes'] {
      const { panes: shown } = get();
      return !shown || shown.has(pane) ? shown : new Set([...shown, pane]);
    }

    function open(path: string): Partial<ViewState> {
      const { openFiles, recent } = get();
      return {
        openFiles: openFiles.includes(path) ? openFiles : [...openFiles, path],
        activeFile: path,
        recent: first(path, recent),
        narrowPane: 'editor',
        drawer: false,
        panes: withPane('code'),
      };
    }

    function jump({ file, line, column }: Position, isProblem: boolean): void {
      set({ ...open(file), place: { path: file, line, column, isProblem, serial: (get().place?.serial ?? 0) + 1 } });
    }

    return {
      openFiles: [],
      activeFile: null,
      recent: [],
      cursor: null,
      place: null,
      bottomTab: 'console',
      narrowPane: 'editor',
      sidebar: kept.sidebar,
      drawer: false,
      layout: isEmbedded ? 'single' : kept.layout,
      wrap: kept.wrap,
      nativeMarks: kept.nativeMarks,
      orderOnSave: kept.orderOnSave,
      sizes: kept.sizes,
      dialog: null,
      referenceSearch: '',
      toasts: [],
      naming: null,
      linkProblem: null,
      tour: 'hidden',
      panes,
      isEmbedded,
      isPresenting,
      offline: undefined,

      reveal: (position) => jump(position, false),
      revealProblem: (position) => jump(position, true),
      openFile: (path) => set(open(path)),

      closeFile(path) {
        const { openFiles, activeFile, recent } = get();
        const index = openFiles.indexOf(path);
        if (index < 0) return;
        const rest = openFiles.filter((item) => item !== path);
        // Its neighbour of the same kind stands where it stood.
        const next = neighbour(openFiles, index, (item) => paneOf(item) === paneOf(path));
        const others = recent.filter((item) => item !== next);
        set({
          openFiles: rest,
          recent:
            next === undefined
              ? others.filter((item) => item !== path)
              : others.map((item) => (item === path ? next : item)),
          activeFile: activeFile === path ? (next ?? neighbour(openFiles, index, () => true) ?? null) : activeFile,
        });
      },

      moveFile(path, before) {
        const rest = get().openFiles.filter((item) => item !== path);
        const index = before === null ? rest.length : rest.indexOf(before);
        set({ openFiles: rest.toSpliced(index < 0 ? rest.length : index, 0, path) });
      },

      showFiles(paths, active, recent = paths) {
        set({
          openFiles: paths,
          activeFile: active,
          recent: active === null ? recent : first(active, recent),
          cursor: null,
          place: null,
        });
      },

      renameFile(from, to) {
        const { openFiles, activeFile, recent } = get();
        if (!openFiles.includes(from)) return;
        const renamed = (item: string): string => (item === from ? to : item);
        set({
          openFiles: openFiles.map(renamed),
          recent: recent.map(renamed),
          activeFile: activeFile === from ? to : activeFile,
        });
      },

      setCursor(path, line, column) {
        const { cursor, activeFile } = get();
        if (activeFile === path && cursor?.line === line && cursor.column === column) return;
        set({ activeFile: path, cursor: { line, column }, recent: first(path, get().recent) });
      },

      setBottomTab: (bottomTab) => set({ bottomTab, narrowPane: bottomTab, panes: withPane('console') }),
      setNarrowPane: (pane) =>
        set(pane === 'files' || pane === 'editor' ? { narrowPane: pane } : { narrowPane: pane, bottomTab: pane }),
      setSidebar: (sidebar) => set({ sidebar, ...(sidebar === 'shown' ? { panes: withPane('files') } : {}) }),
      setDrawer: (drawer) => set({ drawer }),
      setLayout: (layout) => set({ layout }),
      setWrap: (wrap) => set({ wrap }),
      setOrderOnSave: (orderOnSave) => set({ orderOnSave }),
      setNativeMarks: (nativeMarks) => set({ nativeMarks }),
      setSizes: (sizes) => set({ sizes: { ...get().sizes, ...sizes } }),
      openDialog: (dialog) => set({ dialog, drawer: false }),
      openReference: (referenceSearch) => set({ dialog: 'reference', referenceSearch, drawer: false }),
      setLinkProblem: (linkProblem) => set({ linkProblem }),
      showTour: (isShown) => set({ tour: isShown ? 'shown' : 'hidden' }),
      setNaming: (naming) => set({ naming }),
      notify(text, action) {
        const toast: Toast = { id: ++toastId, text, ...(action ? { action } : {}) };
        set({ toasts: [...get().toasts, toast] });
      },
      dropToast: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
    };
  });

  // A part of another page is looked at in its own way.
  if (isEmbedded) return store;
  store.subscribe(({ sizes, layout, wrap, sidebar, nativeMarks, orderOnSave }, before) => {
    if (
      sizes === before.sizes &&
      layout === before.layout &&
      wrap === before.wrap &&
      sidebar === before.sidebar &&
      nativeMarks === before.nativeMarks &&
      orderOnSave === before.orderOnSave
    )
      return;
    try {
      storage?.setItem(storageKey, JSON.stringify({ sizes, layout, wrap, sidebar, nativeMarks, orderOnSave }));
    } catch {
      // Without storage the sizes hold for this visit.
    }
  });
  return store;
}

/** The file in front of a column with these tabs; empty without tabs. */
export function frontOf(paths: readonly string[], recent: readonly string[]): string {
  return recent.find((path) => paths.includes(path)) ?? paths[0] ?? '';
}

function first(path: string, paths: readonly string[]): readonly string[] {
  return paths[0] === path ? paths : [path, ...paths.filter((item) => item !== path)];
}

/** The next file after `index` that fits, else the nearest before it. */
function neighbour(paths: readonly string[], index: number, fits: (path: string) => boolean): string | undefined {
  return paths.slice(index + 1).find(fits) ?? paths.slice(0, index).findLast(fits);
}

function readKept(storage: Pick<Storage, 'getItem'> | null, initialWrap: LineWrap): KeptView {
  const kept: KeptView = {
    sizes: initialSizes,
    layout: 'columns',
    wrap: initialWrap,
    sidebar: 'shown',
    nativeMarks: 'shown',
    orderOnSave: 'off',
  };
  let value: unknown;
  try {
    value = JSON.parse(storage?.getItem(storageKey) ?? 'null');
  } catch {
    return kept;
  }
  if (typeof value !== 'object' || value === null) return kept;
  const { sizes, layout, wrap, sidebar, nativeMarks, orderOnSave } = value as Readonly<Record<string, unknown>>;
  const size = (key: keyof Sizes, min: number, max: number): number => {
    const wanted: unknown =
      typeof sizes === 'object' && sizes !== null ? (sizes as Readonly<Record<string, unknown>>)[key] : undefined;
    return typeof wanted === 'number' && Number.isFinite(wanted)
      ? Math.min(max, Math.max(min, wanted))
      : initialSizes[key];
  };
  return {
    sizes: {
      sidebar: size('sidebar', 160, 480),
      editors: size('editors', 20, 85),
      files: size('files', 15, 85),
      half: size('half', 20, 80),
      third: size('third', 15, 45),
      twoThirds: size('twoThirds', 55, 85),
    },
    layout: layout === 'single' ? 'single' : 'columns',
    wrap: wrap === 'on' || wrap === 'off' ? wrap : initialWrap,
    sidebar: sidebar === 'hidden' ? 'hidden' : 'shown',
    nativeMarks: nativeMarks === 'hidden' ? 'hidden' : 'shown',
    orderOnSave: orderOnSave === 'on' ? 'on' : 'off',
  };
}

/** Whether files and registry stand beside the editors, where there is room for them. */
export function hasSidebar({ sidebar, panes }: Pick<ViewState, 'sidebar' | 'panes'>): boolean {
  return sidebar === 'shown' && (panes?.has('files') ?? true);
}
