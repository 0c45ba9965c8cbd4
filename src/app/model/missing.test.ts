import { describe, expect, test } from 'vitest';
import { costText, isolationText, missingAbilities, type Abilities } from './missing.ts';

const all: Abilities = {
  isSecure: true,
  isIsolated: true,
  isFramed: false,
  hasSharedMemory: true,
  hasWebAssembly: true,
};
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

  test('a frame is told of the page around it, not of a server that may send all it has to', () => {
    const told = (isFramed: boolean): string =>
      missingAbilities({ ...all, isIsolated: false, hasSharedMemory: false, isFramed }).join();
    expect(told(true)).toMatch(/page around this one/);
    expect(told(true)).not.toMatch(/server/);
    expect(told(false)).toMatch(/server must send/);
  });

  test('an isolated page is never told that it is not', () => {
    for (const hasSharedMemory of [true, false]) {
      for (const isIsolated of [true, false])
        expect(isolationText({ isIsolated, hasSharedMemory }, 'jspi').startsWith('Isolated')).toBe(isIsolated);
    }
  });

  test('a page whose engine suspends WebAssembly is never told that it cannot wait', () => {
    const here = { isIsolated: false, hasSharedMemory: false };
    expect([isolationText(here, 'messages'), costText('messages')].join()).toMatch(/cannot run.*cannot wait/);
    expect([isolationText(here, 'jspi'), costText('jspi')].join()).not.toMatch(/cannot/);
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
