/** Colours for WIT. It knows the words of the language, not the grammar: mistakes are the registry's and the tools' to name. */
import type { languages } from 'monaco-editor/editor';
import { STATEMENT_WORDS, TYPE_NAMES } from '../../wit/words.ts';

export const witLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.wit',
  words: STATEMENT_WORDS,
  types: TYPE_NAMES,
  brackets: [
    { open: '{', close: '}', token: 'delimiter.curly' },
    { open: '(', close: ')', token: 'delimiter.parenthesis' },
    { open: '<', close: '>', token: 'delimiter.angle' },
  ],
  tokenizer: {
    root: [
      [/[ \t\r\n]+/, ''],
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@blockComment'],
      [/@[a-z][\w-]*(?=\s*\()/, 'tag'],
      [/@\d[\w.+-]*/, 'number'],
      // A name that a colon follows is being given a type; a keyword is none when it is escaped.
      [/%[a-z][\w-]*/i, 'variable'],
      [/[a-z][\w-]*(?=\s*:)/i, 'variable'],
      [/[a-z][\w-]*/i, { cases: { '@words': 'keyword', '@types': 'type', '@default': 'predefined' } }],
      [/\d+/, 'number'],
      [/->/, 'operators'],
      [/[{}()<>]/, '@brackets'],
      [/[;:,=./*_]/, 'delimiter'],
    ],
    blockComment: [
      [/\/\*/, 'comment', '@push'],
      [/\*\//, 'comment', '@pop'],
      [/[^/*]+|./, 'comment'],
    ],
  },
};

export const witConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['{', '}'],
    ['(', ')'],
    ['<', '>'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '(', close: ')' },
    { open: '<', close: '>' },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '(', close: ')' },
  ],
  wordPattern: /%?[\w-]+/,
};
