import { describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import { planFunction, registriesOf, type FunctionRequest } from './add-function.ts';
import { createSkeleton } from './skeleton.ts';

const wat = (signature: string, name = 'f') =>
  createSkeleton({ kind: 'function.wat', id: `app:${name}`, name, signature });
const lua = (signature: string, name = 'f') =>
  createSkeleton({ kind: 'function.lua', id: `app:${name}`, name, signature });

describe('the beginning of a function of WebAssembly text', () => {
  test('has the parameters and the result of its signature, and does something with them', () => {
    expect(wat('(a: s32, b: s32) -> s32', 'add')).toEqual({
      ok: true,
      value: {
        method: 'add',
        wit: 'add: func(a: s32, b: s32) -> s32;',
        args: [1, 1],
        source: `;; add: func(a: s32, b: s32) -> s32
(module
  (func (export "add") (param $a i32) (param $b i32) (result i32)
    ;; What it answers; write your own in its place.
    (i32.add (local.get $a) (local.get $b))))
`,
      },
    });
  });

  test('has memory where text or lists go in or out, and only there', () => {
    const text = wat('(name: string) -> string');
    expect(text.ok && text.value.source).toContain('(export "cabi_realloc")');
    expect(text.ok && text.value.source).toContain('(param $name i32) (param $name-length i32) (result i32)');
    const numbers = wat('(n: u64)');
    expect(numbers.ok && numbers.value.source).not.toContain('memory');
  });

  test('has the fields of a record as parameters', () => {
    expect(wat('(point: record { x: s32, y: s32 }, by: s32) -> s32', 'area')).toEqual({
      ok: true,
      value: {
        method: 'area',
        wit: 'record point { x: s32, y: s32 }\narea: func(point: point, by: s32) -> s32;',
        args: [{ x: 1, y: 1 }, 1],
        source: `;; record point { x: s32, y: s32 }
;; area: func(point: point, by: s32) -> s32
(module
  (func (export "area") (param $x i32) (param $y i32) (param $by i32) (result i32)
    ;; What it answers; write your own in its place.
    (i32.add (local.get $x) (local.get $y))))
`,
      },
    });
    expect(wat('(a: record { x: s32 }, b: record { x: s32 }) -> s32').ok).toBe(false);
    expect(wat('(a: record { x: string })').ok).toBe(false);
  });

  test('writes names that WIT takes for its own with a %', () => {
    const made = wat('(list: u8)', 'from_list');
    expect(made.ok && made.value).toMatchObject({ method: 'from-list', wit: 'from-list: func(%list: u8);' });
  });

  test.each([
    ['a: s32', 'A signature looks like (a: s32, b: s32) -> s32.'],
    ['(a: s32', 'A signature looks like (a: s32, b: s32) -> s32.'],
    ['(2x: s32)', '“2x” is no name for a parameter of WIT.'],
    ['(a: s32, a: s32)', 'Two parameters have the same name.'],
    [
      '(a: constructor)',
      'There is no beginning for “constructor”: take numbers, bool, char, string, lists of them or a record of numbers, and change “wit” in the entry later.',
    ],
    [
      '() -> option<s32>',
      'There is no beginning for “option<s32>”: take numbers, bool, char, string, lists of them or a record of numbers, and change “wit” in the entry later.',
    ],
  ])('is not made of %s', (signature, error) => {
    expect(wat(signature)).toEqual({ ok: false, error });
  });
});

describe('the beginning of a Lua function', () => {
  test('has its parameters and is found under its method', () => {
    expect(lua('name, age', 'greet')).toEqual({
      ok: true,
      value: {
        method: 'greet',
        wit: null,
        args: [1, 2],
        source: `-- Called by Run, and from Lua by funcs.call("app:greet", name, age).
local function greet(name, age)
    print("greet was called with", name, age)
    return name
end

return { greet = greet }
`,
      },
    });
    const plain = lua('', 'end');
    expect(plain.ok && plain.value).toMatchObject({ method: 'end_', args: [] });
    const digits = lua('', '3d');
    expect(digits.ok && digits.value).toMatchObject({ method: '_3d' });
  });

  test.each([
    ['a, 1b', '“1b” is no name for a parameter of Lua.'],
    ['end', '“end” is no name for a parameter of Lua.'],
    ['a, a', 'Two parameters have the same name.'],
  ])('is not made of %s', (signature, error) => {
    expect(lua(signature)).toEqual({ ok: false, error });
  });
});

describe('a new function', () => {
  const registry =
    'version: "1.0"\nnamespace: demo\nentries:\n  - name: one\n    kind: function.lua\n    source: file://one.lua\n    method: one\n';
  const files: ProjectFiles = { 'src/_index.yaml': registry, 'src/one.lua': '', 'src/taken.wat': '' };
  const plan = (request: Partial<FunctionRequest>, own = files) =>
    planFunction(
      { files: own, folders: [] },
      { kind: 'function.wat', name: 'add', signature: '(a: s32) -> s32', registry: 'src/_index.yaml', ...request },
    );

  test('is an entry at the end of the registry and a file beside it', () => {
    expect(plan({})).toMatchObject({
      ok: true,
      value: {
        id: 'demo:add',
        source: 'src/add.wat',
        args: [1],
        files: {
          'src/_index.yaml': `${registry}\n  - name: add\n    kind: function.wat\n    source: file://add.wat\n    wit: |\n      add: func(a: s32) -> s32;\n    method: add\n`,
          'src/add.wat': expect.stringContaining('(export "add")'),
        },
      },
    });
  });

  test('makes the registry of a project that has none', () => {
    expect(registriesOf({})).toEqual(['_index.yaml']);
    expect(plan({ registry: '_index.yaml' }, {})).toMatchObject({
      ok: true,
      value: {
        id: 'app:add',
        files: { '_index.yaml': expect.stringContaining('namespace: app\n\nentries:\n  - name: add\n') },
      },
    });
  });

  test.each([
    [{ name: ' ' }, 'name', 'A function needs a name.'],
    [{ name: '2nd' }, 'name', 'A name is words of letters and digits, joined by _ or -; each begins with a letter.'],
    [{ name: 'one' }, 'name', 'There already is demo:one.'],
    [{ name: 'taken' }, 'name', 'There already is a file “src/taken.wat”.'],
    [{ signature: 'x' }, 'signature', 'A signature looks like (a: s32, b: s32) -> s32.'],
  ] as const)('is refused with a sentence below the field it is about: %j', (request, field, message) => {
    expect(plan(request)).toEqual({ ok: false, error: { field, message } });
  });

  test('is refused where the registry cannot be added to', () => {
    expect(
      plan({}, { 'src/_index.yaml': 'namespace: demo\nentries: [{name: a, kind: function.lua}]\n' }),
    ).toMatchObject({
      ok: false,
      error: { field: 'name', message: expect.stringMatching(/^The entries of src\/_index.yaml are written/) },
    });
  });
});
