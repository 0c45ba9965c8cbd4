/** Puts looks whether a call may go on into the bodies of functions, see `stoppable-module.ts` and `pausable-module.ts`. */
import { CallGraph } from './call-graph.ts';
import { readValueType } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import { Cursor } from './cursor.ts';
import { EMPTY_BLOCK, Instruction, isBlock, readInstruction } from './instructions.ts';
import { ModuleOutput } from './module-output.ts';
import { visitBodies, type ModuleShape } from './module-shape.ts';

/**
 * So many turns of a short loop go with one look: it is written as often. A look in each turn would take a tight loop up to twice the
 * time, and a call in it, however seldom, two and a half times, because engines unroll no loop that has one.
 */
const TURNS = 4;
/** A loop is short that has so many instructions. */
const SHORT_INSTRUCTIONS = 60;

/** Types of one byte: numbers, and references to what has no type of the module. */
const FIRST_SHORT_TYPE = 0x65;
const LAST_SHORT_TYPE = 0x7f;

/** A loop with one of them is written once: they have labels that are not counted here. */
const ALONE: ReadonlySet<number> = new Set([
  Instruction.try,
  Instruction.tryTable,
  Instruction.brOnNull,
  Instruction.brOnNonNull,
  Instruction.brOnCast,
  Instruction.brOnCastFail,
]);

const BRANCHES: ReadonlySet<number> = new Set([
  Instruction.br,
  Instruction.brIf,
  Instruction.brTable,
  Instruction.brOnNull,
  Instruction.brOnNonNull,
  Instruction.brOnCast,
  Instruction.brOnCastFail,
]);

/** Of one module. */
export class StoppableCode {
  readonly #bytes: Uint8Array;
  readonly #writeLook: (out: ModuleOutput) => void;
  #looks = 0;
  /** Of the body that is written: the code of each instruction, and where it begins; the end of the body stands last. */
  readonly #codes: number[] = [];
  readonly #offsets: number[] = [];
  #loops: Loop[] = [];

  /** `writeLook`: the instructions of one; nothing of the stack is touched. */
  constructor(bytes: Uint8Array, writeLook: (out: ModuleOutput) => void) {
    this.#bytes = bytes;
    this.#writeLook = writeLook;
  }

  /** How many were put into what was written so far. */
  get looks(): number {
    return this.#looks;
  }

  /** Writes the body that `content` is, with a look where it begins if it `isChecked`. */
  write(content: Cursor, isChecked: boolean, out: ModuleOutput): void {
    const start = content.offset;
    for (let groups = content.count(MAX_ITEMS); groups > 0; groups--) {
      content.u32();
      readValueType(content);
    }
    const code = content.offset;
    this.#read(content);
    this.#copy(start, code, out);
    if (isChecked) this.#look(out);
    let copied = code;
    for (const loop of this.#loops) {
      const head = this.#offsets[loop.first]!;
      this.#copy(copied, head, out);
      if (loop.isShort) {
        this.#writeTurns(loop, out);
        copied = this.#offsets[loop.end + 1]!;
      } else {
        copied = this.#offsets[loop.first + 1]!;
        this.#copy(head, copied, out);
        if (!loop.isCovered) this.#look(out);
      }
    }
    this.#copy(copied, content.offset, out);
  }

  /** The instructions, and the loops in the order of their heads. */
  #read(content: Cursor): void {
    this.#codes.length = 0;
    this.#offsets.length = 0;
    this.#loops = [];
    const blocks: (Loop | null)[] = [];
    const loops: Loop[] = [];
    while (!content.atEnd) {
      const { offset } = content;
      const place = this.#codes.length;
      const code = readInstruction(content);
      this.#offsets.push(offset);
      this.#codes.push(code);
      const around = loops.at(-1);
      if (around && (code === Instruction.loop || ALONE.has(code))) around.isShort = false;
      if (around && BRANCHES.has(code)) around.hasBranch = true;
      if (isBlock(code)) {
        const isLoop = code === Instruction.loop;
        // No turn gets past it.
        if (isLoop && around && around === blocks.at(-1) && !around.hasBranch) around.isCovered = true;
        const loop = isLoop ? this.#loopAt(place, offset) : null;
        blocks.push(loop);
        if (loop) {
          loops.push(loop);
          this.#loops.push(loop);
        }
      } else if (code === Instruction.end || code === Instruction.delegate) {
        const loop = blocks.pop();
        if (!loop) continue;
        loops.pop();
        const outer = loops.at(-1);
        if (outer) outer.hasBranch ||= loop.hasBranch;
        loop.end = place;
        if (place - loop.first > SHORT_INSTRUCTIONS) loop.isShort = false;
      }
    }
    this.#offsets.push(content.offset);
    // Its end would be missing, and the engine says so.
    for (const loop of loops) loop.isShort = false;
  }

  #loopAt(place: number, offset: number): Loop {
    const type = this.#bytes[offset + 1]!;
    // No parameters, and at most one result, which is no reference to a type of the module.
    const isShort = type === EMPTY_BLOCK || (type >= FIRST_SHORT_TYPE && type <= LAST_SHORT_TYPE);
    return { first: place, end: place, isShort, hasBranch: false, isCovered: false };
  }

  /**
   * A loop that is `(loop T body)` becomes, with two turns in place of four,
   *
   *     (block $exit T (loop $next T look (block $second body (br $exit)) body))
   *
   * where the first body continues at its block's end, and the last at the loop's head.
   */
  #writeTurns(loop: Loop, out: ModuleOutput): void {
    const type = this.#bytes[this.#offsets[loop.first]! + 1]!;
    out.u8(Instruction.block);
    out.u8(type);
    out.u8(Instruction.loop);
    out.u8(type);
    this.#look(out);
    for (let turn = 1; turn < TURNS; turn++) {
      out.u8(Instruction.block);
      out.u8(EMPTY_BLOCK);
      this.#writeTurn(loop, 2, out);
      out.u8(Instruction.br);
      out.leb(2);
      out.u8(Instruction.end);
    }
    this.#writeTurn(loop, 1, out);
    out.u8(Instruction.end);
    out.u8(Instruction.end);
  }

  /** The body, with so many labels more around the loop than there were. */
  #writeTurn({ first, end }: Loop, added: number, out: ModuleOutput): void {
    let depth = 0;
    let copied = this.#offsets[first + 1]!;
    for (let place = first + 1; place < end; place++) {
      const code = this.#codes[place]!;
      if (isBlock(code)) depth++;
      else if (code === Instruction.end) depth--;
      else if (code >= Instruction.br && code <= Instruction.brTable) {
        const offset = this.#offsets[place]!;
        this.#copy(copied, offset, out);
        copied = this.#offsets[place + 1]!;
        out.u8(code);
        const labels = new Cursor(this.#bytes, offset + 1, copied, 'module');
        let left = 1;
        if (code === Instruction.brTable) {
          left += labels.u32();
          out.leb(left - 1);
        }
        for (; left > 0; left--) {
          const label = labels.u32();
          out.leb(label > depth ? label + added : label);
        }
      }
    }
    this.#copy(copied, this.#offsets[end]!, out);
  }

  #look(out: ModuleOutput): void {
    this.#looks++;
    this.#writeLook(out);
  }

  #copy(from: number, to: number, out: ModuleOutput): void {
    out.all(this.#bytes.subarray(from, to));
  }
}

interface Loop {
  /** Places of its head and its end among the instructions. */
  readonly first: number;
  end: number;
  isShort: boolean;
  /** Something in it may go somewhere else. */
  hasBranch: boolean;
  /** Each of its turns goes through another loop, which looks. */
  isCovered: boolean;
}

/** All bodies of a module, each with its length. In steps of about so many bytes, between which others may have the thread. */
export function* writeBodies(
  shape: ModuleShape,
  sliceBytes: number,
  stoppable: StoppableCode,
  out: ModuleOutput,
): Generator<void, void> {
  const graph = new CallGraph(shape.importedFunctions, shape.types.length);
  yield* visitBodies(shape, sliceBytes, ({ place, content }) => graph.add(place, content));
  const checked = graph.checkedFunctions();
  const written = new ModuleOutput();
  yield* visitBodies(shape, sliceBytes, ({ place, content }) => {
    written.clear();
    stoppable.write(content, checked.has(place), written);
    out.leb(written.at);
    out.all(written.written);
  });
}
