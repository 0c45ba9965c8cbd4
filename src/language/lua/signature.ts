/** Signatures of Lua as the specification of modules writes them: `(target: string, ...: any) -> (any, error?)`. */
import type { TextRange } from '../../contract/help.ts';

export interface LuaSignature {
  readonly parameters: readonly { readonly text: string; readonly range: TextRange }[];
  readonly results: readonly string[];
}

/** Ranges are of `text`. */
export function parseSignature(text: string): LuaSignature {
  const close = closing(text, 0);
  const parameters = split(text, 1, close).map((range) => ({ text: text.slice(range.start, range.end), range }));
  const arrow = text.indexOf('->', close);
  if (arrow < 0) return { parameters, results: [] };
  const rest = text.slice(arrow + 2).trim();
  const isList = rest.startsWith('(') && closing(rest, 0) === rest.length - 1;
  const results = isList ? split(rest, 1, rest.length - 1).map((range) => rest.slice(range.start, range.end)) : [rest];
  return { parameters, results };
}

/** Offset of the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth++;
    else if (')]}'.includes(text[at]!) && --depth === 0) return at;
  }
  return text.length;
}

/** At commas that no bracket holds, without blanks around. */
export function split(text: string, start: number, end: number): TextRange[] {
  const parts: TextRange[] = [];
  let depth = 0;
  let from = start;
  const push = (to: number): void => {
    const part = text.slice(from, to);
    if (part.trim() !== '')
      parts.push({ start: from + part.length - part.trimStart().length, end: from + part.trimEnd().length });
    from = to + 1;
  };
  for (let at = start; at < end; at++) {
    const c = text[at]!;
    if ('([{<'.includes(c)) depth++;
    else if (')]}'.includes(c) || (c === '>' && text[at - 1] !== '-')) depth--;
    else if (c === ',' && depth === 0) push(at);
  }
  push(end);
  return parts;
}
