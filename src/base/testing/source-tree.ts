/** The texts of our own sources, for tests about how they are written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../..', import.meta.url));

/** What runs in the product, by paths that begin in `src`: no tests, and nothing that is for them. */
export function productTexts(): ReadonlyMap<string, string> {
  return textsBelow(SRC, (path) => /\.tsx?$/.test(path) && !/\.(?:test\.tsx?|d\.ts)$/.test(path) && !isForTests(path));
}

/** Files below `folder` whose paths, from there and with slashes, are wanted. */
export function textsBelow(folder: string, isWanted: (path: string) => boolean): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => relative(folder, join(file.parentPath, file.name)).replaceAll('\\', '/'));
  return new Map(
    paths
      .filter(isWanted)
      .toSorted()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

function isForTests(path: string): boolean {
  return path.startsWith('conformance/') || path.split('/').includes('testing');
}
