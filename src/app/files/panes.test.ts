import { expect, test } from 'vitest';
import { filesOf, languageOf, offsetAt } from './panes.ts';

const paths = ['main.lua', 'wit/a.wit', '_index.yaml', 'math.wat', 'src/b/_index.yaml', 'lib.lua'];

test('every file of a project is in one editor, the registry first', () => {
  expect(filesOf('yaml', paths)).toEqual(['_index.yaml', 'src/b/_index.yaml', 'wit/a.wit']);
  expect(filesOf('wat', paths)).toEqual(['math.wat']);
  expect(filesOf('lua', paths)).toEqual(['main.lua', 'lib.lua']);
});

test('the language follows the name', () => {
  expect(paths.map(languageOf)).toEqual(['lua', 'wit', 'yaml', 'wat', 'yaml', 'lua']);
});

test('a place becomes an offset within its line', () => {
  expect(offsetAt('ab\ncd\n', 2, 2)).toBe(4);
  expect(offsetAt('ab\ncd\n', 1, 99)).toBe(2);
  expect(offsetAt('ab', 9, 1)).toBe(2);
});
