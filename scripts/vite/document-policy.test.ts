import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { withDocumentPolicy } from './document-policy.ts';

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('inline scripts run by the hash of exactly their text, scripts from files by their origin', () => {
  const html = withDocumentPolicy(
    '<head><meta charset="utf-8" /><script>\n one()\n</script><script type="module" src="./a.js"></script></head>',
  );
  const [, scripts] = /(script-src [^;"]*)/.exec(html) ?? [];
  expect(scripts).toBe(`script-src 'self' 'wasm-unsafe-eval' ${sha256('\n one()\n')}`);
});

test('the policy stands before every script', () => {
  const html = withDocumentPolicy('<head><meta charset="utf-8" /><script>one()</script></head>');
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script>'));
});

test('a page in which the policy has no place is not built', () => {
  expect(() => withDocumentPolicy('<head><script>one()</script></head>')).toThrow('charset');
});
