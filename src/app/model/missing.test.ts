import { describe, expect, test } from 'vitest';
import { isolationText, missingAbilities, type Abilities } from './missing.ts';

const all: Abilities = { isSecure: true, isIsolated: true, hasSharedMemory: true, hasWebAssembly: true };
const words = (part: Partial<Abilities>): readonly string[] =>
  missingAbilities({ ...all, ...part }).map((text) => text.split(/[,:.(]/)[0]?.trim() ?? '');

describe('what is missing', () => {
  test.each([
    [{}, []],
    [{ hasSharedMemory: false }, ['Shared memory']],
    [{ isIsolated: false, hasSharedMemory: false }, ['Cross-origin isolation']],
    [{ isIsolated: false }, ['Cross-origin isolation']],
    [{ isSecure: false, isIsolated: false, hasSharedMemory: false }, ['A secure address', 'Cross-origin isolation']],
    [{ hasWebAssembly: false }, ['WebAssembly']],
    [{ hasSharedMemory: false, hasWebAssembly: false }, ['Shared memory', 'WebAssembly']],
  ])('of %j is said, and nothing else', (part, expected) => {
    expect(words(part)).toEqual(expected);
  });

  test('an isolated page is never told that it is not', () => {
    for (const hasSharedMemory of [true, false]) {
      for (const isIsolated of [true, false])
        expect(isolationText({ isIsolated, hasSharedMemory }).startsWith('Isolated')).toBe(isIsolated);
    }
  });

  test('whenever WebAssembly cannot run there is something behind “missing is”', () => {
    for (const isSecure of [true, false]) {
      for (const isIsolated of [true, false]) {
        for (const hasSharedMemory of [true, false]) {
          if (isIsolated && hasSharedMemory) continue;
          expect(missingAbilities({ ...all, isSecure, isIsolated, hasSharedMemory })).not.toEqual([]);
        }
      }
    }
  });
});
