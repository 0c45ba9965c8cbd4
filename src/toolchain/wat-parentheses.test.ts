import { describe, expect, it } from 'vitest';
import { compileWat } from './wat-compiler.ts';
import { findUnmatched } from './wat-parentheses.ts';

const said = async (text: string): Promise<string[]> => {
  const result = await compileWat(text);
  return result.ok
    ? []
    : result.error.map(
        ({ line, column, endColumn, message, hint }) =>
          `${line}:${column}-${endColumn} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
      );
};
const lines = (...all: readonly string[]): string => all.join('\n');

describe('a parenthesis that nothing closes', () => {
  it.each([
    [
      'the module’s',
      lines('(module', '  (func (export "c") (result i32)', '    i32.const 5)', ''),
      ['1:1-8 the ( of (module …) is never closed | put a ) at the end of line 3, or wherever it ends'],
    ],
    [
      'a function’s, by the one that begins below it',
      lines(
        '(module',
        '  (func $a (result i32)',
        '    (i32.const 5)',
        '  (func (export "c") (result i32)',
        '    i32.const 5))',
      ),
      ['2:3-8 the ( of (func …) is never closed | put a ) at the end of line 3, or wherever it ends'],
    ],
    [
      'an operand’s',
      lines('(module', '  (func (result i32)', '    (i32.add', '      (i32.const 5', '      (i32.const 6)))', ')'),
      ['4:7-17 the ( of (i32.const …) is never closed | put a ) on this line, or wherever it ends'],
    ],
    [
      'all on one line',
      '(module (func (result i32) i32.const 5)',
      ['1:1-8 the ( of (module …) is never closed | put a ) on this line, or wherever it ends'],
    ],
    [
      'one that has nothing in it yet',
      '(module (func) (',
      ['1:16-17 the ( of ( …) is never closed | put a ) on this line, or wherever it ends'],
    ],
    [
      'with a word that is wrong as well',
      lines('(module', '  (func (result i32)', '    i32.cnst 5)'),
      [
        '1:1-8 the ( of (module …) is never closed | put a ) at the end of line 3, or wherever it ends',
        '3:5-13 there is no instruction i32.cnst | did you mean "i32.const"?',
      ],
    ],
    ['and one that closes nothing', lines('(module', '  (func))', ')'), ['3:1-2 this ) closes nothing']],
  ])('is told of where it opens: %s', async (_, text, expected) => {
    expect(await said(text)).toEqual(expected);
  });

  it('is not looked for in strings, comments and annotations', () => {
    for (const text of ['(module (; ( ;) ;; (\n)', '(module (data "("))', '(module (@custom "(" (a)))'])
      expect(findUnmatched(text), text).toBeNull();
  });

  it('does not mind how lines are indented where all match', () => {
    expect(findUnmatched(lines('(module', '(func', '(nop)', '(nop)', ')', ')'))).toBeNull();
  });
});

describe('lines that end with a carriage return', () => {
  it.each(['\r', '\r\n', '\n'])('are lines: %j', async (end) => {
    const text = ['(module ;; a comment', '  (func (result i32)', '    i32.cnst 5))', ''].join(end);
    expect(await said(text)).toEqual(['3:5-13 there is no instruction i32.cnst | did you mean "i32.const"?']);
    const meaning = ['(module ;; a comment', '  (func (result i32)', '    i64.const 5))', ''].join(end);
    expect(await said(meaning)).toEqual(['3:5-14 type mismatch in implicit return, expected [i32] but got [i64]']);
    expect(await said(meaning.replace('i64', 'i32'))).toEqual([]);
  });
});
