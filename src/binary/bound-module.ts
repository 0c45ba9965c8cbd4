/**
 * Rewrites a core module so that its memory can be bounded and counted (DESIGN §1): linear memories that it defines become
 * imports, which a guest fills with memories of its own making (`instances.ts`), and its tables get a maximum. Pure.
 *
 * Nothing else of the module changes: imported memories come first in their index space anyway, and these are put behind all
 * other imports. What a guest must know goes along in a custom section, so that a module needs no companion.
 */
import { joinBytes } from '../base/bytes.ts';
import { lebBytes } from '../base/leb128.ts';
import { Cursor, Malformed } from './cursor.ts';
import { MEMORY_SECTION, type MemoryLimits, type ModuleMemory } from '../contract/module-memory.ts';
import { METER_SECTION } from '../contract/module-meter.ts';
import { PAUSE_SECTION } from '../contract/module-pause.ts';
import { STOP_SECTION } from '../contract/module-stop.ts';

const SECTION = { custom: 0, type: 1, import: 2, table: 4, memory: 5 } as const;
const PREAMBLE_BYTES = 8;
const MEMORY_KIND = 2;
const HAS_MAXIMUM = 1;
/** What engines know: a maximum, shared, addresses of 64 bits. */
const KNOWN_FLAGS = 7;
/** What the tables of a module may grow by, all together. */
const TABLE_GROWTH = 100_000;
/** Marks a table whose elements begin as something else than null; an expression stands behind its limits. */
const WITH_INITIAL_VALUE = 0x40;
/** Types that name a heap type; all others are one byte. */
const REF = 0x64;
const REF_NULL = 0x63;
/** Begins the instructions on structures and arrays. */
const GC = 0xfb;

const none = (): void => {};
const integer = (content: Cursor): void => content.skipInteger();
const integers = (content: Cursor): void => {
  content.skipInteger();
  content.skipInteger();
};
const bytesOf =
  (count: number) =>
  (content: Cursor): void =>
    void content.part(count);

/** What follows each instruction of a constant expression. */
const OPERANDS: ReadonlyMap<number, (content: Cursor) => void> = new Map([
  // global.get, i32.const, i64.const, f32.const, f64.const, ref.null, ref.func
  [0x23, integer],
  [0x41, integer],
  [0x42, integer],
  [0x43, bytesOf(4)],
  [0x44, bytesOf(8)],
  [0xd0, integer],
  [0xd2, integer],
  // i32 and i64: add, sub, mul
  ...[0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].map((opcode) => [opcode, none] as const),
  // struct.new, struct.new_default, array.new, array.new_default; array.new_fixed; the conversions and ref.i31
  ...[0, 1, 6, 7].map((opcode) => [GC * 256 + opcode, integer] as const),
  [GC * 256 + 8, integers],
  ...[26, 27, 28].map((opcode) => [GC * 256 + opcode, none] as const),
]);

interface Section {
  readonly id: number;
  readonly content: Cursor;
  /** With its head. */
  readonly whole: Uint8Array;
}

interface Memory {
  readonly limits: MemoryLimits;
  /** Its limits as they stand in the binary. */
  readonly text: Uint8Array;
}

interface Table {
  /** What stands before its limits, and behind them. */
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly flags: number;
  readonly initial: number;
  readonly maximum: number | null;
}

/**
 * The module, bounded. The same bytes when there is nothing to bound, and when they cannot be read: what is wrong with them
 * the engine says better.
 */
export function boundModule(bytes: Uint8Array): Uint8Array {
  try {
    return rewrite(bytes);
  } catch (error) {
    if (error instanceof Malformed) return bytes;
    throw error;
  }
}

function rewrite(bytes: Uint8Array): Uint8Array {
  const sections = readSections(bytes);
  const kept = sections.filter((one) => !isOurs(one));
  const memories = kept.flatMap(({ id, content }) => (id === SECTION.memory ? readMemories(content) : []));
  const tables = bounded(kept.flatMap(({ id, content }) => (id === SECTION.table ? readTables(content) : [])));
  if (memories.length === 0 && tables.length === 0 && kept.length === sections.length) return bytes;
  const parts: Uint8Array[] = [bytes.subarray(0, PREAMBLE_BYTES)];
  if (memories.length > 0 || tables.length > 0) parts.push(describe(memories, tables));
  let isImported = memories.length === 0;
  for (const { id, content, whole } of kept) {
    if (!isImported && id !== SECTION.custom && id !== SECTION.type) {
      isImported = true;
      parts.push(importSection(id === SECTION.import ? content : null, memories));
      if (id === SECTION.import) continue;
    }
    if (id === SECTION.table) parts.push(tableSection(tables));
    else if (id !== SECTION.memory) parts.push(whole);
  }
  return joinBytes(parts);
}

function readSections(bytes: Uint8Array): Section[] {
  const cursor = new Cursor(bytes, Math.min(PREAMBLE_BYTES, bytes.length), bytes.length, 'module');
  const sections: Section[] = [];
  while (!cursor.atEnd) {
    const start = cursor.offset;
    const id = cursor.byte();
    const content = cursor.part(cursor.u32());
    sections.push({ id, content, whole: bytes.subarray(start, cursor.offset) });
  }
  return sections;
}

const OURS: ReadonlySet<string> = new Set([MEMORY_SECTION, METER_SECTION, PAUSE_SECTION, STOP_SECTION]);

/** Only we write them; a module that brings one along is not to be believed. */
function isOurs({ id, content }: Section): boolean {
  if (id !== SECTION.custom) return false;
  const start = content.offset;
  const name = content.name();
  content.seek(start);
  return OURS.has(name);
}

function readMemories(content: Cursor): Memory[] {
  const memories: Memory[] = [];
  for (let left = content.count(); left > 0; left--) {
    const from = content.rest();
    const { offset } = content;
    const { flags, initial, maximum } = readLimits(content);
    const limits = { initial, maximum, isShared: (flags & 2) !== 0, is64: (flags & 4) !== 0 };
    memories.push({ limits, text: from.subarray(0, content.offset - offset) });
  }
  return memories;
}

function readTables(content: Cursor): Table[] {
  const tables: Table[] = [];
  for (let left = content.count(); left > 0; left--) {
    const start = content.offset;
    const text = content.rest();
    const hasValue = content.peek() === WITH_INITIAL_VALUE;
    if (hasValue) content.part(2);
    const type = content.byte();
    if (type === REF || type === REF_NULL) content.skipInteger();
    const headBytes = content.offset - start;
    const limits = readLimits(content);
    const tailStart = content.offset - start;
    if (hasValue) skipExpression(content);
    tables.push({
      ...limits,
      head: text.subarray(0, headBytes),
      tail: text.subarray(tailStart, content.offset - start),
    });
  }
  return tables;
}

function readLimits(content: Cursor): { flags: number; initial: number; maximum: number | null } {
  const { offset } = content;
  const flags = content.byte();
  if ((flags & ~KNOWN_FLAGS) !== 0) throw new Malformed(`unknown flags ${flags} of limits`, offset);
  const initial = content.u64();
  return { flags, initial, maximum: flags & HAS_MAXIMUM ? content.u64() : null };
}

/** A constant expression, to its end. */
function skipExpression(content: Cursor): void {
  for (;;) {
    const { offset } = content;
    const opcode = content.byte();
    if (opcode === 0x0b) return;
    const skip = OPERANDS.get(opcode === GC ? GC * 256 + content.u32() : opcode);
    if (!skip) throw new Malformed(`unknown instruction 0x${opcode.toString(16)} in a constant expression`, offset);
    skip(content);
  }
}

/** Tables of the same module, so that together they grow by {@link TABLE_GROWTH} at most. */
function bounded(tables: readonly Table[]): Table[] {
  const growth = Math.floor(TABLE_GROWTH / Math.max(1, tables.length));
  return tables.map((table) => ({ ...table, maximum: Math.min(table.maximum ?? Infinity, table.initial + growth) }));
}

function describe(memories: readonly Memory[], tables: readonly Table[]): Uint8Array {
  const memory: ModuleMemory = {
    memories: memories.map(({ limits }) => limits),
    tableElements: sum(tables.map(({ initial }) => initial)),
    maxTableElements: sum(tables.map(({ maximum }) => maximum ?? 0)),
  };
  return section(SECTION.custom, [nameBytes(MEMORY_SECTION), new TextEncoder().encode(JSON.stringify(memory))]);
}

/** `content`: of the section that is there. */
function importSection(content: Cursor | null, memories: readonly Memory[]): Uint8Array {
  const count = content?.u32() ?? 0;
  const added = memories.flatMap(({ text }, index) => [
    nameBytes(MEMORY_SECTION),
    nameBytes(String(index)),
    Uint8Array.of(MEMORY_KIND),
    text,
  ]);
  return section(SECTION.import, [lebBytes(count + memories.length), content?.rest() ?? new Uint8Array(0), ...added]);
}

function tableSection(tables: readonly Table[]): Uint8Array {
  const parts = tables.flatMap(({ head, flags, initial, maximum, tail }) => [
    head,
    Uint8Array.of(flags | HAS_MAXIMUM),
    lebBytes(initial),
    lebBytes(maximum ?? initial),
    tail,
  ]);
  return section(SECTION.table, [lebBytes(tables.length), ...parts]);
}

function section(id: number, parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes([Uint8Array.of(id), lebBytes(sum(parts.map(({ length }) => length))), ...parts]);
}

function nameBytes(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  return joinBytes([lebBytes(bytes.length), bytes]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
