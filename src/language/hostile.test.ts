import { expect, it } from 'vitest';
import { Assistant } from './assistant.ts';

const TOPICS = ['complete', 'hover', 'signature', 'references', 'symbols', 'folds', 'format'] as const;
/** What opens something again and again, and closes nothing. */
const PIECES = [
  '(',
  '"',
  '(;',
  ';;',
  '[',
  '{',
  '- ',
  'a: ',
  '--[[',
  "'",
  'x.',
  'f(',
  '$',
  '/*',
  'a<',
  'a:\n ',
  '- - ',
  '(func $a ',
  'local a\n',
  'function f() ',
  'key: |\n  x\n',
];

it.each(['yaml', 'lua', 'wat', 'wit'])('texts of %s that are nothing but one sign are answered', (ending) => {
  const file = `x.${ending}`;
  for (const piece of PIECES) {
    const text = (ending === 'yaml' ? 'namespace: a\nentries:\n' : '') + piece.repeat(3000 / piece.length);
    const assistant = new Assistant();
    for (const topic of TOPICS)
      expect(() => assistant.answer({ [file]: text }, { topic, file, offset: text.length } as never)).not.toThrow();
  }
});
