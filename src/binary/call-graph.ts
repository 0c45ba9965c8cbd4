/** Which functions of a module must look whether they may go on, so that a call cannot go on for long where none does. Pure. */
import { readValueType } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import type { Cursor } from './cursor.ts';
import { Instruction, readInstruction } from './instructions.ts';

/** A call may take so many instructions, or about 0.05 ms, without a look. Loops look in each turn, so no instruction counts twice. */
const MAX_INSTRUCTIONS = 100_000;

interface Node {
  /** Of its body; behind {@link CallGraph.checkedFunctions} with those of the functions that it calls. */
  instructions: number;
  /** Places of the functions that it calls, as often as it does. */
  readonly calls: readonly number[];
  /** Calls what is not known here. */
  readonly isOpen: boolean;
}

export class CallGraph {
  readonly #imported: number;
  readonly #nodes: Node[] = [];

  /** `imported` and `defined`: how many functions the module has. */
  constructor(imported: number, defined: number) {
    this.#imported = imported;
    this.#nodes.length = defined;
  }

  /** The body at a place among the bodies. */
  add(place: number, body: Cursor): void {
    for (let groups = body.count(MAX_ITEMS); groups > 0; groups--) {
      body.u32();
      readValueType(body);
    }
    const calls: number[] = [];
    let instructions = 0;
    let isOpen = false;
    while (!body.atEnd) {
      const { offset } = body;
      const code = readInstruction(body);
      instructions++;
      if (code === Instruction.call || code === Instruction.returnCall) {
        const end = body.offset;
        body.seek(offset + 1);
        const callee = body.u32() - this.#imported;
        body.seek(end);
        if (callee >= 0 && callee < this.#nodes.length) calls.push(callee);
        else isOpen = true;
      } else if (code > Instruction.call && code <= Instruction.returnCallRef) isOpen = true;
    }
    this.#nodes[place] = { instructions, calls, isOpen };
  }

  /**
   * Places of those that look: at least one of each circle of functions, each that calls what is not known here, and so many others
   * that between two looks there is only so much to do. Once.
   */
  checkedFunctions(): ReadonlySet<number> {
    const checked = new Set<number>();
    const isDone = new Uint8Array(this.#nodes.length);
    const isOpened = new Uint8Array(this.#nodes.length);
    const path: { readonly place: number; next: number }[] = [];
    for (let root = 0; root < this.#nodes.length; root++) {
      if (isOpened[root]) continue;
      isOpened[root] = 1;
      path.push({ place: root, next: 0 });
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const node = this.#nodes[top.place]!;
        const callee = node.calls[top.next++];
        if (callee === undefined) {
          path.pop();
          isDone[top.place] = 1;
          this.#close(top.place, node, checked);
        } else if (!isOpened[callee]) {
          isOpened[callee] = 1;
          path.push({ place: callee, next: 0 });
        } else if (!isDone[callee]) checked.add(callee);
      }
    }
    return checked;
  }

  /** All that it calls has been visited, or looks. */
  #close(place: number, node: Node, checked: Set<number>): void {
    if (node.isOpen) checked.add(place);
    for (const callee of node.calls) {
      node.instructions += checked.has(callee) ? 0 : this.#nodes[callee]!.instructions;
    }
    if (node.instructions > MAX_INSTRUCTIONS) checked.add(place);
  }
}
