import { expect, it } from 'vitest';
import { PARTS } from '../../src/client/lua-part.ts';
import { luaPartTags } from './lua-part.ts';

const ENGINE = 'assets/lua-engine-C05ncSV-.js';
const MORE = ['lua-more', 'part-component-code', 'part-core-code', 'part-yaml-text'].map(
  (name) => `assets/${name}-a.js`,
);

it('names each of the files that are fetched ahead of their time', () => {
  const tags = luaPartTags(['index.html', ENGINE, 'assets/lua-json-BYJhi3s4.js', ...MORE]);
  expect(tags.map(({ attrs }) => [attrs?.['name'], attrs?.['content']])).toEqual([
    [PARTS.lua, './assets/lua-engine-C05ncSV-.js'],
    [PARTS.moreLua, './assets/lua-more-a.js'],
    [PARTS.yaml, './assets/part-yaml-text-a.js'],
    [PARTS.core, './assets/part-core-code-a.js'],
    [PARTS.components, './assets/part-component-code-a.js'],
  ]);
});

it('ends a build without one, or with several', () => {
  expect(() => luaPartTags(['index.html', ...MORE])).toThrow('0 files');
  expect(() => luaPartTags([ENGINE, 'assets/lua-engine-D05ncSV-.js', ...MORE])).toThrow('2 files');
  expect(() => luaPartTags([ENGINE])).toThrow('lua-more');
});
