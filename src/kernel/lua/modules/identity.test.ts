/** spec/lua-modules §0, §1, §6, §7: every function about identity, with every wrong argument. */
import { refuses, type Refusal } from '../../testing/lua-rows.ts';

const ACTOR = 'security.new_actor("a")';
const SCOPE = 'security.new_scope()';
const EXECUTOR = 'funcs.new()';

const bad = (index: number, name: string, expected: string, got: string): Refusal => ({
  raised: `bad argument #${index} to ${name} (${expected} expected, got ${got})`,
});

/** The call with the argument left out, nil, and of a type that it is not. */
function wrong(
  open: string,
  before: readonly string[],
  { index, name, expected }: { readonly index: number; readonly name: string; readonly expected: string },
): [string, Refusal][] {
  const call = (last: string | null): string => `${open}(${[...before, ...(last === null ? [] : [last])].join(', ')})`;
  return [
    [call(null), bad(index, name, expected, 'nil')],
    [call('nil'), bad(index, name, expected, 'nil')],
    [call('true'), bad(index, name, expected, 'boolean')],
    [call('print'), bad(index, name, expected, 'function')],
  ];
}

const text = (index: number, name: string) => ({ index, name, expected: 'string' });

refuses('wrong arguments about identity', [
  ...wrong('ctx.get', [], text(1, 'get')),
  ...wrong('security.can', [], text(1, 'can')),
  ...wrong('security.can', ['"a"'], text(2, 'can')),
  ['security.can("a", "r", 1)', bad(3, 'can', 'table', 'number')],
  ...wrong('security.new_actor', [], text(1, 'new_actor')),
  ['security.new_actor("a", "x")', bad(2, 'new_actor', 'table', 'string')],
  ['security.new_scope(1)', bad(1, 'new_scope', 'table', 'number')],
  ['security.new_scope({ 1 })', { raised: 'bad argument #1 to new_scope (policy expected at 1, got number)' }],
  ...wrong('security.policy', [], text(1, 'policy')),
  ...wrong('security.named_scope', [], text(1, 'named_scope')),
  ...wrong(`${SCOPE}:with`, [], { index: 2, name: 'with', expected: 'policy' }),
  ...wrong(`${SCOPE}:without`, [], text(2, 'without')),
  ...wrong(`${SCOPE}:contains`, [], text(2, 'contains')),
  ...wrong(`${SCOPE}:evaluate`, [], { index: 2, name: 'evaluate', expected: 'actor' }),
  ...wrong(`${SCOPE}:evaluate`, [ACTOR], text(3, 'evaluate')),
  ...wrong(`${SCOPE}:evaluate`, [ACTOR, '"a"'], text(4, 'evaluate')),
  [`${SCOPE}:evaluate(${ACTOR}, "a", "r", 1)`, bad(5, 'evaluate', 'table', 'number')],
  ...wrong(`${EXECUTOR}:with_context`, [], { index: 2, name: 'with_context', expected: 'table' }),
  ...wrong(`${EXECUTOR}:with_options`, [], { index: 2, name: 'with_options', expected: 'table' }),
  [`${EXECUTOR}:with_actor()`, { raised: 'actor cannot be nil' }],
  [`${EXECUTOR}:with_actor(${SCOPE})`, bad(2, 'with_actor', 'actor', 'userdata')],
  [`${EXECUTOR}:with_scope()`, { raised: 'scope cannot be nil' }],
  [`${EXECUTOR}:with_scope(${ACTOR})`, bad(2, 'with_scope', 'scope', 'userdata')],
  [
    `${EXECUTOR}:with_options({ retry = 1 })`,
    { raised: 'bad argument #2 to with_options (retry: table expected, got number)' },
  ],
  [
    `${EXECUTOR}:with_options({ retry = { max_attempts = "x" } })`,
    { raised: 'bad argument #2 to with_options (retry.max_attempts: number expected, got string)' },
  ],
  ['ctx.get("")', { returned: 'empty key' }],
  ['ctx.get("x")', { returned: 'key not found: x', kind: 'NotFound' }],
  ['security.policy("app:none")', { returned: 'policy not found: app:none' }],
  ['security.named_scope("none")', { returned: 'policy group not found: none' }],
  ...wrong('security.token_store', [], text(1, 'token_store')),
  ['security.token_store("")', { returned: 'token store ID required' }],
  ['security.token_store("app:t")', { returned: 'token store not found: app:t', kind: 'Internal', retryable: null }],
]);
