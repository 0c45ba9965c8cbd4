/** `hash:` values of the registry that follow their binary (spec/wasm §1). */
import type { ProjectFiles } from '../../contract/api.ts';
import { readDefinitions, type Definition } from './definitions.ts';
import { placeAt } from './panes.ts';

export interface HashUpdate {
  /** New texts of the registry files that change. */
  readonly files: ReadonlyMap<string, string>;
  /** How many values were changed. */
  readonly count: number;
}

/**
 * Puts `newDigest` (`sha256:…`) in the place of `oldDigest` in the YAML files of a project, in entries whose `path` can be
 * `binary`. Where several binaries are the same, those of other names keep theirs.
 */
export function updateHashes(files: ProjectFiles, binary: string, oldDigest: string, newDigest: string): HashUpdate {
  const changed = new Map<string, string>();
  let count = 0;
  if (oldDigest === newDigest) return { files: changed, count };
  for (const [file, text] of Object.entries(files)) {
    if (typeof text !== 'string' || !/\.ya?ml$/.test(file) || !text.includes(oldDigest)) continue;
    const definitions = readDefinitions(file, text);
    const next = text.replaceAll(oldDigest, (match, offset: number) => {
      const { line } = placeAt(text, offset);
      const onLine = /\bpath\s*:\s*["']?([^\s"',}]+)/.exec(text.split('\n')[line - 1] ?? '')?.[1];
      if (!names(onLine ?? entryAt(definitions, line)?.fields.get('path'), binary)) return match;
      count++;
      return newDigest;
    });
    if (next !== text) changed.set(file, next);
  }
  return { files: changed, count };
}

/** The entry that a line stands in. */
function entryAt(definitions: readonly Definition[], line: number): Definition | undefined {
  return definitions.findLast((definition) => definition.line <= line);
}

/** Whether an entry with that path can mean a file. Which folder its file system begins at is not looked up: the digest is proof enough. */
function names(written: string | undefined, binary: string): boolean {
  const path = written?.replace(/^(?:\.?\/)+/, '');
  return path === undefined || path === '' || binary === path || binary.endsWith(`/${path}`);
}
