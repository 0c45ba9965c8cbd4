/** Projects of one folder, checked, for tests. */
import { compileWat } from '../../../toolchain/wat-compiler.ts';
import type { Diagnostic, ProjectFiles } from '../../../contract/api.ts';
import { nodeDigest } from '../../../kernel/testing/digest.ts';
import { Diagnoser } from '../diagnoser.ts';

export const check = (files: ProjectFiles): Promise<readonly Diagnostic[]> =>
  new Diagnoser({ compileWat, ...nodeDigest }).check(files);
export const project = (entries: string, more: ProjectFiles = {}): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries}`,
  ...more,
});

/** `app:add`, which is good. */
export const ADD = `  - name: add
    kind: function.wat
    method: add
    wit: "add: func(a: s32, b: s32) -> s32"
    source: |
      (module
        (func (export "add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1))))
`;
/** `app:main`. */
export const lua = (source: string, more = 'modules: [funcs]'): string => `  - name: main
    kind: function.lua
    method: main
    ${more}
    source: |
${source.replace(/^/gm, '      ')}
`;

/** The text that a diagnostic marks. */
export function underlined(files: ProjectFiles, { file, line, column, endLine, endColumn }: Diagnostic): string {
  const lines = (files[file] as string).split('\n');
  return line === endLine
    ? lines[line - 1]!.slice(column - 1, endColumn - 1)
    : `${lines[line - 1]!.slice(column - 1)}…`;
}
