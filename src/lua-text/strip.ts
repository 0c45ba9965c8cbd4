import { parseLua, type ParsedLua } from './parser.ts';
import type { LuaProblem } from './problems.ts';
import { typeShapes, type TypeShape } from './type-shapes.ts';

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
  const parsed = parseLua(text);
  return { text: blankTypes(parsed), errors: parsed.problems, shapes: typeShapes(parsed) };
}

function blankTypes({ text, types }: ParsedLua): string {
  // Stretches lie side by side or inside one another.
  const outermost: ParsedLua['types'][number][] = [];
  for (const span of types.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = outermost.at(-1);
    if (!last || span.start >= last.end) outermost.push(span);
  }
  let result = '';
  let from = 0;
  for (const { start, end, needsSemicolon } of outermost) {
    const blank = text.slice(start, end).replace(/[^\r\n]/g, ' ');
    result += text.slice(from, start) + (needsSemicolon ? `;${blank.slice(1)}` : blank);
    from = end;
  }
  return result + text.slice(from);
}
