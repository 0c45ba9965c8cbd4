import { expect, it } from 'vitest';
import { LUA_PART, MORE_PARTS } from '../../src/client/lua-part.ts';
import { luaPartTags } from './lua-part.ts';

const ENGINE = 'assets/lua-engine-C05ncSV-.js';
const MORE = ['assets/lua-more-a.js', 'assets/part-yaml-text-a.js'];

it("names the one file of Lua's engine, and those that a first example does without", () => {
  expect(luaPartTags(['index.html', ENGINE, 'assets/lua-json-BYJhi3s4.js', ...MORE])).toMatchObject([
    { tag: 'meta', attrs: { name: LUA_PART, content: './assets/lua-engine-C05ncSV-.js' } },
    {
      tag: 'meta',
      attrs: { name: MORE_PARTS, content: './assets/part-yaml-text-a.js ./assets/lua-more-a.js' },
    },
  ]);
});

it('ends a build without one, or with several', () => {
  expect(() => luaPartTags(['index.html', ...MORE])).toThrow('0 files');
  expect(() => luaPartTags([ENGINE, 'assets/lua-engine-D05ncSV-.js', ...MORE])).toThrow('2 files');
  expect(() => luaPartTags([ENGINE])).toThrow('part-yaml-text');
});
