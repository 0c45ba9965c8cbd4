import { expect, it } from 'vitest';
import { nameOf, symbolsOf } from './symbols.ts';

it('each language has its symbols, none twice, and what no language is has none', () => {
  for (const [path, some] of [
    ['_index.yaml', [':', '-', '|']],
    ['a.yml', ['#']],
    ['src/compute.wat', ['(', ')', '$']],
    ['main.lua', ['[', '~', '.']],
    ['world.wit', ['>', '%', '@']],
  ] as const) {
    const symbols = symbolsOf(path);
    expect(symbols, path).toEqual(expect.arrayContaining([...some]));
    expect(new Set(symbols).size).toBe(symbols.length);
    expect(symbols[0]).toBe('\t');
  }
  expect(symbolsOf('README.md')).toEqual([]);
});

it('a key has a name that can be read out', () => {
  expect([nameOf('\t'), nameOf('$')]).toEqual(['Indent', '$']);
});
