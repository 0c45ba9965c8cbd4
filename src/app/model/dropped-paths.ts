/** Where files from the desktop go, and whether there is room for them. */
import type { ProjectFiles } from '../../contract/api.ts';
import { baseName, joinPath } from './project-files.ts';

/** For binaries that were dropped on nothing in particular. */
const binaryFolder = 'wasm';

/**
 * Paths for files by their names alone: in the folder they were dropped on. Without one a binary takes the place of the only
 * binary of its name, or goes to `wasm/`; other files go to the top.
 */
export function placeFiles(files: ProjectFiles, names: readonly string[], folder: string | null): readonly string[] {
  return names.map((name) => {
    if (folder !== null) return joinPath(folder, name);
    if (!/\.wasm$/i.test(name)) return name;
    const same = Object.keys(files).filter((path) => baseName(path) === name);
    return same.length === 1 ? (same[0] ?? name) : joinPath(binaryFolder, name);
  });
}

export interface IncomingSize {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A sentence when the files, or the project with them, are larger than `maximumBytes`; null when there is room. */
export function tooLarge(files: ProjectFiles, incoming: readonly IncomingSize[], maximumBytes: number): string | null {
  const large = incoming.find((file) => file.sizeBytes > maximumBytes);
  if (large)
    return `“${baseName(large.path)}” is too large: ${megabytes(large.sizeBytes)}, a project holds at most ${megabytes(maximumBytes)}.`;
  const replaced = new Set(incoming.map((file) => file.path));
  const kept = Object.entries(files).reduce(
    (sum, [path, content]) => sum + (replaced.has(path) ? 0 : content.length),
    0,
  );
  const total = incoming.reduce((sum, file) => sum + file.sizeBytes, kept);
  return total > maximumBytes
    ? `The project would be too large: ${megabytes(total)}, it holds at most ${megabytes(maximumBytes)}.`
    : null;
}

/** In steps of 1024, rounded up: what is just over a limit must not read like the limit. */
function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;
}
