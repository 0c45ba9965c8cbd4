import { expect, test } from 'vitest';
import type { Diagnostic } from '../../contract/api.ts';
import { applyFix, fixedFile } from './apply-fix.ts';

const marked = (line: number, column: number, endColumn: number, replacement?: string): Diagnostic => ({
  file: 'x',
  line,
  column,
  endLine: line,
  endColumn,
  severity: 'error',
  code: 'c',
  message: 'm',
  ...(replacement === undefined ? {} : { fix: { title: 't', replacement } }),
});

test('a fix takes the place of what is marked', () => {
  expect(applyFix('a: 1\nkind: function.wsm\nb: 2', marked(2, 7, 19, 'function.wat'))).toBe(
    'a: 1\nkind: function.wat\nb: 2',
  );
});

test('quotes around it stay', () => {
  expect(applyFix('funcs.call("app:mian", 1)', marked(1, 12, 22, 'app:main'))).toBe('funcs.call("app:main", 1)');
});

test('without a fix there is nothing to apply', () => {
  expect(applyFix('a', marked(1, 1, 2))).toBeNull();
});

test('a fix for another place changes that place only, also in another file', () => {
  const at = { file: 'y', line: 2, column: 3, endLine: 2, endColumn: 3 };
  const diagnostic = { ...marked(9, 9, 10), fix: { title: 't', replacement: 'wit: "f"\n  ', at } };
  expect(fixedFile(diagnostic)).toBe('y');
  expect(applyFix('- a: 1\n  method: f\n', diagnostic)).toBe('- a: 1\n  wit: "f"\n  method: f\n');
});
