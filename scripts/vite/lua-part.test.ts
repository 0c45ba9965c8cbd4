import { expect, it } from 'vitest';
import { LUA_PART } from '../../src/client/lua-part.ts';
import { luaPartTag } from './lua-part.ts';

it("names the one file of Lua's engine", () => {
  expect(luaPartTag(['index.html', 'assets/lua-engine-C05ncSV-.js', 'assets/lua-json-BYJhi3s4.js'])).toMatchObject({
    tag: 'meta',
    attrs: { name: LUA_PART, content: './assets/lua-engine-C05ncSV-.js' },
  });
});

it('ends a build without one, or with several', () => {
  expect(() => luaPartTag(['index.html'])).toThrow('0 files');
  expect(() => luaPartTag(['assets/lua-engine-C05ncSV-.js', 'assets/lua-engine-D05ncSV-.js'])).toThrow('2 files');
});
