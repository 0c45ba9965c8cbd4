import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../base/testing/fuzz.ts';
import { findFunction, parseWit } from './parser.ts';
import { positionAt } from './positions.ts';
import { formatFunction } from './print.ts';

const signatures = (text: string): string[] => parseWit(text).functions.map((found) => formatFunction(found.type));
const messages = (text: string): string[] => parseWit(text).problems.map((problem) => problem.message);
const placeOfProblem = (text: string, index = 0): string => {
  const problem = parseWit(text).problems[index]!;
  return text.slice(problem.start, problem.end);
};

describe('worlds and definitions', () => {
  const text = `package a:b@1.0.0;
    use c:d/far@1.0.0.{gone};
    /// Types.
    interface types { /// A record.
      record r { x: u8 } resource file { read: func() -> list<u8>; } type bytes = list<u8>; use-it: func(f: borrow<file>); }
    world base { import wasi:io/streams@0.2.0; export run: func() -> u8; export inline: interface { f: func(); } }
    world w { include base with { run as go, inline as there } import types; import log: func(s: string); }`;

  it('lists what a world imports and exports, with what it includes', () => {
    const world = parseWit(text).worlds.find(({ name }) => name === 'w')!;
    const shape = (items: (typeof world)['imports']) =>
      items.map((item) => [
        item.name,
        item.kind === 'function'
          ? formatFunction(item.function.type)
          : (item.functions?.map((one) => formatFunction(one.type)) ?? null),
      ]);
    expect(shape(world.imports)).toEqual([
      ['a:b/types@1.0.0', ['use-it: func(f: borrow<file>)']],
      ['log', 'log: func(s: string)'],
      ['wasi:io/streams@0.2.0', null],
    ]);
    expect(shape(world.exports)).toEqual([
      ['go', 'go: func() -> u8'],
      ['there', ['f: func()']],
    ]);
  });

  it('lists the types that have names', () => {
    const { definitions } = parseWit(text);
    expect(
      definitions.map(({ name, kind, interface: owner, docs, type }) => [name, kind, owner, docs, type?.kind ?? null]),
    ).toEqual([
      ['r', 'record', 'a:b/types@1.0.0', 'A record.', 'record'],
      ['file', 'resource', 'a:b/types@1.0.0', null, null],
      ['bytes', 'alias', 'a:b/types@1.0.0', null, 'list'],
    ]);
  });

  it('does not mind interfaces of other packages in worlds, and says it of types from there', () => {
    expect(messages(text)).toEqual(['package c:d@1.0.0 is not in this text']);
  });

  it('marks the functions of interfaces that are only imported', () => {
    expect(parseWit(text).functions.map((found) => [found.type.name, found.isImported])).toEqual([
      ['use-it', true],
      ['run', false],
      ['f', false],
      ['go', false],
    ]);
  });
});

describe('problems', () => {
  it.each(['', '  ', '// nothing', 'record r { a: s32 }', '42', 'world w { import f: func(); }'])(
    'says that %o holds no function',
    (text) => {
      expect(messages(text)).toContain('[parse] invalid_input: no functions found in WIT text');
      const found = findFunction(parseWit(text), 'f');
      expect(found.ok ? '' : found.error.message).toBe('[parse] invalid_input: no functions found in WIT text');
    },
  );

  it('places an unknown type and fails only its function', () => {
    const text = 'add: func(a: int, b: s32) -> s32;\nsub: func(a: s32) -> s32;\nmul: func() -> integer;';
    expect(messages(text)).toEqual(['parse param type int', 'parse result type integer']);
    expect(placeOfProblem(text)).toBe('int');
    const parsed = parseWit(text);
    const add = findFunction(parsed, 'add');
    expect(add.ok ? '' : add.error.message).toBe('parse param type int');
    expect(findFunction(parsed, 'sub').ok).toBe(true);
    expect(positionAt(text, parsed.problems[1]!.start)).toEqual({ line: 3, column: 16 });
  });

  it('fails the functions that need a broken definition, with its own problem, and says it once', () => {
    const text = 'record r { a: int } type s = list<r>; f: func(x: s); g: func() -> r; h: func()';
    expect(messages(text)).toEqual(['unknown type int']);
    const parsed = parseWit(text);
    expect(
      ['f', 'g', 'h'].map((name) => findFunction(parsed, name)).map((found) => (found.ok ? null : found.error.message)),
    ).toEqual(['unknown type int', 'unknown type int', null]);
  });

  it('ends a block whose brace is missing where the next one begins', () => {
    const text = `package a:b;
      interface a { record r { x: u8, y: u8
        f: func(x: u8);
      @since(version = 1.0.0)
      interface b { g: func();
      world w { export h: func();`;
    expect(signatures(text)).toEqual(['f: func(x: u8)', 'g: func()', 'h: func()']);
  });

  it('warns of names that are words of WIT, and takes them', () => {
    const text = 'f: func(type: u8, from: u8)';
    expect(signatures(text)).toEqual(['f: func(%type: u8, %from: u8)']);
    expect(messages(text)).toEqual([
      'type is a word of WIT itself: write %type',
      'from is a word of WIT itself: write %from',
    ]);
    expect(findFunction(parseWit(text), 'f').ok).toBe(true);
  });

  it('says that a name is not in the text', () => {
    const found = findFunction(parseWit('add: func()'), 'Add');
    expect(found.ok ? '' : found.error.message).toBe('function "Add" not found');
  });

  it('warns of a missing semicolon between lines and keeps both functions', () => {
    const text = 'a: func() -> s32\nb: func()';
    expect(signatures(text)).toEqual(['a: func() -> s32', 'b: func()']);
    expect(parseWit(text).problems).toMatchObject([{ message: 'expected ;', severity: 'warning' }]);
    expect(findFunction(parseWit(text), 'a').ok).toBe(true);
  });

  it.each([
    ['a: func(x s32); b: func()', 'expected : and the type of parameter x, found "s32"', 's32'],
    ['a: function(); b: func()', 'expected func, found "function"', 'function'],
    ['a: func(x: s32; b: func()', 'expected , or ), found ";"', ';'],
    ['a: func(x: ); b: func()', 'parse param type )', ')'],
    ['a: func(); func b(); b: func()', 'expected a function such as "name: func()", found "func"', 'func'],
    ['$: func(); b: func()', 'expected a function, found "$"', '$'],
    ['a: func() => s32; b: func()', 'expected ;, found "="', '='],
    ['a: func(x: s32, x: s32); b: func()', 'parameter x is declared twice', 'x'],
    ['b: func(); b: func()', 'function "b" is declared twice', 'b'],
    ['record r { a-b: u8, a_b: u8 } b: func()', 'field a_b is declared twice', 'a_b'],
    ['record r { a_b: u8, A-b: u8 } b: func()', 'field A-b is declared twice', 'A-b'],
    ['variant v { x-y, x_y(u8) } b: func()', 'case x_y is declared twice', 'x_y'],
    ['enum e { x_y, x-y } b: func()', 'case x-y is declared twice', 'x-y'],
    ['flags f { x-y-z, x_y-z } b: func()', 'flag x_y-z is declared twice', 'x_y-z'],
  ])('recovers from %s', (text, message, place) => {
    expect(messages(text)).toEqual([message]);
    expect(placeOfProblem(text)).toBe(place);
    expect(findFunction(parseWit(text), 'b').ok).toBe(true);
  });

  it('recovers at the next line that begins a function', () => {
    const text = 'a: func(x: s32,\nexport b: func() -> s32;';
    expect(findFunction(parseWit(text), 'b').ok).toBe(true);
  });

  it('does not run out of stack or time on hostile text', () => {
    const many = (count: number, piece: (at: number) => string): string =>
      Array.from({ length: count }, (_, at) => piece(at)).join(' ');
    const texts = [
      ...[
        'list<',
        'interface a {',
        '/*',
        'a: func(',
        '%',
        'x: interface {',
        'package a:b {',
        'world w {',
        'record r {',
        '@since(',
        'use a.{',
        '///\n',
        '}',
        '(',
      ].map((piece) => piece.repeat(10_000)),
      `f: func(x: ${'list<'.repeat(20_000)}s32${'>'.repeat(20_000)})`,
      many(20_000, (at) => `record r${at} { a: r${at + 1} }`),
      many(10_000, (at) => `f${at}: func(x: u8);`),
      `f: func(${many(20_000, (at) => `p${at}: u8,`)})`,
      `f: func(x: tuple<${'u8, '.repeat(50_000)}>)`,
      `enum e { ${many(30_000, (at) => `c${at},`)} } f: func(x: e)`,
      `package a:b; ${many(5000, (at) => `world w${at} { include w${at + 1}; export f${at}: func(); }`)}`,
      `package a:b; ${many(5000, (at) => `interface i${at} { use i${at + 1}.{t as t}; }`)}`,
      `package a:b; interface i { ${many(300, (at) => `type t${at} = tuple<${`t${at + 1}, `.repeat(60)}>;`)} }`,
    ];
    for (const text of texts) {
      expect(
        fastestCpuMs(1500, () => void parseWit(text)),
        text.slice(0, 60),
      ).toBeLessThan(1500);
    }
  });
});
