import { expect, it } from 'vitest';
import { ask, labels, shown, formatted } from '../testing/at.ts';

const wit = (text: string): Record<string, string> => ({ 't.wit': text });
const SHAPES = '/// How large.\nrecord size {\n  width: f64,\n}\narea: func(s: size) -> f64;\n';

it('offers types where types stand, and statements elsewhere', () => {
  expect(labels(wit(`${SHAPES}next: func(a: ¦)`))).toEqual(expect.arrayContaining(['size', 's32', 'list']));
  expect(labels(wit(`${SHAPES}next: func(a: list<¦>)`))).toEqual(expect.arrayContaining(['size', 's32']));
  expect(labels(wit(`${SHAPES}¦`))).toEqual(expect.arrayContaining(['record', 'func', 'interface']));
  expect(labels(wit(`${SHAPES}// ¦`))).toEqual([]);
});

it('offers signatures that fit the exports of the module', () => {
  const files = {
    't.wit': '¦',
    'm.wat': '(module (func (export "add") (param i32 i64) (result f32)))',
    '_index.yaml':
      'namespace: app\nentries:\n  - name: add\n    kind: function.wat\n    source: file://m.wat\n    wit: file://t.wit\n    method: add\n',
  };
  expect(labels(files)[0]).toBe('add: func(a: s32, b: s64) -> f32');
});

it('tells what types are, and leads to where they are made', () => {
  expect(ask('hover', wit('f: func(a: s3¦2);'))?.text).toContain('2 147 483 647');
  const files = wit(SHAPES.replace('s: size', 's: si¦ze'));
  expect(ask('hover', files)?.text).toMatch(/record size \{\n {2}width: f64,\n\}[^]*How large/);
  expect(shown(files, ask('definition', files))).toEqual(['t.wit: size']);
  expect(ask('references', files)).toHaveLength(2);
});

it('lists functions and types as symbols', () => {
  expect(ask('symbols', wit(`¦${SHAPES}`)).map(({ name }) => name)).toEqual(['size', 'area']);
});

it('indents by braces, keeps comments, and is done after once', () => {
  const format = (text: string): string => formatted('t.wit', text);
  const once = format('interface a {\n// about {\n      record b {\n x: u8, \n}\n}\n');
  expect(once).toBe('interface a {\n  // about {\n  record b {\n    x: u8,\n  }\n}\n');
  expect(format(once)).toBe(once);
});

it('renames a type in its places, and no field, case or parameter that is called the same', () => {
  const text =
    '// size\nrecord si¦ze {\n  size: f64,\n}\nenum part {\n  size,\n}\nvariant v {\n  size(size),\n}\nf: func(size: size, b: list<size>, c: result<u8, size>) -> size;\n';
  const files = wit(text);
  const answer = ask('rename', files, { newName: 'extent' });
  if (!answer.ok) throw new Error(answer.message);
  const plain = text.replace('¦', '');
  const renamed = answer.edits
    .toReversed()
    .reduce((all, one) => all.slice(0, one.start) + one.text + all.slice(one.end), plain);
  expect(renamed).toBe(
    '// size\nrecord extent {\n  size: f64,\n}\nenum part {\n  size,\n}\nvariant v {\n  size(extent),\n}\nf: func(size: extent, b: list<extent>, c: result<u8, extent>) -> extent;\n',
  );
});

it.each([
  ['record ¦a {\n x: u8,\n}\nrecord b {\n y: a,\n}', 'b', 'another b'],
  ['record ¦a {\n x: u8,\n}', 'list', 'word of WIT'],
  ['record ¦a {\n x: u8,\n}', 'A b', 'hyphens'],
  ['record a {\n ¦x: u8,\n}', 'y', 'only names of types'],
  ['interface i {\n use j.{a};\n record ¦b {\n x: a,\n}\n}', 'c', 'by hand'],
])('does not rename where that would change what is meant: %j to %s', (text, newName, message) => {
  expect(ask('rename', wit(text), { newName })).toEqual({ ok: false, message: expect.stringContaining(message) });
});
