/** Whole entries, ready to be filled in. */
import type { Completion } from '../../contract/help.ts';
import { factsOf, type WippyKind } from '../../contract/kinds.ts';

interface EntrySnippet {
  readonly kind: WippyKind;
  readonly lines: readonly string[];
}

const SNIPPETS: readonly EntrySnippet[] = [
  {
    kind: 'function.wat',
    lines: [
      'name: ${1:add}',
      'kind: function.wat',
      'source: |',
      '  (module',
      '    (func (export "${1:add}") (param \\$a i32) (param \\$b i32) (result i32)',
      '      ${0:(i32.add (local.get \\$a) (local.get \\$b))}))',
      'wit: |',
      '  ${1:add}: func(a: s32, b: s32) -> s32;',
      'method: ${1:add}',
    ],
  },
  {
    kind: 'function.lua',
    lines: [
      'name: ${1:main}',
      'kind: function.lua',
      'source: |',
      '  local function ${1:main}()',
      '    $0',
      '  end',
      '',
      '  return { ${1:main} = ${1:main} }',
      'method: ${1:main}',
      'modules: [funcs]',
    ],
  },
  {
    kind: 'library.lua',
    lines: ['name: ${1:library}', 'kind: library.lua', 'source: |', '  local M = {}', '', '  $0', '', '  return M'],
  },
  {
    kind: 'function.wasm',
    lines: [
      'name: ${1:name}',
      'kind: function.wasm',
      'fs: ${2}',
      'path: ${3}',
      'hash: ${4:sha256:}',
      'method: ${5:run}$0',
    ],
  },
  { kind: 'fs.directory', lines: ['name: ${1:files}', 'kind: fs.directory', 'directory: ${2:./files}$0'] },
  { kind: 'process.host', lines: ['name: ${1:host}', 'kind: process.host', 'lifecycle:', '  auto_start: true$0'] },
];

/** Without the dash in front, and without a range: whoever offers them knows where. The lines are those of one entry. */
export function entrySnippets(): Omit<Completion, 'replace'>[] {
  return SNIPPETS.map(({ kind, lines }) => ({
    label: `new ${kind}`,
    kind: 'snippet',
    insert: lines.map((line, index) => (index === 0 || line === '' ? line : `  ${line}`)).join('\n'),
    isSnippet: true,
    detail: factsOf(kind).label,
    doc: 'A new entry.',
  }));
}
