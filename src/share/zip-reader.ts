/**
 * Reads a zip's central directory (APPNOTE 6.3.10 §4.3), then one entry at a time. Own code, since fflate's `unzipSync`
 * checks no CRC, cuts an entry whose size lies without a word, and gathers entries in an object whose prototype an entry
 * called `__proto__` replaces. All offsets are checked before use; nothing here throws.
 */
import { err, ok, type Result } from '../base/result.ts';
import { crc32 } from './crc32.ts';
import type { ImportProblem } from './import-problem.ts';
import { inflateBounded, type InflateBounds } from './inflate.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { showPath } from './names.ts';
import { decodeUtf8 } from './text.ts';

export interface ZipEntry {
  /** As it stands there: unchecked. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly isSymbolicLink: boolean;
  readonly isEncrypted: boolean;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  /** As claimed. */
  readonly sizeBytes: number;
  readonly crc: number;
  /** Still compressed; borrowed from the archive. */
  readonly data: Uint8Array;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const ZIP64_EXTRA = 1;
const NONE = 0xffffffff;

/** The directory, in its order. Checks the number of entries; no name, no size. */
export function readZipDirectory(bytes: Uint8Array): Result<ZipEntry[], ImportProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return err({ code: 'not-a-zip', message: 'This is not a zip file, or its end is missing.' });
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === NONE) return err(limitProblem('zipEntries', count));
  if (count > LIMITS.zipEntries) return err(limitProblem('zipEntries', count));
  const entries: ZipEntry[] = [];
  let packed = 0;
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY) return err(damaged());
    const next =
      at + ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length) return err(damaged());
    const entry = readEntry(bytes, view, at);
    if (!entry) return err(damaged());
    packed += entry.data.length;
    // Entries that share their data: how a small file makes a large amount of work.
    if (packed > bytes.length) return err(damaged());
    entries.push(entry);
    at = next;
  }
  return ok(entries);
}

/** The entry's content, of exactly the size and checksum that the directory says and at most `maximumBytes`. */
export function readZipEntry(
  entry: ZipEntry,
  { maximumBytes, deadlineMs, nowMs }: InflateBounds,
): Result<Uint8Array, ImportProblem> {
  const unsupported = (what: string): Result<never, ImportProblem> =>
    err({ code: 'unsupported', message: `${showPath(entry.name)} is ${what}.` });
  if (entry.isEncrypted) return unsupported('encrypted: make the zip without a password');
  if (entry.method !== 0 && entry.method !== 8)
    return unsupported(`compressed in a way that is not supported (method ${entry.method}): use plain zip compression`);
  const maximum = Math.min(entry.sizeBytes, maximumBytes);
  const content =
    entry.method === 0
      ? ok(entry.data.slice())
      : inflateBounded(entry.data, { maximumBytes: maximum, deadlineMs, nowMs });
  if (!content.ok && content.error.code === 'too-slow')
    return err(limitProblem('importMs', LIMITS.importMs + nowMs() - deadlineMs));
  const isIntact = content.ok && content.value.length === entry.sizeBytes && crc32(content.value) === entry.crc;
  return isIntact ? content : err(damaged(entry.name));
}

/** The last end record whose comment fits. */
function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength)
      return at;
  }
  return null;
}

function readEntry(bytes: Uint8Array, view: DataView, at: number): ZipEntry | null {
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const extra = bytes.subarray(nameEnd, nameEnd + view.getUint16(at + 30, true));
  const claimed = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  const sizes =
    claimed.size === NONE || claimed.packed === NONE || claimed.offset === NONE ? readZip64(extra, claimed) : claimed;
  if (!sizes) return null;
  const local = sizes.offset;
  if (local + LOCAL_BYTES > bytes.length || view.getUint32(local, true) !== LOCAL) return null;
  const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + sizes.packed > bytes.length) return null;
  const name = decodeName(bytes.subarray(at + ENTRY_BYTES, nameEnd), flags);
  if (name === null) return null;
  const madeByUnix = view.getUint8(at + 5) === 3;
  const mode = view.getUint32(at + 38, true) >>> 16;
  return {
    name,
    isFolder: name.endsWith('/'),
    isSymbolicLink: madeByUnix && (mode & 0o170000) === 0o120000,
    isEncrypted: (flags & 1) !== 0,
    method: view.getUint16(at + 10, true),
    sizeBytes: sizes.size,
    crc: view.getUint32(at + 16, true),
    data: bytes.subarray(start, start + sizes.packed),
  };
}

interface Sizes {
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

/** Some programs write the 64-bit form for small files too. */
function readZip64(extra: Uint8Array, claimed: Sizes): Sizes | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
    let field = at + 4;
    const read = (value: number): number => {
      if (value !== NONE) return value;
      field += 8;
      return field <= end ? Number(view.getBigUint64(field - 8, true)) : Number.NaN;
    };
    const sizes = { size: read(claimed.size), packed: read(claimed.packed), offset: read(claimed.offset) };
    return Object.values(sizes).every((value) => Number.isSafeInteger(value)) ? sizes : null;
  }
  return null;
}

const UTF8_FLAG = 0x800;
/** Characters 128 to 255 of code page 437, the one that zip has where nothing else is said. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Many programs write UTF-8 without the flag that says so, and text in code page 437 is hardly ever UTF-8 by chance. */
function decodeName(bytes: Uint8Array, flags: number): string | null {
  const text = decodeUtf8(bytes);
  if (text !== null || flags & UTF8_FLAG) return text;
  return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128]!)).join('');
}

function damaged(name?: string): ImportProblem {
  const what = name === undefined ? 'The zip file' : `${showPath(name)} in the zip file`;
  return { code: 'damaged', message: `${what} is damaged.` };
}
