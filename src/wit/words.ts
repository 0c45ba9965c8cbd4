/** The words of WIT, for everybody who reads or shows its text. */

export const SCALAR_NAMES = [
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
] as const;

/** What stands before `<`; some may stand alone too. */
export const CONTAINER_NAMES = [
  'list',
  'option',
  'result',
  'tuple',
  'own',
  'borrow',
  'stream',
  'future',
  'map',
] as const;

export const TYPE_NAMES: readonly string[] = [...SCALAR_NAMES, 'string', ...CONTAINER_NAMES, 'error-context'];

export const STATEMENT_WORDS: readonly string[] = [
  'package',
  'interface',
  'world',
  'import',
  'export',
  'include',
  'use',
  'from',
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

/** Words that WIT reads as something else when a name is expected; there they are written `%word`. */
export const KEYWORDS: ReadonlySet<string> = new Set([...STATEMENT_WORDS, ...TYPE_NAMES]);
