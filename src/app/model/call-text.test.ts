import { expect, test } from 'vitest';
import { callText, tupleText } from './call-text.ts';

test('a call reads as Lua has it, with the value and the error of its tuple', () => {
  expect(callText('app:main', [])).toBe('app:main()');
  expect(callText('app:add', [6, 'x', { a: 1 }])).toBe('app:add(6, "x", {a = 1})');
  expect(tupleText({ value: 42, error: null })).toBe('42, nil');
  expect(tupleText({ value: null, error: null })).toBe('nil, nil');
  expect(tupleText({ value: null, error: { from: 'guest', payload: 'no such user' } })).toBe('nil, "no such user"');
  const failed = {
    from: 'runtime',
    kind: 'Invalid',
    message: 'a: expected s32, got string',
    retryable: false,
    details: null,
  } as const;
  expect(tupleText({ value: null, error: failed })).toBe('nil, Invalid: a: expected s32, got string');
  expect(tupleText({ value: null, error: { ...failed, kind: '' } })).toBe('nil, Unknown: a: expected s32, got string');
});

test('what is too long for a line says that it goes on', () => {
  expect(callText('app:f', ['x'.repeat(100)])).toBe(`app:f("${'x'.repeat(39)}…)`);
  expect(tupleText({ value: Array.from({ length: 1000 }, () => 7), error: null })).toMatch(/^\{7, 7, [7, ]+…, nil$/);
});
