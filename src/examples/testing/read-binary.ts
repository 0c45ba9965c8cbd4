import { readFile } from 'node:fs/promises';
import type { ReadBinary } from '../types.ts';

const ROOT = new URL('../../../', import.meta.url);

/** URLs are paths below the root of the repository where nothing is built. */
export const readBinary: ReadBinary = async (url) => {
  const { pathname } = new URL(url, 'file:///');
  return new Uint8Array(await readFile(new URL(`.${pathname}`, ROOT)));
};
