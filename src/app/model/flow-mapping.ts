/** The fields of a mapping on one line, `{name: main, kind: function.lua, pool: {type: inline}}`, as far as it is written. */

/** Where brackets and quotes stand: what is inside of them separates nothing. */
interface Depth {
  readonly brackets: number;
  readonly quote: string | null;
}

const outside: Depth = { brackets: 0, quote: null };

function step({ brackets, quote }: Depth, char: string, before: string): Depth {
  if (quote !== null)
    return char === quote && !(quote === '"' && before === '\\') ? { brackets, quote: null } : { brackets, quote };
  // In the midst of a word an apostrophe is a letter.
  if ((char === '"' || char === "'") && /[\s,:[{]/.test(before || ' ')) return { brackets, quote: char };
  if (char === '{' || char === '[') return { brackets: brackets + 1, quote };
  if (char === '}' || char === ']') return { brackets: brackets - 1, quote };
  return { brackets, quote };
}

/** Whether all that was opened is closed again. */
export function isClosed(text: string): boolean {
  let depth = outside;
  for (let at = 0; at < text.length; at++) depth = step(depth, text[at] ?? '', text[at - 1] ?? '');
  return depth.brackets <= 0;
}

/** Keys with their values as they are written, of a text that begins with `{`. */
export function flowFields(text: string): readonly (readonly [string, string])[] {
  const parts: string[] = [];
  let depth = outside;
  let from = 1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    depth = step(depth, char, text[at - 1] ?? '');
    const ends = depth.quote === null && depth.brackets <= 0;
    if (!ends && !(char === ',' && depth.quote === null && depth.brackets === 1)) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
    if (ends) break;
  }
  if (from < text.length && depth.brackets > 0) parts.push(text.slice(from));
  return parts.flatMap((part) => {
    const field = /^\s*(["']?)([\w.-]+)\1\s*:(?:\s+([\s\S]*))?$/.exec(part);
    return field ? [[field[2] ?? '', (field[3] ?? '').trim()] as const] : [];
  });
}
