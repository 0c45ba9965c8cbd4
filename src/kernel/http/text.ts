import { spend, spendBytes } from '../../base/effort.ts';

/** Whether they are UTF-8 without the control characters of binary files; of a beginning the last character may be cut. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte))) return false;
  try {
    // One that is used again would go on with the cut character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([9, 10, 12, 13, 27]);

/** Undoes percent signs; null where they are no UTF-8 or no two digits follow. */
export function unescapePath(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** For the text of an element and of an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** For a name and a value, however short: 1 to 2 µs. */
const UNITS_PER_FIELD = 12;

/**
 * Names and values of a query or a form, in order; plus signs are blanks. What is malformed is taken as it is. Spends for the
 * bytes and for each field.
 */
export function parseQuery(query: string): readonly (readonly [name: string, value: string])[] {
  spendBytes(query.length);
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      spend(UNITS_PER_FIELD);
      const equals = part.indexOf('=');
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [unescapeField(name), unescapeField(value)] as const;
    });
}

function unescapeField(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return unescapePath(spaced) ?? spaced;
}
