/** What a call left in a memory, as rows of hex: of what is zero, and of what was not kept, one row says how much it is. */
import type { InspectedMark, Inspection } from '../../contract/inspection.ts';

export type MemoryRow =
  | { readonly kind: 'bytes'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'zeros' | 'unkept'; readonly at: number; readonly sizeBytes: number };

interface Segment {
  readonly kind: MemoryRow['kind'];
  readonly at: number;
  readonly sizeBytes: number;
  /** In the bytes that were kept. */
  readonly offset: number;
  /** Number of its first row. */
  readonly firstRow: number;
}

/** Part of a memory that was gone to. */
export interface Chosen {
  readonly at: number;
  readonly sizeBytes: number;
}

/** Bytes with the value they are part of. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly mark: InspectedMark | null;
  readonly isChosen: boolean;
  /** Zeros that are part of no value. */
  readonly isEmpty: boolean;
}

/** One memory of a call, `width` bytes in a row. Rows are made when they are asked for. */
export class MemoryRows {
  readonly count: number;
  readonly marks: readonly InspectedMark[];
  readonly #bytes: Uint8Array;
  readonly #segments: readonly Segment[];
  readonly #width: number;
  /** Address behind all that was kept. */
  readonly #keptTo: number;

  constructor(inspection: Inspection, index: number, width: number) {
    const { memories, bytes, marks } = inspection;
    const { blocks, sizeBytes, cutAt } = memories[index] ?? { blocks: [], sizeBytes: 0, cutAt: null };
    this.#bytes = bytes;
    this.#width = width;
    this.#keptTo = cutAt ?? sizeBytes;
    this.marks = marks.filter(({ memory }) => memory === index);
    const segments: Segment[] = [];
    let offset = memories
      .slice(0, index)
      .flatMap((memory) => memory.blocks)
      .reduce((sum, block) => sum + block.sizeBytes, 0);
    let at = 0;
    let rows = 0;
    const add = (kind: MemoryRow['kind'], to: number): void => {
      if (to <= at) return;
      segments.push({ kind, at, sizeBytes: to - at, offset, firstRow: rows });
      rows += kind === 'bytes' ? Math.ceil((to - at) / width) : 1;
      if (kind === 'bytes') offset += to - at;
      at = to;
    };
    for (const block of blocks) {
      add('zeros', block.at);
      add('bytes', block.at + block.sizeBytes);
    }
    add('zeros', cutAt ?? sizeBytes);
    add('unkept', sizeBytes);
    this.#segments = segments;
    this.count = rows;
  }

  row(index: number): MemoryRow {
    const segment = this.#last(({ firstRow }) => firstRow <= index);
    if (!segment) throw new RangeError(`there is no row ${index}`);
    const { kind, at, sizeBytes, offset, firstRow } = segment;
    if (kind !== 'bytes') return { kind, at, sizeBytes };
    const from = (index - firstRow) * this.#width;
    const to = Math.min(from + this.#width, sizeBytes);
    return { kind, at: at + from, bytes: this.#bytes.subarray(offset + from, offset + to) };
  }

  /** The row with an address; the last for what is behind the memory. */
  rowOf(address: number): number {
    const segment = this.#last(({ at }) => at <= address);
    if (!segment) return 0;
    const { kind, at, sizeBytes, firstRow } = segment;
    return kind === 'bytes' ? firstRow + Math.floor(Math.min(address - at, sizeBytes - 1) / this.#width) : firstRow;
  }

  /** The bytes of a row by the values they are part of: the innermost, where one is in another. */
  stretches({ at, bytes }: Extract<MemoryRow, { kind: 'bytes' }>, chosen: Chosen | null = null): readonly Stretch[] {
    const isChosen = (index: number): boolean =>
      chosen !== null && chosen.at <= at + index && at + index < chosen.at + chosen.sizeBytes;
    const owners: (InspectedMark | null)[] = Array.from({ length: bytes.length }, () => null);
    // Those inside of others come after them.
    for (const mark of this.marks) {
      const from = Math.max(0, mark.at - at);
      const to = Math.min(bytes.length, mark.at + mark.sizeBytes - at);
      for (let index = from; index < to; index++) owners[index] = mark;
    }
    const isEmpty = (index: number): boolean => owners[index] === null && bytes[index] === 0;
    const isSame = (one: number, other: number): boolean =>
      owners[one] === owners[other] && isChosen(one) === isChosen(other) && isEmpty(one) === isEmpty(other);
    const stretches: Stretch[] = [];
    for (let from = 0, to = 1; from < owners.length; to++) {
      if (to < owners.length && isSame(from, to)) continue;
      stretches.push({ from, to, mark: owners[from] ?? null, isChosen: isChosen(from), isEmpty: isEmpty(from) });
      from = to;
    }
    return stretches;
  }

  /** A stretch of memory; null where not all of it was kept. */
  read(at: number, sizeBytes: number): Uint8Array | null {
    if (at + sizeBytes > this.#keptTo) return null;
    const read = new Uint8Array(sizeBytes);
    for (let index = this.#countOf((segment) => segment.at <= at) - 1; index < this.#segments.length; index++) {
      const segment = this.#segments[index];
      if (!segment || segment.at >= at + sizeBytes) break;
      if (segment.kind !== 'bytes') continue;
      const from = Math.max(at, segment.at);
      const to = Math.min(at + sizeBytes, segment.at + segment.sizeBytes);
      if (from >= to) continue;
      const offset = segment.offset + from - segment.at;
      read.set(this.#bytes.subarray(offset, offset + to - from), from - at);
    }
    return read;
  }

  /** The next place of these bytes at or behind an address, and from the start where there is none; -1 where there is none at all. */
  find(wanted: Uint8Array, from: number): number {
    if (wanted.length === 0) return -1;
    let first = -1;
    for (const { kind, at, sizeBytes, offset } of this.#segments) {
      if (kind !== 'bytes') continue;
      const own = this.#bytes.subarray(offset, offset + sizeBytes);
      for (let index = own.indexOf(wanted[0]!); index >= 0; index = own.indexOf(wanted[0]!, index + 1)) {
        if (!wanted.every((byte, place) => own[index + place] === byte)) continue;
        if (at + index >= from) return at + index;
        if (first < 0) first = at + index;
      }
    }
    return first;
  }

  #last(fits: (segment: Segment) => boolean): Segment | null {
    return this.#segments[this.#countOf(fits) - 1] ?? null;
  }

  /** How many of the first fit; those behind them do not. */
  #countOf(fits: (segment: Segment) => boolean): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(this.#segments[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As it is shown beside the hex: what is no sign of ASCII is a dot. */
export function signOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

const MAX_TEXT_BYTES = 120;

/** What a mark's string says, or its beginning; null for what is no string and for one that was not kept. */
export function textOf(rows: MemoryRows, { at, sizeBytes, encoding }: InspectedMark): string | null {
  if (!encoding) return null;
  const label = encoding === 'utf16' ? 'utf-16le' : encoding === 'utf8' ? 'utf-8' : 'latin1';
  const bytes = rows.read(at, Math.min(sizeBytes, MAX_TEXT_BYTES));
  if (!bytes) return null;
  // The end of what is cut may be the half of a sign.
  const text = new TextDecoder(label).decode(bytes, {
    stream: sizeBytes > MAX_TEXT_BYTES,
  });
  return `"${text}${sizeBytes > MAX_TEXT_BYTES ? '…' : ''}"`;
}

/** `0x40`, `64`; null for what is no address. */
export function addressOf(text: string): number | null {
  const trimmed = text.trim();
  return /^(?:0x[\da-f]+|\d+)$/i.test(trimmed) ? Number(trimmed) : null;
}

export function formatAddress(at: number): string {
  return `0x${at.toString(16).padStart(4, '0')}`;
}
