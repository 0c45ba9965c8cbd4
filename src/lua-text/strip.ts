import { isDue, spend, spendBytes, type Portions } from '../base/effort.ts';
import { readLua, type ParsedLua } from './parser.ts';
import type { LuaProblem } from './problems.ts';
import { finish, type Reading } from './reading.ts';
import type { TypeShape } from './type-shape.ts';
import { typeShapes } from './type-shapes.ts';

export interface StrippedLua {
  /** As long as the text it comes from, line by line; only of use without errors. */
  readonly text: string;
  readonly errors: readonly LuaProblem[];
  /** What its named types say of values. */
  readonly shapes: ReadonlyMap<string, TypeShape>;
}

/**
 * The text without its types: what the VM can compile. They are blanked out, so every line and column stays where it is; a text
 * without types comes back as it was. A type that is used as a value (`T(v)`, `T:is(v)`) is a global of that name then, which whoever
 * runs the text makes of its shape.
 */
export function stripTypes(text: string): StrippedLua {
  return finish(strip(text));
}

/** The same in portions. */
export class TypeStripping implements Portions {
  #result: StrippedLua | null = null;
  readonly #reading: Reading<StrippedLua>;

  constructor(text: string) {
    this.#reading = strip(text);
  }

  /** Null until all work is done. */
  get result(): StrippedLua | null {
    return this.#result;
  }

  work(): boolean {
    if (this.#result) return true;
    const step = this.#reading.next();
    if (step.done) this.#result = step.value;
    return step.done === true;
  }
}

function* strip(text: string): Reading<StrippedLua> {
  const parsed = yield* readLua(text);
  return { text: yield* blankTypes(parsed), errors: parsed.problems, shapes: yield* typeShapes(parsed) };
}

function* blankTypes({ text, types }: ParsedLua): Reading<string> {
  // From behind, since what lies around others ends where they do or later.
  const pieces: string[] = [];
  let end = text.length;
  let outermost = Infinity;
  for (let index = types.length - 1; index >= 0; index--) {
    if (isDue()) yield;
    spend(1);
    const span = types[index]!;
    if (span.end > outermost) continue;
    outermost = span.start;
    const blank = text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');
    spendBytes(end - span.start);
    pieces.push(text.slice(span.end, end), span.needsSemicolon ? `;${blank.slice(1)}` : blank);
    end = span.start;
  }
  pieces.push(text.slice(0, end));
  return pieces.toReversed().join('');
}
