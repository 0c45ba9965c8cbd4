import { expect, test } from 'vitest';
import { editorGroups, filesOf, languageOf, offsetAt } from './panes.ts';

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

test('three kinds share as many columns as there is room for, two kinds have one each, and no tab is left out', () => {
  const shown = (open: readonly string[], max: number): readonly string[] =>
    editorGroups(open, max).map((group) => `${group.panes.join('+')}: ${group.paths.join(' ')}`);
  expect(shown(paths, 3)).toEqual([
    'yaml: wit/a.wit _index.yaml src/b/_index.yaml',
    'wat: math.wat',
    'lua: main.lua lib.lua',
  ]);
  expect(shown(paths, 2)).toEqual([
    'yaml+wat: wit/a.wit _index.yaml math.wat src/b/_index.yaml',
    'lua: main.lua lib.lua',
  ]);
  expect(shown(paths, 1)).toEqual([`yaml+wat+lua: ${paths.join(' ')}`]);
  expect(shown(['a.wat', '_index.yaml'], 2)).toEqual(['yaml: _index.yaml', 'wat: a.wat']);
  expect(shown(['a.wat', 'a.lua'], 3)).toEqual(['wat: a.wat', 'lua: a.lua']);
});
