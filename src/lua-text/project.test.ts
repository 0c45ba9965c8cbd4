import { describe, expect, test } from 'vitest';
import { createTestKernel } from '../kernel/testing/test-kernel.ts';

function project(main: string, library = 'return {}'): Record<string, string> {
  const indented = library.replaceAll('\n', '\n      ');
  const yaml = `version: "1.0"
namespace: app
entries:
  - name: shapes
    kind: library.lua
    source: |
      ${indented}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    imports:
      shapes: app:shapes
`;
  return { '_index.yaml': yaml, 'main.lua': main };
}

const MAIN = `type Point = {x: number, y?: number}
local function main(a: Point, ...: any): (number, string?)
  local b: Point = a :: Point
  return shapes.twice(b.x) as number
end
return { main = main }
`;
const SHAPES = `local M = {}
function M.twice<T: number>(n: T): T
  return n * 2
end
return M`;

describe('a project with types', () => {
  test('boots and runs, libraries as well', async () => {
    const { kernel, settle } = createTestKernel();
    expect(await settle(kernel.open(project(MAIN, SHAPES)))).toMatchObject({ ok: true, diagnostics: [] });
    expect(await settle(kernel.call('app:main', [{ x: 21 }]))).toMatchObject({ value: 42 });
  });

  test('runs in eval', async () => {
    const { kernel, settle } = createTestKernel();
    expect(await settle(kernel.eval('local n: integer = 4 return n as number', 'eval'))).toMatchObject({
      values: [4],
      error: null,
    });
    expect(await settle(kernel.eval('local n: = 4', 'eval'))).toMatchObject({
      values: [],
      error: { message: "eval:1: type expected near '='" },
    });
  });

  test('shows all its mistakes in their true places, also inside YAML', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(
      kernel.open(project('local x: = 1\nlocal as = 2\n', 'local M = {}\nlocal = 1\nreturn M')),
    );
    const mistake = { severity: 'error', code: 'lua-syntax' };
    expect(report).toMatchObject({ ok: false });
    expect(report.diagnostics.filter(({ code }) => code === 'lua-syntax')).toMatchObject([
      {
        ...mistake,
        file: '_index.yaml',
        line: 8,
        column: 13,
        endLine: 8,
        endColumn: 14,
        entry: 'app:shapes',
        message: "name expected near '='",
      },
      {
        ...mistake,
        file: 'main.lua',
        line: 1,
        column: 10,
        endColumn: 11,
        entry: 'app:main',
        message: "type expected near '='",
      },
      { ...mistake, file: 'main.lua', line: 2, column: 7, endColumn: 9, hint: "'as' is a reserved word in Wippy" },
    ]);
  });

  test('what only the VM refuses keeps its message', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(kernel.open(project('goto on\nlocal a: T\n::on:: print(a)\n')));
    expect(report).toMatchObject({ ok: false, diagnostics: [{ code: 'lua-syntax', file: 'main.lua', line: 3 }] });
    expect(report.diagnostics[0]?.message).toContain('jumps into the scope of local');
  });
});
