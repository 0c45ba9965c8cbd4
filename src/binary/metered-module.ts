/**
 * Rewrites a core module so that a call of it ends by itself: each function and each loop begins with a charge to a counter that
 * every instance has, and where nothing is left of it the call traps. Instructions whose time depends on an operand are charged by
 * it; memories and tables that cannot grow any further end the call as well, since that may be our doing. Pure.
 *
 * What such a trap means, only whoever made the instance knows: nothing of the module's own can be told from it. All else
 * happens as before: no index changes, so that what the module exports, and what it computes, is the same.
 */
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { readValueType, readValueTypes } from './core-types.ts';
import { Cursor, Malformed } from './cursor.ts';
import { Instruction, readInstruction } from './instructions.ts';
import { CodeMeter } from './metered-code.ts';
import { ModuleOutput } from './module-output.ts';

export interface MeteredBytes {
  readonly bytes: Uint8Array;
  /** Name of the exported global, a mutable i32, that holds what is left. Full in a new instance. */
  readonly fuelExport: string;
  /** An instance cannot be told from a new one, however often its functions have been called. */
  readonly isStateless: boolean;
}

/** Why a module is left alone. */
export interface NotMetered {
  readonly reason: string;
}

/** Sections by their codes, in the order in which they stand where that differs. */
const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  tag: 13,
} as const;
/** What stands before where globals end. */
const UP_TO_GLOBALS: ReadonlySet<number> = new Set([
  SECTION.custom,
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.tag,
  SECTION.global,
]);
const PREAMBLE_BYTES = 8;
const FUNCTION_TYPE = 0x60;
const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;
const I32 = 0x7f;
const MUTABLE = 1;
const END = 0x0b;
/** Limits: a maximum, shared, addresses of 64 bits. */
const SHARED_OR_64 = 6;

/** Begins a table whose elements begin as something else than null; an expression stands behind its limits. */
const WITH_INITIAL_VALUE = 0x40;

/** The module, metered with `fuel` units for all calls of an instance together, or why not. */
export function meterModule(bytes: Uint8Array, fuel: number): MeteredBytes | NotMetered {
  try {
    return new Metering(bytes, fuel).run();
  } catch (error) {
    if (error instanceof Malformed) return { reason: error.message };
    throw error;
  }
}

export function isMetered(module: MeteredBytes | NotMetered): module is MeteredBytes {
  return 'bytes' in module;
}

class Metering {
  readonly #bytes: Uint8Array;
  readonly #fuel: number;
  readonly #out = new ModuleOutput();
  /** By the index of a type: how many parameters. */
  readonly #parameters: number[] = [];
  /** By the place of a body: its type. */
  #types: number[] = [];
  #globals = 0;
  #hasGlobals = false;
  #isStateless = true;

  constructor(bytes: Uint8Array, fuel: number) {
    this.#bytes = bytes;
    this.#fuel = fuel;
  }

  run(): MeteredBytes | NotMetered {
    const sections = this.#sections();
    const exportSection = sections.find(({ id }) => id === SECTION.export);
    if (!exportSection) return { reason: 'it exports nothing' };
    for (const { id, content } of sections) this.#read(id, content());
    const fuelExport = nameBeside(exportSection.content());
    const code = new ModuleOutput();
    const meter = new CodeMeter(this.#bytes, this.#globals);
    const codeSection = sections.find(({ id }) => id === SECTION.code);
    if (codeSection) this.#writeBodies(codeSection.content(), meter, code);
    this.#out.all(this.#bytes.subarray(0, PREAMBLE_BYTES));
    for (const { id, content, whole } of sections) {
      if (!this.#hasGlobals && !UP_TO_GLOBALS.has(id)) this.#writeGlobals(null);
      if (id === SECTION.global) this.#writeGlobals(content());
      else if (id === SECTION.export) this.#writeExports(content(), fuelExport);
      else if (id === SECTION.code) this.#out.section(id, code);
      // Names and hints speak of offsets that are no more.
      else if (id !== SECTION.custom || content().name() === MEMORY_SECTION) this.#out.all(whole);
    }
    return { bytes: this.#out.take(), fuelExport, isStateless: this.#isStateless && meter.isStateless };
  }

  #sections(): { id: number; content: () => Cursor; whole: Uint8Array }[] {
    const cursor = new Cursor(this.#bytes, Math.min(PREAMBLE_BYTES, this.#bytes.length), this.#bytes.length, 'module');
    const sections = [];
    while (!cursor.atEnd) {
      const start = cursor.offset;
      const id = cursor.byte();
      const size = cursor.u32();
      const at = cursor.offset;
      cursor.part(size);
      sections.push({
        id,
        content: () => new Cursor(this.#bytes, at, at + size, 'module'),
        whole: this.#bytes.subarray(start, at + size),
      });
    }
    return sections;
  }

  #read(id: number, content: Cursor): void {
    if (id === SECTION.type) this.#readTypes(content);
    else if (id === SECTION.import) this.#readImports(content);
    else if (id === SECTION.function) this.#types = Array.from({ length: content.count() }, () => content.u32());
    else if (id === SECTION.table) readTables(content);
    else if (id === SECTION.memory) this.#readMemories(content);
    else if (id === SECTION.global) this.#readGlobals(content);
  }

  #readTypes(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      const { offset } = content;
      if (content.byte() !== FUNCTION_TYPE) throw new Malformed('types that are no functions are not metered', offset);
      this.#parameters.push(readValueTypes(content).length);
      readValueTypes(content);
    }
  }

  #readImports(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      content.name();
      content.name();
      const kind = content.byte();
      if (kind === KIND.function) content.u32();
      else if (kind === KIND.table) {
        // Whatever is done to it, others see.
        this.#isStateless = false;
        readValueType(content);
        refuseLarge(content);
      } else if (kind === KIND.memory) {
        this.#isStateless = false;
        refuseLarge(content);
      } else if (kind === KIND.global) {
        readValueType(content);
        if (content.byte() === MUTABLE) this.#isStateless = false;
        this.#globals++;
      } else {
        content.byte();
        content.u32();
      }
    }
  }

  #readMemories(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      this.#isStateless = false;
      refuseLarge(content);
    }
  }

  #readGlobals(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      readValueType(content);
      if (content.byte() === MUTABLE) this.#isStateless = false;
      while (readInstruction(content) !== Instruction.end);
      this.#globals++;
    }
  }

  #writeGlobals(content: Cursor | null): void {
    this.#hasGlobals = true;
    const section = new ModuleOutput();
    const count = content?.u32() ?? 0;
    section.leb(count + 1);
    if (content) section.all(content.rest());
    section.u8(I32);
    section.u8(MUTABLE);
    section.u8(Instruction.i32Const);
    section.sleb(this.#fuel);
    section.u8(END);
    this.#out.section(SECTION.global, section);
  }

  #writeExports(content: Cursor, fuelExport: string): void {
    const section = new ModuleOutput();
    section.leb(content.u32() + 1);
    section.all(content.rest());
    const name = new TextEncoder().encode(fuelExport);
    section.leb(name.length);
    section.all(name);
    section.u8(KIND.global);
    section.leb(this.#globals);
    this.#out.section(SECTION.export, section);
  }

  #writeBodies(content: Cursor, meter: CodeMeter, out: ModuleOutput): void {
    const count = content.u32();
    if (count !== this.#types.length) throw new Malformed('bodies and functions are not as many', content.offset);
    out.leb(count);
    const body = new ModuleOutput();
    for (const type of this.#types) {
      const parameters = this.#parameters[type];
      if (parameters === undefined) throw new Malformed(`there is no type ${type}`, content.offset);
      body.clear();
      meter.write(content.part(content.u32()), parameters, body);
      out.leb(body.at);
      out.all(body.written);
    }
  }
}

/** Limits, only of what has addresses of 32 bits and belongs to one thread. */
function refuseLarge(content: Cursor): void {
  const { offset } = content;
  const flags = content.byte();
  if (flags & SHARED_OR_64) throw new Malformed('shared memory and addresses of 64 bits are not metered', offset);
  content.skipInteger();
  if (flags & 1) content.skipInteger();
}

function readTables(content: Cursor): void {
  for (let left = content.count(); left > 0; left--) {
    const hasValue = content.peek() === WITH_INITIAL_VALUE;
    if (hasValue) content.part(2);
    readValueType(content);
    refuseLarge(content);
    while (hasValue && readInstruction(content) !== Instruction.end);
  }
}

/** A name that no export has. */
function nameBeside(exports: Cursor): string {
  const names = new Set<string>();
  for (let left = exports.count(); left > 0; left--) {
    names.add(exports.name());
    exports.byte();
    exports.u32();
  }
  let name = 'fuel';
  while (names.has(name)) name += '.';
  return name;
}
