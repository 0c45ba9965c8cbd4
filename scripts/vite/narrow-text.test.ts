import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { withNarrowText } from './narrow-text.ts';

/** What the script says, in every place where a character may stand. */
const SCRIPT = [
  '"a … b"',
  '`c ${1 + 1} 😀`',
  '/^[…-⁇😀]$/u.exec("😀")?.[0]',
  '{ "κ": "λ" }.κ',
  '"é ÿ \\n"',
  '"\\\\…"',
  '"\\… \\\\\\…"',
].join(', ');

test('a narrow script has no character beyond Latin-1 and says what it said', () => {
  const narrow = withNarrowText(SCRIPT);
  expect(narrow).toMatch(/^[\0-\xff]*$/);
  const said = (script: string): unknown => runInNewContext(`[${script}]`);
  expect(said(narrow)).toEqual(said(SCRIPT));
});
