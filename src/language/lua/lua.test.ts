import { describe, expect, it } from 'vitest';
import { luaModule, MEMBERS } from '../../contract/lua-modules/index.ts';
import { ask, labels, shown, taken, formatted } from '../testing/at.ts';
import { GIVES } from './objects.ts';
import { STANDARD_LIBRARIES } from './standard.ts';

const INDEX = `namespace: app
entries:
  - name: area
    kind: function.wat
    source: file://m.wat
    wit: |
      record size { width: f64, height: f64, unit-name: string }
      area: func(s: size, scale: option<u32>) -> result<size, string>;
    method: area
  - name: lib
    kind: library.lua
    source: |
      local M = {}
      -- Doubles a number.
      function M.double(x) return 2 * x end
      return M
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs]
    imports:
      lib: app:lib
`;
const lua = (text: string): Record<string, string> => ({
  'main.lua': text,
  '_index.yaml': INDEX,
  'm.wat': '(module (func (export "area")))',
});

describe('completion of Lua', () => {
  it('offers members of modules with their signatures', () => {
    const found = ask('complete', lua('local funcs = require("funcs")\nfuncs.¦'));
    expect(found.find(({ label }) => label === 'call')?.detail).toBe('(target: string, ...: any) -> (any, error?)');
    expect(labels(lua('local s = string.¦\nlocal t = 1'))).toEqual(expect.arrayContaining(['upper', 'format']));
    expect(labels(lua('local t = require("time")\nlocal x = t.now():¦'))).toEqual(
      expect.arrayContaining(['format', 'unix']),
    );
    expect(labels(lua('local name = "x"\nname:¦'))).toContain('upper');
    expect(labels(lua('lib.¦'))).toEqual(['double']);
  });

  it('offers entries to be called, modules to be required', () => {
    expect(labels(lua('local funcs = require("funcs")\nfuncs.call("¦")'))).toEqual(['app:area', 'app:main']);
    expect(labels(lua('require("¦")'))).toEqual(expect.arrayContaining(['lib', 'funcs', 'time']));
    expect(labels(lua('require("¦'))).toEqual(expect.arrayContaining(['lib', 'funcs', 'time']));
    expect(labels(lua('print("¦")'))).toEqual([]);
  });

  it('has the entry list a module that is taken', () => {
    const found = ask('complete', lua('local x = ti¦')).find(({ label }) => label === 'time');
    const [edit] = found?.edits ?? [];
    expect(edit).toMatchObject({ file: '_index.yaml', text: ', time' });
    expect(INDEX.slice(0, edit?.start)).toMatch(/modules: \[funcs$/);
  });

  it('offers what is local at the place and nothing else', () => {
    const text = 'local function f(a)\n  local b = 1\n  ¦\nend\nlocal c = 2\n';
    expect(labels(lua(text))).toEqual(expect.arrayContaining(['a', 'b', 'f']));
    expect(labels(lua(text))).not.toContain('c');
    expect(labels(lua('local ¦'))).toEqual([]);
    expect(labels(lua('-- loc¦'))).toEqual([]);
  });

  it('knows the fields of what a typed call returns', () => {
    const text = (rest: string): Record<string, string> =>
      lua(`local funcs = require("funcs")\nlocal result, err = funcs.call("app:area", {}, 1)\n${rest}`);
    expect(labels(text('print(result.¦)'))).toEqual(['width', 'height', 'unit-name']);
    expect(taken(text('print(result.¦)'), 'unit-name')).toContain('print(result["unit-name"])');
    expect(labels(text('err:¦'))).toContain('upper');
  });
});

describe('pointing at Lua', () => {
  it('tells what a name, a member and an entry are', () => {
    expect(ask('hover', lua('local funcs = require("funcs")\nfuncs.ca¦ll("app:area")'))?.text).toContain(
      'waits for its answer',
    );
    expect(ask('hover', lua('local funcs = require("funcs")\nfuncs.call("app:a¦rea")'))?.text).toContain(
      'area: func(s: size',
    );
    expect(ask('hover', lua('-- Says hello.\nlocal function hello(to) end\nhel¦lo()'))?.text).toMatch(
      /function hello\(to\)[^]*Says hello/,
    );
    expect(ask('hover', lua('-- pri¦nt'))).toBeNull();
  });

  it('shows what a call takes, of an entry by its WIT', () => {
    const help = ask('signature', lua('local funcs = require("funcs")\nfuncs.call("app:area", {}, ¦)'));
    expect(help).toMatchObject({
      signature: { label: 'funcs.call("app:area", s: size, scale: option<u32>) -> result<size, string>' },
      parameter: 2,
    });
    expect(ask('signature', lua('string.format("%d", ¦)'))).toMatchObject({ parameter: 1 });
    expect(ask('signature', lua('local function f(a, b) end\nf(1, ¦'))).toMatchObject({
      signature: { label: 'f(a, b)' },
      parameter: 1,
    });
  });

  it('leads to locals, to libraries and to the code of entries', () => {
    const to = (text: string): string[] => shown(lua(text), ask('definition', lua(text)));
    expect(to('local x = 1\nprint(¦x)')).toEqual(['main.lua: x']);
    expect(to('local funcs = require("funcs")\nfuncs.call("app:ar¦ea")')).toEqual(['m.wat: "area"']);
    expect(to('lib.dou¦ble(1)')).toEqual(['_index.yaml: double']);
  });

  it('offers whole calls of entries, with a place for each value, and adds the module that they need', () => {
    const files = {
      '_index.yaml': `namespace: app
entries:
  - name: area
    kind: function.wat
    source: (module)
    wit: |
      record point { x: s32, unit-name: string, end: u8 }
      area: func(point: point, sizes: list<u8>, on: bool, more: option<u8>) -> s32;
    method: area
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
`,
      'main.lua': 'return { main = function() return ar¦ end }',
    };
    expect(ask('complete', files).find(({ label }) => label === 'call app:area')).toMatchObject({
      isSnippet: true,
      insert:
        'funcs.call("app:area", { x = ${1:0}, ["unit-name"] = "$2", ["end"] = ${3:0} }, { $4 }, ${5:true}, ${6:nil})$0',
      edits: [{ file: '_index.yaml', text: '\n    modules: [funcs]' }],
    });
  });

  it('renames locals, and never strings, comments, fields or other names', () => {
    const text = 'local a¦ge = 1 -- age\nprint(age, "age", t.age)\ndo local age = 2 print(age) end\n';
    const answer = ask('rename', lua(text), { newName: 'years' });
    expect(answer.ok && answer.edits).toHaveLength(2);
    expect(ask('rename', lua('local a, b = 1, 2\nprint(¦a, b)'), { newName: 'b' }).ok).toBe(false);
    expect(ask('rename', lua('local ¦a = 1\nlocal function f() local b = 2 return a end'), { newName: 'b' }).ok).toBe(
      false,
    );
    expect(ask('rename', lua('local ¦a = 1\nprint(a)'), { newName: 'print' }).ok).toBe(false);
    expect(ask('rename', lua('local a = "x¦"'), { newName: 'b' }).ok).toBe(false);
  });

  it('lists functions as symbols', () => {
    const [outer] = ask('symbols', lua('¦local function f()\n  local t = { g = function() end }\nend'));
    expect([outer?.name, outer?.children.map(({ name }) => name)]).toEqual(['f', ['g']]);
  });
});

describe('formatting of Lua', () => {
  const format = (text: string): string => formatted('m.lua', text);

  it('indents what is open, leaves strings and comments of several lines alone, and is done after once', () => {
    const messy =
      'local function f(a)   \nif a then\nprint([[\n  kept  \n]])\nelseif b then\n--[[ also\n kept ]]\nreturn {\nx = 1,\n}\nelse\nf(function()\nend)\nend\nend\n';
    const once = format(messy);
    expect(once).toBe(
      'local function f(a)\n    if a then\n        print([[\n  kept  \n]])\n    elseif b then\n        --[[ also\n kept ]]\n        return {\n            x = 1,\n        }\n    else\n        f(function()\n        end)\n    end\nend\n',
    );
    expect(format(once)).toBe(once);
  });
});

describe('what is said of Lua by hand', () => {
  it('names functions and types that there are', () => {
    const wrong = [...GIVES].filter(([path, gives]) => {
      const [module = '', type = '', method] = path.split('.');
      const spec = luaModule(module);
      const [from = '', given = ''] = gives.includes('.') ? gives.split('.') : [module, gives];
      const owner =
        method === undefined
          ? spec?.functions[type]
          : (spec?.types?.[type]?.[method] ?? spec?.fields?.[type]?.functions?.[method]);
      return owner === undefined || luaModule(from)?.types?.[given] === undefined;
    });
    expect(wrong).toEqual([]);
  });

  it('has a signature for every member of every library', () => {
    for (const [name, { functions, constants }] of STANDARD_LIBRARIES)
      expect([name, [...functions.keys(), ...constants.keys()].toSorted()]).toEqual([
        name,
        [...(MEMBERS.get(name) ?? [])].toSorted(),
      ]);
  });
});
