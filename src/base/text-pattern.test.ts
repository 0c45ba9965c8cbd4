import { expect, test } from 'vitest';
import { inSlice, Interrupted } from './effort.ts';
import { compileTextPattern } from './text-pattern.ts';

function matches(pattern: string, text: string): boolean {
  const compiled = compileTextPattern(pattern);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value(text);
}

const PATTERNS = [
  ...[
    '',
    'b',
    '^b',
    'b$',
    '^abc$',
    'a.c',
    'a\\.c',
    'x|b|y',
    '^(a|ab)(c|bcd)$',
    '(?:ab)+c',
    '^a*?b',
    'a{2}',
    'a{2,}',
    '^a{1,3}$',
  ],
  ...[
    '[a-c]{3}',
    '[^a-c]',
    '\\d+',
    '\\D',
    '\\w\\s\\w',
    '\\bb',
    '\\Bb',
    '(a?)*$',
    '^(|a)+$',
    '(?<n>a)b',
    '\\/',
    '\\p{Lu}',
    '[\\]\\d]',
  ],
  ...['[.]', 'é', '^.$', '\\n', '(a*)*b', '^(a|b)*c$', '((a{0,2}){0,2}){0,2}b', '$^', 'a|^b'],
];
const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'aab',
  'aaaa',
  'abcd',
  'a.c',
  'a b',
  'É',
  'é',
  '\n',
  '😀',
  '5',
  ']',
  '/',
  'x-1',
  'abab',
];

test.each(PATTERNS)('%j finds what the platform finds', (pattern) => {
  const found = TEXTS.filter((text) => matches(pattern, text));
  expect(found).toEqual(TEXTS.filter((text) => new RegExp(pattern, 'u').test(text)));
});

test('what is written as in Go is understood', () => {
  expect(matches('(?i)^ADMIN[a-z]$', 'adminX')).toBe(true);
  expect(matches('(?P<who>a)\\z', 'ba')).toBe(true);
  expect(matches('\\Aa', 'ba')).toBe(false);
  expect(matches('^\\pL$', 'ß')).toBe(true);
});

test.each([
  ['(a', ') is missing'],
  ['a)', 'unexpected )'],
  ['*a', 'unexpected *a'],
  ['a**', '* is repeated itself'],
  ['[a', 'unexpected [a'],
  ['[z-a]', 'invalid set: [z-a]'],
  ['[[:alpha:]]', 'unsupported set: [[:alpha:]'],
  ['(a)\\1', 'unsupported escape: \\1'],
  ['(?=a)', 'unexpected (?='],
  ['(?!a)', 'unexpected (?!'],
  ['a{1001}', 'invalid repeat count: {1001}'],
  ['a{3,2}', 'invalid repeat count: {3,2}'],
  ['(a{1000}){1000}', 'repeats too much'],
  ['a'.repeat(1001), 'longer than 1000 characters'],
])('%.30j is refused: %s', (pattern, message) => {
  expect(compileTextPattern(pattern)).toEqual({ ok: false, error: message });
});

test.each(['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(a?){500}a{500}$', '(.*)*(.*)*(.*)*x'])(
  '%j takes no longer for being nested',
  (pattern) => {
    let looks = 0;
    const slice = { nowMs: () => 0, endMs: Infinity, interrupted: () => ++looks > 3000 };
    expect(inSlice(slice, () => matches(pattern, `${'a'.repeat(2000)}b`))).toBe(false);
    expect(looks).toBeGreaterThan(0);
  },
);

test('a match in a long text can be ended', () => {
  const slice = { nowMs: () => 0, endMs: Infinity, interrupted: () => true };
  expect(() => inSlice(slice, () => matches('(a|b|c)*x', 'a'.repeat(100_000)))).toThrow(Interrupted);
});
