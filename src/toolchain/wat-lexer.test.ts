import { describe, expect, it } from 'vitest';
import { WatLexer } from './wat-lexer.ts';
import { scanWat } from './wat-scan.ts';

function tokens(text: string): string[] {
  const lexer = new WatLexer(text);
  const found: string[] = [];
  while (lexer.next()) found.push(`${lexer.kind} ${lexer.word}`);
  return lexer.problem ? [...found, `! ${lexer.problem.message}`] : found;
}

/** `offset+length message`, with hint and fix. */
function problem(text: string): string | null {
  const { problem: found } = scanWat(text);
  if (!found) return null;
  const fix = found.fix ? ` [${JSON.stringify(found.fix.replacement)}]` : '';
  return `${found.offset}+${found.length} ${found.message}${found.hint === undefined ? '' : ` (${found.hint})`}${fix}`;
}

describe('tokens of WebAssembly text', () => {
  it('are told apart, with comments and blanks left out', () => {
    expect(tokens('(func $a ;; c\r\n(; (; n ;) ;)\t"s\\"" i32.const 0x1_f)')).toEqual([
      'open (',
      'word func',
      'id $a',
      'string "s\\""',
      'word i32.const',
      'word 0x1_f',
      'close )',
    ]);
    expect(tokens('$"a b" (@name "x") (@"q r" [x], {;} a"b")')).toEqual([
      'id $"a b"',
      'annotation (@name',
      'string "x"',
      'close )',
      'annotation (@"q r"',
      'word [',
      'word x',
      'word ]',
      'word ,',
      'word {',
      'word ;',
      'word }',
      'word a',
      'string "b"',
      'close )',
    ]);
  });

  it.each([
    '"\\u{0_41}\\u{10FFFF}\\t\\n\\r\\\'\\"\\\\\\fF"',
    '"é🦊\u00a0"',
    ';; \u0000 é \ufeff',
    '(; \u00a0 ;)',
    "$!#$%&'*+-./:<=>?@\\^_`|~0aZ",
    '',
    '((a))',
  ])('takes %j', (text) => {
    expect(problem(text)).toBeNull();
  });

  it.each([
    ['(func\u00a0$f)', '5+1 U+00A0 (no-break space) cannot stand here [" "]'],
    ['\ufeff(module)', '0+1 U+FEFF (byte order mark) cannot stand here [""]'],
    ['(export \u201cf\u201d)', '8+1 U+201C (left quotation mark) cannot stand here ["\\""]'],
    ['(i32.const \u22121)', '11+1 U+2212 (minus sign) cannot stand here ["-"]'],
    ['(a\u200bb)', '2+1 U+200B (zero-width space) cannot stand here [""]'],
    ['(func $é)', '7+1 U+00E9 "é" cannot stand in an identifier without quotes (write $"é")'],
    ['(func $caf\u00e9s)', '10+1 U+00E9 "é" cannot stand in an identifier without quotes (write $"cafés")'],
    ['(日)', '1+1 U+65E5 "日" cannot stand outside of strings and comments'],
    ['(🦊)', '1+2 U+1F98A "🦊" cannot stand outside of strings and comments'],
    ['\u0000', '0+1 U+0000 (null) cannot stand here [""]'],
    ['\u0001', '0+1 U+0001 cannot stand outside of strings and comments'],
    ['"a\ud800"', '2+1 U+D800 (half of a character) is no text'],
    ['"a\u0000b"', '2+1 U+0000 (null) cannot stand in a string as it is (write \\00) ["\\\\00"]'],
    ['"a\tb"', '2+1 U+0009 (tab) cannot stand in a string as it is (write \\t) ["\\\\t"]'],
    ['"a\u007fb"', '2+1 U+007F (delete) cannot stand in a string as it is (write \\7f) ["\\\\7f"]'],
    ['"\\q"', '1+2 \\q is no escape of strings (a backslash is written \\\\)'],
    ['"\\u{d800}"', '1+8 \\u{d800} is no escape of strings (a backslash is written \\\\)'],
    ['"\\u{110000}"', '1+10 \\u{110000} is no escape of strings (a backslash is written \\\\)'],
    ['(func $)', '6+1 an identifier needs a name, and $ has none'],
    ['(func $"")', '6+3 an identifier needs a name, and $"" has none'],
    ['(@ )', '0+2 an annotation needs a name, and (@ has none'],
    ['(@"" x)', '0+4 an annotation needs a name, and (@"" has none'],
    ['(data "a""b")', '9+1 a blank is missing before this [" \\""]'],
    ['(export "f"func)', '11+1 a blank is missing before this [" f"]'],
    ['(call $f"a")', '8+1 a blank is missing before this [" \\""]'],
    ['(a; b)', '2+1 unexpected ; (comments begin with ;; or stand in (; ;))'],
    ['(param i32, i32)', '10+1 , has no meaning in WebAssembly text'],
    ['(; a', '0+2 the comment is not closed (comments end with ;))'],
    ['  "abc', '2+4 the string is not closed'],
    ['"abc\r\n"', '0+4 the string is not closed'],
  ])('finds in %j one thing that is no token', (text, found) => {
    expect(problem(text)).toBe(found);
  });
});

describe('the scan of a text', () => {
  it.each([
    ['', 'empty'],
    [' \n;; nothing (; here\n(; nor (; here ;) ;)', 'empty'],
    ['(module)', 'module'],
    ['(@a component) (func)', 'module'],
    ['(; c ;) ( component $x)', 'component'],
    ['(components)', 'module'],
    ['component', 'module'],
  ])('says what %j is', (text, form) => {
    expect(scanWat(text).form).toBe(form);
  });

  it.each([
    '(module (memory 1) (memory 1) (data (memory 1) (i32.const 0) "x"))',
    '(module (memory 1) (memory (data "x")))',
    '(module (import "a" "b" (memory 1)) (memory 1) (data (i32.const 0) "x"))',
    '(module (func (param (ref func))))',
  ])('knows what wabt writes wrong: %s', (text) => {
    expect(scanWat(text).isMiswritten).toBe(true);
  });

  it.each([
    '(module (memory 1) (memory 1))',
    '(module (memory 1) (data (memory 0) (i32.const 0) "x") (export "m" (memory 0)))',
    '(module (func (result funcref) (ref.null func)))',
  ])('leaves to wabt what it writes right: %s', (text) => {
    expect(scanWat(text).isMiswritten).toBe(false);
  });

  it('counts a flat try as closed by delegate', () => {
    expect(scanWat(`(module (func ${'try nop delegate 0 '.repeat(1000)}))`).isDeep).toBe(false);
    expect(scanWat(`(module (func ${'try nop '.repeat(200)}${'delegate 0 '.repeat(200)}))`).isDeep).toBe(true);
    expect(scanWat(`(module (func ${'(try (do nop) (delegate 0)) '.repeat(1000)}))`).isDeep).toBe(false);
  });
});
