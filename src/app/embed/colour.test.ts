import { expect, test } from 'vitest';
import { hello } from '../../examples/index.ts';
import { colourPieces } from './colour.ts';

const coloured = (text: string, language: string): readonly string[] =>
  colourPieces(text, language).flatMap(({ text: piece, look }) => (look === null ? [] : [`${look} ${piece}`]));

test('words have the look of what they are, and what is inside of strings and comments has theirs', () => {
  expect(coloured('local a = "end" -- if 1\nreturn 42, [[x\ny]]', 'lua')).toEqual([
    'keyword local',
    'string "end"',
    'comment -- if 1',
    'keyword return',
    'number 42',
    'string [[x\ny]]',
  ]);
  expect(coloured('(func $add (result i32) ;; add\n i32.const 42)', 'wat')).toEqual([
    'keyword func',
    'key $add',
    'keyword result',
    'comment ;; add',
    'number 42',
  ]);
  expect(coloured('# all\nname: "a: b"\n  size: 4', 'yaml')).toEqual([
    'comment # all',
    'key name',
    'string "a: b"',
    'key   size',
    'number 4',
  ]);
});

test('pieces are the whole text, whatever it is', () => {
  const texts = [...Object.values(hello.content), '"', '[[', '--[==[', '(;', "'\\", '\u0000\n"\n"', ''];
  for (const text of texts)
    for (const language of ['lua', 'wat', 'yaml', 'plaintext'])
      expect(
        colourPieces(text, language)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
});
