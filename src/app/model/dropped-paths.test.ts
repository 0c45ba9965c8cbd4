import { expect, test } from 'vitest';
import { placeFiles, tooLarge } from './dropped-paths.ts';

const files = { '_index.yaml': 'x', 'bin/add.wasm': new Uint8Array(10), 'a/twin.wasm': '', 'b/twin.wasm': '' };

test('binaries go to wasm/, unless one of their name is somewhere already', () => {
  expect(placeFiles(files, ['new.wasm', 'add.wasm', 'twin.wasm', 'main.lua'], null)).toEqual([
    'wasm/new.wasm',
    'bin/add.wasm',
    'wasm/twin.wasm',
    'main.lua',
  ]);
});

test('what is dropped on a folder goes into it', () => {
  expect(placeFiles(files, ['add.wasm', 'main.lua'], 'src/x')).toEqual(['src/x/add.wasm', 'src/x/main.lua']);
  expect(placeFiles(files, ['new.wasm'], '')).toEqual(['new.wasm']);
});

test('too much is refused with the size and the limit', () => {
  const limit = 1024 * 1024;
  expect(tooLarge(files, [{ path: 'x/big.wasm', sizeBytes: limit + 1 }], limit)).toBe(
    '“big.wasm” is too large: 1.1 MB, a project holds at most 1 MB.',
  );
  expect(tooLarge(files, [{ path: 'a.wasm', sizeBytes: limit - 8 }], limit)).toBe(
    'The project would be too large: 1.1 MB, it holds at most 1 MB.',
  );
  expect(tooLarge(files, [{ path: 'bin/add.wasm', sizeBytes: limit - 1 }], limit)).toBeNull();
});
