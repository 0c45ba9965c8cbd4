/** Names of entries, namespaces and imports, through all of a project. */
import { describe, expect, it } from 'vitest';
import type { FileEdit } from '../contract/help.ts';
import { ask, at, shown } from './testing/at.ts';

/** `app:sum` in YAML, in a block of it, in files of Lua, and in texts that only look like it. */
const project = {
  '_index.yaml': `namespace: app # app:sum is ours
entries:
  - name: sum
    kind: function.wat
    source: file://sum.wat
    wit: "sum: func() -> s32"
    method: sum
  - name: helper
    kind: library.lua
    source: file://helper.lua
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs, registry]
    imports: {tool: "app:helper", other: helper}
    meta: {comment: "calls app:sum"}
  - name: inline
    kind: function.lua
    source: |
      local funcs = require("funcs")
      return { go = function() return funcs.call("app:sum") end }
    method: go
    modules: [funcs]
`,
  'sum.wat': '(module (func (export "sum") (result i32) i32.const 1))',
  'helper.lua': 'return { twice = function(n) return n * 2 end }',
  'main.lua': `local funcs, registry = require("funcs"), require("registry")
local tool = require("tool")
local function main() -- app:sum
  print("app:sum", tool.twice(2))
  local called = funcs.new():call("app:sum")
  return called or registry.get('app:sum')
end
return { main = main }
`,
  'more/_index.yaml': `namespace: more
entries:
  - name: sum
    kind: function.lua
    source: "return { go = function() end }"
    method: go
    imports: {tool: app:helper}
`,
};

const pointed = (file: keyof typeof project, text: string, nth = 0): Record<string, string> => {
  let from = -1;
  for (let count = 0; count <= nth; count++) from = project[file].indexOf(text.replace('¦', ''), from + 1);
  const bar = from + text.indexOf('¦');
  return { ...project, [file]: `${project[file].slice(0, bar)}¦${project[file].slice(bar)}` };
};
/** What each line that a renaming changes becomes. */
function changed(files: Record<string, string>, newName: string): string[] {
  const answer = ask('rename', files, { newName });
  if (!answer.ok) return [answer.message];
  const { files: plain } = at(files);
  const own = (file: string): readonly FileEdit[] => answer.edits.filter((edit) => edit.file === file);
  return Object.entries(plain).flatMap(([file, text]) => {
    const before = text as string;
    const after = own(file)
      .toSorted((a, b) => b.start - a.start)
      .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), before)
      .split('\n');
    return before
      .split('\n')
      .flatMap((line, index) => (line === after[index] ? [] : [`${file}: ${after[index]!.trim()}`]));
  });
}

describe('the name of an entry', () => {
  const total = [
    '_index.yaml: - name: total',
    '_index.yaml: return { go = function() return funcs.call("app:total") end }',
    'main.lua: local called = funcs.new():call("app:total")',
    "main.lua: return called or registry.get('app:total')",
  ];

  it.each([
    ['its definition', pointed('_index.yaml', 'name: s¦um')],
    ['a call', pointed('main.lua', 'call("app:su¦m")')],
    ['a call in a block of YAML', pointed('_index.yaml', 'funcs.call("app:s¦um")')],
    ['a question to the registry', pointed('main.lua', "get('app:¦sum')")],
  ])('is changed from %s wherever it names the entry, and in no other string, comment or namespace', (_from, files) => {
    expect(changed(files, 'total')).toEqual(total);
  });

  it('is changed where it stands without its namespace', () => {
    expect(changed(pointed('_index.yaml', 'tool: "app:hel¦per"'), 'kit')).toEqual([
      '_index.yaml: - name: kit',
      '_index.yaml: imports: {tool: "app:kit", other: kit}',
      'more/_index.yaml: imports: {tool: app:kit}',
    ]);
  });

  it('is found in all of its places', () => {
    const files = pointed('_index.yaml', 'name: hel¦per');
    expect(shown(files, ask('references', files))).toEqual([
      '_index.yaml: helper',
      '_index.yaml: helper',
      '_index.yaml: helper',
      'more/_index.yaml: helper',
    ]);
  });

  it.each([
    ['helper', 'there is app:helper already'],
    ['a b', '"a b" is no name of an entry'],
    ['app:x', '"app:x" is no name of an entry'],
  ])('does not become %s', (newName, message) => {
    expect(changed(pointed('main.lua', 'call("app:su¦m")'), newName)).toEqual([message]);
  });

  it('is left to its writer where it is written with escapes', () => {
    const files = {
      ...pointed('_index.yaml', 'name: s¦um'),
      'main.lua': 'local f = require("funcs")\nf.call("app:s\\117m")',
    };
    expect(changed(files, 'total')).toEqual([expect.stringContaining('written with escapes')]);
  });

  it('leads from other functions that take one to its definition', () => {
    const files = pointed('main.lua', "get('app:s¦um')");
    expect(shown(files, ask('definition', files))).toEqual(['sum.wat: "sum"']);
  });
});

describe('a namespace', () => {
  const moved = [
    '_index.yaml: namespace: base # app:sum is ours',
    '_index.yaml: imports: {tool: "base:helper", other: helper}',
    '_index.yaml: return { go = function() return funcs.call("base:sum") end }',
    'main.lua: local called = funcs.new():call("base:sum")',
    "main.lua: return called or registry.get('base:sum')",
    'more/_index.yaml: imports: {tool: base:helper}',
  ];

  it('is changed where it is declared and in every ID', () => {
    expect(changed(pointed('_index.yaml', 'namespace: a¦pp'), 'base')).toEqual(moved);
    expect(changed(pointed('main.lua', 'call("a¦pp:sum")'), 'base')).toEqual(moved);
  });

  it('does not become one that has an entry of the same name', () => {
    expect(changed(pointed('_index.yaml', 'namespace: a¦pp'), 'more')).toEqual(['there is more:sum already']);
    expect(changed(pointed('_index.yaml', 'namespace: a¦pp'), '9')).toEqual(['"9" is no namespace']);
  });
});

describe('what an entry imports', () => {
  const renamed = ['_index.yaml: imports: {kit: "app:helper", other: helper}', 'main.lua: local tool = require("kit")'];

  it('is called otherwise in the entry and in its text, and nowhere else', () => {
    expect(changed(pointed('_index.yaml', '{to¦ol'), 'kit')).toEqual(renamed);
    expect(changed(pointed('main.lua', 'require("to¦ol")'), 'kit')).toEqual(renamed);
    expect(changed(pointed('main.lua', 'local to¦ol'), 'kit')).toEqual([
      'main.lua: local kit = require("tool")',
      'main.lua: print("app:sum", kit.twice(2))',
    ]);
  });

  it('does not become what is there already', () => {
    for (const name of ['other', 'funcs'])
      expect(changed(pointed('_index.yaml', '{to¦ol'), name)).toEqual([`"${name}" is something else there already`]);
  });
});
