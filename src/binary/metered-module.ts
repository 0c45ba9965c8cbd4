/**
 * Rewrites a core module so that a call of it can be ended, and ends by itself where nobody lets it go on: functions and loops
 * begin with a charge to a counter that every instance has, and where nothing is left of it the instance's check is asked
 * (`contract/module-meter.ts`). Instructions whose time depends on an operand are charged by it; where memories and tables cannot
 * grow any further the check is asked as well, since that may be our doing. Pure.
 *
 * All else happens as before: no index changes, so that what the module exports, and what it computes, is the same. Names stay
 * true, since functions and locals keep their numbers; custom sections that speak of offsets are left out.
 */
import { err, ok, type Result } from '../base/result.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { METER_FUEL, METER_SECTION, type ModuleMeter } from '../contract/module-meter.ts';
import { readTypes } from './binary.ts';
import { readLimits, readValueType } from './core-types.ts';
import { Cursor, Malformed } from './cursor.ts';
import { EMPTY_BLOCK, Instruction, readInstruction } from './instructions.ts';
import { BLOCK_UNITS, CodeMeter } from './metered-code.ts';
import { ModuleOutput } from './module-output.ts';

/** Sections by their codes, in the order in which they stand. */
const SECTION = {
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
const CUSTOM = 0;
const ORDER: readonly number[] = Object.values(SECTION);
/** Custom sections that stay true. */
const KEPT: ReadonlySet<string> = new Set([MEMORY_SECTION, 'name']);

/** Custom section with branches that are seldom or mostly taken, before the code. */
const HINT_SECTION = 'metadata.code.branch_hint';
const UNLIKELY = 0;

const PREAMBLE_BYTES = 8;
const FUNCTION_TYPE = 0x60;
const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;
const I32 = 0x7f;
const FUNCREF = 0x70;
const MUTABLE = 1;
/** Flag of limits. */
const HAS_MAXIMUM = 1;
const SHARED = 2;

/** Begins a table whose elements begin as something else than null; an expression stands behind its limits. */
const WITH_INITIAL_VALUE = 0x40;

/** The module, or why it is left alone. */
export type Metered = Result<Uint8Array, string>;

/** The module, metered. */
export function meterModule(bytes: Uint8Array): Metered {
  const slices = meterInSlices(bytes, Infinity);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** As {@link meterModule}, in steps of about so many bytes, about 20 ns for each, between which others may have the thread. */
export function* meterInSlices(bytes: Uint8Array, sliceBytes: number): Generator<void, Metered> {
  try {
    return yield* new Metering(bytes, sliceBytes).run();
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}

interface Section {
  readonly id: number;
  readonly content: () => Cursor;
  /** With its head. */
  readonly whole: Uint8Array;
}

class Metering {
  readonly #bytes: Uint8Array;
  readonly #sliceBytes: number;
  readonly #out = new ModuleOutput();
  /** By the index of a type: how many parameters, null of what is no function. */
  #parameters: (number | null)[] = [];
  /** By the place of a body: its type. */
  #types: number[] = [];
  #importedFunctions = 0;
  readonly #wideTables: boolean[] = [];
  readonly #wideMemories: boolean[] = [];
  #globals = 0;
  #start: number | null = null;
  readonly #names = new Set<string>();
  /** Of branches that are seldom taken: how many functions have some, and which. */
  #hinted = 0;
  readonly #hints = new ModuleOutput();
  #isStateless = true;
  #mayWait = false;

  constructor(bytes: Uint8Array, sliceBytes: number) {
    this.#bytes = bytes;
    this.#sliceBytes = sliceBytes;
  }

  *run(): Generator<void, Metered> {
    const sections = this.#sections();
    const codeSection = sections.find(({ id }) => id === SECTION.code);
    if (!codeSection) return err('it has no code');
    for (const { id, content } of sections) this.#read(id, content());
    const meter = new CodeMeter(this.#bytes, {
      fuelGlobal: this.#globals,
      checkFunction: this.#checkFunction,
      blockFunction: this.#checkFunction + 1,
      wideMemories: this.#wideMemories,
      wideTables: this.#wideTables,
    });
    const code = new ModuleOutput();
    yield* this.#writeBodies(codeSection.content(), meter, code);
    const described: ModuleMeter = {
      fuel: this.#nameBeside('fuel'),
      check: this.#nameBeside('check'),
      start: this.#start === null ? null : this.#nameBeside('start'),
      isStateless: this.#isStateless && meter.isStateless,
      mayWait: this.#mayWait,
    };
    this.#out.all(this.#bytes.subarray(0, PREAMBLE_BYTES));
    this.#describe(described);
    this.#write(sections, this.#additions(described), code);
    return ok(this.#out.take());
  }

  /* ------------------------------------------------------------ what is there */

  #sections(): Section[] {
    const cursor = new Cursor(this.#bytes, Math.min(PREAMBLE_BYTES, this.#bytes.length), this.#bytes.length, 'module');
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
        content: () => new Cursor(this.#bytes, at, at + size, 'module'),
        whole: this.#bytes.subarray(start, at + size),
      });
    }
    return sections;
  }

  #read(id: number, content: Cursor): void {
    switch (id) {
      case SECTION.type:
        this.#parameters = readTypes(content).map((type) => type && type.parameters.length);
        break;
      case SECTION.import:
        this.#readImports(content);
        break;
      case SECTION.function:
        this.#types = Array.from({ length: content.count() }, () => content.u32());
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
        this.#start = content.u32();
        break;
      default:
        return;
    }
    // Or what is put behind would be taken for something else.
    if (!content.atEnd) throw new Malformed('a section is longer than what it has', content.offset);
  }

  #readImports(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      content.name();
      content.name();
      const kind = content.byte();
      if (kind === KIND.function) {
        content.u32();
        this.#importedFunctions++;
      } else if (kind === KIND.table) {
        // Whatever is done to it, others see.
        this.#isStateless = false;
        readValueType(content);
        this.#wideTables.push(readLimits(content) === 'memory64');
      } else if (kind === KIND.memory) {
        this.#readMemory(content);
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

  #readTables(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      const hasValue = content.peek() === WITH_INITIAL_VALUE;
      if (hasValue) content.part(2);
      readValueType(content);
      this.#wideTables.push(readLimits(content) === 'memory64');
      while (hasValue && readInstruction(content) !== Instruction.end);
    }
  }

  #readMemory(content: Cursor): void {
    this.#isStateless = false;
    if (content.peek() & SHARED) this.#mayWait = true;
    this.#wideMemories.push(readLimits(content) === 'memory64');
  }

  #readGlobals(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      readValueType(content);
      if (content.byte() === MUTABLE) this.#isStateless = false;
      while (readInstruction(content) !== Instruction.end);
      this.#globals++;
    }
  }

  #readExports(content: Cursor): void {
    for (let left = content.count(); left > 0; left--) {
      this.#names.add(content.name());
      content.byte();
      content.u32();
    }
  }

  /** A name that no export has. */
  #nameBeside(wanted: string): string {
    let name = wanted;
    while (this.#names.has(name)) name += '.';
    return name;
  }

  /* ------------------------------------------------------------ what is written */

  *#writeBodies(content: Cursor, meter: CodeMeter, out: ModuleOutput): Generator<void, void> {
    const count = content.u32();
    if (count !== this.#types.length) throw new Malformed('bodies and functions are not as many', content.offset);
    out.leb(count + 2);
    const body = new ModuleOutput();
    let pauseAt = content.offset + this.#sliceBytes;
    for (const [place, type] of this.#types.entries()) {
      if (content.offset >= pauseAt) {
        pauseAt = content.offset + this.#sliceBytes;
        yield;
      }
      const parameters = this.#parameters[type];
      if (parameters === undefined || parameters === null)
        throw new Malformed(`type ${type} is none of a function`, content.offset);
      body.clear();
      this.#hint(this.#importedFunctions + place, meter.write(content.part(content.u32()), parameters, body));
      out.leb(body.at);
      out.all(body.written);
    }
    if (!content.atEnd) throw new Malformed('a section is longer than what it has', content.offset);
    for (const write of [() => this.#writeCheck(body), () => this.#writeBlock(body)]) {
      body.clear();
      write();
      out.leb(body.at);
      out.all(body.written);
    }
  }

  #hint(fn: number, offsets: readonly number[]): void {
    if (offsets.length === 0) return;
    this.#hinted++;
    this.#hints.leb(fn);
    this.#hints.leb(offsets.length);
    for (const offset of offsets) {
      this.#hints.leb(offset);
      this.#hints.leb(1);
      this.#hints.u8(UNLIKELY);
    }
  }

  get #checkFunction(): number {
    return this.#importedFunctions + this.#types.length;
  }

  /** The function that is called where no fuel is left. */
  #writeCheck(body: ModuleOutput): void {
    const types = this.#parameters.length;
    body.leb(0);
    body.u8(Instruction.i32Const);
    body.sleb(0);
    body.u8(Instruction.callIndirect);
    body.leb(types + 1);
    body.leb(this.#wideTables.length);
    body.u8(Instruction.if);
    body.u8(EMPTY_BLOCK);
    body.u8(Instruction.unreachable);
    body.u8(Instruction.end);
    body.u8(Instruction.i32Const);
    body.sleb(METER_FUEL);
    body.u8(Instruction.globalSet);
    body.leb(this.#globals);
    body.u8(Instruction.end);
  }

  /** Charges units and a block, and answers the block. */
  #writeBlock(body: ModuleOutput): void {
    body.leb(0);
    body.u8(Instruction.globalGet);
    body.leb(this.#globals);
    body.u8(Instruction.localGet);
    body.leb(0);
    body.u8(Instruction.i32Sub);
    body.u8(Instruction.i32Const);
    body.sleb(BLOCK_UNITS);
    body.u8(Instruction.i32Sub);
    body.u8(Instruction.localTee);
    body.leb(0);
    body.u8(Instruction.globalSet);
    body.leb(this.#globals);
    body.u8(Instruction.localGet);
    body.leb(0);
    body.u8(Instruction.i32Const);
    body.sleb(0);
    body.u8(Instruction.i32LtS);
    body.u8(Instruction.if);
    body.u8(EMPTY_BLOCK);
    body.u8(Instruction.call);
    body.leb(this.#checkFunction);
    body.u8(Instruction.end);
    body.u8(Instruction.i32Const);
    body.sleb(BLOCK_UNITS);
    body.u8(Instruction.end);
  }

  /** By section: how many items are put behind those that are there, and the items. */
  #additions({ fuel, check, start }: ModuleMeter): ReadonlyMap<number, Addition> {
    const types = this.#parameters.length;
    const exported = [
      { name: fuel, kind: KIND.global, index: this.#globals },
      { name: check, kind: KIND.table, index: this.#wideTables.length },
      ...(start === null ? [] : [{ name: start, kind: KIND.function, index: this.#start ?? 0 }]),
    ];
    return new Map([
      [
        SECTION.type,
        addition(3, (out) => {
          for (const byte of [FUNCTION_TYPE, 0, 0]) out.u8(byte);
          for (const byte of [FUNCTION_TYPE, 0, 1, I32]) out.u8(byte);
          for (const byte of [FUNCTION_TYPE, 1, I32, 1, I32]) out.u8(byte);
        }),
      ],
      [
        SECTION.function,
        addition(2, (out) => {
          out.leb(types);
          out.leb(types + 2);
        }),
      ],
      [
        SECTION.table,
        addition(1, (out) => {
          for (const byte of [FUNCREF, HAS_MAXIMUM, 1, 1]) out.u8(byte);
        }),
      ],
      [
        SECTION.global,
        addition(1, (out) => {
          for (const byte of [I32, MUTABLE, Instruction.i32Const]) out.u8(byte);
          out.sleb(METER_FUEL);
          out.u8(Instruction.end);
        }),
      ],
      [
        SECTION.export,
        addition(exported.length, (out) => {
          for (const { name, kind, index } of exported) {
            putName(name, out);
            out.u8(kind);
            out.leb(index);
          }
        }),
      ],
    ]);
  }

  #describe(described: ModuleMeter): void {
    const section = new ModuleOutput();
    putName(METER_SECTION, section);
    section.all(new TextEncoder().encode(JSON.stringify(described)));
    this.#out.section(CUSTOM, section);
  }

  #write(sections: readonly Section[], additions: ReadonlyMap<number, Addition>, code: ModuleOutput): void {
    const out = this.#out;
    const missing = ORDER.filter((id) => additions.has(id) && !sections.some((section) => section.id === id));
    for (const { id, content, whole } of sections) {
      while (missing.length > 0 && id !== CUSTOM && ORDER.indexOf(missing[0]!) < ORDER.indexOf(id))
        this.#writeSection(missing.shift()!, null, additions);
      if (id === SECTION.code) {
        this.#writeHints();
        out.section(id, code);
      } else if (additions.has(id)) this.#writeSection(id, content(), additions);
      else if (id === CUSTOM ? KEPT.has(content().name()) : id !== SECTION.start) out.all(whole);
    }
  }

  /** Engines that know hints keep what is charged in registers; a loop may take twice as long without. */
  #writeHints(): void {
    if (this.#hinted === 0) return;
    const section = new ModuleOutput();
    putName(HINT_SECTION, section);
    section.leb(this.#hinted);
    section.all(this.#hints.written);
    this.#out.section(CUSTOM, section);
  }

  #writeSection(id: number, content: Cursor | null, additions: ReadonlyMap<number, Addition>): void {
    const { count, items } = additions.get(id)!;
    const section = new ModuleOutput();
    section.leb((content?.u32() ?? 0) + count);
    if (content) section.all(content.rest());
    section.all(items);
    this.#out.section(id, section);
  }
}

interface Addition {
  readonly count: number;
  readonly items: Uint8Array;
}

function addition(count: number, write: (out: ModuleOutput) => void): Addition {
  const out = new ModuleOutput();
  write(out);
  return { count, items: out.take() };
}

function putName(name: string, out: ModuleOutput): void {
  const bytes = new TextEncoder().encode(name);
  out.leb(bytes.length);
  out.all(bytes);
}
