/**
 * The text of an entry on its way to code. What the VM takes has no types in it (lua-text/corpus.test.ts), so it is asked first, in
 * portions; only where it refuses does our own parser read the text, in portions too: it takes the types out, or tells the mistakes.
 */
import type { Portions } from '../../base/effort.ts';
import { err, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import type { LuaProblem, TypeShape, TypeStripping } from '../../lua-text/index.ts';
import { luaTypes } from './types-part.ts';
import type { LuaChunk, LuaCompilation, LuaSyntaxError, Vm } from './vm/types.ts';

export interface LuaMistakes {
  /** As the first of them is told to whoever wanted to run it: `entry:line: text`. */
  readonly message: string;
  /** What our parser found; empty where only the compiler refused. */
  readonly problems: readonly LuaProblem[];
  /** What the compiler said. */
  readonly refused: LuaSyntaxError | null;
}

/** Made once for an entry; its code is shared by all its Lua worlds. */
export class LuaCode implements Portions {
  readonly id: EntryId;
  #result: Result<LuaChunk, LuaMistakes> | null = null;
  #compilation: LuaCompilation | null = null;
  /** Once the compiler has refused the text as it is, and what it said. */
  #stripping: TypeStripping | null = null;
  #refusal: LuaSyntaxError | null = null;
  #isStripped = false;
  #shapes: ReadonlyMap<string, TypeShape> = new Map();
  readonly #vm: Vm;
  readonly #text: string;

  constructor(vm: Vm, id: EntryId, text: string) {
    this.id = id;
    this.#vm = vm;
    this.#text = text;
  }

  /** Null until all work is done. */
  get result(): Result<LuaChunk, LuaMistakes> | null {
    return this.#result;
  }

  /** Types of the text, which are globals when it runs. */
  get shapes(): ReadonlyMap<string, TypeShape> {
    return this.#shapes;
  }

  work(): boolean {
    while (!this.#result) {
      if (this.#stripping && !this.#strip(this.#stripping)) return false;
      if (this.#result) break;
      this.#compilation ??= this.#vm.compile(this.#text, this.id);
      if (!this.#compilation.work()) return false;
      const { result } = this.#compilation;
      if (!result) throw new Error('the compiler left off');
      this.#compilation = null;
      if (result.ok) this.#result = result;
      else if (this.#isStripped) this.#result = refused(result.error);
      else {
        this.#stripping = new (luaTypes().TypeStripping)(this.#text);
        this.#refusal = result.error;
      }
    }
    return true;
  }

  /** What is left is compiled next, if anything was taken out. False where the slice is over before. */
  #strip(stripping: TypeStripping): boolean {
    if (!stripping.work()) return false;
    this.#stripping = null;
    this.#isStripped = true;
    if (!stripping.result || !this.#refusal) throw new Error('the parser left off');
    const { text, errors, shapes } = stripping.result;
    this.#shapes = shapes;
    const [first] = errors;
    if (first) this.#result = err({ message: luaTypes().problemText(this.id, first), problems: errors, refused: null });
    else if (text === this.#text) this.#result = refused(this.#refusal);
    else this.#compilation = this.#vm.compile(text, this.id);
    return true;
  }
}

function refused(error: LuaSyntaxError): Result<never, LuaMistakes> {
  return err({ message: error.message, problems: [], refused: error });
}
