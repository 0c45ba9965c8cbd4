import { expect, it } from 'vitest';
import { PARTS, partsOf, seemsToBeReady, seemsToHaveLua } from './lua-part.ts';

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

it('expects what reads definitions, and what Lua and components take, where a project has them', () => {
  const ready = [['(module)', '']] as const;
  const lua = index('{name: f, kind: function.lua}');
  expect(partsOf({ '_index.yaml': lua, 'a.wat': '(module)' }, ready)).toEqual([PARTS.lua]);
  expect(partsOf({ '_index.yaml': lua }, ready)).toEqual([PARTS.lua, PARTS.yaml, PARTS.moreLua]);
  const component = new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
  expect(partsOf({ 'a.wasm': component }, ready)).toEqual([PARTS.yaml, PARTS.components]);
  expect(partsOf({ 'a.wasm': component.with(4, 1).with(6, 0) }, ready)).toEqual([PARTS.yaml, PARTS.core]);
  const wat = index('{name: f, kind: function.wat}');
  expect(partsOf({ '_index.yaml': wat }, ready)).toEqual([PARTS.yaml, PARTS.core]);
  expect(partsOf({ '_index.yaml': wat, 'a.wat': '(module)' }, ready)).toEqual([]);
});
