/** The text of an entry on its way to code: our own parser takes the types out, then the VM compiles it. */
import type { Portions } from '../../base/effort.ts';
import { err, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import { problemText, stripTypes, type LuaProblem } from '../../lua-text/index.ts';
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

  work(): boolean {
    if (this.#result) return true;
    this.#compilation ??= this.#strip();
    if (!this.#compilation) return true;
    if (!this.#compilation.work()) return false;
    const { result } = this.#compilation;
    if (!result) throw new Error('the compiler left off');
    this.#compilation = null;
    this.#result = result.ok ? result : err({ message: result.error.message, problems: [], refused: result.error });
    return true;
  }

  /** Null where the text has mistakes. */
  #strip(): LuaCompilation | null {
    const { text, errors } = stripTypes(this.#text);
    const [first] = errors;
    if (!first) return this.#vm.compile(text, this.id);
    this.#result = err({ message: problemText(this.id, first), problems: errors, refused: null });
    return null;
  }
}
