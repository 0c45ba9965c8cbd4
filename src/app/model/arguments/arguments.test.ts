import { expect, test } from 'vitest';
import { formatArguments, parseArguments } from './arguments.ts';

test('an empty field means no arguments', () => {
  expect(parseArguments('  ')).toEqual({ ok: true, value: [] });
});

test('a JSON list is taken as it is', () => {
  expect(parseArguments('[6, "x", null, {"a": [true]}]')).toEqual({ ok: true, value: [6, 'x', null, { a: [true] }] });
});

test('anything else is explained', () => {
  expect(parseArguments('6, 7')).toMatchObject({ ok: false, error: expect.stringContaining('JSON list') });
  expect(parseArguments('6')).toMatchObject({ ok: false, error: expect.stringContaining('[ ]') });
});

test('what is formatted reads back the same', () => {
  const values = [1, 'a"b', null, false, [2.5], { k: { n: 1 } }];
  expect(parseArguments(formatArguments(values))).toEqual({ ok: true, value: values });
  const edges = [Infinity, -Infinity, -0];
  expect(parseArguments(formatArguments(edges))).toEqual({ ok: true, value: edges });
  expect(formatArguments([18446744073709551615n])).toBe('[18446744073709551615]');
});
