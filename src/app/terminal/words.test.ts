import { expect, test } from 'vitest';
import { quoteWord, splitWords } from './words.ts';

test.each([
  ['', []],
  ['  run   greet ', ['run', 'greet']],
  [`run greet "two words" 'and "these"' a\\ b`, ['run', 'greet', 'two words', 'and "these"', 'a b']],
  [`"" '' x""y`, ['', '', 'xy']],
  [`"a\\"b\\n" 'c\\'`, ['a"b\\n', 'c\\']],
  ['$HOME *.lua | x', ['$HOME', '*.lua', '|', 'x']],
])('%s is split as a shell does', (line, words) => {
  expect(splitWords(line)).toEqual({ ok: true, value: words });
});

test('what is not closed is said', () => {
  expect(splitWords('run "a')).toEqual({ ok: false, error: 'A " is opened and not closed.' });
  expect(splitWords('run a\\')).toMatchObject({ ok: false, error: expect.stringContaining('backslash') });
});

test('a quoted word is read back as it was', () => {
  for (const word of ['plain', '', 'two words', `it's "so"`, 'a\\b'])
    expect(splitWords(`x ${quoteWord(word)}`)).toEqual({ ok: true, value: ['x', word] });
});
