/**
 * What a core module is made of, as far as those need it who put something into its code (`metered-module.ts`,
 * `stoppable-module.ts`). Pure; `module-rewriting.ts` writes it again.
 */
import { readTypes } from './binary.ts';
import { readLimits, readValueType } from './core-types.ts';
import { Cursor, Malformed } from './cursor.ts';
import { Instruction, readInstruction } from './instructions.ts';

/** Sections by their codes, in the order in which they stand. */
export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  tag: 13,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  dataCount: 12,
  code: 10,
  data: 11,
} as const;
export const CUSTOM = 0;
export const ORDER: readonly number[] = Object.values(SECTION);

/** Of imports and exports. */
export const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

export const PREAMBLE_BYTES = 8;
const MUTABLE = 1;
/** Flag of limits. */
const SHARED = 2;
/** Begins a table whose elements begin as something else than null; an expression stands behind its limits. */
const WITH_INITIAL_VALUE = 0x40;

export interface Section {
  readonly id: number;
  readonly content: () => Cursor;
  /** With its head. */
  readonly whole: Uint8Array;
}

export interface ModuleShape {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  /** null = it has none. */
  readonly code: Section | null;
  /** By the index of a type: how many parameters, null of what is no function. */
  readonly parameters: readonly (number | null)[];
  /** By the place of a body: its type. */
  readonly types: readonly number[];
  readonly importedFunctions: number;
  /** Modules that something is imported from. */
  readonly importedFrom: ReadonlySet<string>;
  /** Of tables and memories, by their indices: whether addresses have 64 bits. */
  readonly wideTables: readonly boolean[];
  readonly wideMemories: readonly boolean[];
  readonly globals: number;
  /** The function that is called when an instance is made. */
  readonly start: number | null;
  /** Of its exports. */
  readonly names: ReadonlySet<string>;
  /** It has a memory, a global or a table of others that a call may leave in another state. */
  readonly hasState: boolean;
  /** A thread may wait on it where nothing is checked. */
  readonly hasSharedMemory: boolean;
}

/** Throws {@link Malformed} at what is not known here. */
export function readShape(bytes: Uint8Array): ModuleShape {
  const shape = new ShapeReader(bytes);
  shape.read();
  return shape;
}

class ShapeReader implements ModuleShape {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly code: Section | null;
  readonly wideTables: boolean[] = [];
  readonly wideMemories: boolean[] = [];
  readonly names = new Set<string>();
  readonly importedFrom = new Set<string>();
  parameters: (number | null)[] = [];
  types: number[] = [];
  importedFunctions = 0;
  globals = 0;
  start: number | null = null;
  hasState = false;
  hasSharedMemory = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.sections = readSections(bytes);
    this.code = this.sections.find(({ id }) => id === SECTION.code) ?? null;
  }

  read(): void {
    for (const { id, content } of this.sections) this.#read(id, content());
  }

  #read(id: number, content: Cursor): void {
    switch (id) {
      case SECTION.type:
        this.parameters = readTypes(content).map((type) => type && type.parameters.length);
        break;
      case SECTION.import:
        this.#readImports(content);
        break;
      case SECTION.function:
        this.types = Array.from({ length: content.count() }, () => content.u32());
        break;
      case SECTION.table:
        this.#readTables(content);
        break;
      case SECTION.memory:
        for (let left = content.count(); left > 0; left--) this.#readMemory(content);
        break;
      case SECTION.global:
        this.#readGlobals(content);
        break;
      case SECTION.export:
        this.#readExports(content);
        break;
      case SECTION.start:
        this.start = content.u32();
        break;
      default:
        return;
    }
    // Or what is put behind would be taken for something else.
    if (!content.atEnd) throw new Malformed('a section is longer than what it has', content.offset);
  }

  #readImports(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      this.importedFrom.add(content.name());
      content.name();
      const kind = content.byte();
      if (kind === KIND.function) {
        content.u32();
        this.importedFunctions++;
      } else if (kind === KIND.table) {
        // Whatever is done to it, others see.
        this.hasState = true;
        readValueType(content);
        this.wideTables.push(readLimits(content) === 'memory64');
      } else if (kind === KIND.memory) {
        this.#readMemory(content);
      } else if (kind === KIND.global) {
        readValueType(content);
        if (content.byte() === MUTABLE) this.hasState = true;
        this.globals++;
      } else {
        content.byte();
        content.u32();
      }
    }
  }

  #readTables(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      const hasValue = content.peek() === WITH_INITIAL_VALUE;
      if (hasValue) content.part(2);
      readValueType(content);
      this.wideTables.push(readLimits(content) === 'memory64');
      while (hasValue && readInstruction(content) !== Instruction.end);
    }
  }

  #readMemory(content: Cursor): void {
    this.hasState = true;
    if (content.peek() & SHARED) this.hasSharedMemory = true;
    this.wideMemories.push(readLimits(content) === 'memory64');
  }

  #readGlobals(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      readValueType(content);
      if (content.byte() === MUTABLE) this.hasState = true;
      while (readInstruction(content) !== Instruction.end);
      this.globals++;
    }
  }

  #readExports(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      this.names.add(content.name());
      content.byte();
      content.u32();
    }
  }
}

function readSections(bytes: Uint8Array): Section[] {
  const cursor = new Cursor(bytes, Math.min(PREAMBLE_BYTES, bytes.length), bytes.length, 'module');
  const sections: Section[] = [];
  while (!cursor.atEnd) {
    const start = cursor.offset;
    const id = cursor.byte();
    const size = cursor.u32();
    const at = cursor.offset;
    cursor.part(size);
    if (id !== CUSTOM && !ORDER.includes(id)) throw new Malformed(`section ${id} is not known here`, start);
    sections.push({
      id,
      content: () => new Cursor(bytes, at, at + size, 'module'),
      whole: bytes.subarray(start, at + size),
    });
  }
  return sections;
}

/** A body of a function, for whoever writes it again. */
export interface Body {
  /** Among the bodies. */
  readonly place: number;
  readonly parameters: number;
  readonly content: Cursor;
}

/** Visits the bodies in steps of about so many bytes, between which others may have the thread. Throws {@link Malformed}. */
export function* visitBodies(
  { parameters, types, code }: ModuleShape,
  sliceBytes: number,
  visit: (body: Body) => void,
): Generator<void, void> {
  const content = code?.content();
  if ((content?.u32() ?? 0) !== types.length)
    throw new Malformed('bodies and functions are not as many', content?.offset ?? 0);
  if (!content) return;
  let pauseAt = content.offset + sliceBytes;
  for (const [place, type] of types.entries()) {
    if (content.offset >= pauseAt) {
      pauseAt = content.offset + sliceBytes;
      yield;
    }
    const known = parameters[type];
    if (known === undefined || known === null)
      throw new Malformed(`type ${type} is none of a function`, content.offset);
    visit({ place, parameters: known, content: content.part(content.u32()) });
  }
  if (!content.atEnd) throw new Malformed('a section is longer than what it has', content.offset);
}
