import { zipSync } from 'fflate';

/**
 * Zip has local time without a zone, and fflate takes the parts of this date in the zone it runs in: noon of the same day
 * everywhere, so that the same files give the same bytes.
 */
const fixedTime = (): Date => new Date(2000, 0, 1, 12, 0, 0);

/** A zip of these files in this order. Paths have `/` between their parts; each is in it once. Blocks while it compresses. */
export function zipFiles(files: Iterable<readonly [path: string, content: Uint8Array]>): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(files), { level: 9, mtime: fixedTime() });
}
