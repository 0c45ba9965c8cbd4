/** What every Lua world has besides modules: signatures in the notation of module specifications, and a line about each. */
import type { LuaFunctionSpec } from '../../contract/lua-modules/spec.ts';

type Row = readonly [signature: string, doc: string];
type Rows = Readonly<Record<string, Row>>;

const GLOBALS: Rows = {
  assert: [
    '(value: any, message: any?) -> any',
    'Gives back its arguments, or raises the message if the first is nil or false.',
  ],
  error: ['(message: any, level: integer?) -> never', 'Raises an error.'],
  getmetatable: ['(value: any) -> table?', 'The metatable of a value.'],
  int64: ['(value: number | string) -> integer', 'A whole number of 64 bits.'],
  ipairs: [
    '(list: table) -> (function, table, integer)',
    'Goes over a list in order: `for index, value in ipairs(list) do`.',
  ],
  next: ['(table: table, key: any) -> (any, any)', 'The next key of a table with its value; nil at the end.'],
  pairs: [
    '(table: table) -> (function, table, any)',
    'Goes over a table in any order: `for key, value in pairs(t) do`.',
  ],
  pcall: ['(f: function, ...: any) -> (boolean, ...any)', 'Calls a function; false and the error where it raises one.'],
  print: ['(...: any) -> ()', 'Writes values to the console.'],
  rawequal: ['(a: any, b: any) -> boolean', 'Whether both are the same, whatever metatables say.'],
  rawget: ['(table: table, key: any) -> any', 'A field, whatever metatables say.'],
  rawset: ['(table: table, key: any, value: any) -> table', 'Sets a field, whatever metatables say.'],
  require: ['(name: string) -> any', 'A module that the entry lists, or a library that it imports.'],
  select: ['(index: integer | "#", ...: any) -> any', 'The arguments from an index on, or their count.'],
  setmetatable: ['(table: table, metatable: table?) -> table', 'Gives a table a metatable.'],
  tonumber: ['(value: any, base: integer?) -> number?', 'The number that a text says; nil where it says none.'],
  tostring: ['(value: any) -> string', 'A value as text.'],
  type: [
    '(value: any) -> string',
    'Of which type a value is: `nil`, `number`, `string`, `boolean`, `table`, `function`, `thread`, `userdata`.',
  ],
  unpack: ['(list: table, first: integer?, last: integer?) -> any', 'The items of a list as values.'],
  xpcall: [
    '(f: function, handler: function, ...: any) -> (boolean, ...any)',
    'As pcall; the handler sees the error where it was raised.',
  ],
};

const STRING: Rows = {
  byte: ['(s: string, first: integer?, last: integer?) -> integer', 'The bytes at places.'],
  char: ['(...: integer) -> string', 'The text of these bytes.'],
  dump: ['(f: function) -> string', 'A function in binary form.'],
  find: [
    '(s: string, pattern: string, init: integer?, plain: boolean?) -> (integer?, integer?)',
    'Where a pattern is found first, begin and end.',
  ],
  format: ['(format: string, ...: any) -> string', 'Text by a format: `%d`, `%s`, `%5.2f`, `%x`, `%q`.'],
  gfind: ['(s: string, pattern: string) -> function', 'The older name of gmatch.'],
  gmatch: ['(s: string, pattern: string) -> function', 'Goes over all matches: `for word in s:gmatch("%a+") do`.'],
  gsub: [
    '(s: string, pattern: string, with: any, limit: integer?) -> (string, integer)',
    'The text with matches replaced, and how many there were.',
  ],
  len: ['(s: string) -> integer', 'How many bytes it has.'],
  lower: ['(s: string) -> string', 'In small letters.'],
  match: ['(s: string, pattern: string, init: integer?) -> string?', 'The first match, or what its captures hold.'],
  pack: ['(format: string, ...: any) -> string', 'Values as bytes by a format.'],
  packsize: ['(format: string) -> integer', 'How many bytes a format takes.'],
  rep: ['(s: string, count: integer, separator: string?) -> string', 'The text so many times.'],
  reverse: ['(s: string) -> string', 'Its bytes from the last to the first.'],
  sub: ['(s: string, first: integer, last: integer?) -> string', 'A part; negative places count from the end.'],
  unpack: ['(format: string, s: string, init: integer?) -> any', 'Values from bytes by a format.'],
  upper: ['(s: string) -> string', 'In capitals.'],
};

const TABLE: Rows = {
  concat: [
    '(list: table, separator: string?, first: integer?, last: integer?) -> string',
    'The items of a list as one text.',
  ],
  create: ['(count: integer, value: any?) -> table', 'A list of so many places, each with the value.'],
  freeze: ['(table: table) -> table', 'Makes a table one that cannot be changed.'],
  getn: ['(list: table) -> integer', 'How many items a list has.'],
  insert: ['(list: table, position: any, value: any?) -> ()', 'Puts a value at the end of a list, or at a position.'],
  isfrozen: ['(table: table) -> boolean', 'Whether it cannot be changed.'],
  maxn: ['(table: table) -> number', 'The greatest number that is a key.'],
  remove: ['(list: table, position: integer?) -> any', 'Takes the last item out of a list, or the one at a position.'],
  sort: ['(list: table, less: function?) -> ()', 'Puts a list in order.'],
  unpack: ['(list: table, first: integer?, last: integer?) -> any', 'The items of a list as values.'],
};

const one = (doc: string): Row => ['(x: number) -> number', doc];

const MATH: Rows = {
  abs: one('The value without its sign.'),
  acos: one('The arc cosine, in radians.'),
  asin: one('The arc sine, in radians.'),
  atan: ['(y: number, x: number?) -> number', 'The arc tangent of y/x, in radians.'],
  atan2: ['(y: number, x: number) -> number', 'The arc tangent of y/x, in radians.'],
  ceil: ['(x: number) -> integer', 'Rounded up.'],
  cos: one('The cosine of radians.'),
  cosh: one('The hyperbolic cosine.'),
  deg: one('Radians in degrees.'),
  exp: one('e to a power.'),
  floor: ['(x: number) -> integer', 'Rounded down.'],
  fmod: ['(x: number, y: number) -> number', 'What is left of x when it is divided by y, with the sign of x.'],
  frexp: ['(x: number) -> (number, integer)', 'Mantissa and exponent.'],
  ldexp: ['(m: number, e: integer) -> number', 'm times 2 to the power e.'],
  log: ['(x: number, base: number?) -> number', 'The logarithm, of base e by default.'],
  log10: one('The logarithm of base 10.'),
  max: ['(...: number) -> number', 'The greatest.'],
  min: ['(...: number) -> number', 'The least.'],
  mod: ['(x: number, y: number) -> number', 'What is left of x when it is divided by y.'],
  modf: ['(x: number) -> (number, number)', 'The whole part and the rest.'],
  pow: ['(x: number, y: number) -> number', 'x to the power y.'],
  rad: one('Degrees in radians.'),
  random: ['(first: integer?, last: integer?) -> number', 'A number from 0 up to 1, or a whole one in a range.'],
  randomseed: ['(seed: number) -> ()', 'Where random numbers begin.'],
  sin: one('The sine of radians.'),
  sinh: one('The hyperbolic sine.'),
  sqrt: one('The square root.'),
  tan: one('The tangent of radians.'),
  tanh: one('The hyperbolic tangent.'),
  tointeger: ['(x: any) -> integer?', 'The number as a whole one; nil where it is none.'],
  type: ['(x: any) -> string?', '`integer`, `float`, or nil for what is no number.'],
  ult: ['(a: integer, b: integer) -> boolean', 'Whether a is below b, both without sign.'],
};

const COROUTINE: Rows = {
  create: ['(f: function) -> thread', 'A coroutine that will run the function.'],
  resume: [
    '(co: thread, ...: any) -> (boolean, ...any)',
    'Goes on with a coroutine; false and the error where it raises one.',
  ],
  running: ['() -> (thread, boolean)', 'The coroutine that runs, and whether it is the main one.'],
  spawn: ['(f: function, ...: any) -> ()', 'Runs a function beside this one, in the same process.'],
  status: ['(co: thread) -> string', '`running`, `suspended`, `normal` or `dead`.'],
  wrap: ['(f: function) -> function', 'A function that goes on with a coroutine each time it is called.'],
  yield: ['(...: any) -> any', 'Gives values to whoever resumed, and waits.'],
};

const OS: Rows = {
  clock: ['() -> number', 'Seconds of running.'],
  date: ['(format: string?, time: number?) -> string', 'A date as text.'],
  difftime: ['(to: number, from: number) -> number', 'Seconds between two times.'],
  platform: ['() -> string', 'What it runs on.'],
  time: ['(date: table?) -> number', 'Seconds since the epoch.'],
};

const PACKAGE: Rows = {
  loadlib: ['(path: string, name: string) -> any', 'Not available.'],
  seeall: ['(module: table) -> ()', 'Has a module see all globals.'],
};

export interface StandardLibrary {
  readonly name: string;
  readonly doc: string;
  readonly functions: ReadonlyMap<string, LuaFunctionSpec>;
  readonly constants: ReadonlyMap<string, string>;
}

const specs = (rows: Rows): ReadonlyMap<string, LuaFunctionSpec> =>
  new Map(Object.entries(rows).map(([name, [signature, doc]]) => [name, { signature, doc }]));

export const STANDARD_FUNCTIONS = specs(GLOBALS);

const library = (
  name: string,
  doc: string,
  rows: Rows,
  constants: readonly (readonly [string, string])[] = [],
): StandardLibrary => ({
  name,
  doc,
  functions: specs(rows),
  constants: new Map(constants),
});

const MATH_CONSTANTS = [
  ['pi', 'number'],
  ['huge', 'number'],
  ['maxinteger', 'integer'],
  ['mininteger', 'integer'],
] as const;

export const STANDARD_LIBRARIES: ReadonlyMap<string, StandardLibrary> = new Map(
  [
    library('string', 'Texts, which are sequences of bytes.', STRING),
    library('table', 'Lists and tables.', TABLE),
    library('math', 'Numbers.', MATH, MATH_CONSTANTS),
    library('coroutine', 'Functions that give way and go on.', COROUTINE),
    library('os', 'Time.', OS),
    library('package', 'How modules are found.', PACKAGE, [
      ['path', 'string'],
      ['cpath', 'string'],
    ]),
  ].map((made) => [made.name, made]),
);

export const LUA_KEYWORDS: readonly string[] =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  );
