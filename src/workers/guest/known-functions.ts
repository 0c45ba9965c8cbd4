/** The programs that a guest knows, and what it has made of those that it ran last. On a guest's thread. */
import type { Program } from '../../contract/ports.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';

/**
 * A project may have hundreds of functions, each of which a guest keeps ready in some 10 to 100 kB; what is made again costs a
 * call about a millisecond.
 */
const MAX_MADE = 64;

export class KnownFunctions {
  readonly #create: (program: Program) => GuestFunction;
  readonly #programs = new Map<number, Program>();
  /** Used last, last. */
  readonly #made = new Map<number, GuestFunction>();
  #last: { readonly id: number; readonly made: GuestFunction } | null = null;

  /** `create` never throws. */
  constructor(create: (program: Program) => GuestFunction) {
    this.#create = create;
  }

  get madeCount(): number {
    return this.#made.size;
  }

  add(program: Program): void {
    this.remove(program.id);
    this.#programs.set(program.id, program);
  }

  remove(id: number): void {
    this.#programs.delete(id);
    this.#made.delete(id);
    if (this.#last?.id === id) this.#last = null;
  }

  /** null for a program that is not known. */
  get(id: number): GuestFunction | null {
    if (this.#last?.id === id) return this.#last.made;
    const program = this.#programs.get(id);
    if (!program) return null;
    const made = this.#made.get(id) ?? this.#create(program);
    if (made.isLacking) return made;
    this.#made.delete(id);
    this.#made.set(id, made);
    if (this.#made.size > MAX_MADE) {
      const [oldest] = this.#made.keys();
      this.#made.delete(oldest!);
    }
    this.#last = { id, made };
    return made;
  }
}
