import { expect, test } from 'vitest';
import { createKeptTabs } from './kept-tabs.ts';

function memory(initial: string | null = null): {
  value: string | null;
  getItem(): string | null;
  setItem(key: string, value: string): void;
} {
  return {
    value: initial,
    getItem() {
      return this.value;
    },
    setItem(_key, value) {
      this.value = value;
    },
  };
}
const all = (): boolean => true;

test('tabs come back in their order, with those in front, after a reload', () => {
  const storage = memory();
  const tabs = { open: ['b.lua', 'a.yaml', 'c.wat'], active: 'a.yaml', recent: ['b.lua', 'a.yaml'] };
  createKeptTabs(storage).write('p', tabs);
  createKeptTabs(storage).write('q', { open: ['x'], active: 'x', recent: [] });
  expect(createKeptTabs(storage).read('p', all)).toEqual(tabs);
});

test('files that are gone have no tab, and where none is left the project begins anew', () => {
  const storage = memory();
  createKeptTabs(storage).write('p', { open: ['a', 'b'], active: 'b', recent: ['b'] });
  expect(createKeptTabs(storage).read('p', (path) => path === 'a')).toEqual({ open: ['a'], active: 'a', recent: [] });
  expect(createKeptTabs(storage).read('p', () => false)).toBeNull();
  expect(createKeptTabs(storage).read('other', all)).toBeNull();
});

test('only the projects on screen last are remembered', () => {
  const storage = memory();
  const kept = createKeptTabs(storage);
  for (let index = 0; index < 40; index++) kept.write(`p${index}`, { open: ['a'], active: null, recent: [] });
  expect([createKeptTabs(storage).read('p9', all), createKeptTabs(storage).read('p10', all)]).toEqual([
    null,
    { open: ['a'], active: 'a', recent: [] },
  ]);
});

test.each(['{', '{}', '[[1,2]]', '[["p",{"open":[1],"active":null,"recent":[]}]]', '[["p",null]]'])(
  'what cannot be read is nothing: %s',
  (text) => {
    expect(createKeptTabs(memory(text)).read('p', all)).toBeNull();
  },
);
