import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PUBLIC = new URL('../../public/', import.meta.url);

interface Icon {
  readonly src: string;
  readonly type: string;
  readonly sizes: string;
  readonly purpose?: string;
}

const manifest = JSON.parse(readFileSync(new URL('manifest.webmanifest', PUBLIC), 'utf8')) as {
  readonly start_url: string;
  readonly scope: string;
  readonly icons: readonly Icon[];
};

/** Of a PNG: width and height stand in its first chunk, after a signature of 8 bytes, a length and a type. */
function sizeOf(file: URL): string {
  const bytes = readFileSync(file);
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test('the installed page opens beside its manifest, in whatever folder of a host it lies', () => {
  for (const path of [manifest.start_url, manifest.scope, ...manifest.icons.map(({ src }) => src)])
    expect(path).toMatch(/^\.\//);
  const page = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  for (const [, href = ''] of page.matchAll(/<link [^>]*href="([^"]+)"/g)) {
    expect(href).toMatch(/^\.\//);
    expect(existsSync(new URL(href, PUBLIC)), href).toBe(true);
  }
});

test('every icon of the manifest is there, as large as it says', () => {
  expect(manifest.icons.map(({ purpose = 'any', sizes }) => `${sizes} ${purpose}`)).toEqual([
    'any any',
    '192x192 any',
    '512x512 any',
    '512x512 maskable',
  ]);
  for (const { src, type, sizes } of manifest.icons) {
    const file = new URL(src, PUBLIC);
    if (type === 'image/png') expect(sizeOf(file)).toBe(sizes);
    else expect(existsSync(file)).toBe(true);
  }
});
