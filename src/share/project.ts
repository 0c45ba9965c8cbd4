/** The project as links and archives know it. */
import type { PlainValue, ProjectFiles } from '../contract/api.ts';
import type { SharedTests } from './shared-tests.ts';

/** A Map, so that no name is special. */
export type SharedFiles = ReadonlyMap<string, string | Uint8Array>;

/** What Run calls. */
export interface SharedMain {
  readonly id: string;
  readonly args: readonly PlainValue[];
}

export interface SharedProject {
  readonly name?: string;
  readonly files: SharedFiles;
  readonly main?: SharedMain;
  /** The file that the editor shows first. */
  readonly open?: string;
  /** How its tests went where the link was made. */
  readonly tests?: SharedTests;
}

/** The same with files as the rest of the playground has them. */
export interface ProjectInput extends Omit<SharedProject, 'files'> {
  readonly files: SharedFiles | ProjectFiles;
}

/** In the order of their paths' UTF-16 units, which no locale changes. */
export function sortedFiles(files: SharedFiles | ProjectFiles): [path: string, content: string | Uint8Array][] {
  const entries = isMap(files) ? [...files] : Object.entries(files);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** For `playground.open`. A file called `__proto__` would be a property like any other. */
export function toProjectFiles(files: SharedFiles): ProjectFiles {
  return Object.fromEntries(files);
}

function isMap(files: SharedFiles | ProjectFiles): files is SharedFiles {
  return files instanceof Map;
}
