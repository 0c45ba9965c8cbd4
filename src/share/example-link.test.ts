import { describe, expect, test } from 'vitest';
import { decodeExampleLink, encodeExampleLink, type ExampleLink } from './example-link.ts';

const links: readonly (readonly [string, ExampleLink])[] = [
  ['#example=hello', { id: 'hello' }],
  [
    '#example=hello&run=app:compute&open=src/a%20b.lua',
    { id: 'hello', call: { id: 'app:compute', args: [] }, open: 'src/a b.lua' },
  ],
  ['#example=hello&run=app:compute&args=AgMBNgMBNw', { id: 'hello', call: { id: 'app:compute', args: [6, 7] } }],
];

describe('a link to an example', () => {
  test.each(links)('is %s', (fragment, link) => {
    expect(encodeExampleLink(link)).toEqual({ ok: true, value: fragment });
    expect(decodeExampleLink(fragment)).toEqual({ ok: true, value: link });
  });

  test('keeps every kind of argument', () => {
    const args = [
      null,
      true,
      -0,
      Infinity,
      18_446_744_073_709_551_615n,
      'ä&=#',
      new Uint8Array([0, 255]),
      [1, [2]],
      { b: 1, constructor: 2 },
    ];
    const link = encodeExampleLink({ id: 'x', call: { id: 'app:f', args } });
    expect(decodeExampleLink(link.ok ? link.value : '')).toEqual({
      ok: true,
      value: { id: 'x', call: { id: 'app:f', args } },
    });
  });

  test.each(['', '#p1.x', '#examples=hello'])('is not %j', (fragment) => {
    expect(decodeExampleLink(fragment)).toMatchObject({ ok: false, error: { code: 'not-a-link' } });
  });

  test.each([
    '#example=',
    '#example=hello&run=',
    '#example=hello&run=a&args=!',
    '#example=hello&run=a&args=AgMB',
    '#example=hello&open=../x',
    '#example=a%00b',
    '#example=%E0%A4',
  ])('that is damaged is refused: %s', (fragment) => {
    expect(decodeExampleLink(fragment)).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });
});
