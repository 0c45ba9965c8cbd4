/** Writes zips that no honest program writes. */
import { deflateSync } from 'fflate';
import { crc32 } from '../crc32.ts';
import { join } from './damage.ts';

export interface MadeEntry {
  readonly name: string | Uint8Array;
  readonly content?: Uint8Array;
  /** What stands there instead of the truth. */
  readonly data?: Uint8Array;
  readonly method?: number;
  readonly sizeBytes?: number;
  readonly crc?: number;
  readonly flags?: number;
  /** Unix mode, in the upper half of the external attributes. */
  readonly mode?: number;
  /** Points at the data of the entry with this number. */
  readonly sharesDataOf?: number;
  readonly extra?: Uint8Array;
}

export function makeZip(entries: readonly MadeEntry[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = typeof entry.name === 'string' ? new TextEncoder().encode(entry.name) : entry.name;
    const content = entry.content ?? new Uint8Array();
    const method = entry.method ?? 8;
    const data = entry.data ?? (method === 8 ? deflateSync(content) : content);
    const extra = entry.extra ?? new Uint8Array();
    const offset = entry.sharesDataOf === undefined ? at : offsets[entry.sharesDataOf]!;
    offsets.push(offset);
    const common = [
      ...u16(20),
      ...u16(entry.flags ?? 0x800),
      ...u16(method),
      ...u32(0x28216000),
      ...u32(entry.crc ?? crc32(content)),
      ...u32(data.length),
      ...u32(entry.sizeBytes ?? content.length),
      ...u16(name.length),
    ];
    if (entry.sharesDataOf === undefined) {
      const local = join(Uint8Array.from([...u32(0x04034b50), ...common, ...u16(0)]), name, data);
      locals.push(local);
      at += local.length;
    }
    const tail = [
      ...u16(extra.length),
      ...u16(0),
      ...u16(0),
      ...u16(0),
      ...u32((entry.mode ?? 0o100644) * 65536),
      ...u32(offset),
    ];
    directory.push(join(Uint8Array.from([...u32(0x02014b50), 20, 3, ...common, ...tail]), name, extra));
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = [
    ...u32(0x06054b50),
    ...u16(0),
    ...u16(0),
    ...u16(entries.length),
    ...u16(entries.length),
    ...u32(size),
    ...u32(at),
    ...u16(0),
  ];
  return join(...locals, ...directory, Uint8Array.from(end));
}

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
