import { expect, test } from 'vitest';
import { fakeComponent, fakeCore } from '../testing/fake-binaries.ts';
import { buildSources, entryWit, isComponentText, outputPath, witFor, witSources, worldsOf } from './build-sources.ts';

const files = {
  '_index.yaml':
    'namespace: app\nentries:\n  - name: inline\n    kind: function.wat\n    source: |\n      (module\n        (func))\n\n    method: f\n  - name: outside\n    kind: function.wat\n    source: file://b.wat\n  - name: other\n    kind: x\n    source: |\n      no\n',
  'src/b.wat': '(module)',
  'a.wat': '(component)',
  'wasm/core.wasm': fakeCore,
  'wasm/done.wasm': fakeComponent,
  'wit/b.wit': 'world b {}',
  'readme.md': '',
};

test('files of text, texts in entries and core modules can be built', () => {
  const sources = buildSources(files);
  expect(sources.map((source) => source.title)).toEqual(['a.wat', 'src/b.wat', 'app:inline', 'wasm/core.wasm']);
  expect(sources[2]).toMatchObject({
    file: '_index.yaml',
    content: '(module\n  (func))\n',
    offset: { line: 6, indent: 6 },
  });
  expect(sources.map(outputPath)).toEqual([
    'wasm/a.wasm',
    'wasm/b.wasm',
    'wasm/inline.wasm',
    'wasm/core.component.wasm',
  ]);
});

test('the text of a component is known, also below comments', () => {
  expect(isComponentText('  ;; made by hand\n(; block ;)\n(component)')).toBe(true);
  expect(isComponentText('(module) ;; (component')).toBe(false);
  expect(isComponentText(fakeCore)).toBe(false);
});

test('worlds are found by their names, not in comments', () => {
  expect(
    worldsOf(
      'package a:b;\n// world no {\n/* world nor { */\nworld one {}\ninterface i { record world-like { x: u8 } }\nworld %two-three\n{ }',
    ),
  ).toEqual(['one', 'two-three']);
  expect(worldsOf('add: func();')).toEqual([]);
});

test('a source is offered the WIT of its name, or the only one', () => {
  const [, b, inline] = buildSources(files);
  const wits = witSources(files);
  expect(b && witFor(b, [...wits, { id: 'x.wit', title: 'x.wit', file: 'x.wit', text: '', entry: null }])?.file).toBe(
    'wit/b.wit',
  );
  expect(inline && witFor(inline, wits)?.file).toBe('wit/b.wit');
  expect(inline && witFor(inline, [])).toBeNull();
});

test('a source has the WIT of its entries, be it a file, a line, a block, an alias or several', () => {
  const index = `namespace: app
entries:
  - name: a
    kind: function.wat
    source: file://one.wat
    wit: "a: func()"
  - name: b
    kind: function.wat
    source: file://one.wat
    wit: |
      b: func();
  - name: c
    kind: function.wat
    source: file://two.wat
    wit: &types file://types.wit
  - name: d
    kind: function.wat
    source: file://two.wat
    wit: *types
  - name: e
    kind: function.wat
    wit: "e: func()"
    source: |
      (module)
`;
  const own = {
    'src/_index.yaml': index,
    'src/one.wat': '',
    'src/two.wat': '',
    'src/types.wit': 'c: func();',
    'src/three.wat': '',
  };
  const found = Object.fromEntries(buildSources(own).map((source) => [source.title, entryWit(source, own)]));
  expect(found).toEqual({
    'src/one.wat': {
      id: '//entry',
      title: 'wit of app:a, app:b',
      file: 'src/_index.yaml',
      text: 'a: func();\nb: func();',
      entry: { line: 3, column: 5 },
    },
    'src/two.wat': {
      id: 'src/types.wit',
      title: 'src/types.wit',
      file: 'src/types.wit',
      text: 'c: func();',
      entry: null,
    },
    'src/three.wat': null,
    'app:e': {
      id: '//entry',
      title: 'wit of app:e',
      file: 'src/_index.yaml',
      text: 'e: func();',
      entry: { line: 20, column: 5 },
    },
  });
});
