/** Where a body is charged, see `metered-code.ts`, and by how many instructions. */

export interface Loop {
  readonly kind: 'loop';
  /** Behind its head. */
  readonly offset: number;
  /** Of one turn: between its head and its end, loops in it left out. */
  instructions: number;
}

/** What is open of a body that is read. */
interface Way {
  readonly loop: Loop | null;
  instructions: number;
  /** Of the longest alternative before. */
  longest: number;
}

/**
 * The most instructions that can run between two charges. Only loops lead back, and each pays for its own turns; of `if` and `else` one
 * side runs. What jumps may leave out is counted.
 */
export class LongestWay {
  readonly #open: Way[] = [];
  #way: Way = { loop: null, instructions: 0, longest: 0 };

  /** Of the body. */
  get instructions(): number {
    return this.#way.instructions;
  }

  count(instructions: number): void {
    this.#way.instructions += instructions;
  }

  open(loop: Loop | null): void {
    this.#open.push(this.#way);
    this.#way = { loop, instructions: 0, longest: 0 };
  }

  /** Another side of the block begins. */
  alternative(): void {
    const way = this.#way;
    way.longest = Math.max(way.longest, way.instructions);
    way.instructions = 0;
  }

  /** The end of a block; false at that of the body. */
  close(): boolean {
    const outer = this.#open.pop();
    if (!outer) return false;
    const { loop, instructions, longest } = this.#way;
    if (loop) loop.instructions = instructions;
    else outer.instructions += Math.max(instructions, longest);
    this.#way = outer;
    return true;
  }
}

/** Before an instruction that is charged by what is on top of the stack, shifted right. */
export interface ByOperand {
  readonly kind: 'by-operand';
  readonly offset: number;
  readonly shift: number;
  readonly isWide: boolean;
}

export type Place =
  | Loop
  | ByOperand
  /** Before what ends the function. */
  | { readonly kind: 'leave'; readonly offset: number }
  /** Before an instruction that grows something, and behind it. */
  | { readonly kind: 'grow'; readonly offset: number }
  | { readonly kind: 'grown'; readonly offset: number; readonly isWide: boolean };
