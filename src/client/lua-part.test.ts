import { expect, it } from 'vitest';
import { seemsToBeReady, seemsToHaveLua } from './lua-part.ts';

const index = (entry: string): string => `version: "1.0"\nnamespace: app\nentries:\n  - ${entry}\n`;

it('expects Lua where an index has an entry of it, and nowhere else', () => {
  for (const kind of ['function.lua', '"process.lua"', "'library.lua'"])
    expect(seemsToHaveLua({ 'src/app/_index.yaml': index(`{name: f, kind: ${kind}}`) }), kind).toBe(true);
  expect(seemsToHaveLua({ '_index.yaml': index('name: f\n    kind: function.lua') })).toBe(true);

  expect(seemsToHaveLua({})).toBe(false);
  expect(seemsToHaveLua({ '_index.yaml': index('{name: f, kind: function.wasm, path: kind.lua}') })).toBe(false);
  expect(seemsToHaveLua({ 'README.md': 'kind: function.lua', '_index.yaml': new Uint8Array(8) })).toBe(false);
});

it('takes a project with a text that was made ready for the one that greets a visitor', () => {
  const ready = [['(module)', 'AGFzbQEAAAA=']] as const;
  expect(seemsToBeReady({ 'a.wat': '(module)', '_index.yaml': '' }, ready)).toBe(true);
  expect(seemsToBeReady({ 'a.wat': '(module )', 'b.wasm': new Uint8Array(8) }, ready)).toBe(false);
});
