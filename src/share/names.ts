/** Which file names a project may have. Links, zips and the file tree ask here and nowhere else. */
import { err, ok, type Result } from '../base/result.ts';
import { LIMITS } from './limits.ts';

const LONGEST_SHOWN = 60;
const encoder = new TextEncoder();

/**
 * Paths are relative to the project, with `/` between folders: `src/app/_index.yaml`. Returns the path itself, never a
 * changed one, or what is wrong with it in a sentence that names it.
 */
export function checkPath(path: string): Result<string, string> {
  return checkPathWithin(path, LIMITS.pathBytes);
}

/** {@link checkPath} with another length: names in an archive may carry a folder that is taken off afterwards. */
export function checkPathWithin(path: string, maximumBytes: number): Result<string, string> {
  const problem = findProblem(path, maximumBytes);
  return problem === null ? ok(path) : err(`${showPath(path)}: ${problem}`);
}

function findProblem(path: string, maximumBytes: number): string | null {
  if (path === '') return 'a file needs a name';
  // Before anything that costs time in proportion to the length.
  if (path.length > maximumBytes) return `too long, ${path.length} characters (at most ${maximumBytes} bytes)`;
  if (!path.isWellFormed()) return 'half of a surrogate pair is not a character';
  const size = encoder.encode(path).length;
  if (size > maximumBytes) return `too long, ${size} bytes in UTF-8 (at most ${maximumBytes})`;
  for (const character of path) {
    const problem = findCharacterProblem(character);
    if (problem !== null) return problem;
  }
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    return 'must be relative to the project, without / or drive letter in front';
  for (const segment of path.split('/')) {
    const problem = findSegmentProblem(segment);
    if (problem !== null) return problem;
  }
  return null;
}

function findCharacterProblem(character: string): string | null {
  const code = character.codePointAt(0)!;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === '\\') return 'use / between folders, not \\';
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `control character ${hex} in the name`;
  // Line and paragraph separators, direction overrides and the byte order mark: a name must look like what it is.
  const isHidden = (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0xfeff;
  return isHidden ? `invisible character ${hex} in the name` : null;
}

function findSegmentProblem(segment: string): string | null {
  if (segment === '') return 'there is an empty name between, before or after slashes';
  if (segment === '.' || segment === '..') return `must not have ${segment} in it`;
  // Windows drops both without a word, so that two names would become one.
  if (/[. ]$/.test(segment)) return `${showPath(segment)} must not end with a dot or a space`;
  if (segment === '__proto__') return '__proto__ is a reserved name';
  return null;
}

/** Quoted, control characters escaped, cut: fit for a message whatever was in the name. */
export function showPath(path: string): string {
  const shown = path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}…` : path;
  return JSON.stringify(shown.toWellFormed());
}

/** Says which path is both a file and the folder of another one; null if none. Such a project fits no disk. */
export function findFolderConflict(paths: Iterable<string>): string | null {
  const files = new Set(paths);
  for (const path of files) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (files.has(folder)) return `${showPath(folder)} is a file and also the folder of ${showPath(path)}`;
    }
  }
  return null;
}

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const WINDOWS_CHARACTER = /[<>:"|?*]/;

/**
 * What is allowed but goes wrong on other systems: names that differ in case only or in the way accents are written,
 * and names that Windows cannot have. One sentence each, in the order of the paths.
 */
export function findPathWarnings(paths: Iterable<string>): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, string>();
  for (const path of paths) {
    const key = path.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other !== undefined)
      warnings.push(`${showPath(path)} and ${showPath(other)} are the same file on some systems.`);
    else seen.set(key, path);
    const bad = path.split('/').find((segment) => WINDOWS_DEVICE.test(segment) || WINDOWS_CHARACTER.test(segment));
    if (bad !== undefined) warnings.push(`${showPath(path)}: Windows cannot have a file called ${showPath(bad)}.`);
  }
  return warnings;
}
