import { expect, test } from 'vitest';
import { createTestKernel } from '../../testing/test-kernel.ts';

const INDEX = `version: "1.0"
namespace: app
entries:
  - {name: processes, kind: process.host, lifecycle: {auto_start: true}}
  - {name: listener, kind: process.lua, source: file://listener.lua, method: main, modules: [events]}
  - {name: may_send, kind: security.policy, groups: [senders], policy: {actions: events.send, resources: orders, effect: allow}}
  - {name: main, kind: function.lua, source: file://main.lua, method: main, modules: [events, time, funcs, security, system]}
  - {name: other, kind: function.lua, source: file://other.lua, method: main, modules: [events]}
`;
const FILES = {
  '_index.yaml': INDEX,
  'listener.lua': `return { main = function(name)
  local sub = require("events").subscribe("orders")
  process.send(name, "ready")
  return sub:channel():receive().path
end }`,
  'other.lua': `local events = require("events")
local function told(_, err) return {err:kind(), err:message()} end
return { main = function() return {
  told(events.subscribe("orders")), told(events.send("bills", "k", "/")), (events.send("orders", "k", "/")) } end }`,
};

async function run(body: string): Promise<unknown> {
  const { kernel, settle } = createTestKernel();
  const source = `local events, time, funcs, security = require("events"), require("time"), require("funcs"), require("security")
local function told(_, err) return {err:kind(), err:message()} end
return { main = function() ${body} end }`;
  expect(await settle(kernel.open({ ...FILES, 'main.lua': source }))).toMatchObject({ ok: true, diagnostics: [] });
  const { value, error } = await settle(kernel.call('app:main', []));
  expect(error).toBeNull();
  return value;
}

test('who subscribed hears of what is sent from then on, as copies', async () => {
  expect(
    await run(`events.send("orders", "made", "/0")
local sub = events.subscribe("orders")
local data = {n = {1, 2}}
local sent = events.send("orders", "made", "/1", data)
data.n = nil
events.send("bills", "made", "/2")
events.send("orders", "paid", "/3")
local ch = sub:channel()
return {sent, (ch:receive()), (ch:receive())}`),
  ).toEqual([
    true,
    { system: 'orders', kind: 'made', path: '/1', data: { n: [1, 2] } },
    { system: 'orders', kind: 'paid', path: '/3' },
  ]);
});

test.each([
  ['orders.*', 'nil', '/1'],
  ['orders.**', 'nil', '/1/2'],
  ['*', 'nil', '/3'],
  ['**', 'nil', '/1/2/3'],
  ['orders', '"made"', ''],
  ['**', '"paid"', '/2'],
  ['orders.(eu)', 'nil', ''],
])('the system %s with the kind %s is told of what fits', async (system, kind, paths) => {
  expect(
    await run(`local sub = events.subscribe("${system}", ${kind})
events.send("orders.eu", "made", "/1") events.send("orders.eu.de", "paid", "/2") events.send("x", "y", "/3")
time.sleep("1ms") sub:close()
local got, ch = "", sub:channel()
for _ = 1, 9 do local event, ok = ch:receive() if not ok then break end got = got .. event.path end
return got`),
  ).toBe(paths);
});

test('what nobody takes is kept up to 64 events, and the rest is dropped', async () => {
  expect(
    await run(`local sub = events.subscribe("s")
for i = 1, 100 do events.send("s", "k", tostring(i)) end
time.sleep("1ms") sub:close() sub:close()
local count, ch = 0, sub:channel()
while true do local _, ok = ch:receive() if not ok then return count end count = count + 1 end`),
  ).toBe(64);
});

test('a process hears of what a function sends', async () => {
  expect(
    await run(`local inbox = process.inbox()
local pid = process.spawn_monitored("app:listener", "app:processes", process.pid())
inbox:receive() events.send("orders", "made", "/7")
return process.events():receive().result.value`),
  ).toBe('/7');
});

test('what is missing and what is not allowed is refused', async () => {
  expect(
    await run(`local other = funcs.new():with_actor(security.new_actor("a")):with_scope(security.named_scope("app:senders"))
return {told(events.subscribe("")), told(events.send("", "k", "/")), told(events.send("s", "", "/")), told(events.send("s", "k", "")),
  other:call("app:other")}`),
  ).toEqual([
    ['Invalid', 'system is required'],
    ['Invalid', 'system is required'],
    ['Invalid', 'kind is required'],
    ['Invalid', 'path is required'],
    [
      ['Invalid', 'not allowed to subscribe to events of system: orders'],
      ['Invalid', 'not allowed to send events to system: bills'],
      true,
    ],
  ]);
});

test('there are a thousand subscriptions at most, and a call that ends gives its own back', async () => {
  expect(
    await run(`for i = 1, 1000 do events.subscribe("s") end
return {told(events.subscribe("s"))}`),
  ).toEqual([['LimitExceeded', 'too many subscriptions to events']]);
});

test('what is subscribed to has a bounded number of parts and characters', async () => {
  expect(
    await run(`local function parts(n) return ("a."):rep(n - 1) .. "a" end
local sub = events.subscribe(parts(32), parts(32))
events.send(parts(33), parts(32), "/1") events.send(parts(32), parts(40), "/2") events.send(parts(32), parts(32), "/3")
return {sub:channel():receive().path, told(events.subscribe(parts(33))), told(events.subscribe("a", parts(33))),
  told(events.subscribe(("a"):rep(1001)))}`),
  ).toEqual([
    '/3',
    ['Invalid', 'system of more than 32 parts or 1000 characters cannot be subscribed to'],
    ['Invalid', 'kind of more than 32 parts or 1000 characters cannot be subscribed to'],
    ['Invalid', 'system of more than 32 parts or 1000 characters cannot be subscribed to'],
  ]);
});

test('what is subscribed to counts as memory of who subscribes', async () => {
  const bytes = await run(`local allocated = require("system").memory.allocated
local function take(kind)
  local before, subs = allocated(), {}
  for i = 1, 100 do subs[i] = events.subscribe("s", kind) end
  return allocated() - before
end
local short = take("k")
return take(("k"):rep(1000)) - short`);
  expect(bytes).toBeGreaterThan(190_000);
});

test('changes of the project are told of as the registry and the supervisor name them', async () => {
  const { kernel, settle } = createTestKernel();
  const entry = (fields: string): string => `  - {${fields}}\n`;
  const fn = (name: string, source: string): string =>
    entry(`name: ${name}, kind: function.lua, method: main, modules: [events], source: ${JSON.stringify(source)}`);
  const waits = `local events = require("events")
return { main = function()
  local all, only = events.subscribe("*"), events.subscribe("registry", "entry.delete")
  local seen = {}
  repeat
    local one = all:channel():receive()
    seen[#seen + 1] = one.system .. " " .. one.kind .. " " .. one.path .. " " .. tostring(one.data)
  until one.kind == "registry.commit"
  return {seen, (only:channel():receive()).path}
end }`;
  const project = (...entries: string[]) => ({
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${fn('main', waits)}${entries.join('')}`,
  });
  const host = (fields = ''): string => entry(`name: host, kind: process.host, lifecycle: {auto_start: true}${fields}`);
  const before = project(
    host(),
    fn('gone', 'return 1'),
    fn('kept', 'return 1'),
    entry('name: data, kind: registry.entry, a: 1'),
  );
  const after = project(
    host().replace('true', 'false'),
    fn('kept', 'return 1'),
    entry('name: data, kind: registry.entry, a: 2'),
    entry('name: new, kind: http.service, addr: ":1"'),
  );
  expect(await settle(kernel.open(before))).toMatchObject({ ok: true });
  const called = kernel.call('app:main', []);
  kernel.turn(0);
  await settle(kernel.apply(before));
  await settle(kernel.apply({ ...after, '_index.yaml': `${after['_index.yaml']}  - {name: bad}\n` }));
  expect(await settle(kernel.apply(after))).toMatchObject({ ok: true });
  expect((await settle(called)).value).toEqual([
    [
      'registry registry.begin  nil',
      'registry entry.delete app:gone nil',
      'registry entry.accept app:gone nil',
      'registry entry.update app:data nil',
      'registry entry.accept app:data nil',
      'registry entry.update app:host nil',
      'supervisor service.update app:host nil',
      'registry entry.accept app:host nil',
      'registry entry.create app:new nil',
      'supervisor service.register app:new nil',
      'registry entry.accept app:new nil',
      'registry registry.commit  nil',
    ],
    'app:gone',
  ]);
});

test('of a change with more entries than a subscription holds, all that listen hear the end', async () => {
  const { kernel, settle } = createTestKernel();
  const waits = `local events = require("events")
return { main = function()
  local mail, count = events.subscribe("registry"):channel(), 0
  repeat
    local one = mail:receive()
    count = count + 1
  until one.kind == "registry.commit"
  return count
end }`;
  const project = (count: number) => ({
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n  - {name: main, kind: function.lua, method: main, modules: [events], source: ${JSON.stringify(waits)}}\n${Array.from({ length: count }, (_, index) => `  - {name: e${index}, kind: registry.entry}\n`).join('')}`,
  });
  await settle(kernel.open(project(0)));
  const called = kernel.call('app:main', []);
  kernel.turn(0);
  expect(await settle(kernel.apply(project(200)))).toMatchObject({ ok: true });
  // Those of a portion that the channel has no room for are dropped, as of any sender; the end comes by itself.
  expect((await settle(called)).value).toBeGreaterThan(64);
});
