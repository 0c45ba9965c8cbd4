/** Reads the signature of a function, as WIT text, as far as an editor for its arguments needs it. */

export interface Parameter {
  readonly name: string;
  /** WIT text of the type. */
  readonly type: string;
}
export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Null where the function gives nothing. */
  readonly result: string | null;
}

/** Null for text that is not a function's signature, such as one that was cut. */
export function parseSignature(text: string | undefined): Signature | null {
  const start = text === undefined ? null : /\bfunc\s*\(/.exec(text);
  if (!text || !start) return null;
  const open = start.index + start[0].length - 1;
  const close = closing(text, open);
  if (close < 0) return null;
  const parameters: Parameter[] = [];
  for (const part of splitList(text.slice(open + 1, close))) {
    const colon = part.indexOf(':');
    if (colon < 0) return null;
    parameters.push({
      name: part.slice(0, colon).trim().replace(/^%/, ''),
      type: part
        .slice(colon + 1)
        .trim()
        .replaceAll(/\s+/g, ' '),
    });
  }
  const result = /^\s*->\s*([^;]+)/.exec(text.slice(close + 1))?.[1]?.trim();
  return { parameters, result: result === undefined || result === '' ? null : result };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return index;
  }
  return -1;
}

function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const char = text[index];
    if (char === '<' || char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}' || (char === '>' && text[index - 1] !== '-')) depth--;
    else if (index === text.length || (char === ',' && depth === 0)) {
      const part = text.slice(start, index).trim();
      if (part !== '') parts.push(part);
      start = index + 1;
    }
  }
  return parts;
}
