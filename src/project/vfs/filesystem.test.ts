import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import type { DirectoryConfig } from '../kinds/fs-directory.ts';
import { effectiveMode, Filesystem } from './filesystem.ts';

const FILES: ProjectFiles = {
  'wasm/a.wasm': new Uint8Array([1, 2]),
  'wasm/deep/b.wasm': new Uint8Array([3]),
  'wasm/text.txt': 'é',
  'secret.txt': 'x',
};
const PLACE = { file: '_index.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
const config = (directory: string, mode = 0o755): DirectoryConfig => ({
  directory,
  mode,
  base: 'project',
  autoInit: false,
  places: { directory: PLACE },
});
const read = (path: string, directory = 'wasm', mode?: number): unknown => {
  const opened = new Filesystem(config(directory, mode), FILES).read(path);
  return opened.ok ? [opened.value.file, [...opened.value.bytes]] : opened.error;
};

describe('a filesystem over project files', () => {
  it('finds files with and without a leading slash, and in folders', () => {
    expect(read('a.wasm')).toEqual(['wasm/a.wasm', [1, 2]]);
    expect(read('/a.wasm')).toEqual(['wasm/a.wasm', [1, 2]]);
    expect(read('./deep/../deep//b.wasm')).toEqual(['wasm/deep/b.wasm', [3]]);
    expect(read('wasm/a.wasm', '.')).toEqual(['wasm/a.wasm', [1, 2]]);
    expect(read('a.wasm', './wasm/')).toEqual(['wasm/a.wasm', [1, 2]]);
  });

  it('gives texts as UTF-8', () => {
    expect(read('text.txt')).toEqual(['wasm/text.txt', [0xc3, 0xa9]]);
  });

  it('hands out the bytes of the project and no copy', () => {
    const opened = new Filesystem(config('wasm'), FILES).read('a.wasm');
    expect(opened.ok && opened.value.bytes).toBe(FILES['wasm/a.wasm']);
  });

  it('lets no path lead out of its root', () => {
    expect(read('../secret.txt')).toBe('missing');
    expect(read('deep/../../secret.txt')).toBe('missing');
    expect(read('/../secret.txt')).toBe('missing');
    expect(read('secret.txt', '..')).toBe('missing');
    expect(read('__proto__', '.')).toBe('missing');
  });

  it('tells a missing file from a folder', () => {
    expect(read('c.wasm')).toBe('missing');
    expect(read('a.was')).toBe('missing');
    expect(read('deep')).toBe('folder');
    expect(read('')).toBe('folder');
    expect(read('x', 'nowhere')).toBe('missing');
  });

  it('refuses to read where the owner may not', () => {
    expect(read('a.wasm', 'wasm', 0o300)).toBe('denied');
    expect(read('a.wasm', 'wasm', 0o044)).toBe('denied');
    expect(read('a.wasm', 'wasm', 0o400)).toEqual(['wasm/a.wasm', [1, 2]]);
  });

  it('adds execute bits where everybody may read and nobody may execute', () => {
    expect(effectiveMode(0o644)).toBe(0o755);
    expect(effectiveMode(0o444)).toBe(0o555);
    expect(effectiveMode(0o640)).toBe(0o640);
    expect(effectiveMode(0o544)).toBe(0o544);
  });

  it('lists its files by their own paths', () => {
    expect(new Filesystem(config('wasm'), FILES).list()).toEqual(['a.wasm', 'deep/b.wasm', 'text.txt']);
  });
});
