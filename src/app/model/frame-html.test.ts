import { expect, test } from 'vitest';
import { frameHtml } from './frame-html.ts';
import { pageOptions } from './page-options.ts';

test('the frame has the project, the last result, and nothing of the name but text', () => {
  const html = frameHtml({
    link: 'https://play.example.com/a/#example=hello',
    name: '"><script>',
    outcome: 'app:main() → "a&b", nil',
  });
  expect(html).toContain('title="&quot;&gt;&lt;script&gt;"');
  expect(html.match(/[<>]/g)).toEqual(['<', '>', '<', '>']);
  const src = /src="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(new URL(src).hash).toBe('#example=hello');
  expect(pageOptions(new URL(src).search)).toMatchObject({ isEmbedded: true, result: 'app:main() → "a&b", nil' });
});

test('a long result is cut before a character that does not fit', () => {
  const link = 'https://play.example.com/#example=hello';
  const html = frameHtml({ link, name: 'x', outcome: `${'a'.repeat(199)}😀` });
  const src = /src="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(pageOptions(new URL(src).search).result).toBe('a'.repeat(199));
});
