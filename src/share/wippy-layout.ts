/**
 * A project without `wippy.lock` is its own source folder here, but `wippy run` wants a lock that names one. Written by
 * {@link layOutForWippy}, taken back by {@link takeBackLayout}.
 *
 * Two kinds of path are in a project, and they start at different places (spec/registry §1.2): `file://` at the source
 * folder and the definition file, `fs.directory` and file storages at the folder that holds `wippy.lock`. Moving all
 * files into `src/` would break the second kind, hence the three layouts:
 *
 * - `kept`: all definitions are below `src/` already, and none refers out of it. Only the lock is added.
 * - `moved`: the usual one. Files go below `src/`. What a definition mounts stays where it is, and text among it stands in
 *   both places, for a `file://` may mean it too; `file://` cannot mean bytes. `wippy.yaml` stays: it configures Wippy.
 * - `whole`: a folder `src/` is mounted (or all of the project while there is one), so that nothing can be moved without
 *   being in the way. The lock names the project folder itself as source folder.
 */
import { decodeUtf8 } from './text.ts';
import type { SharedFiles } from './project.ts';

type Layout = 'kept' | 'moved' | 'whole';

export const LOCK_FILE = 'wippy.lock';
const SOURCE = 'src/';
const DEFINITION = /\.(ya?ml|json)$/;
const RUNTIME_SETTINGS = new Set(['wippy.yaml', '.wippy.yaml']);

/** Each says which it was, so that it can be undone. Changing a text means that older zips keep their layout at import. */
const LOCKS: Record<Layout, string> = {
  kept: lockText('the project as it was', './src'),
  moved: lockText('sources moved to src', './src'),
  whole: lockText('the whole project is the source folder', '.'),
};

function lockText(note: string, source: string): string {
  return `# Added by the Wippy playground: ${note}.\ndirectories:\n  modules: .wippy\n  src: ${source}\n`;
}

/** The files as `wippy run` takes them; the same ones if there is a `wippy.lock`. */
export function layOutForWippy(files: SharedFiles): SharedFiles {
  if (files.has(LOCK_FILE)) return files;
  const layout = chooseLayout(files);
  const laidOut = new Map<string, string | Uint8Array>([[LOCK_FILE, LOCKS[layout]]]);
  const mounted = findMounted(files);
  for (const [path, content] of files) {
    const isMounted = RUNTIME_SETTINGS.has(path) || isWithinAny(path, mounted);
    const moves = layout === 'moved' && !RUNTIME_SETTINGS.has(path) && !(isMounted && typeof content !== 'string');
    if (layout !== 'moved' || isMounted) laidOut.set(path, content);
    if (moves) laidOut.set(SOURCE + path, content);
  }
  return laidOut;
}

/**
 * Undoes {@link layOutForWippy}: only where doing it again gives these very files, so that nothing is lost and nothing
 * means something else. Otherwise the files as they are, which run as well.
 */
export function takeBackLayout(files: SharedFiles): SharedFiles {
  const lock = files.get(LOCK_FILE);
  const layout = (Object.keys(LOCKS) as Layout[]).find((name) => LOCKS[name] === lock);
  if (!layout) return files;
  const original = new Map<string, string | Uint8Array>();
  for (const [path, content] of files) {
    if (path !== LOCK_FILE)
      original.set(layout === 'moved' && path.startsWith(SOURCE) ? path.slice(SOURCE.length) : path, content);
  }
  return haveSameFiles(layOutForWippy(original), files) ? original : files;
}

function chooseLayout(files: SharedFiles): Layout {
  const paths = [...files.keys()];
  const hasSource = paths.some((path) => path.startsWith(SOURCE));
  if (!hasSource) return 'moved';
  const definitions = paths.filter((path) => DEFINITION.test(path) && !RUNTIME_SETTINGS.has(path));
  const refersOut = definitions.some((path) =>
    /file:\/\/(\/|[^\s"']{0,255}\.\.\/)/.test(textOf(files.get(path)) ?? ''),
  );
  if (!refersOut && definitions.every((path) => path.startsWith(SOURCE))) return 'kept';
  const mountsSource = [...findMounted(files)].some((folder) => folder === '' || `${folder}/`.startsWith(SOURCE));
  return mountsSource ? 'whole' : 'moved';
}

/** Asks per parent folder: a hostile file may name a million folders. `''` is the project itself. */
function isWithinAny(path: string, folders: ReadonlySet<string>): boolean {
  if (folders.has('') || folders.has(path)) return true;
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (folders.has(path.slice(0, slash))) return true;
  }
  return false;
}

/**
 * Folders and files that definitions name relative to the project: `directory` of `fs.directory`, `file_path` of
 * `env.storage.file`. Found in the text without parsing it: too many hits only put a text into both places.
 */
function findMounted(files: SharedFiles): Set<string> {
  const found = new Set<string>();
  for (const [path, content] of files) {
    const text = DEFINITION.test(path) ? textOf(content) : null;
    if (text === null || !/fs\.directory|env\.storage\.file/.test(text)) continue;
    for (const match of text.matchAll(
      /\b(?:directory|file_path)["']?[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[^\s#,}\]"'][^\n#,}\]]*)/g,
    )) {
      const folder = resolveInProject(match[1]!.trim().replaceAll(/^["']|["']$/g, ''));
      if (folder !== null) found.add(folder);
    }
  }
  return found;
}

/** Null when it leads out of the project. */
function resolveInProject(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

function textOf(content: string | Uint8Array | undefined): string | null {
  return content === undefined || typeof content === 'string' ? (content ?? null) : decodeUtf8(content);
}

function haveSameFiles(a: SharedFiles, b: SharedFiles): boolean {
  return a.size === b.size && [...a].every(([path, content]) => isSameContent(content, b.get(path)));
}

function isSameContent(a: string | Uint8Array, b: string | Uint8Array | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
