/** Files from outside become a project: the checks that zips, folders and single files share. */
import { err, ok, type Result } from '../base/result.ts';
import type { ImportProblem } from './import-problem.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { checkPath, checkPathWithin, findFolderConflict, findPathWarnings, showPath } from './names.ts';
import type { SharedFiles, SharedProject } from './project.ts';
import { textOrBytes } from './text.ts';
import { takeBackLayout } from './wippy-layout.ts';

export interface ImportedFile {
  /** Relative, `/` between folders; a `./` in front is taken off. Drag and drop gives `/folder/file`: cut its slash. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ImportedProject extends SharedProject {
  /** What was left out on purpose: `.git/`, `node_modules/`, `.DS_Store` and the like, once each. */
  readonly skipped: readonly string[];
  /** Names that are in order here and go wrong on other systems, a sentence each. */
  readonly warnings: readonly string[];
}

/** A file that has been named and not read. */
export interface NamedFile {
  readonly path: string;
  /** As claimed; {@link read} obeys it. */
  readonly sizeBytes: number;
  /** The content, at most `maximumBytes`. */
  read(maximumBytes: number): Result<Uint8Array, ImportProblem>;
}

/** Room for a folder around the project and for `src/`, which are taken off before the real check. */
const OUTER_PATH_BYTES = LIMITS.pathBytes * 2;
const JUNK_FOLDERS = new Set(['.git', '.svn', '.hg', 'node_modules', '__MACOSX']);
const JUNK_FILE = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/;
/** Not taken off as the folder around a project: these names mean something inside of one. */
const MEANINGFUL_FOLDERS = new Set(['src', '.wippy']);

/**
 * A dropped folder or single files as a project: one folder around all of them is taken off and becomes the name, text
 * and bytes are told apart, and what `exportZip` added is removed. Copies.
 */
export function importFiles(files: readonly ImportedFile[]): Result<ImportedProject, ImportProblem> {
  return importNamed(
    files.map(({ path, bytes }) => ({ path, sizeBytes: bytes.length, read: () => ok(new Uint8Array(bytes)) })),
  );
}

/** The same for files that are still packed: nothing is read before all names and all claimed sizes have passed. */
export function importNamed(files: readonly NamedFile[]): Result<ImportedProject, ImportProblem> {
  const { kept, skipped } = skipJunk(files);
  const checked = checkNames(kept);
  if (!checked.ok) return checked;
  const claimed = kept.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (claimed > LIMITS.importBytes) return err(limitProblem('importBytes', claimed));

  const top = findTopFolder(kept.map((file) => file.path));
  const contents = new Map<string, string | Uint8Array>();
  let room: number = LIMITS.importBytes;
  for (const file of kept) {
    const content = file.read(room);
    if (!content.ok) return content;
    room -= content.value.length;
    if (room < 0) return err(limitProblem('importBytes', LIMITS.importBytes - room));
    contents.set(top === null ? file.path : file.path.slice(top.length + 1), textOrBytes(content.value));
  }
  const project = takeBackLayout(contents);
  const final = checkProject(project);
  if (!final.ok) return final;
  return ok({
    ...(top === null ? {} : nameFrom(top)),
    files: project,
    skipped,
    warnings: findPathWarnings(project.keys()),
  });
}

function skipJunk(files: readonly NamedFile[]): { kept: NamedFile[]; skipped: string[] } {
  const skipped = new Set<string>();
  const kept: NamedFile[] = [];
  for (const file of files) {
    const path = file.path.replace(/^(\.\/)+/, '');
    const segments = path.split('/');
    const junk = segments.findIndex((segment, index) =>
      index < segments.length - 1 ? JUNK_FOLDERS.has(segment) : JUNK_FILE.test(segment),
    );
    // Only what has an ordinary name may be passed over: a hostile one is refused, wherever it lies.
    if (junk !== -1 && checkPathWithin(path, Number.MAX_SAFE_INTEGER).ok) {
      skipped.add(segments.slice(0, junk + 1).join('/') + (junk < segments.length - 1 ? '/' : ''));
    } else
      kept.push(path === file.path ? file : { path, sizeBytes: file.sizeBytes, read: (maximum) => file.read(maximum) });
  }
  return { kept, skipped: [...skipped] };
}

function checkNames(files: readonly NamedFile[]): Result<null, ImportProblem> {
  if (files.length === 0) return err({ code: 'empty', message: 'There are no files in it that belong to a project.' });
  // `exportZip` adds a lock and may put a text in two places; the project itself is counted when that is taken back.
  if (files.length > LIMITS.files * 2 + 1) return err(limitProblem('files', files.length));
  const seen = new Set<string>();
  for (const { path } of files) {
    const checked = checkPathWithin(path, OUTER_PATH_BYTES);
    if (!checked.ok) return err(badName(checked.error));
    if (seen.has(path)) return err({ code: 'path', message: `${showPath(path)} is in it twice.` });
    seen.add(path);
  }
  return ok(null);
}

function checkProject(files: SharedFiles): Result<null, ImportProblem> {
  if (files.size > LIMITS.files) return err(limitProblem('files', files.size));
  for (const path of files.keys()) {
    const checked = checkPath(path);
    if (!checked.ok) return err(badName(checked.error));
  }
  const conflict = findFolderConflict(files.keys());
  return conflict === null ? ok(null) : err({ code: 'path', message: `${conflict}.` });
}

/** The one folder that all files are in; null if there is none. */
function findTopFolder(paths: readonly string[]): string | null {
  const first = paths[0] ?? '';
  const top = first.slice(0, Math.max(0, first.indexOf('/')));
  const isAround = top !== '' && !MEANINGFUL_FOLDERS.has(top) && paths.every((path) => path.startsWith(`${top}/`));
  return isAround ? top : null;
}

function nameFrom(folder: string): { name?: string } {
  return folder.length <= LIMITS.nameChars ? { name: folder } : {};
}

function badName(error: string): ImportProblem {
  return { code: 'path', message: `A file name that a project cannot have: ${error}.` };
}
