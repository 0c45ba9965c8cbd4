/** The table of README "Types". Each line names the rows of the conformance table that hold it. */
export interface TypeLine {
  readonly wit: string;
  readonly takes: string;
  readonly gives: string;
  readonly notes: string;
  /** Rows of ./mapping-rows.ts. */
  readonly rows: readonly string[];
}

export const TYPE_LINES: readonly TypeLine[] = [
  { wit: '`bool`', takes: '`true`, `false`', gives: 'boolean', notes: 'nothing else counts as true', rows: ['2/bool'] },
  {
    wit: '`u8` `s8` `u16` `s16` `u32` `s32`',
    takes: 'an integral number in range; `3.0` is 3',
    gives: 'integer',
    notes: 'never wraps, rounds or converts text',
    rows: ['2/u8', '2/s8', '2/u16', '2/s16', '2/u32', '2/s32', '3.4/3.0 to s32', '3.4/300 to u8'],
  },
  {
    wit: '`s64` `u64`',
    takes: 'an integer; a float up to ±(2^53-1); `int64("…")`',
    gives: 'integer; an `int64` value above 2^63-1',
    notes: 'all 64 bits; a larger float is refused, because its digits may be lost already',
    rows: ['2/s64', '2/u64', '3.2/above 2^63-1', '3.4/float above 2^53 to u64'],
  },
  {
    wit: '`f32` `f64`',
    takes: 'any number',
    gives: 'float',
    notes: '`f32` rounds to the nearest; infinities, nan and -0.0 go through',
    rows: ['2/f32', '2/f64', '3.4/nan to f32 and f64'],
  },
  {
    wit: '`char`',
    takes: 'a string of one character',
    gives: 'string',
    notes: '',
    rows: ['2/char', '5/char of none or two'],
  },
  {
    wit: '`string`',
    takes: 'a string of valid UTF-8',
    gives: 'string',
    notes: 'NUL and U+FEFF included',
    rows: ['2/string', '5/NUL', '5/U+FEFF', '5/surrogates'],
  },
  {
    wit: '`list<u8>`',
    takes: 'a string of any bytes, or `{1, 2}`',
    gives: 'string of bytes',
    notes: '`b[1]` and `ipairs(b)` read it as an array',
    rows: ['2/list<u8>', '5/bytes of any kind', '5/bytes read like an array'],
  },
  {
    wit: '`list<T>` `list<T, N>`',
    takes: 'a table with keys 1..n',
    gives: 'the same',
    notes: '`{}` is the empty list; a list of options has its length in `n`, as `{1, nil, n = 2}`',
    rows: ['2/list<T>', '2/list<T, N>', '4/list of options', '4/hole in a list'],
  },
  { wit: '`tuple<A, B>`', takes: '`{a, b}`', gives: 'the same', notes: '', rows: ['2/tuple', '4/tuple with more'] },
  {
    wit: '`record`',
    takes: '`{["tag-count"] = 2}`, or `tag_count`',
    gives: 'the labels as WIT has them',
    notes:
      'a missing option is none, any other missing field an error; unknown fields are ignored, misspelt ones refused',
    rows: ['2/record', '4/labels of a record', '4/camel case', '4/unknown field', '4/missing field'],
  },
  {
    wit: '`option<T>`',
    takes: '`nil` or the value',
    gives: 'the same',
    notes: 'directly inside of another option, a case or a nested result: `{}` or `{some = v}`',
    rows: ['2/option', '6/two levels', '6/in a variant', '6/in a result'],
  },
  {
    wit: '`variant`',
    takes: '`{circle = 1.5}`; without payload `{none = true}` or `"none"`; `{tag = "circle", val = 1.5}`',
    gives: '`{circle = 1.5}`, `{none = true}`',
    notes: '',
    rows: ['2/variant', '2/variant read as tag and val', '4/unknown case'],
  },
  { wit: '`enum`', takes: 'the name, or its index from 0', gives: 'the name', notes: '', rows: ['2/enum'] },
  {
    wit: '`flags`',
    takes: '`{read = true}` or `{"read"}`',
    gives: 'a table with a boolean for every label',
    notes: '',
    rows: ['2/flags', '4/unknown flag'],
  },
  {
    wit: '`result<T, E>`',
    takes: '`{ok = v}` or `{err = e}`',
    gives: 'as a function’s result: `value, nil` or `nil, err`; inside of other values the same tables',
    notes: 'a side without payload is `true`',
    rows: [
      '2/result as a value',
      '2/result without payload',
      '7/result<T, E>',
      '7/result<_, E>',
      '7/only the outermost result',
    ],
  },
  { wit: '`type a = T`, `use`', takes: 'as `T`', gives: 'as `T`', notes: '', rows: ['2/alias'] },
  {
    wit: '`own` `borrow` `stream` `future` `error-context` `map`, `async func`',
    takes: '–',
    gives: '–',
    notes: 'such a function is listed, and a call says which type it is; the others of its component work',
    rows: [
      '9/own',
      '9/borrow',
      '9/stream',
      '9/future',
      '9/error-context',
      '9/map',
      '9/async',
      '9/other exports of the same component',
    ],
  },
];

export function typesTable(): string {
  const lines = TYPE_LINES.map(({ wit, takes, gives, notes }) =>
    `| ${[wit, takes, gives, notes].join(' | ')} |`.replaceAll('  |', ' |'),
  );
  return ['| WIT type | from Lua | to Lua | notes |', '|---|---|---|---|', ...lines].join('\n');
}
