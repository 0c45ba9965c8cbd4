/** Which file is shown in which of the three columns of editors. */

export type PaneId = 'yaml' | 'wat' | 'lua';
export const paneIds: readonly PaneId[] = ['yaml', 'wat', 'lua'];

/** A column of editors: its panes, the first of which names it. */
export interface EditorGroup {
  readonly panes: readonly PaneId[];
  /** In the order of the tabs. */
  readonly paths: readonly string[];
}

/** The open files in at most so many columns. Where three kinds share two, registry and WebAssembly stand beside the Lua that calls them. */
export function editorGroups(paths: readonly string[], maxColumns: number): readonly EditorGroup[] {
  const used = paneIds.filter((pane) => paths.some((path) => paneOf(path) === pane));
  const panes =
    maxColumns <= 1
      ? [used]
      : used.length > maxColumns
        ? [used.slice(0, -1), used.slice(-1)]
        : used.map((pane) => [pane]);
  return panes.map((own) => ({ panes: own, paths: paths.filter((path) => own.includes(paneOf(path))) }));
}

/** What is neither Lua nor WebAssembly text goes to the first editor, so that no file of a project is out of reach. */
export function paneOf(path: string): PaneId {
  if (path.endsWith('.lua')) return 'lua';
  return /\.(?:wat|wasm)$/.test(path) ? 'wat' : 'yaml';
}

export function filesOf(pane: PaneId, paths: readonly string[]): readonly string[] {
  const own = paths.filter((path) => paneOf(path) === pane);
  if (pane !== 'yaml') return own;
  // The registry first: it is what one looks for.
  return [...own.filter(isRegistry), ...own.filter((path) => !isRegistry(path))];
}

function isRegistry(path: string): boolean {
  return /(?:^|\/)_index\.ya?ml$/.test(path);
}

/** More tabs than this are a heap, not a view. */
const maxFirstTabs = 6;

/** The tabs that a project begins with: all files of a small one, else the first of each kind. */
export function firstTabs(paths: readonly string[]): readonly string[] {
  const ordered = paneIds.flatMap((pane) => filesOf(pane, paths)).filter((path) => !/\.(?:wasm|lock)$/.test(path));
  if (ordered.length <= maxFirstTabs) return ordered;
  return paneIds.flatMap((pane) => ordered.filter((path) => paneOf(path) === pane).slice(0, 1));
}

/** The one in front when a project is opened. */
export function firstOfTabs(tabs: readonly string[]): string | null {
  return tabs.find((path) => path.endsWith('.lua')) ?? tabs[0] ?? null;
}

/** 1-based line and column of an offset. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** All that {@link languageOf} answers. */
export const languageIds = ['lua', 'wat', 'wit', 'yaml', 'plaintext'] as const;

export function languageOf(path: string): (typeof languageIds)[number] {
  if (path.endsWith('.lua')) return 'lua';
  if (path.endsWith('.wat')) return 'wat';
  if (path.endsWith('.wit')) return 'wit';
  return /\.(?:ya?ml|lock)$/.test(path) ? 'yaml' : 'plaintext';
}

/** 0-based offset of a 1-based place in a text; clamped to the line. */
export function offsetAt(text: string, line: number, column: number): number {
  // A CR ends a line too where no LF follows: as the editor counts them.
  const lineEnd = /\r\n|\n|\r/g;
  let start = 0;
  for (let current = 1; current < line; current++) {
    if (!lineEnd.test(text)) return text.length;
    start = lineEnd.lastIndex;
  }
  const end = lineEnd.exec(text)?.index ?? text.length;
  return Math.min(start + Math.max(0, column - 1), end);
}
