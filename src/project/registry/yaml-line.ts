/** One line of YAML as a person reads it: a dash, a key with what stands behind it, or something else. */

/** `valueAt`: where the value begins; the text's length where there is none. */
export type Content =
  | { readonly kind: 'list' | 'other' }
  | { readonly kind: 'map'; readonly key: string; readonly valueAt: number };

const QUOTED_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?=:(?:\s|$))/;
/** What a key without quotes does not begin with. */
const INDICATORS = '"\'[]{},#&*!|>%@`';

export function contentOf(text: string): Content {
  if (text === '-' || /^-\s/.test(text)) return { kind: 'list' };
  const colon = QUOTED_KEY.exec(text)?.[0].length ?? (INDICATORS.includes(text[0]!) ? -1 : separatorAt(text));
  if (colon < 1) return { kind: 'other' };
  const name = text.slice(0, colon).trim();
  const rest = text.slice(colon + 1);
  const valueAt = text.length - rest.trimStart().length;
  return { kind: 'map', key: /^["']/.test(name) ? name.slice(1, -1) : name, valueAt };
}

/** The first colon with a blank or nothing behind it; -1 for none. */
export function separatorAt(text: string): number {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) if (isBlank(text[at + 1])) return at;
  return -1;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t';
}

/** Up to a `#` behind a blank that stands in no quotes. */
export function withoutComment(text: string): string {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '#' && (at === 0 || isBlank(text[at - 1]))) return text.slice(0, at).trimEnd();
    else if ((character === '"' || character === "'") && (at === 0 || ' \t[{,'.includes(text[at - 1]!)))
      quote = character;
  }
  return text.trimEnd();
}

/** What looks like a blank and is none, where a blank would mean something: in front of the line, or behind its dashes and its key. */
export function foreignBlank(text: string): { readonly at: number; readonly name: string } | null {
  const [, before, blank] =
    /^((?:(?:- +)*(?:-|[\w.-]+:))?)([\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000\uFEFF])/.exec(text) ?? [];
  if (blank === undefined) return null;
  const code = `U+${blank.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return { at: before!.length, name: blank === '\u00A0' ? `${code} (no-break space)` : code };
}
