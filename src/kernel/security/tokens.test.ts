/** spec/lua-modules §7: token stores. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { loadRegistry } from '../../project/kinds/load-registry.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { main } from '../testing/lua-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { TokenStore } from './tokens.ts';

const INDEX = `version: "1.0"
namespace: app
entries:
  - {name: data, kind: store.memory}
  - {name: tokens, kind: security.token_store, store: data, token_length: 16, default_expiration: 1m, token_key: secret}
  - {name: all, kind: security.policy, groups: [all], policy: {actions: "*", resources: "*", effect: allow}}
  - {name: get, kind: security.policy, groups: [get], policy: {actions: "security.token_store.get", resources: "*", effect: allow}}
  - {name: main, kind: function.lua, method: main, modules: [security, time, funcs, errors], source: file://main.lua}
  - {name: inner, kind: function.lua, method: main, modules: [security], source: file://inner.lua}
`;

const PREPARED = `local store = security.token_store("app:tokens") local ann = security.new_actor("ann", {role = "admin"})
  local scope = security.named_scope("app:all")
  local function told(err) return err and err:kind() .. " " .. err:message() or "none" end `;

async function answer(body: string, inner = ''): Promise<PlainValue> {
  const { kernel, settle } = createTestKernel();
  const files = { '_index.yaml': INDEX, 'main.lua': main(PREPARED + body), 'inner.lua': main(inner) };
  await settle(kernel.open(files));
  const { value, error } = await settle(kernel.call('app:main', []));
  expect(error).toBeNull();
  return value;
}

describe('a token', () => {
  test.each<readonly [string, string, PlainValue]>([
    [
      'stands for its actor and scope',
      `local token, err = store:create(ann, scope, {meta = {from = "test"}}) local actor, found, e = store:validate(token)
        return {#token, told(err), actor:id(), actor:meta().role, found:evaluate(actor, "a", "r"), told(e)}`,
      [32, 'none', 'ann', 'admin', 'allow', 'none'],
    ],
    [
      'that nobody made is none',
      'local actor, found, e = store:validate("x") return {actor == nil, found == nil, told(e)}',
      [true, true, 'Invalid invalid token'],
    ],
    [
      'is revoked once',
      `local token = store:create(ann, scope) local first, e = store:revoke(token) local second = store:revoke(token)
        return {first, told(e), second, told(select(3, store:validate(token)))}`,
      [true, 'none', false, 'Invalid invalid token'],
    ],
    [
      'expires as it or its store says',
      `local short = store:create(ann, scope, {expiration = "1s"}) time.sleep("2s") local first = told(select(3, store:validate(short)))
        local long = store:create(ann, scope) time.sleep("59s") local still = told(select(3, store:validate(long))) time.sleep("1s")
        return {first, still, told(select(3, store:validate(long)))}`,
      ['Invalid token expired', 'none', 'Invalid token expired'],
    ],
    [
      'takes no expiration that is none',
      `local a, b = select(2, store:create(ann, scope, {expiration = "soon"})), select(2, store:create(ann, scope, {expiration = 0}))
        return {told(a):match("^Invalid") ~= nil, told(b)}`,
      [true, 'Invalid expiration must be > 0'],
    ],
    [
      'is asked of an open store',
      'store:close() return {told(select(2, store:create(ann, scope))), told(select(3, store:validate("x"))), told(select(2, store:revoke("x")))}',
      Array.from({ length: 3 }, () => 'Invalid token store is closed'),
    ],
    [
      'is made of an actor and a scope',
      `local ok, a = pcall(store.create, store, "ann", scope) local _, b = pcall(store.create, store, ann) local _, c = pcall(store.create, store, ann, scope, 5)
        return {(a:gsub("^.-: ", "")), (b:gsub("^.-: ", "")), (c:gsub("^.-: ", ""))}`,
      [
        'bad argument #2 to create (actor expected, got string)',
        'bad argument #3 to create (scope expected, got nil)',
        'bad argument #4 to create (table expected, got number)',
      ],
    ],
  ])('%s', async (_name, body, expected) => {
    expect(await answer(body)).toEqual(expected);
  });

  test('takes permissions: the store raises, its methods answer', async () => {
    const inner = `local s = security.token_store("app:tokens") local a, sc = security.actor(), security.scope()
      return {select(2, s:create(a, sc)):message(), select(3, s:validate("x")):message(), select(2, s:revoke("x")):message()}`;
    const asked = `return (funcs.new():with_actor(ann):with_scope(security.named_scope("app:get")):call("app:inner"))`;
    expect(await answer(asked, inner)).toEqual(
      ['create', 'validate', 'revoke'].map((what) => `not allowed to ${what} token: app:tokens`),
    );
    const refused = `local v, e = funcs.new():with_actor(ann):with_scope(security.new_scope()):call("app:inner") return e:message()`;
    expect(await answer(refused, inner)).toBe('app:inner:1: not allowed to access token store: app:tokens');
  });
});

test('a store holds so many tokens and bytes, and those that expired make room', () => {
  const clock = new FakeClock();
  let count = 0;
  const random = {
    fill: (target: Uint8Array) => {
      target.set([count & 255, count++ >> 8]);
    },
  };
  const store = new TokenStore({ id: 'app:t' as TokenStore['id'], clock, random, tokenBytes: 16, expirationMs: 1000 });
  const actor = (size: number) => ({ id: 'a', meta: { text: 'x'.repeat(size) } });
  const create = (size: number) => store.create(actor(size), { policies: [] }, { afterMs: null, meta: {} });
  for (let index = 0; index < 10_000; index++) expect(create(1).ok).toBe(true);
  expect(create(1)).toMatchObject({ ok: false, error: { kind: 'LimitExceeded', message: 'too many tokens in app:t' } });
  clock.advance(1000);
  expect(create(1).ok).toBe(true);
  expect(create(20_000_000).ok).toBe(false);
});

test.each([
  ['', 'store is required'],
  ['store: data, token_length: 15', 'token_length must be at least 16'],
  ['store: data, token_length: 1025', 'token_length must be at most 1024'],
  ['store: data, default_expiration: soon', 'invalid duration'],
  ['store: none', 'store not found: app:none'],
  ['store: all', 'store not found: app:all'],
])('a store {%s} is refused: %s', (fields, message) => {
  const index = INDEX.replace(/store: data, token_length.*secret/, fields).replace('store, }', 'store}');
  const { diagnostics } = loadRegistry({ '_index.yaml': index, 'main.lua': '', 'inner.lua': '' });
  expect(diagnostics.filter(({ severity }) => severity === 'error').map((one) => one.message)).toContain(message);
});
