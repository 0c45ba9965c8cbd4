/** Colours for WIT. It knows the words of the language, not the grammar: mistakes are the registry's and the tools' to name. */
import type { languages } from 'monaco-editor/editor';

const words = [
  'package',
  'interface',
  'world',
  'import',
  'export',
  'include',
  'use',
  'with',
  'as',
  'func',
  'async',
  'type',
  'record',
  'variant',
  'enum',
  'flags',
  'resource',
  'static',
  'constructor',
];

const types = [
  'bool',
  's8',
  'u8',
  's16',
  'u16',
  's32',
  'u32',
  's64',
  'u64',
  'f32',
  'f64',
  'char',
  'string',
  'list',
  'option',
  'result',
  'tuple',
  'own',
  'borrow',
  'stream',
  'future',
  'map',
  'error-context',
];

export const witLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.wit',
  words,
  types,
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
