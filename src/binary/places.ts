/** Where what a text of a binary says stands in its bytes: core modules with their sections, bodies and instructions. Offsets of the whole binary. */
import { Cursor, Malformed } from './cursor.ts';
import { readValueType } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import { readInstruction } from './instructions.ts';
import { PREAMBLE_BYTES, SECTION } from './module-shape.ts';

/** From `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface SectionPlace extends ByteRange {
  readonly id: number;
  /** What it has, behind its head; null where that was not told apart. */
  readonly items: readonly ByteRange[] | null;
}

export interface ModulePlaces extends ByteRange {
  readonly sections: readonly SectionPlace[];
}

/** Sections of a component that have others inside. */
const CORE_MODULE = 1;
const COMPONENT = 4;
/** Components in components that are looked into. */
const MAX_DEPTH = 100;

/** The core modules of a binary, in the order in which they stand; as far as they can be told apart. */
export function readPlaces(bytes: Uint8Array): readonly ModulePlaces[] {
  const found: ModulePlaces[] = [];
  collect(bytes, { start: 0, end: bytes.length }, found, 0);
  return found;
}

function collect(bytes: Uint8Array, range: ByteRange, found: ModulePlaces[], depth: number): void {
  if (range.end - range.start < PREAMBLE_BYTES || depth > MAX_DEPTH) return;
  // The layer: 0 of a module, 1 of a component.
  if (bytes[range.start + 6] === 0) {
    found.push({ ...range, sections: sectionsOf(bytes, range) });
    return;
  }
  for (const { id, content } of heads(bytes, range))
    if (id === CORE_MODULE || id === COMPONENT) collect(bytes, content, found, depth + 1);
}

interface Head extends ByteRange {
  readonly id: number;
  readonly content: ByteRange;
}

function heads(bytes: Uint8Array, range: ByteRange): Head[] {
  const found: Head[] = [];
  unlessMalformed(() => {
    const cursor = new Cursor(bytes, range.start + PREAMBLE_BYTES, range.end, 'module');
    while (!cursor.atEnd) {
      const start = cursor.offset;
      const id = cursor.byte();
      const part = cursor.part(cursor.u32());
      found.push({ id, start, end: cursor.offset, content: { start: part.offset, end: cursor.offset } });
    }
  });
  return found;
}

function sectionsOf(bytes: Uint8Array, range: ByteRange): SectionPlace[] {
  return heads(bytes, range).map(({ id, start, end, content }) => ({
    id,
    start,
    end,
    items: itemsOf(id, () => new Cursor(bytes, content.start, content.end, 'module')),
  }));
}

/** How one of its items is passed over. */
const SKIPS: ReadonlyMap<number, (cursor: Cursor) => void> = new Map([
  [SECTION.function, (cursor) => cursor.skipInteger()],
  [
    SECTION.global,
    (cursor) => {
      readValueType(cursor);
      cursor.byte();
      skipExpression(cursor);
    },
  ],
  [
    SECTION.export,
    (cursor) => {
      cursor.part(cursor.u32());
      cursor.byte();
      cursor.skipInteger();
    },
  ],
  [SECTION.code, (cursor) => void cursor.part(cursor.u32())],
  [SECTION.data, skipData],
]);

function itemsOf(id: number, content: () => Cursor): readonly ByteRange[] | null {
  const skip = SKIPS.get(id);
  if (!skip) return null;
  const items: ByteRange[] = [];
  const isWhole = unlessMalformed(() => {
    const cursor = content();
    for (let left = cursor.count(MAX_ITEMS); left > 0; left--) {
      const start = cursor.offset;
      skip(cursor);
      items.push({ start, end: cursor.offset });
    }
  });
  return isWhole ? items : null;
}

function skipData(cursor: Cursor): void {
  const flags = cursor.u32();
  if (flags === 2) cursor.skipInteger();
  if (flags !== 1) skipExpression(cursor);
  cursor.part(cursor.u32());
}

function skipExpression(cursor: Cursor): void {
  const end = 0x0b;
  while (readInstruction(cursor) !== end);
}

/** Of a body as {@link readPlaces} tells it: its head with its locals, then each instruction, the last `end` too. Null where that is not known. */
export function readBody(bytes: Uint8Array, body: ByteRange): readonly ByteRange[] | null {
  const parts: ByteRange[] = [];
  const isWhole = unlessMalformed(() => {
    const cursor = new Cursor(bytes, body.start, body.end, 'module');
    cursor.u32();
    for (let left = cursor.count(MAX_ITEMS); left > 0; left--) {
      cursor.skipInteger();
      readValueType(cursor);
    }
    parts.push({ start: body.start, end: cursor.offset });
    while (!cursor.atEnd) {
      const start = cursor.offset;
      readInstruction(cursor);
      parts.push({ start, end: cursor.offset });
    }
  });
  return isWhole ? parts : null;
}

/** False where the bytes are none that are known here. */
function unlessMalformed(read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return false;
  }
}
