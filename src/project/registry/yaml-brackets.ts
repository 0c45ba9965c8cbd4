const CLOSERS: Readonly<Partial<Record<string, string>>> = { '[': ']', '{': '}' };

/**
 * Where the bracket at `start` is closed; null when it is not, or not with its own kind. `isOutside` is asked at the beginning
 * of each further line whether the line can belong to what is in the brackets.
 */
export function closingBracket(text: string, start: number, isOutside: (lineStart: number) => boolean): number | null {
  const open: string[] = [];
  const lastAt = text.trimEnd().length;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    const closer = CLOSERS[character];
    if (closer !== undefined) open.push(closer);
    else if (character === ']' || character === '}') {
      if (open.pop() !== character) return null;
      if (open.length === 0) return at;
    } else if (character === '\n') {
      if (at >= lastAt || isOutside(at + 1)) return null;
    } else if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      const end = text.indexOf('\n', at);
      if (end < 0) return null;
      at = end - 1;
    } else if ((character === '"' || character === "'") && /[\s[{,:]/.test(text[at - 1] ?? '')) {
      const end = closing(text, at, character);
      if (end === null) return null;
      at = end;
    }
  }
  return null;
}

/** Of a text in quotes that opens at `start`. */
function closing(text: string, start: number, quote: string): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === quote) at++;
      else return at;
    }
  }
  return null;
}
