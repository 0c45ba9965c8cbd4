/** Puts charges into the bodies of functions, see `metered-module.ts`. */
import { EMPTY_BLOCK, Instruction, readInstruction } from './instructions.ts';
import { MAX_ITEMS, readValueType } from './core-types.ts';
import type { Cursor } from './cursor.ts';
import type { ModuleOutput } from './module-output.ts';

const I32 = 0x7f;

/** One unit of fuel pays for about so many instructions, or a nanosecond. */
const INSTRUCTIONS_PER_UNIT = 4;
/** Bytes that one unit pays for, as a power of two, where memory is filled or copied. */
const BYTES_SHIFT = 5;
/** Elements of a table that one unit pays for. */
const ELEMENTS_SHIFT = 1;
/** What growing costs at least. */
const GROW_UNITS = 1_000;

/** Of one module. */
export class CodeMeter {
  /** Nothing in the bodies changes what another call can see, besides globals and memories. */
  isStateless = true;
  readonly #bytes: Uint8Array;
  readonly #fuelGlobal: number;

  /** `fuelGlobal`: index of the global that holds the fuel. */
  constructor(bytes: Uint8Array, fuelGlobal: number) {
    this.#bytes = bytes;
    this.#fuelGlobal = fuelGlobal;
  }

  /** Writes the body that `content` is, of a function with so many parameters. */
  write(content: Cursor, parameters: number, out: ModuleOutput): void {
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
        this.isStateless = false;
        list.push({ kind: 'grow', offset });
        if (code === Instruction.tableGrow) list.push({ kind: 'by-operand', offset, shift: ELEMENTS_SHIFT });
        list.push({ kind: 'grown', offset: content.offset });
      } else if (code >= FIRST_PREFIXED && CHANGING.has(code)) {
        this.isStateless = false;
        const shift = SHIFTS.get(code);
        if (shift !== undefined) list.push({ kind: 'by-operand', offset, shift });
      } else if (code === Instruction.tableSet) {
        this.isStateless = false;
      }
    }
    content.seek(start);
    return { list, instructions };
  }

  /** `fuel -= units`, and a trap where there is none left. */
  #charge(out: ModuleOutput, units: number): void {
    this.#get(out);
    out.u8(Instruction.i32Const);
    out.sleb(units);
    this.#pay(out);
  }

  /** By the i32 on top of the stack, which stays there: without sign. */
  #chargeOperand(out: ModuleOutput, scratch: number, shift: number): void {
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

  #get(out: ModuleOutput): void {
    out.u8(Instruction.globalGet);
    out.leb(this.#fuelGlobal);
  }

  /** With fuel and price on the stack. */
  #pay(out: ModuleOutput): void {
    out.u8(Instruction.i32Sub);
    out.u8(Instruction.globalSet);
    out.leb(this.#fuelGlobal);
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
function refuseFailure(out: ModuleOutput, scratch: number): void {
  out.u8(Instruction.localTee);
  out.leb(scratch);
  out.u8(Instruction.localGet);
  out.leb(scratch);
  out.u8(Instruction.i32Const);
  out.sleb(-1);
  out.u8(Instruction.i32Eq);
  trapIf(out);
}

function trapIf(out: ModuleOutput): void {
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
