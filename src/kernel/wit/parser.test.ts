import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFunction, parseWit, unsupportedType } from './parser.ts';
import { positionAt } from './positions.ts';
import { formatFunction } from './print.ts';

const signatures = (text: string): string[] => parseWit(text).functions.map((found) => formatFunction(found.type));
const messages = (text: string): string[] => parseWit(text).problems.map((problem) => problem.message);
const at = (text: string, index = 0): string => {
  const problem = parseWit(text).problems[index]!;
  return text.slice(problem.start, problem.end);
};

describe('functions', () => {
  it('reads one without semicolon', () => {
    expect(signatures('answer: func() -> s32')).toEqual(['answer: func() -> s32']);
  });

  it('reads several, with export, comments, trailing commas and underscores', () => {
    const text = `
      /// Adds. /* not nested here
      export add_one: func(x: s32,) -> s32;
      /* a /* nested */ comment */
      log: func(level: u8, code: char); // done
      neg: func(v: f64)->f64`;
    expect(signatures(text)).toEqual(['add_one: func(x: s32) -> s32', 'log: func(level: u8, code: char)', 'neg: func(v: f64) -> f64']);
    expect(messages(text)).toEqual([]);
  });

  it('reads escaped names and functions named like keywords', () => {
    expect(signatures('%type: func(%list: s32); export: func(); package: func(); export record: func()')).toEqual([
      '%type: func(%list: s32)',
      '%export: func()',
      '%package: func()',
      '%record: func()',
    ]);
  });

  it('looks into packages, worlds and interfaces and leaves imports and resources out', () => {
    const text = `package demo:calc@0.1.0;
      interface ops { use types.{point}; record point { x: s32 } resource file { open: func() -> s32; } add: func(a: s32, b: s32) -> s32; }
      world main {
        import wasi:clocks/wall-clock@0.2.0;
        import log: func(x: s32);
        @since(version = 0.1.0)
        export run: func() -> bool;
        export ops;
        export extra: interface { twice: func(n: u64) -> u64; }
      }`;
    expect(signatures(text)).toEqual(['add: func(a: s32, b: s32) -> s32', 'run: func() -> bool', 'twice: func(n: u64) -> u64']);
    expect(messages(text)).toEqual([]);
    expect(parseWit(text).functions.map((found) => found.interface)).toEqual(['ops', null, 'extra']);
  });

  it('looks into packages with a block', () => {
    expect(signatures('package a:b { interface i { f: func(); } } g: func()')).toEqual(['f: func()', 'g: func()']);
  });

  it('keeps unsupported types by their text and goes on', () => {
    const text = `record user-record { name: string }
      greet: func(name: string) -> string;
      all: func(users: list<user-record>, o: option< result<_, string> >) -> (s32, s32);
      later: async func() -> s32;
      add: func(a: s32) -> s32;`;
    const parsed = parseWit(text);
    expect(parsed.problems).toEqual([]);
    expect(parsed.functions.map((found) => unsupportedType(found.type))).toEqual([
      'WIT type string is not supported yet',
      'WIT type list<user-record> is not supported yet',
      'WIT type async func is not supported yet',
      null,
    ]);
    expect(signatures(text)[1]).toBe('all: func(users: list<user-record>, o: option< result<_, string> >) -> tuple<s32, s32>');
  });
});

describe('problems', () => {
  it.each(['', '  ', '// nothing', 'record r { a: s32 }', '42', 'world w { import f: func(); }'])('says that %o holds no function', (text) => {
    expect(messages(text)).toContain('[parse] invalid_input: no functions found in WIT text');
    const found = findFunction(parseWit(text), 'f');
    expect(found.ok ? '' : found.error.message).toBe('[parse] invalid_input: no functions found in WIT text');
  });

  it('places an unknown type and fails only its function', () => {
    const text = 'add: func(a: int, b: s32) -> s32;\nsub: func(a: s32) -> s32;\nmul: func() -> integer;';
    expect(messages(text)).toEqual(['parse param type int', 'parse result type integer']);
    expect(at(text)).toBe('int');
    const parsed = parseWit(text);
    const add = findFunction(parsed, 'add');
    expect(add.ok ? '' : add.error.message).toBe('parse param type int');
    expect(findFunction(parsed, 'sub').ok).toBe(true);
    expect(positionAt(text, parsed.problems[1]!.start)).toEqual({ line: 3, column: 16 });
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
  ])('recovers from %s', (text, message, place) => {
    expect(messages(text)).toEqual([message]);
    expect(at(text)).toBe(place);
    expect(findFunction(parseWit(text), 'b').ok).toBe(true);
  });

  it('recovers at the next line that begins a function', () => {
    const text = 'a: func(x: s32,\nexport b: func() -> s32;';
    expect(findFunction(parseWit(text), 'b').ok).toBe(true);
  });

  it('survives any text, and keeps every place inside of it', () => {
    const seed = 'package a:b; interface i { f: func(a: list<option<s32>>, %b: u8) -> (s32, s32); }\nexport g: func();';
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...Array.from('{}()<>,;:%@-> /*\n'), 'func', 'export', 'interface', 'list', 'a', '->', '/*', '*/', 'use', 's32'), fc.string()),
      { maxLength: 40 },
    );
    const mutated = fc
      .tuple(fc.nat(seed.length), fc.nat(12), pieces)
      .map(([start, length, put]) => seed.slice(0, start) + put.join('') + seed.slice(start + length));
    fc.assert(
      fc.property(fc.oneof(mutated, pieces.map((parts) => parts.join(' '))), (text) => {
        const parsed = parseWit(text);
        for (const problem of parsed.problems) {
          expect(problem.start).toBeGreaterThanOrEqual(0);
          expect(problem.end).toBeLessThanOrEqual(Math.max(1, text.length));
          expect(problem.start).toBeLessThanOrEqual(problem.end);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('does not run out of stack or time on hostile text', () => {
    const start = Date.now();
    for (const text of ['list<'.repeat(50_000), 'interface a {'.repeat(50_000), '/*'.repeat(100_000), 'a: func('.repeat(30_000), '%'.repeat(100_000)]) parseWit(text);
    parseWit(`f: func(x: ${'list<'.repeat(20_000)}s32${'>'.repeat(20_000)})`);
    expect(Date.now() - start).toBeLessThan(5000);
  });
});
