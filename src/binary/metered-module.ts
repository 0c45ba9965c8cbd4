/**
 * Rewrites a core module so that a call of it ends by itself: each function and each loop begins with a charge to a counter that
 * every instance has, and where nothing is left of it the call traps. Instructions whose time depends on an operand are charged by
 * it; memories and tables that cannot grow any further end the call as well, since that may be our doing. Pure.
 *
 * What such a trap means, only whoever made the instance knows: nothing of the module's own can be told from it. All else
 * happens as before: no index changes, so that what the module exports, and what it computes, is the same.
 */
import { GrowingBytes } from '../base/bytes.ts';
import { putLeb, putSignedLeb } from '../base/leb128.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { MAX_ITEMS, readValueType, readValueTypes } from './core-types.ts';
import { Cursor, Malformed } from './cursor.ts';
import { EMPTY_BLOCK, Instruction, readInstruction } from './instructions.ts';

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

/** One unit of fuel pays for about so many instructions, or a nanosecond. */
const INSTRUCTIONS_PER_UNIT = 4;
/** Bytes that one unit pays for, as a power of two, where memory is filled or copied. */
const BYTES_SHIFT = 5;
/** Elements of a table that one unit pays for. */
const ELEMENTS_SHIFT = 1;
/** What growing costs at least. */
const GROW_UNITS = 1_000;

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

/** Grows as needed; modules are bounded by their readers. */
function createOutput(): Output {
  return new Output({
    firstBytes: 1024,
    maxBytes: 2 ** 30,
    keptBytes: Infinity,
    tooLarge: () => new Malformed('the module is too large', 0),
  });
}

class Output extends GrowingBytes {
  leb(value: number): void {
    putLeb(value, this);
  }

  sleb(value: number): void {
    putSignedLeb(value, this);
  }

  all(bytes: Uint8Array): void {
    this.append(bytes, 0, bytes.length);
  }

  section(id: number, content: Output): void {
    this.u8(id);
    this.leb(content.at);
    this.all(content.written);
  }
}

class Metering {
  readonly #bytes: Uint8Array;
  readonly #fuel: number;
  readonly #out = createOutput();
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
    const code: Output = createOutput();
    const codeSection = sections.find(({ id }) => id === SECTION.code);
    if (codeSection) this.#writeBodies(codeSection.content(), code);
    this.#out.all(this.#bytes.subarray(0, PREAMBLE_BYTES));
    for (const { id, content, whole } of sections) {
      if (!this.#hasGlobals && !UP_TO_GLOBALS.has(id)) this.#writeGlobals(null);
      if (id === SECTION.global) this.#writeGlobals(content());
      else if (id === SECTION.export) this.#writeExports(content(), fuelExport);
      else if (id === SECTION.code) this.#out.section(id, code);
      // Names and hints speak of offsets that are no more.
      else if (id !== SECTION.custom || content().name() === MEMORY_SECTION) this.#out.all(whole);
    }
    return { bytes: this.#out.take(), fuelExport, isStateless: this.#isStateless };
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
    const section = createOutput();
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
    const section = createOutput();
    section.leb(content.u32() + 1);
    section.all(content.rest());
    const name = new TextEncoder().encode(fuelExport);
    section.leb(name.length);
    section.all(name);
    section.u8(KIND.global);
    section.leb(this.#globals);
    this.#out.section(SECTION.export, section);
  }

  #writeBodies(content: Cursor, out: Output): void {
    const count = content.u32();
    if (count !== this.#types.length) throw new Malformed('bodies and functions are not as many', content.offset);
    out.leb(count);
    const body = createOutput();
    for (const type of this.#types) {
      const parameters = this.#parameters[type];
      if (parameters === undefined) throw new Malformed(`there is no type ${type}`, content.offset);
      body.clear();
      this.#writeBody(content.part(content.u32()), parameters, body);
      out.leb(body.at);
      out.all(body.written);
    }
  }

  #writeBody(content: Cursor, parameters: number, out: Output): void {
    const { groups, locals } = readLocals(content);
    const places = this.#placesOf(content);
    // One local more, for what instructions are charged by.
    const scratch = parameters + locals;
    out.leb(groups.count + 1);
    out.all(groups.bytes);
    out.leb(1);
    out.u8(I32);
    this.#charge(out, unitsOf(places.instructions));
    let copied = content.offset;
    const copyTo = (offset: number): void => {
      out.all(this.#bytes.subarray(copied, offset));
      copied = offset;
    };
    for (const place of places.list) {
      copyTo(place.offset);
      if (place.kind === 'loop') this.#charge(out, unitsOf(place.instructions));
      else if (place.kind === 'by-operand') this.#chargeOperand(out, scratch, place.shift);
      else if (place.kind === 'grow') this.#charge(out, GROW_UNITS);
      else refuseFailure(out, scratch);
    }
    out.all(content.rest().subarray(copied - content.offset));
  }

  /** Where something is put in, in order. `content` stays where it was. */
  #placesOf(content: Cursor): { readonly list: readonly Place[]; readonly instructions: number } {
    const start = content.offset;
    const list: Place[] = [];
    const open: (Loop | null)[] = [];
    let instructions = 0;
    while (!content.atEnd) {
      const { offset } = content;
      const code = readInstruction(content);
      instructions++;
      if (isBlock(code)) {
        const loop: Loop | null =
          code === Instruction.loop ? { kind: 'loop', offset: content.offset, instructions: -instructions } : null;
        open.push(loop);
        if (loop) list.push(loop);
      } else if (code === Instruction.end || code === Instruction.delegate) {
        const loop = open.pop();
        if (loop) loop.instructions += instructions;
      } else if (code === Instruction.memoryGrow || code === Instruction.tableGrow) {
        this.#isStateless = false;
        list.push({ kind: 'grow', offset });
        if (code === Instruction.tableGrow) list.push({ kind: 'by-operand', offset, shift: ELEMENTS_SHIFT });
        list.push({ kind: 'grown', offset: content.offset });
      } else if (code >= FIRST_PREFIXED && CHANGING.has(code)) {
        this.#isStateless = false;
        const shift = SHIFTS.get(code);
        if (shift !== undefined) list.push({ kind: 'by-operand', offset, shift });
      } else if (code === Instruction.tableSet) {
        this.#isStateless = false;
      }
    }
    content.seek(start);
    return { list, instructions };
  }

  /** `fuel -= units`, and a trap where there is none left. */
  #charge(out: Output, units: number): void {
    this.#get(out);
    out.u8(Instruction.i32Const);
    out.sleb(units);
    this.#pay(out);
  }

  /** By the i32 on top of the stack, which stays there: without sign. */
  #chargeOperand(out: Output, scratch: number, shift: number): void {
    out.u8(Instruction.localTee);
    out.leb(scratch);
    this.#get(out);
    out.u8(Instruction.localGet);
    out.leb(scratch);
    out.u8(Instruction.i32Const);
    out.sleb(shift);
    out.u8(Instruction.i32ShrU);
    this.#pay(out);
  }

  #get(out: Output): void {
    out.u8(Instruction.globalGet);
    out.leb(this.#globals);
  }

  /** With fuel and price on the stack. */
  #pay(out: Output): void {
    out.u8(Instruction.i32Sub);
    out.u8(Instruction.globalSet);
    out.leb(this.#globals);
    this.#get(out);
    out.u8(Instruction.i32Const);
    out.sleb(0);
    out.u8(Instruction.i32LtS);
    trapIf(out);
  }
}

interface Loop {
  readonly kind: 'loop';
  /** Behind its head. */
  readonly offset: number;
  /** Between its head and its end. */
  instructions: number;
}

type Place =
  | Loop
  /** Before an instruction that is charged by what is on top of the stack, shifted right. */
  | { readonly kind: 'by-operand'; readonly offset: number; readonly shift: number }
  /** Before an instruction that grows something, and behind it. */
  | { readonly kind: 'grow'; readonly offset: number }
  | { readonly kind: 'grown'; readonly offset: number };

function isBlock(code: number): boolean {
  return (
    (code >= Instruction.block && code <= Instruction.if) || code === Instruction.try || code === Instruction.tryTable
  );
}

/** Instructions of one byte are below. */
const FIRST_PREFIXED = 0x1000;

/** By what instructions that handle several bytes or elements are charged. */
const SHIFTS: ReadonlyMap<number, number> = new Map([
  [Instruction.memoryInit, BYTES_SHIFT],
  [Instruction.memoryCopy, BYTES_SHIFT],
  [Instruction.memoryFill, BYTES_SHIFT],
  [Instruction.tableInit, ELEMENTS_SHIFT],
  [Instruction.tableCopy, ELEMENTS_SHIFT],
  [Instruction.tableFill, ELEMENTS_SHIFT],
]);
/** What changes something that a later call can see, behind a prefix. */
const CHANGING: ReadonlySet<number> = new Set([...SHIFTS.keys(), Instruction.dataDrop, Instruction.elemDrop]);

function unitsOf(instructions: number): number {
  return 1 + Math.floor(instructions / INSTRUCTIONS_PER_UNIT);
}

/** Traps where the i32 on top of the stack is -1, and leaves it there otherwise. */
function refuseFailure(out: Output, scratch: number): void {
  out.u8(Instruction.localTee);
  out.leb(scratch);
  out.u8(Instruction.localGet);
  out.leb(scratch);
  out.u8(Instruction.i32Const);
  out.sleb(-1);
  out.u8(Instruction.i32Eq);
  trapIf(out);
}

function trapIf(out: Output): void {
  out.u8(Instruction.if);
  out.u8(EMPTY_BLOCK);
  out.u8(Instruction.unreachable);
  out.u8(Instruction.end);
}

/** The declarations of a body's locals, and how many there are. */
function readLocals(content: Cursor): { groups: { count: number; bytes: Uint8Array }; locals: number } {
  const count = content.count(MAX_ITEMS);
  const bytes = content.rest();
  const start = content.offset;
  let locals = 0;
  for (let left = count; left > 0; left--) {
    locals += content.u32();
    readValueType(content);
  }
  return { groups: { count, bytes: bytes.subarray(0, content.offset - start) }, locals };
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
