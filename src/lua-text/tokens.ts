/** The words and signs of Lua 5.3 and of Wippy's gradual types (spec/lua-base §1 and §2). */

/** Kinds of tokens. Numbers, since a text of 5 000 lines has some 40 000 of them. */
export const Kind = {
  eof: 0,
  name: 1,
  string: 2,
  number: 3,
  // Reserved words of Lua 5.3.
  and: 10,
  break: 11,
  do: 12,
  else: 13,
  elseif: 14,
  end: 15,
  false: 16,
  for: 17,
  function: 18,
  goto: 19,
  if: 20,
  in: 21,
  local: 22,
  nil: 23,
  not: 24,
  or: 25,
  repeat: 26,
  return: 27,
  thenWord: 28,
  true: 29,
  until: 30,
  while: 31,
  // Reserved by Wippy; still names of fields and methods.
  fun: 40,
  interface: 41,
  as: 42,
  asserts: 43,
  readonly: 44,
  is: 45,
  typeof: 46,
  keyof: 47,
  extends: 48,
  // Signs.
  plus: 60,
  minus: 61,
  star: 62,
  slash: 63,
  percent: 64,
  caret: 65,
  hash: 66,
  ampersand: 67,
  tilde: 68,
  pipe: 69,
  shiftLeft: 70,
  shiftRight: 71,
  floorDivide: 72,
  equal: 73,
  notEqual: 74,
  lessEqual: 75,
  greaterEqual: 76,
  less: 77,
  greater: 78,
  assign: 79,
  openParen: 80,
  closeParen: 81,
  openBrace: 82,
  closeBrace: 83,
  openBracket: 84,
  closeBracket: 85,
  doubleColon: 86,
  semicolon: 87,
  colon: 88,
  comma: 89,
  dot: 90,
  concat: 91,
  ellipsis: 92,
  bang: 93,
  question: 94,
  arrow: 95,
  at: 96,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const FIRST_WORD = Kind.and;
const FIRST_TYPE_WORD = Kind.fun;
const LAST_TYPE_WORD = Kind.extends;

/** Words as they are written, by text. */
export const WORDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(Kind).flatMap(([key, kind]) =>
    kind >= FIRST_WORD && kind <= LAST_TYPE_WORD ? [[key.replace('Word', ''), kind] as const] : [],
  ),
);

/** How a token that was expected is named in a message, without quotes. */
export const SPELLING: Readonly<Partial<Record<Kind, string>>> = {
  ...Object.fromEntries([...WORDS].map(([word, kind]) => [kind, word])),
  [Kind.eof]: '<eof>',
  [Kind.assign]: '=',
  [Kind.openParen]: '(',
  [Kind.closeParen]: ')',
  [Kind.openBrace]: '{',
  [Kind.closeBrace]: '}',
  [Kind.openBracket]: '[',
  [Kind.closeBracket]: ']',
  [Kind.doubleColon]: '::',
  [Kind.colon]: ':',
  [Kind.comma]: ',',
  [Kind.greater]: '>',
  [Kind.question]: '?',
  [Kind.arrow]: '->',
};

/** Words that Wippy reserves beyond Lua 5.3. */
export function isTypeWord(kind: Kind): boolean {
  return kind >= FIRST_TYPE_WORD && kind <= LAST_TYPE_WORD;
}

/** What may stand after `.` and `:` and as a key of a table: `errors.is`, `{ as = 1 }`. */
export function isFieldName(kind: Kind): boolean {
  return kind === Kind.name || isTypeWord(kind);
}

/** The tokens of a text in parallel lists; the last one is always `eof`. Offsets are UTF-16, lines 1-based. */
export interface TokenList {
  readonly kinds: Kind[];
  readonly starts: number[];
  readonly ends: number[];
  readonly lines: number[];
}
