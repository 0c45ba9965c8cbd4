/** Which files define entries, and what `file://` values stand for (spec/registry §1). */
import type { ProjectFiles } from '../../contract/api.ts';
import { nearest } from '../../base/nearest.ts';
import { fileSource } from './scalar-source.ts';
import { Report, SourceFile, type Place, type SourceText } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import type { Field, TreeNode } from './tree.ts';
import { parseYaml } from './yaml.ts';
import type { ReadYaml } from './yaml-node.ts';

const DEFINITION = /\.(ya?ml|json)$/;
const LOCK_FILE = 'wippy.lock';

export interface Project {
  readonly files: ProjectFiles;
  /** Folders without slash at the end; `''` is the project itself. */
  readonly sourceRoots: readonly string[];
}

export type FileContent = string | Uint8Array | undefined;

/** Own properties only: a project may hold a file called `__proto__`. */
export function contentOf(files: ProjectFiles, path: string): FileContent {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** null for a file that is not there or is no text. */
export function readText(files: ProjectFiles, path: string): string | null {
  const content = contentOf(files, path);
  if (content === undefined) return null;
  if (typeof content === 'string') return isUtf16(content) ? null : withLineEnds(content);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content.slice());
    return isUtf16(text) ? null : withLineEnds(text);
  } catch {
    return null;
  }
}

/** Why {@link readText} has no text of what is there. */
export function whyNoText(content: string | Uint8Array): string {
  const isWide = typeof content === 'string' || wideEncoding(content) !== null;
  return isWide ? 'is UTF-16: save it as UTF-8' : 'is not text';
}

/** As {@link readText}, of a file that was saved as UTF-16; to see what it was meant to be. */
export function readWide(content: string | Uint8Array): string | null {
  if (typeof content === 'string') return content.replaceAll('\0', '');
  const encoding = wideEncoding(content);
  return encoding && new TextDecoder(encoding).decode(content.slice());
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 4) return null;
  if (bytes[0] !== 0 && bytes[1] === 0 && bytes[2] !== 0 && bytes[3] === 0) return 'utf-16le';
  return bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0 && bytes[3] !== 0 ? 'utf-16be' : null;
}

/** ASCII as UTF-16 without a mark is UTF-8 as well, with a NUL beside every character. */
function isUtf16(text: string): boolean {
  const code = (at: number): number => text.charCodeAt(at);
  return (
    text.length >= 4 &&
    ((code(0) > 0 && code(1) === 0 && code(2) > 0 && code(3) === 0) ||
      (code(0) === 0 && code(1) > 0 && code(2) === 0 && code(3) > 0))
  );
}

/** Lines that end with CR alone are lines all the same; every place stays where it is. */
function withLineEnds(text: string): string {
  return text.includes('\r') && !text.includes('\n') ? text.replaceAll('\r', '\n') : text;
}

/** Source folders come from `wippy.lock`; without one the project is its own source folder. */
export function openProject(files: ProjectFiles, report: Report, readYaml: ReadYaml): Project {
  const text = readText(files, LOCK_FILE);
  if (text === null) return { files, sourceRoots: [''] };
  const lock = parseYaml(new SourceFile(LOCK_FILE, text), report, readYaml);
  const directories = lock?.type === 'map' ? lock.fields.get('directories')?.value : undefined;
  const directory = (name: string, otherwise: string): string => {
    const node = directories?.type === 'map' ? directories.fields.get(name)?.value : undefined;
    const value = node?.type === 'scalar' && typeof node.value === 'string' ? node.value : otherwise;
    return resolvePath('', value) ?? otherwise;
  };
  return { files, sourceRoots: [directory('src', 'src'), directory('modules', '.wippy')] };
}

/** All texts of `files` that {@link openProject} and who reads definitions may ask YAML of. */
export function textsToRead(files: ProjectFiles): string[] {
  return Object.keys(files).flatMap((path) =>
    path === LOCK_FILE || DEFINITION.test(path) ? (readText(files, path) ?? []) : [],
  );
}

/** Every folder that holds a file, without slash at the end; `''` is the project itself. */
export function foldersOf(files: ProjectFiles): ReadonlySet<string> {
  const folders = new Set(['']);
  for (const path of Object.keys(files)) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

export interface Candidate {
  readonly path: string;
  readonly root: string;
}

/** Definition files in lexical order of their path parts, source folder by source folder. */
export function definitionFiles(project: Project): Candidate[] {
  const paths = Object.keys(project.files).filter(
    (path) => DEFINITION.test(path) && !path.split('/').includes('node_modules'),
  );
  const taken = new Set<string>();
  const candidates: Candidate[] = [];
  for (const root of project.sourceRoots) {
    const inside = paths.filter((path) => !taken.has(path) && (root === '' || path.startsWith(`${root}/`)));
    for (const path of inside.toSorted(comparePaths)) {
      taken.add(path);
      candidates.push({ path, root });
    }
  }
  return candidates;
}

function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    if (left[index] !== right[index]) return left[index]! < right[index]! ? -1 : 1;
  }
  return left.length - right.length;
}

/** Joins and cleans; null when `..` leads out of the project. */
export function resolvePath(folder: string, path: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** What was looked up in the project, by path: as long as all of it is the same, so is the result. */
export type Reads = Map<string, FileContent>;

/**
 * Replaces every string that begins with `file://` by the file's text. All failures are reported; null when there was one,
 * for the file is then dropped as a whole. `reads` gets every file that was asked for.
 */
export function interpolate(
  node: TreeNode,
  project: Project,
  candidate: Candidate,
  report: Report,
  reads: Reads,
): TreeNode | null {
  let failed = false;
  const done = new Map<TreeNode, TreeNode>();
  const visit = (current: TreeNode): TreeNode => {
    const known = done.get(current);
    if (known) return known;
    const made = make(current);
    done.set(current, made);
    return made;
  };
  const make = (current: TreeNode): TreeNode => {
    switch (current.type) {
      case 'map': {
        const fields = new Map<string, Field>();
        for (const [name, field] of current.fields) fields.set(name, { ...field, value: visit(field.value) });
        return { ...current, fields };
      }
      case 'list':
        return { ...current, items: current.items.map(visit) };
      case 'scalar': {
        if (typeof current.value !== 'string' || !current.value.startsWith('file://')) return current;
        const source = readTarget(current.value.slice('file://'.length), current.place, {
          project,
          candidate,
          report,
          reads,
        });
        if (source) return { ...current, value: source.text, source };
        failed = true;
        return current;
      }
    }
  };
  const result = visit(node);
  return failed ? null : result;
}

interface Reading {
  readonly project: Project;
  readonly candidate: Candidate;
  readonly report: Report;
  readonly reads: Reads;
}

function readTarget(path: string, place: Place, { project, candidate, report, reads }: Reading): SourceText | null {
  const fail = (message: string, hint?: string): null => {
    report.add(place, 'file-reference', `interpolation error: ${message}`, { hint });
    return null;
  };
  if (path.trim() === '' || path === '/') return fail('empty file path in file:// URL');
  if (/[\0\\]/.test(path)) return fail(`invalid file path: ${path}`);
  const root = candidate.root;
  const folder = path.startsWith('/') ? root : candidate.path.slice(0, Math.max(0, candidate.path.lastIndexOf('/')));
  const resolved = resolvePath(folder, path);
  if (resolved === null || !(root === '' || resolved === root || resolved.startsWith(`${root}/`))) {
    return fail(`path traversal detected in file path: ${path}`);
  }
  if (resolved === root || path.endsWith('/')) return fail(`invalid file path: ${path}`);
  reads.set(resolved, contentOf(project.files, resolved));
  const text = readText(project.files, resolved);
  if (text !== null) return fileSource(resolved, text);
  const content = contentOf(project.files, resolved);
  if (content !== undefined) return fail(`failed to read file ${path}`, `${resolved} ${whyNoText(content)}`);
  const meant = nearestFile(resolved, project.files);
  const written = meant === null ? null : writtenLike(path, meant, { root, folder });
  return fail(
    `failed to read file ${path}`,
    written === null ? `there is no file ${resolved} in the project` : didYouMean(`file://${written}`),
  );
}

/** Of the same kind; one that differs in upper and lower case only is taken before any other, then one of that name elsewhere. Failing that, another ending. */
function nearestFile(path: string, files: ProjectFiles): string | null {
  const extension = /\.[^./]+$/.exec(path)?.[0].toLowerCase();
  const like = Object.keys(files).filter((file) => extension === undefined || file.toLowerCase().endsWith(extension));
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  const elsewhere = like.filter((file) => file.toLowerCase().endsWith(`/${name}`) || file.toLowerCase() === name);
  const same =
    like.find((file) => file.toLowerCase() === lower) ??
    (elsewhere.length === 1 ? elsewhere[0]! : null) ??
    nearest(path, like);
  if (same !== null || extension === undefined) return same;
  const stem = lower.slice(0, -extension.length);
  return (
    Object.keys(files).find((file) => TEXT_FILE.test(file) && file.toLowerCase().replace(TEXT_FILE, '') === stem) ??
    null
  );
}

const TEXT_FILE = /\.(?:wat|wit|lua)$/i;

/** The path of a file as it stands behind `file://`; null for one that cannot be written in the same form. */
function writtenLike(
  path: string,
  file: string,
  { root, folder }: { readonly root: string; readonly folder: string },
): string | null {
  const base = path.startsWith('/') ? root : folder;
  if (base !== '' && !file.startsWith(`${base}/`)) return null;
  const rest = base === '' ? file : file.slice(base.length + 1);
  return path.startsWith('/') ? `/${rest}` : rest;
}
