/** What is said of a text that is no JSON, and where it is wrong. */

const decoder = new TextDecoder();

/** What is wrong with the text, and where; the user's mistake. */
export class DecodeError extends Error {}

/** What may come next. */
export type State = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  value: 'a value',
  'value or ]': "a value or ']'",
  key: 'a key in quotes',
  'key or }': "a key in quotes or '}'",
  colon: "':'",
  comma: "',' or the end of the list or object",
  end: 'the end of the text',
};

/** `inside`: of what the next character is a part. */
export function expectedIn(state: State, inside: 'list' | 'object' | null): string {
  if (state !== 'comma') return EXPECTED[state];
  return inside === 'list' ? "',' or ']'" : "',' or '}'";
}

/** The character at `at`, as the author sees it. */
export function foundAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at] ?? 0;
  if (byte < 0x20 || byte === 0x7f) return describeControl(byte);
  const [character = ''] = decoder.decode(bytes.subarray(at, at + 4));
  return `'${character}'`;
}

/** Line and column, both 1-based; columns are characters. */
export function placeOf(bytes: Uint8Array, at: number): string {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0 && end < at; end = bytes.indexOf(0x0a, start)) {
    line++;
    start = end + 1;
  }
  let column = 1;
  for (let index = start; index < at; index++) if (((bytes[index] ?? 0) & 0xc0) !== 0x80) column++;
  return `line ${line}, column ${column}`;
}

export function describeControl(byte: number): string {
  return `the control character 0x${byte.toString(16).padStart(2, '0')}`;
}
