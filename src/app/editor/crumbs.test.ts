import { expect, test } from 'vitest';
import type { TextSymbol } from '../../contract/help.ts';
import { readDefinitions } from '../model/definitions.ts';
import { crumbsAt, entriesOf, namespaceOf } from './crumbs.ts';

function symbol(name: string, start: number, end: number, children: readonly TextSymbol[] = []): TextSymbol {
  return { name, detail: '', kind: 'function', range: { start, end }, selection: { start, end: start + 1 }, children };
}

const inner = symbol('inner', 12, 18);
const outer = symbol('outer', 10, 20, [inner]);
const other = symbol('other', 30, 40);
const at = (offset: number): unknown[] =>
  crumbsAt([outer, other], offset).map(({ current, siblings }) => [current?.name ?? null, siblings.length]);

test('a place is in the symbols around it, and what is beside them is offered', () => {
  expect(at(15)).toEqual([
    ['outer', 2],
    ['inner', 1],
  ]);
  expect(at(11)).toEqual([
    ['outer', 2],
    [null, 1],
  ]);
  expect(at(25)).toEqual([[null, 2]]);
  expect(at(35)).toEqual([['other', 2]]);
  expect(crumbsAt([], 0)).toEqual([]);
});

test('a source has the namespace and the entries that it is of', () => {
  const definitions = readDefinitions(
    '_index.yaml',
    'version: "1.0"\nnamespace: app\nentries:\n  - name: a\n    kind: function.lua\n    source: file://a.lua\n  - name: b\n    kind: function.lua\n    source: file://a.lua\n',
  );
  expect(namespaceOf('_index.yaml', definitions)).toBe('app');
  expect(namespaceOf('a.lua', definitions)).toBe('app');
  expect(namespaceOf('b.lua', definitions)).toBeNull();
  expect(entriesOf('a.lua', definitions).map(({ id }) => id)).toEqual(['app:a', 'app:b']);
});
