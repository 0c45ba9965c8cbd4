/** spec/lua-modules §7, spec/registry §4.7: what policies and their expressions say. */
import { describe, expect, test } from 'vitest';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { loadRegistry } from '../../project/kinds/load-registry.ts';
import type { AccessRequest } from './context.ts';
import { compileExpression } from './expression.ts';
import { createPermissions } from './permissions.ts';
import { createPolicy } from './policy.ts';

const REQUEST: AccessRequest = {
  actor: { id: 'ann', meta: { role: 'admin', age: 30, tags: ['a', 'b'], 'two words': 1 } },
  action: 'http_client.request',
  resource: 'https://x.test/a',
  meta: { owner: 'ann', method: 'GET', size: 5, none: null },
};

const rules = {
  id: 'app:p' as EntryId,
  actions: ['*'],
  resources: ['*'],
  effect: 'allow',
  conditions: [],
} as const;

test.each([
  ['*', true],
  ['http_client.request', true],
  ['http_client.*', true],
  ['http*', true],
  ['http_client', false],
  ['*.request', false],
  ['', false],
])('the pattern %j fits an action: %s', (pattern, fits) => {
  expect(createPolicy({ ...rules, actions: ['no', pattern] }).evaluate(REQUEST)).toBe(fits ? 'allow' : 'undefined');
});

const CONDITIONS: readonly (readonly [field: string, operator: string, value: PlainValue, holds: boolean])[] = [
  ['actor.id', 'eq', 'ann', true],
  ['actor.meta.role', 'ne', 'user', true],
  ['actor.meta.age', 'lt', 31, true],
  ['actor.meta.age', 'gt', 30, false],
  ['actor.meta.age', 'lte', 30, true],
  ['actor.meta.age', 'gte', 31, false],
  ['actor.meta.age', 'gte', '3', false],
  ['action', 'in', ['x', 'http_client.request'], true],
  ['action', 'nin', ['x'], true],
  ['meta.owner', 'exists', null, true],
  ['meta.none', 'exists', null, false],
  ['meta.constructor', 'nexists', null, true],
  ['actor.meta.tags', 'contains', 'b', true],
  ['resource', 'contains', 'x.test', true],
  ['resource', 'ncontains', 'y.test', true],
  ['resource', 'matches', '^https://x[.]test/', true],
  ['resource', 'nmatches', '^http://', true],
  ['resource', 'matches', '(h+)+$', false],
  ['resource', 'matches', '(h|h)*t+p', true],
  ['meta.size', 'nmatches', '5', true],
  ['other', 'eq', 'x', false],
  ['actor.id', 'unheard of', 'ann', false],
];
test.each(CONDITIONS)('%s %s %j: %s', (field, operator, value, holds) => {
  const policy = createPolicy({ ...rules, conditions: [{ field, operator, value, valueFrom: null }] });
  expect(policy.evaluate(REQUEST)).toBe(holds ? 'allow' : 'undefined');
});

describe('a policy whose pattern is none', () => {
  const matching = (operator: string, effect: 'allow' | 'deny') =>
    createPolicy({
      ...rules,
      effect,
      conditions: [{ field: 'resource', operator, value: null, valueFrom: 'meta.pattern' }],
    });
  const request = { ...REQUEST, meta: { pattern: '(?=h)' } };
  test.each(['matches', 'nmatches'])('denies with %s where it denies, and does not allow', (operator) => {
    expect(matching(operator, 'deny').evaluate(request)).toBe('deny');
    expect(matching(operator, 'allow').evaluate(request)).toBe('undefined');
  });

  test('does so too by its expression, negated or not', () => {
    for (const text of ['resource matches meta.pattern', 'not (resource matches meta.pattern)']) {
      const compiled = compileExpression(text);
      if (!compiled.ok) throw new Error(compiled.error);
      const holds = (asked: AccessRequest) => compiled.value(asked) === true;
      expect(createPolicy({ ...rules, effect: 'deny', holds }).evaluate(request)).toBe('deny');
      expect(createPolicy({ ...rules, effect: 'allow', holds }).evaluate(request)).toBe('undefined');
    }
  });
});

test('a denial by pattern holds of a text of any length', () => {
  const conditions = [{ field: 'resource', operator: 'matches', value: '^https://[^/]*[.]test/.*$', valueFrom: null }];
  const policy = createPolicy({ ...rules, effect: 'deny', conditions });
  expect(policy.evaluate({ ...REQUEST, resource: `https://x.test/${'a'.repeat(50_000)}` })).toBe('deny');
});

test.each<readonly [text: string, value: PlainValue]>([
  ['actor.meta.role == "admin" && meta.size < 10', true],
  ["actor.id == meta.owner and not (action startsWith 'http_server')", true],
  ['"b" in actor.meta.tags or false', true],
  ['"c" not in actor.meta.tags', true],
  ['1 + 2 * 3 - 4 % 3 == 6 && (1 + 2) * 3 == 9', true],
  ['meta.size > 3 ? "large" : "small"', 'large'],
  ['len(actor.meta.tags) == 2 && upper(actor.id) == "ANN" && trim(" a ") == "a"', true],
  ['resource matches "^https" && resource endsWith "/a" && resource contains "x."', true],
  ['action in ["a", "http_client.request"]', true],
  ['actor.meta["two words"] == 1 && actor.meta.tags[1] == "b"', true],
  ['meta.missing.deeper == nil && !meta.missing', true],
  ['-meta.size < 0', true],
])('%s is %j', (text, value) => {
  const compiled = compileExpression(text);
  expect(compiled).toMatchObject({ ok: true });
  if (compiled.ok) expect(compiled.value(REQUEST)).toEqual(value);
});

test.each([
  ['', 'unexpected end'],
  ['actor.', 'a name is missing after .'],
  ['user.id == 1', 'unknown name user'],
  ['(1', ') is missing'],
  ['1 1', 'unexpected 1'],
  ['len()', 'len takes one argument'],
  ['a # b', 'unexpected # b'],
  ['action matches "(?=a)"', 'invalid pattern: unexpected (?='],
  ['action not matches "["', 'invalid pattern: unexpected ['],
  ['('.repeat(200), 'nested deeper than 100'],
  ['1'.repeat(20_000), 'longer than 10000 characters'],
])('%.20j is refused: %s', (text, message) => {
  expect(compileExpression(text)).toEqual({ ok: false, error: message });
});

describe('permissions', () => {
  const context = { actor: REQUEST.actor, scope: { policies: [createPolicy(rules)] }, values: new Map() };
  test.each([
    [context, false, true],
    [{ ...context, scope: { policies: [] } }, false, false],
    [
      { ...context, scope: { policies: [createPolicy(rules), createPolicy({ ...rules, effect: 'deny' })] } },
      false,
      false,
    ],
    [{ ...context, actor: null }, false, true],
    [{ ...context, scope: null }, true, false],
  ])('case %#', (given, isStrict, may) => {
    expect(createPermissions({ isStrict }).may(given, 'a', 'r')).toBe(may);
  });
});

test.each([
  ['actions: "*", resources: "*"', 'invalid policy effect: '],
  ['actions: "*", resources: "*", effect: maybe', 'invalid policy effect: maybe'],
  ['actions: "", resources: "*", effect: allow', 'actions string cannot be empty'],
  ['actions: [], resources: "*", effect: allow', 'actions list cannot be empty'],
  ['actions: 5, resources: "*", effect: allow', 'actions must be a string or list'],
  ['actions: a, resources: "", effect: allow', 'resources string cannot be empty'],
  ['actions: a, resources: [], effect: allow', 'resources list cannot be empty'],
  ['actions: a, resources: {}, effect: allow', 'resources must be a string or list'],
  ['actions: a, resources: b, effect: allow, conditions: [{operator: eq, value: 1}]', 'condition 0: field is required'],
  [
    'actions: a, resources: b, effect: allow, conditions: [{field: action, value: 1}]',
    'condition 0: operator is required',
  ],
  [
    'actions: a, resources: b, effect: allow, conditions: [{field: action, operator: eq}]',
    'condition 0: value or value_from is required',
  ],
  [
    'actions: a, resources: b, effect: deny, conditions: [{field: action, operator: nmatches, value: "(a)\\\\1"}]',
    'condition 0: invalid pattern: unsupported escape: \\1',
  ],
  [
    'actions: a, resources: b, effect: deny, conditions: [{field: action, operator: matches, value: 5}]',
    'condition 0: the pattern must be a string',
  ],
])('a policy {%s} is refused', (policy, message) => {
  const index = `version: "1.0"\nnamespace: app\nentries:\n  - {name: p, kind: security.policy, policy: {${policy}}}\n`;
  const { diagnostics } = loadRegistry({ '_index.yaml': index });
  expect(diagnostics.map((one) => one.message)).toEqual([message]);
});

test('a pattern that is none is marked where it stands', () => {
  const index = `version: "1.0"
namespace: app
entries:
  - name: p
    kind: security.policy
    policy:
      actions: "*"
      resources: "*"
      effect: deny
      conditions:
        - {field: resource, operator: matches, value: "(?!x)"}
`;
  const { diagnostics, ok } = loadRegistry({ '_index.yaml': index });
  expect(ok).toBe(false);
  expect(diagnostics).toMatchObject([
    { severity: 'error', code: 'invalid-policy', line: 11, column: 55, entry: 'app:p' },
  ]);
});
