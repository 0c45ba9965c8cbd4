import { expect, test } from 'vitest';
import { projectText } from './project-text.ts';

test('a single text is copied as it is', () => {
  expect(projectText({ 'main.lua': 'return 1' })).toBe('return 1');
});

test('several texts stand below their paths, and binaries are named', () => {
  expect(projectText({ 'b.lua': 'return 1', 'a.yaml': 'x: 1\n', 'c.wasm': new Uint8Array(8) })).toBe(
    '==== a.yaml ====\nx: 1\n\n==== b.lua ====\nreturn 1\n\n==== c.wasm ====\n(8 bytes, not text)\n',
  );
});
