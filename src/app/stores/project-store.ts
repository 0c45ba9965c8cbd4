/**
 * The text being written. Each example keeps its own draft, so that choosing another one loses nothing; drafts survive
 * a reload as plain text in local storage.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainValue, ProjectFiles } from '../../kernel/api.ts';
import { formatArguments } from '../run/arguments.ts';
import { parseStored, storageKey, type Draft, type Storage, type TextFiles } from './stored-project.ts';

/** A project that can be picked, as the shell needs it. */
export interface ExampleSource {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly main: { readonly id: string; readonly args: readonly PlainValue[] };
  load(): Promise<ProjectFiles>;
}

export interface ProjectState {
  readonly examples: readonly ExampleSource[];
  readonly exampleId: string;
  /** Null until the first example has been loaded. */
  readonly files: TextFiles | null;
  readonly binaries: Readonly<Record<string, Uint8Array>>;
  readonly original: TextFiles;
  /** Grows whenever the files are replaced as a whole; editors then drop what they hold. */
  readonly loadId: number;
  readonly edited: boolean;
  /** The text before the last reset, until something is typed. */
  readonly undone: TextFiles | null;
  /** The function chosen by hand; null follows the example. */
  readonly target: string | null;
  readonly argumentsText: string;
  readonly loadError: string | null;
  /** False when the browser refused to keep the text, such as with full storage. */
  readonly saved: boolean;
  /** Whether this browser had no project of ours before. */
  readonly firstVisit: boolean;

  readonly choose: (exampleId: string) => Promise<void>;
  readonly edit: (path: string, text: string) => void;
  readonly reset: () => void;
  readonly undoReset: () => void;
  readonly setTarget: (id: string) => void;
  readonly setArguments: (text: string) => void;
  /** Writes what is pending now. */
  readonly save: () => void;
  /** Everything that is to be opened. */
  readonly toOpen: () => ProjectFiles;
}

export interface ProjectStoreOptions {
  readonly examples: readonly ExampleSource[];
  readonly storage: Storage | null;
  /** How long typing must pause before the text is written. */
  readonly saveDelayMs?: number;
}

export type ProjectStore = StoreApi<ProjectState>;

/** Long enough to join keystrokes, short enough that a crash costs a word at most. */
const defaultSaveDelayMs = 300;

export function createProjectStore({ examples, storage, saveDelayMs = defaultSaveDelayMs }: ProjectStoreOptions): ProjectStore {
  const stored = parseStored(storage);
  const drafts = new Map<string, Draft>(Object.entries(stored?.drafts ?? {}));
  const known = examples.some((example) => example.id === stored?.exampleId);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let choosing = 0;

  return createStore<ProjectState>()((set, get) => {
    /** Takes over what another tab has written about other examples since; of two tabs with one example the last wins. */
    function readOthers(): void {
      const written = parseStored(storage)?.drafts;
      if (!written) return;
      const own = drafts.get(get().exampleId);
      drafts.clear();
      for (const [id, draft] of Object.entries(written)) drafts.set(id, draft);
      if (own) drafts.set(get().exampleId, own);
    }

    function keepDraft(): void {
      if (get().files) readOthers();
      const { exampleId, files, edited, target, argumentsText } = get();
      const example = examples.find((item) => item.id === exampleId);
      if (!files || !example) return;
      const asShipped = !edited && target === null && argumentsText === formatArguments(example.main.args);
      if (asShipped) drafts.delete(exampleId);
      else drafts.set(exampleId, { files, target, argumentsText });
    }

    function save(): void {
      clearTimeout(timer);
      timer = undefined;
      keepDraft();
      if (!storage) return;
      try {
        storage.setItem(storageKey, JSON.stringify({ version: 1, exampleId: get().exampleId, drafts: Object.fromEntries(drafts) }));
        if (!get().saved) set({ saved: true });
      } catch {
        // Full or forbidden storage: the page goes on and says that the text is not kept.
        set({ saved: false });
      }
    }

    function change(part: Partial<ProjectState>): void {
      set(part);
      clearTimeout(timer);
      timer = setTimeout(save, saveDelayMs);
    }

    return {
      examples,
      exampleId: (known ? stored?.exampleId : examples[0]?.id) ?? '',
      files: null,
      binaries: {},
      original: {},
      loadId: 0,
      edited: false,
      undone: null,
      target: null,
      argumentsText: '[]',
      loadError: null,
      saved: true,
      firstVisit: stored === null,

      async choose(exampleId) {
        const example = examples.find((item) => item.id === exampleId);
        if (!example) return;
        const turn = ++choosing;
        keepDraft();
        let loaded: ProjectFiles;
        try {
          loaded = await example.load();
        } catch (error) {
          if (turn === choosing) set({ loadError: `The example could not be loaded: ${String(error)}` });
          return;
        }
        if (turn !== choosing) return;
        keepDraft();
        const { text, binaries } = split(loaded);
        const draft = drafts.get(exampleId);
        const files = draft?.files ?? text;
        change({
          exampleId,
          files,
          binaries,
          original: text,
          loadId: get().loadId + 1,
          edited: !sameFiles(files, text),
          undone: null,
          target: draft?.target ?? null,
          argumentsText: draft?.argumentsText ?? formatArguments(example.main.args),
          loadError: null,
        });
      },

      edit(path, text) {
        const { files, original } = get();
        if (!files || files[path] === text) return;
        const next = { ...files, [path]: text };
        change({ files: next, edited: !sameFiles(next, original), undone: null });
      },

      reset() {
        const { files, original, edited, loadId, exampleId } = get();
        const example = examples.find((item) => item.id === exampleId);
        if (!edited || !example) return;
        change({
          files: original,
          undone: files,
          edited: false,
          loadId: loadId + 1,
          target: null,
          argumentsText: formatArguments(example.main.args),
        });
      },

      undoReset() {
        const { undone, loadId } = get();
        if (undone) change({ files: undone, undone: null, edited: true, loadId: loadId + 1 });
      },

      setTarget: (target) => change({ target }),
      setArguments: (argumentsText) => change({ argumentsText }),
      save,
      toOpen: () => ({ ...get().binaries, ...get().files }),
    };
  });
}

function split(files: ProjectFiles): { text: TextFiles; binaries: Record<string, Uint8Array> } {
  const text: Record<string, string> = {};
  const binaries: Record<string, Uint8Array> = {};
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') text[path] = content;
    else binaries[path] = content;
  }
  return { text, binaries };
}

function sameFiles(left: TextFiles, right: TextFiles): boolean {
  const paths = Object.keys(left);
  return paths.length === Object.keys(right).length && paths.every((path) => left[path] === right[path]);
}
