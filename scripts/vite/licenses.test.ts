import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cratesIn, termsOfCrate } from './crates.ts';
import { licenceOf, licencesText, packageOf } from './licenses.ts';

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const packages = Object.keys(dependencies);

describe('licences of what is shipped', () => {
  test.each(packages)('of %s are found', (name) => {
    const { text, spdx } = licenceOf(`node_modules/${name}`);
    expect(readFileSync(new URL(`../../${text}`, import.meta.url), 'utf8').length).toBeGreaterThan(500);
    expect(spdx).not.toBe('');
  });

  const all = licencesText([...packages, 'dompurify', 'marked', 'scheduler'].map((name) => `node_modules/${name}`));

  test('name every package with its version', () => {
    for (const name of packages) expect(all).toContain(`${name} ${dependencies[name]} (`);
  });

  test('have the notices of the editor, the choice where there is one, and what binaries contain', () => {
    expect(all).toContain('THIRD-PARTY SOFTWARE NOTICES AND INFORMATION');
    expect(all).toMatch(/dompurify \S+ \(\(MPL-2\.0 OR Apache-2\.0\), of which Apache-2\.0 was chosen\)/);
    expect(all).toContain('@bjorn3/browser_wasi_shim 0.4.2 (MIT OR Apache-2.0, of which MIT was chosen)');
    for (const words of [
      'Evgeny Poberezkin',
      '(c) 2020 Jeremy Danyow',
      'LLVM Exceptions',
      'Fabrice Bellard',
      'Copyright (c) Lukas Bach',
      'AssemblyScript',
    ])
      expect(all).toContain(words);
  });

  test('name the crates inside of binaries and what compilers put there, and say what is not known', () => {
    for (const words of [
      'wasmparser 0.259.0, a crate',
      'icu_normalizer 2.2.0, a crate',
      'Copyright (c) 2015 Andrew Gallant',
    ])
      expect(all).toContain(words);
    for (const words of ['UNICODE LICENSE V3', 'Rich Felker', 'Emscripten authors', 'What is not known:'])
      expect(all).toContain(words);
    expect(() => termsOfCrate('left-pad 1.0.0')).toThrow('the crate left-pad 1.0.0 is shipped');
    const paths = '/a/registry/src/x-1/wast-259.0.0/src/lib.rs\0/deps/serde_json-1.0.1/src/de.rs/wast-259.0.0/src/a.rs';
    expect(cratesIn(new TextEncoder().encode(paths))).toEqual(['serde_json 1.0.1', 'wast 259.0.0']);
  });

  test('stand there once, however many works they hold for', () => {
    expect(all.split('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION').length).toBeLessThan(8);
  });

  test('are looked for by the innermost package of a path', () => {
    expect(packageOf('/p/node_modules/a/node_modules/@b/c/x.js?raw')).toBe('node_modules/a/node_modules/@b/c');
    expect(packageOf('node_modules/a/x.ttf')).toBe('node_modules/a');
    expect(packageOf('/p/src/app/main.tsx')).toBeNull();
  });
});
