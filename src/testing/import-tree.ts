/** What the sources import of each other and of packages. */
import { dirname, join, normalize } from 'node:path';

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
  /** When it is asked for. */
  readonly isLazy: boolean;
  /** A file of ours, as opposed to a package. */
  readonly isLocal: boolean;
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([\w@./:?-]+)'|\bimport\('([\w@./:?-]+)'\)/gm;

/** Paths begin in `src`. */
function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const to = match[2] ?? match[3] ?? '';
    const resolved = to.startsWith('.') ? normalize(join(dirname(from), to)).replace(/\?.*$/, '') : to;
    const isLazy = match[3] !== undefined;
    return { from, to: resolved, isType: match[1] !== undefined, isLazy, isLocal: to.startsWith('.') };
  });
}

export interface Tree {
  readonly files: readonly string[];
  readonly imports: readonly Import[];
}

/** `texts`: by paths that begin in `src`. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return {
    files: Object.keys(texts),
    imports: Object.entries(texts).flatMap(([path, text]) => importsOf(path, text)),
  };
}
