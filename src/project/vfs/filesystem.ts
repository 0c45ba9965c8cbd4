/** Filesystems of `fs.directory` entries over the files of a project (spec/registry §4.1). Reading only. */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import type { DirectoryConfig } from '../kinds/fs-directory.ts';

export interface OpenedFile {
  /** Path in the project. */
  readonly file: string;
  /** Of a text its UTF-8; of anything else the project's own bytes, borrowed. */
  readonly bytes: Uint8Array;
}

/**
 * `missing` = there is no such file, or the path leads out of the filesystem; `denied` = its mode does not allow reading;
 * `folder` = the path names a folder, which opens and cannot be read.
 */
export type OpenProblem = 'missing' | 'denied' | 'folder';

const READ = 0o400;
const ALL_READ = 0o444;
const ALL_EXECUTE = 0o111;

/** Permission bits as they act: readable for all without any execute bit means execute for all too. */
export function effectiveMode(mode: number): number {
  return (mode & ALL_READ) === ALL_READ && (mode & ALL_EXECUTE) === 0 ? mode | ALL_EXECUTE : mode;
}

export class Filesystem {
  readonly #files: ProjectFiles;
  /** Parts of the folder's path; null for a folder outside of the project. */
  readonly #root: readonly string[] | null;
  readonly #mode: number;

  /** An entry's own module is the project, so both bases are the same here. */
  constructor(config: DirectoryConfig, files: ProjectFiles) {
    this.#files = files;
    this.#root = partsOf(config.directory);
    this.#mode = effectiveMode(config.mode);
  }

  /** `path` may begin with `/`, which counts for nothing. */
  read(path: string): Result<OpenedFile, OpenProblem> {
    const inside = this.#root && partsOf(path);
    if (!this.#root || !inside) return err('missing');
    if ((this.#mode & READ) === 0) return err('denied');
    const file = [...this.#root, ...inside].join('/');
    // Own properties only: a project may hold a file called `__proto__`.
    const content = Object.hasOwn(this.#files, file) ? this.#files[file] : undefined;
    if (content !== undefined)
      return ok({ file, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content });
    const folder = file === '' ? '' : `${file}/`;
    return err(Object.keys(this.#files).some((known) => known.startsWith(folder)) ? 'folder' : 'missing');
  }

  /** Paths of all files, relative to the filesystem. */
  list(): string[] {
    if (!this.#root) return [];
    const prefix = this.#root.length === 0 ? '' : `${this.#root.join('/')}/`;
    return Object.keys(this.#files).flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length)] : []));
  }
}

/** The parts of a path; null when `..` leads out of where it starts. */
export function partsOf(path: string): string[] | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts;
}
