import { expect, test } from 'vitest';
import { createTestKernel } from '../../testing/test-kernel.ts';

const FILES = {
  '_index.yaml': `version: "1.0"
namespace: app
entries:
  - {name: small, kind: store.memory, max_size: 2}
  - {name: store, kind: store.memory}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [store, time]
`,
};

async function run(body: string): Promise<unknown> {
  const { kernel, settle } = createTestKernel();
  const source = `local store = require("store")
local function told(value, err) return err and {err:kind(), err:message()} or value end
return { main = function() local s = store.get("app:store") ${body} end }`;
  expect(await settle(kernel.open({ ...FILES, 'main.lua': source }))).toMatchObject({ ok: true, diagnostics: [] });
  const { value, error } = await settle(kernel.call('app:main', []));
  expect(error).toBeNull();
  return value;
}

test('values are kept by key, as copies', async () => {
  expect(
    await run(`local t = {list = {1, 2}}
s:set("k", t) t.list = nil
return {s:get("k"), s:has("k"), s:has("none"), told(s:get("none")), s:delete("k"), s:delete("k"), told(s:get(""))}`),
  ).toEqual([
    { list: [1, 2] },
    true,
    false,
    ['NotFound', 'key not found: none'],
    true,
    false,
    ['Invalid', 'key required'],
  ]);
});

test('all functions of a project share a store, across calls', async () => {
  const { kernel, settle } = createTestKernel();
  const source = `local store = require("store")
return { main = function() local s = store.get("app:store") s:set("n", (s:get("n") or 0) + 1) return s:get("n") end }`;
  await settle(kernel.open({ ...FILES, 'main.lua': source }));
  await settle(kernel.call('app:main', []));
  expect((await settle(kernel.call('app:main', []))).value).toBe(2);
});

test('a value lives as long as it was said', async () => {
  expect(
    await run(`local time = require("time")
s:set("k", "v", 10) s:set("other", "v")
local ttl = s:entry("k").ttl
time.sleep("9s") local before = s:get("k")
time.sleep("2s") return {ttl, before, told(s:get("k")), s:list(), s:info().size}`),
  ).toEqual([10, 'v', ['NotFound', 'key not found: k'], ['other'], 1]);
});

test('a value is put where the conditions hold', async () => {
  expect(
    await run(`local one = s:put("k", 1, {only_if_absent = true})
return {one, told(s:put("k", 2, {only_if_absent = true})), told(s:put("k", 2, {if_version = one + 5})), s:put("k", 3, {if_version = one}) > one, s:get("k"), s:entry("k").value}`),
  ).toEqual([1, ['AlreadyExists', 'key already exists: k'], ['Conflict', 'version of key has changed: k'], true, 3, 3]);
});

test('keys are listed by prefix, in order and in portions', async () => {
  expect(
    await run(`for _, k in ipairs({"b2", "a", "b1", "b3"}) do s:set(k, true) end
return {s:list(), s:list({prefix = "b", limit = 2}), s:list({prefix = "b", after = "b2"})}`),
  ).toEqual([['a', 'b1', 'b2', 'b3'], ['b1', 'b2'], ['b3']]);
});

test('a store is bounded in keys and in bytes, and refuses after it was let go', async () => {
  expect(
    await run(`local small = store.get("app:small")
small:set("a", 1) small:set("b", 1)
local full = told(small:set("c", 1))
local again = small:set("b", 2)
local large = told(s:set("k", ("x"):rep(17000000)))
s:release()
return {full, again, large, told(s:get("k")), told(store.get("app:none")), told(store.get(""))}`),
  ).toEqual([
    ['Unavailable', 'the store is full'],
    true,
    ['Unavailable', 'the store is full'],
    ['Invalid', 'store is released'],
    ['NotFound', 'store not found: app:none'],
    ['Invalid', 'store ID required'],
  ]);
});
