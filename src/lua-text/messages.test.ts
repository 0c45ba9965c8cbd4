import { describe, expect, it } from 'vitest';
import { stripTypes } from './index.ts';

function report(text: string): string[] {
  return stripTypes(text).errors.map(
    ({ line, column, endLine, endColumn, message, hint }) =>
      `${line}:${column}-${endLine === line ? '' : `${endLine}:`}${endColumn} ${message}${hint ? ` (${hint})` : ''}`,
  );
}

const ONE: readonly (readonly [text: string, message: string])[] = [
  ['function f()\n  if x then\n    y()\n  end\n', "4:5-6 'end' expected to close 'function' at line 1, near <eof>"],
  [
    'function f()\n  if x then\n    y()\nend\nf()\n',
    "5:3-4 'end' expected to close 'function' at line 1, near <eof> (from the indentation it is 'if' at line 2 that lacks its 'end')",
  ],
  ['while x do y()', "1:14-15 'end' expected to close 'while', near <eof>"],
  ['repeat\n  x()\nend', "3:1-4 'until' expected to close 'repeat' at line 1, near 'end'"],
  ['x()\nend', "2:1-4 unexpected 'end' (there is no open block that it could close)"],
  ['local = 5', "1:7-8 name expected near '='"],
  ['local x = ', '1:9-10 unexpected <eof>, a value is expected'],
  ['local x = * 2', "1:11-12 unexpected '*', a value is expected"],
  ['f(a b)', "1:5-6 ')' expected to close '(', near 'b'"],
  ['f(a,\n  b\nlocal x', "3:1-6 ')' expected to close '(' at line 1, near 'local'"],
  ['local t = { a = 1 b = 2 }', "1:19-20 ',' or '}' expected to close '{', near 'b'"],
  ['local t = { a = 1\nlocal y', "2:1-6 '}' expected to close '{' at line 1, near 'local'"],
  ['t[1 = 2', "1:5-6 ']' expected to close '[', near '='"],
  ['if x y() end', "1:6-7 'then' expected in 'if', near 'y'"],
  ['for i = 1, 2 print(i) end', "1:14-19 'do' expected in 'for', near 'print'"],
  ['for i = 1 do end', "1:9-10 'for' counts from one value to another: two or three values expected"],
  ['for a, b = 1, 2 do end', "1:10-11 'in' expected after the names in 'for' near '='"],
  ['return 1\nx()', "2:1-2 'return' must be the last statement of its block, near 'x'"],
  ['break', "1:1-6 'break' stands outside a loop"],
  ['goto away', "1:6-10 no visible label 'away' for 'goto'"],
  ['::a::\n::a::', "2:3-4 label 'a' is already in this block"],
  ['function f() return ... end', "1:21-24 '...' stands outside a function with '...' as its last parameter"],
  ['f() = 1', '1:1-4 cannot assign to this: a name, field or key is expected'],
  ['x', "1:1-2 '=' or arguments expected near <eof>: a value alone is no statement"],
  ['x.y\nf()', "1:1-4 '=' or arguments expected near 'f': a value alone is no statement"],
  [
    'while x do continue end',
    "1:12-20 '=' or arguments expected near 'end': a value alone is no statement (Lua has no 'continue': 'goto' a label at the end of the loop)",
  ],
  ['local x <const> = 1', "1:9-10 '=' expected near '<' (attributes such as <const> are of Lua 5.4)"],
  [
    'if a then\n  for i = 1, 2 do\n    x()\nelse\n  y()\nend',
    "4:1-5 'end' expected to close 'for' at line 2, near 'else'",
  ],
  ['hello world', "1:7-12 '=' or arguments expected near 'world'"],
  ['x += 1', "1:3-4 '=' expected near '+' (Lua has no '+=': write 'x = x + …')"],
  ['if a != b then end', "1:6-8 unexpected symbol '!=' (in Lua it is written '~=')"],
  ['if a && b then end', "1:6-8 unexpected symbol '&&' (in Lua it is written 'and')"],
  ['if !a then end', "1:4-5 unexpected '!', a value is expected (negation is written 'not')"],
  ['local as = 1', "1:7-9 name expected near 'as' ('as' is a reserved word in Wippy)"],
  ['local x = is', "1:11-13 unexpected 'is', a value is expected ('is' is a reserved word in Wippy)"],
  ['local x = typeof(y)', '1:11-17 unexpected \'typeof\', a value is expected (did you mean "type"?)'],
  ['local x = "abc\nlocal y = 1', '1:11-15 unfinished string (a " is missing at its end)'],
  ['f()\n--[==[ x\ny', "2:1-7 unfinished long comment ('--[==[' is closed by ']==]')"],
  ['local x = [[ y\n\n', "1:11-13 unfinished long string ('[[' is closed by ']]')"],
  [String.raw`x = "\q"`, String.raw`1:6-8 invalid escape sequence '\q'`],
  [String.raw`x = "\x1"`, String.raw`1:6-8 two hexadecimal digits expected after '\x'`],
  [String.raw`x = "\300"`, '1:6-10 decimal escape too large'],
  ['x = 3a', "1:5-7 malformed number near '3a'"],
  ['x = 1..2', "1:5-9 malformed number near '1..2'"],
  ['local é = 1', "1:7-8 unexpected symbol 'é' (names have letters a to z, digits and _)"],
  ['x = 1 “', `1:7-8 unexpected symbol '“' (strings stand between " or ')`],
  ['x =\u00A01', '1:4-5 unexpected symbol U+00A0 (to Lua this is not a space)'],
  ['x = 1 $ 2', "1:7-8 unexpected symbol '$'"],
  // Types.
  ['local x: = 1', "1:10-11 type expected near '='"],
  [
    'local x: function = 1',
    "1:10-18 type expected near 'function' (a function's type is written '(A, B) -> C' or 'fun(a: A): C')",
  ],
  ['local x: {a: A = 1', "1:16-17 '}' expected to close '{', near '='"],
  ['local x: Box<A = 1', "1:16-17 '>' expected to close '<', near '='"],
  ['local x: (A, B) = 1', "1:10-16 '->' expected after the parameters of a function type, near '='"],
  ['local function f(a?: A) end', "1:19-20 ':' expected after 'a' near '?' (an optional parameter is written 'a: T?')"],
  ['type X {a: A}', "1:8-9 '=' expected after 'type X' near '{'"],
  ['local x = y!.z', "1:13-14 unexpected '.' after a cast (put the cast in parentheses: (y!).…)"],
  ['x as T', "1:3-5 unexpected 'as': a value with a cast is no statement"],
  ['interface A\n  x: T\nend', "2:3-4 'function' or 'end' expected to close 'interface' at line 1, near 'x'"],
];

describe('a mistake is named where it is', () => {
  it.each(ONE)('%s', (text, message) => {
    expect(report(text)).toEqual([message]);
  });
});

describe('several mistakes', () => {
  it('are found at once', () => {
    const text = [
      'local = 5',
      'local ok = 1',
      'if x the y() end',
      'local t = { 1 2 }',
      'f(',
      'function g()',
      '  return +',
      'end',
      'x = "a',
    ].join('\n');
    expect(report(text)).toEqual([
      "1:7-8 name expected near '='",
      "3:6-9 'then' expected in 'if', near 'the'",
      "3:10-11 '=' or arguments expected near 'y'",
      "4:15-16 ',' or '}' expected to close '{', near '2'",
      "6:10-11 '(' expected after 'function' near 'g'",
      "7:10-11 unexpected '+', a value is expected",
      '9:5-7 unfinished string (a " is missing at its end)',
    ]);
  });

  it('in the functions of a broken statement are found too', () => {
    expect(report('x = = function()\n  local = 1\nend\ny = = 2')).toEqual([
      "1:5-6 unexpected '=', a value is expected",
      "2:9-10 name expected near '='",
      "4:5-6 unexpected '=', a value is expected",
    ]);
  });

  it('are cut at a hundred', () => {
    expect(report('local = 1\n'.repeat(500))).toHaveLength(100);
  });
});

describe('deep nesting is a message', () => {
  it.each([
    ['parentheses', `x = ${'('.repeat(100_000)}`],
    ['tables', `x = ${'{'.repeat(100_000)}`],
    ['functions', 'return function() '.repeat(50_000)],
    ['blocks', 'do '.repeat(100_000)],
    ['unary operators', `x = ${'not '.repeat(100_000)}`],
    ['powers', `x = ${'2^'.repeat(100_000)}1`],
    ['types', `local x: ${'{'.repeat(100_000)}`],
    ['function types', `local x: ${'() -> '.repeat(100_000)}T`],
    ['results in parentheses', `function f(): ${'(() -> '.repeat(100_000)}T`],
    ['keyof', `local x: ${'keyof '.repeat(100_000)}T`],
    ['generics', `local x: ${'A<'.repeat(100_000)}T`],
  ])('of %s', (_, text) => {
    expect(report(text).filter((message) => message.includes('nested more than'))).toHaveLength(1);
  });

  it('also among other mistakes', () => {
    expect(report('x = = function() '.repeat(50_000)).length).toBeGreaterThan(50);
  });

  it('and long chains are fine', () => {
    const long = 20_000;
    expect(report(`x = 1${' + 1'.repeat(long)} y = a${'.b'.repeat(long)} f${'()'.repeat(long)}`)).toEqual([]);
    expect(
      report(
        `local x: T${'?'.repeat(long)} local y: A${' | B'.repeat(long)} if a then ${'elseif b then '.repeat(long)} end`,
      ),
    ).toEqual([]);
  });
});
