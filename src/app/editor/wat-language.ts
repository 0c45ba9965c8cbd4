/** Colours for WebAssembly text. It knows the words of the format, not the grammar: mistakes are the compiler's to name. */
import type { languages } from 'monaco-editor/editor';

const words = [
  'module', 'func', 'param', 'result', 'local', 'type', 'import', 'export', 'memory', 'data', 'table', 'elem', 'global',
  'start', 'mut', 'offset', 'item', 'declare', 'rec', 'sub', 'final', 'struct', 'field', 'array', 'tag', 'shared', 'ref',
  'null', 'pagesize', 'block', 'loop', 'if', 'then', 'else', 'end', 'try', 'catch', 'catch_all', 'do', 'delegate',
  'component', 'core', 'instance', 'instantiate', 'with', 'canon', 'lift', 'lower', 'alias', 'outer', 'record', 'variant',
  'case', 'list', 'tuple', 'flags', 'enum', 'option', 'error', 'own', 'borrow', 'resource', 'realloc', 'post-return',
];

const types = [
  'i8', 'i16', 'i32', 'i64', 'f32', 'f64', 'v128', 'funcref', 'externref', 'anyref', 'eqref', 'i31ref', 'structref',
  'arrayref', 'nullref', 'nullfuncref', 'nullexternref', 'exnref', 'extern', 'any', 'eq', 'i31', 'none', 'noextern',
  'nofunc', 'bool', 's8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64', 'float32', 'float64', 'char', 'string',
];

export const watLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.wat',
  words,
  types,
  brackets: [{ open: '(', close: ')', token: 'delimiter.parenthesis' }],
  tokenizer: {
    root: [
      [/[ \t\r\n]+/, ''],
      [/;;.*$/, 'comment'],
      [/\(;/, 'comment', '@blockComment'],
      [/"/, 'string', '@string'],
      [/\$[\w!#$%&'*+\-./:<=>?@\\^`|~]+/, 'variable'],
      [/[+-]?(?:0x[\da-fA-F_]+(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]+)?|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]+)?)(?![\w.])/, 'number'],
      [/[+-]?(?:inf|nan(?::(?:0x[\da-fA-F_]+|canonical|arithmetic))?)(?![\w.])/, 'number'],
      [/(?:offset|align)(?==)/, 'keyword'],
      [/[a-z][\w.-]*(?:\/\w+)?/, { cases: { '@words': 'keyword', '@types': 'type', '@default': 'predefined' } }],
      [/[()]/, '@brackets'],
      [/=/, 'operators'],
    ],
    string: [
      [/[^"\\]+/, 'string'],
      [/\\(?:[nrt\\'"]|u\{[\da-fA-F_]+\}|[\da-fA-F]{2})/, 'string.escape'],
      [/\\./, 'invalid'],
      [/"/, 'string', '@pop'],
    ],
    blockComment: [
      [/\(;/, 'comment', '@push'],
      [/;\)/, 'comment', '@pop'],
      [/[^(;]+|./, 'comment'],
    ],
  },
};

export const watConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: ';;', blockComment: ['(;', ';)'] },
  brackets: [['(', ')']],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '"', close: '"' },
  ],
  wordPattern: /\$?[\w.]+/,
};
