import { describe, expect, it, test } from 'vitest';
import { createTestKernel } from '../../testing/test-kernel.ts';
import type { EntryId, PlainValue } from '../../../contract/api.ts';
import { gives, refuses } from '../../testing/lua-rows.ts';
import { conditionOf, matchesGlob } from './registry-filter.ts';

const PROJECT = {
  '_index.yaml': `version: "1.0"
namespace: app.lib
entries:
  - name: main
    kind: function.lua
    method: main
    modules: [registry]
    source: file://main.lua
    meta: {type: test, tags: [a, b], level: 3, deep: {name: x}}
  - {name: card, kind: registry.entry, meta: {type: card, title: "A card"}, data: {n: 1, list: [1, null, 2]}}
`,
  'main.lua': 'return { main = function() end }',
};

async function evaluate(body: string): Promise<PlainValue> {
  const { kernel, settle } = createTestKernel();
  await settle(kernel.open(PROJECT));
  const { values, error } = await settle(kernel.eval(body, 'eval'));
  expect(error).toBeNull();
  return values[0] ?? null;
}

describe('registry (lua-modules §12)', () => {
  const rows: [string, string, PlainValue][] = [
    [
      'get gives id, kind, meta and data',
      'local e = registry.get("app.lib:card") return {e.id, e.kind, e.meta.title, e.data.n, e.data.list[3], e.data.list[2] == nil}',
      ['app.lib:card', 'registry.entry', 'A card', 1, 2, true],
    ],
    [
      'the data of code has its text',
      'return registry.get("app.lib:main").data.source',
      'return { main = function() end }',
    ],
    [
      'an entry is a copy',
      'registry.get("app.lib:card").meta.title = "x" return registry.get("app.lib:card").meta.title',
      'A card',
    ],
    ['find without conditions gives all', 'return #registry.find({})', 2],
    [
      'find by kind, with a star',
      'return {#registry.find({[".kind"] = "function.*"}), #registry.find({[".kind"] = "nothing"})}',
      [1, 0],
    ],
    [
      'find by namespace, name and ID',
      'return {#registry.find({[".ns"] = "app.*"}), #registry.find({[".name"] = "c*d"}), registry.find({[".id"] = "*:main"})[1].id}',
      [2, 1, 'app.lib:main'],
    ],
    [
      'find by metadata',
      'return {registry.find({["meta.type"] = "card"})[1].id, #registry.find({["meta.level"] = 3}), #registry.find({["meta.deep.name"] = "x"}), #registry.find({["meta.level"] = "3"})}',
      ['app.lib:card', 1, 1, 0],
    ],
    ['find by several at once', 'return #registry.find({[".kind"] = "function.lua", ["meta.type"] = "card"})', 0],
    [
      'tests of text in metadata',
      'return {#registry.find({["~meta.title"] = "^A c.rd$"}), #registry.find({["*meta.title"] = "car"}), #registry.find({["^meta.title"] = "A"}), #registry.find({["$meta.title"] = "d"}), #registry.find({["$meta.title"] = "A"})}',
      [1, 1, 1, 1, 0],
    ],
    [
      'patterns may be as ambiguous as they like',
      'return #registry.find({["~meta.title"] = "^(A|A)*( |c|(c*)*)*((a|ar)*r?)*d$"})',
      1,
    ],
    [
      'a list asks for all its texts',
      'return {#registry.find({["meta.tags"] = {"a", "b"}}), #registry.find({["meta.tags"] = {"a", "c"}})}',
      [1, 0],
    ],
    [
      'other keys are ignored, as the nested form of some documentation is',
      'return {#registry.find({meta = {type = "card"}}), #registry.find({kind = "x", "y"})}',
      [2, 2],
    ],
    [
      'parse_id',
      'local a, b = registry.parse_id("a.b:c:d"), registry.parse_id("x") return {a.ns, a.name, b.ns, b.name}',
      ['a.b', 'c:d', '', 'x'],
    ],
    ['what writes is not there yet', 'return select(2, registry.snapshot()):kind()', 'Unavailable'],
  ];
  for (const [name, body, expected] of rows) test(name, async () => expect(await evaluate(body)).toEqual(expected));

  it('is as the last change left it', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open(PROJECT));
    await settle(kernel.apply({ ...PROJECT, 'main.lua': 'return { main = function() return 2 end }' }));
    const { values } = await settle(kernel.eval('return registry.get("app.lib:main").data.source', 'eval'));
    expect(values[0]).toContain('return 2');
  });
});

gives('the registry of a running function', [
  ['has the function itself', 'return registry.get("app:row0").kind', 'function.lua'],
]);

refuses('registry refuses', [
  ['registry.get("app:nobody")', { returned: 'entry not found: app:nobody', kind: 'NotFound' }],
  ['registry.get("")', { returned: 'entry not found: ', kind: 'NotFound' }],
  ['registry.get()', { raised: 'bad argument #1 to get (string expected, got nil)' }],
  ['registry.get({})', { raised: 'bad argument #1 to get (string expected, got table)' }],
  ['registry.find()', { raised: 'bad argument #1 to find (table expected, got nil)' }],
  ['registry.find("x")', { raised: 'bad argument #1 to find (table expected, got string)' }],
  ['registry.find({["~meta.x"] = "("})', { returned: 'find failed: pattern "(": ) is missing', kind: 'Internal' }],
  [
    'registry.find({["~meta.x"] = "(?=a)"})',
    { returned: 'find failed: pattern "(?=a)": unexpected (?=', kind: 'Internal' },
  ],
  ['registry.parse_id()', { raised: 'bad argument #1 to parse_id (string expected, got nil)' }],
]);

describe('conditions', () => {
  it('of stars take any text between', () => {
    const rows: [string, string, boolean][] = [
      ['abc', 'abc', true],
      ['abc', '*', true],
      ['abc', 'a*c', true],
      ['abc', 'a*b', false],
      ['abcbd', 'a*b*d', true],
      ['ab', 'ab*b', false],
      ['', '*', true],
      ['aXbX', 'a*X', true],
    ];
    for (const [text, glob, holds] of rows) expect([text, glob, matchesGlob(text, glob)]).toEqual([text, glob, holds]);
  });
  it('of names of the platform find nothing', () => {
    const entry = { id: 'a:b' as EntryId, kind: 'k', meta: {}, data: {} };
    expect(conditionOf('meta.constructor', 'x')?.(entry)).toBe(false);
    expect(conditionOf('constructor', 'x')).toBeNull();
  });
});
