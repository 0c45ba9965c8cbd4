/** Puts charges into the bodies of functions, see `metered-module.ts`. */
import { EMPTY_BLOCK, Instruction, isBlock, readInstruction } from './instructions.ts';
import { readValueType } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import type { Cursor } from './cursor.ts';
import { LongestWay, type ByOperand, type Loop, type Place } from './metered-places.ts';
import type { ModuleOutput } from './module-output.ts';

const I32 = 0x7f;
const I64 = 0x7e;

/** One unit of fuel pays for about so many instructions, or a nanosecond. */
const INSTRUCTIONS_PER_UNIT = 4;
/** A call is worth as much, for what small functions are not charged. */
const CALL_INSTRUCTIONS = 12;
/** A function of so many that calls nothing and has no loop is not charged: whoever calls it is. */
const SMALL_INSTRUCTIONS = 32;
/** Bytes that one unit pays for, as a power of two, where memory is filled or copied. */
const BYTES_SHIFT = 5;
/** Elements of a table or an array that one unit pays for. */
const ELEMENTS_SHIFT = 1;
/** What growing costs at least. */
const GROW_UNITS = 1_000;
/**
 * Loops are charged to a local, since a global in each turn takes twice the time of a short loop. It is filled from the fuel: with
 * so much when a function begins, and with a block whenever it is empty. What is left of it when the function ends goes back, or short
 * loops would be charged several times what they take.
 */
const PREPAID_UNITS = 16;
const BLOCK_UNITS = 256;

/** Indices in the module that is written. */
export interface MeterPlaces {
  /** Of the global that holds the fuel. */
  readonly fuelGlobal: number;
  /** Of memories and tables, by their indices: whether addresses have 64 bits. */
  readonly wideMemories: readonly boolean[];
  readonly wideTables: readonly boolean[];
}

/** Of one module. */
export class CodeMeter {
  /** Nothing in the bodies changes what another call can see, besides globals and memories. */
  isStateless = true;
  /** Nothing in them changes tables, segments and objects. */
  isFixed = true;
  readonly #hints: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #places: MeterPlaces;
  readonly #hasWide: boolean;

  constructor(bytes: Uint8Array, places: MeterPlaces) {
    this.#bytes = bytes;
    this.#places = places;
    this.#hasWide = places.wideMemories.includes(true) || places.wideTables.includes(true);
  }

  /**
   * Writes the body that `content` is, of a function with so many parameters. Returns the offsets of branches in it that are seldom
   * taken, valid until the next one.
   */
  write(content: Cursor, parameters: number, out: ModuleOutput): readonly number[] {
    this.#hints.length = 0;
    const whole = content.rest();
    const { groups, locals } = readLocals(content);
    const { list, instructions, isSmall } = this.#placesOf(content);
    if (isSmall) {
      out.all(whole);
      return this.#hints;
    }
    const hasLoops = list.some(({ kind }) => kind === 'loop');
    const first = parameters + locals;
    const scratch: Scratch = { narrow: first, prepaid: first + 1, wide: first + 2 };
    out.leb(groups.count + (this.#hasWide ? 2 : 1));
    out.all(groups.bytes);
    out.leb(2);
    out.u8(I32);
    if (this.#hasWide) {
      out.leb(1);
      out.u8(I64);
    }
    this.#charge(out, scratch, unitsOf(instructions) + (hasLoops ? PREPAID_UNITS : 0));
    if (hasLoops) {
      out.u8(Instruction.i32Const);
      out.sleb(PREPAID_UNITS);
      out.u8(Instruction.localSet);
      out.leb(scratch.prepaid);
    }
    let copied = content.offset;
    for (const place of list) {
      out.all(this.#bytes.subarray(copied, place.offset));
      copied = place.offset;
      if (place.kind === 'loop') this.#chargeTurn(out, scratch, unitsOf(place.instructions));
      else if (place.kind === 'by-operand') this.#chargeOperand(out, scratch, place);
      else if (place.kind === 'grow') this.#charge(out, scratch, GROW_UNITS);
      else if (place.kind === 'leave') {
        if (hasLoops) this.#giveBack(out, scratch);
      } else this.#endAtFailure(out, scratch, place.isWide);
    }
    out.all(content.rest().subarray(copied - content.offset));
    return this.#hints;
  }

  /** Where something is put in, in order. `content` stays where it was. */
  #placesOf(content: Cursor): {
    readonly list: readonly Place[];
    readonly instructions: number;
    readonly isSmall: boolean;
  } {
    const start = content.offset;
    const list: Place[] = [];
    const way = new LongestWay();
    let calls = 0;
    while (!content.atEnd) {
      const { offset } = content;
      const code = readInstruction(content);
      way.count(1);
      if (isBlock(code)) {
        const loop: Loop | null =
          code === Instruction.loop ? { kind: 'loop', offset: content.offset, instructions: 0 } : null;
        way.open(loop);
        if (loop) list.push(loop);
      } else if (code === Instruction.else) {
        way.alternative();
      } else if (code === Instruction.end || code === Instruction.delegate) {
        if (!way.close()) list.push({ kind: 'leave', offset });
      } else if (code === Instruction.return) {
        list.push({ kind: 'leave', offset });
      } else if (isCall(code)) {
        calls++;
        way.count(CALL_INSTRUCTIONS);
        if (isTailCall(code)) list.push({ kind: 'leave', offset });
      } else if (code === Instruction.tableSet) {
        this.isStateless = this.isFixed = false;
      } else if (code === Instruction.memoryGrow || code >= FIRST_PREFIXED) {
        const end = content.offset;
        content.seek(offset);
        this.#lookAt(content, code, { offset, end }, list);
        content.seek(end);
      }
    }
    content.seek(start);
    const { instructions } = way;
    const isPlain = calls === 0 && list.every(({ kind }) => kind === 'leave');
    return { list, instructions, isSmall: isPlain && instructions <= SMALL_INSTRUCTIONS };
  }

  /** At an instruction whose time depends on its operand, or that changes what others see; `content` is at its start. */
  #lookAt(content: Cursor, code: number, { offset, end }: { offset: number; end: number }, list: Place[]): void {
    if (code === Instruction.memoryGrow || code === Instruction.tableGrow) {
      this.isStateless = false;
      if (code === Instruction.tableGrow) this.isFixed = false;
      const isWide = this.#isWide(content, code);
      list.push({ kind: 'grow', offset });
      if (code === Instruction.tableGrow) list.push({ kind: 'by-operand', offset, shift: ELEMENTS_SHIFT, isWide });
      list.push({ kind: 'grown', offset: end, isWide });
      return;
    }
    if (CHANGING.has(code)) {
      this.isStateless = false;
      if (!OF_MEMORIES.has(code)) this.isFixed = false;
    }
    const shift = SHIFTS.get(code);
    if (shift !== undefined) list.push({ kind: 'by-operand', offset, shift, isWide: this.#isWide(content, code) });
  }

  /** Whether the operand on top of the stack has 64 bits. */
  #isWide(content: Cursor, code: number): boolean {
    if (!this.#hasWide) return false;
    content.byte();
    if (code >= FIRST_PREFIXED) content.u32();
    const { wideMemories, wideTables } = this.#places;
    const memory = (): boolean => wideMemories[content.u32()] ?? false;
    const table = (): boolean => wideTables[content.u32()] ?? false;
    switch (code) {
      case Instruction.memoryGrow:
      case Instruction.memoryFill:
        return memory();
      case Instruction.tableGrow:
      case Instruction.tableFill:
        return table();
      // Of two, the narrower one decides.
      case Instruction.memoryCopy:
        return [memory(), memory()].every(Boolean);
      case Instruction.tableCopy:
        return [table(), table()].every(Boolean);
      default:
        return false;
    }
  }

  /** `fuel -= units`, and the end where there is none left. */
  #charge(out: ModuleOutput, scratch: Scratch, units: number): void {
    this.#getFuel(out);
    out.u8(Instruction.i32Const);
    out.sleb(units);
    this.#pay(out, scratch);
  }

  /** Of a loop: from what is prepaid. */
  #chargeTurn(out: ModuleOutput, scratch: Scratch, units: number): void {
    const { prepaid } = scratch;
    out.u8(Instruction.localGet);
    out.leb(prepaid);
    out.u8(Instruction.i32Const);
    out.sleb(units);
    out.u8(Instruction.i32Sub);
    out.u8(Instruction.localTee);
    out.leb(prepaid);
    out.u8(Instruction.i32Const);
    out.sleb(0);
    out.u8(Instruction.i32LtS);
    this.#hints.push(out.at);
    out.u8(Instruction.if);
    out.u8(EMPTY_BLOCK);
    // No call: engines unroll no loop that has one.
    this.#charge(out, scratch, units + BLOCK_UNITS);
    out.u8(Instruction.i32Const);
    out.sleb(BLOCK_UNITS);
    out.u8(Instruction.localSet);
    out.leb(prepaid);
    out.u8(Instruction.end);
  }

  /** `fuel += prepaid`; nothing of the stack is touched. */
  #giveBack(out: ModuleOutput, { prepaid }: Scratch): void {
    this.#getFuel(out);
    out.u8(Instruction.localGet);
    out.leb(prepaid);
    out.u8(Instruction.i32Add);
    out.u8(Instruction.globalSet);
    out.leb(this.#places.fuelGlobal);
  }

  /** By the integer on top of the stack, which stays there: without sign. */
  #chargeOperand(out: ModuleOutput, scratch: Scratch, { shift, isWide }: ByOperand): void {
    const local = isWide ? scratch.wide : scratch.narrow;
    out.u8(Instruction.localTee);
    out.leb(local);
    this.#getFuel(out);
    out.u8(Instruction.localGet);
    out.leb(local);
    out.u8(isWide ? Instruction.i64Const : Instruction.i32Const);
    out.sleb(shift);
    out.u8(isWide ? Instruction.i64ShrU : Instruction.i32ShrU);
    // What does not fit then is more than any memory has.
    if (isWide) out.u8(Instruction.i32WrapI64);
    this.#pay(out, scratch);
  }

  #getFuel(out: ModuleOutput): void {
    out.u8(Instruction.globalGet);
    out.leb(this.#places.fuelGlobal);
  }

  /** With fuel and price on the stack. */
  #pay(out: ModuleOutput, { narrow }: Scratch): void {
    out.u8(Instruction.i32Sub);
    out.u8(Instruction.localTee);
    out.leb(narrow);
    out.u8(Instruction.globalSet);
    out.leb(this.#places.fuelGlobal);
    out.u8(Instruction.localGet);
    out.leb(narrow);
    out.u8(Instruction.i32Const);
    out.sleb(0);
    out.u8(Instruction.i32LtS);
    this.#endIf(out);
  }

  /** The end where the integer on top of the stack is -1, which stays there. */
  #endAtFailure(out: ModuleOutput, scratch: Scratch, isWide: boolean): void {
    const local = isWide ? scratch.wide : scratch.narrow;
    out.u8(Instruction.localTee);
    out.leb(local);
    out.u8(Instruction.localGet);
    out.leb(local);
    out.u8(isWide ? Instruction.i64Const : Instruction.i32Const);
    out.sleb(-1);
    out.u8(isWide ? Instruction.i64Eq : Instruction.i32Eq);
    this.#endIf(out);
  }

  /** No code of a module can catch what ends it. */
  #endIf(out: ModuleOutput): void {
    this.#hints.push(out.at);
    out.u8(Instruction.if);
    out.u8(EMPTY_BLOCK);
    out.u8(Instruction.unreachable);
    out.u8(Instruction.end);
  }
}

/** Indices of the locals that are put behind those of a function. */
interface Scratch {
  /** For what is left, and for what instructions are charged by. */
  readonly narrow: number;
  /** What is left of what was prepaid. */
  readonly prepaid: number;
  /** For what is charged by 64 bits; only in modules that have such addresses. */
  readonly wide: number;
}

function isTailCall(code: number): boolean {
  return (
    code === Instruction.returnCall || code === Instruction.returnCallIndirect || code === Instruction.returnCallRef
  );
}

function isCall(code: number): boolean {
  return code >= Instruction.call && code <= Instruction.returnCallRef;
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
  [Instruction.arrayNew, ELEMENTS_SHIFT],
  [Instruction.arrayNewDefault, ELEMENTS_SHIFT],
  [Instruction.arrayNewData, ELEMENTS_SHIFT],
  [Instruction.arrayNewElem, ELEMENTS_SHIFT],
  [Instruction.arrayFill, ELEMENTS_SHIFT],
  [Instruction.arrayCopy, ELEMENTS_SHIFT],
  [Instruction.arrayInitData, ELEMENTS_SHIFT],
  [Instruction.arrayInitElem, ELEMENTS_SHIFT],
]);
/** What changes something that a later call can see, behind a prefix. */
const CHANGING: ReadonlySet<number> = new Set([
  Instruction.memoryInit,
  Instruction.memoryCopy,
  Instruction.memoryFill,
  Instruction.dataDrop,
  Instruction.tableInit,
  Instruction.tableCopy,
  Instruction.tableFill,
  Instruction.elemDrop,
  Instruction.structSet,
  Instruction.arraySet,
  Instruction.arrayFill,
  Instruction.arrayCopy,
  Instruction.arrayInitData,
  Instruction.arrayInitElem,
]);

/** Those of them that change memories alone. */
const OF_MEMORIES: ReadonlySet<number> = new Set([
  Instruction.memoryInit,
  Instruction.memoryCopy,
  Instruction.memoryFill,
]);

function unitsOf(instructions: number): number {
  return 1 + Math.floor(instructions / INSTRUCTIONS_PER_UNIT);
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
