import { expect, test } from 'vitest';
import { Chain } from './chain.ts';

function taken(chain: Chain<string>): string {
  let all = '';
  for (let place = chain.first; place; place = chain.first) {
    all += place.item;
    place.leave();
  }
  return all;
}

test('who came first is first, and whoever leaves is gone from wherever it stood', () => {
  const chain = new Chain<string>();
  const places = ['a', 'b', 'c', 'd', 'e'].map((item) => chain.append(item));
  for (const at of [0, 2, 4]) places[at]!.leave();
  chain.append('f');
  expect(taken(chain)).toBe('bdf');
  expect(chain.first).toBeNull();
});

test('leaving twice does nothing the second time', () => {
  const chain = new Chain<string>();
  const place = chain.append('a');
  place.leave();
  chain.append('b');
  place.leave();
  expect(taken(chain)).toBe('b');
});

test('whoever is looked at may leave', () => {
  const chain = new Chain<string>();
  const places = ['a', 'b', 'c'].map((item) => chain.append(item));
  let seen = '';
  for (const item of chain) {
    seen += item;
    places['abc'.indexOf(item)]!.leave();
  }
  expect([seen, chain.first]).toEqual(['abc', null]);
});
