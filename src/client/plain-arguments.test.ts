import { expect, test } from 'vitest';
import { plainArguments } from './plain-arguments.ts';

test('plain values pass, and undefined is nil', () => {
  const args = [null, true, 1, 2n, 'x', new Uint8Array([1]), [1, [2]], { a: { b: 1 } }];
  expect(plainArguments([...args, undefined])).toEqual({ ok: true, value: [...args, null] });
});

test('what has no Lua value is refused by the number of its argument', () => {
  const itself: unknown[] = [];
  itself.push(itself);
  const refusals = [[() => 1], [1, Symbol('s')], [{ deep: [new Date(0)] }], [new Map()], [itself]].map((args) => {
    const checked = plainArguments(args);
    return checked.ok ? null : checked.error;
  });
  expect(refusals).toEqual([
    'argument 1: a function of JavaScript has no Lua value',
    'argument 2: a symbol of JavaScript has no Lua value',
    'argument 1: a Date of JavaScript has no Lua value',
    'argument 1: a Map of JavaScript has no Lua value',
    'argument 1: nested deeper than 32, or inside of itself',
  ]);
});
