import type { PlainValue } from '../../contract/api.ts';

/** As Go's `encoding/json` writes it: keys ascending, and no sign that HTML gives a meaning; null for what has no form in JSON. */
export function jsonText(value: PlainValue): string | null {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : null;
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array) return listText([...value]);
  return Array.isArray(value) ? listText(value) : mapText(value as { readonly [key: string]: PlainValue });
}

function listText(list: readonly PlainValue[]): string | null {
  const items = list.map(jsonText);
  return items.includes(null) ? null : `[${items.join(',')}]`;
}

function mapText(map: { readonly [key: string]: PlainValue }): string | null {
  const fields = Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const items = fields.map(([key, value]) => {
    const text = jsonText(value);
    return text === null ? null : `${quoted(key)}:${text}`;
  });
  return items.includes(null) ? null : `{${items.join(',')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
