/** What a string literal stands for. */

const decoder = new TextDecoder('utf-8');
const encoder = new TextEncoder();
const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The value of the literal in `text` between the offsets, quotes or brackets included; bytes that are not UTF-8 become U+FFFD. */
export function stringValue(text: string, start: number, end: number): string {
  const literal = text.slice(start, end);
  if (literal.startsWith('[')) {
    const level = literal.indexOf('[', 1) - 1;
    return literal.slice(level + 2, literal.length - level - 2).replace(/^(?:\r\n|\n\r|\n|\r)/, '');
  }
  const inner = literal.slice(1, -1);
  return inner.includes('\\') ? decoder.decode(new Uint8Array(unescape(inner))) : inner;
}

function unescape(inner: string): number[] {
  const bytes: number[] = [];
  const pattern = /\\z\s*|\\x([\da-f]{2})|\\u\{([\da-f]+)\}|\\(\d{1,3})|\\(\r\n|\n\r|[^])|([^\\]+)/giy;
  for (const [, hex, point, decimal, letter, plain] of inner.matchAll(pattern)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (point !== undefined) bytes.push(...encoder.encode(codePoint(Number.parseInt(point, 16))));
    else if (decimal !== undefined) bytes.push(Number(decimal) & 255);
    else if (letter !== undefined) {
      const simple = SIMPLE[letter];
      if (simple !== undefined) bytes.push(simple);
      else for (const byte of encoder.encode(/^[\r\n]/.test(letter) ? '\n' : letter)) bytes.push(byte);
    } else if (plain !== undefined) for (const byte of encoder.encode(plain)) bytes.push(byte);
  }
  return bytes;
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : '\uFFFD';
}
