/** spec/scheduler §6: who acts goes along from Lua through a component to Lua, with guests on threads of Node. */
import { afterEach, expect, it } from 'vitest';
import type { BootReport, CallResult } from '../contract/api.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';
import { examples } from './index.ts';
import { readBinary } from './testing/read-binary.ts';

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

const MAIN = `local funcs, security = require("funcs"), require("security")
return { main = function(together)
  local asked = {}
  for _, name in ipairs({ "ann", "bob", "eve" }) do
    asked[#asked + 1] = funcs.new():with_actor(security.new_actor(name)):with_scope(security.named_scope("app:all"))
      :with_context({ main = process.pid(), who = name, together = together }):async("app:relay", "app:inner", name)
  end
  local answers = {}
  for index, future in ipairs(asked) do
    future:response():receive()
    local answer, err = future:result()
    answers[index] = err and tostring(err) or answer:data()
  end
  return answers
end }
`;

/** Where two run together, nobody comes out before the other one is in; else the others wait meanwhile. */
const INNER = `local time, ctx, security = require("time"), require("ctx"), require("security")
return { main = function(name)
  local others = { ann = "bob", bob = "ann" }
  process.registry.register(name, (ctx.get("main")))
  time.sleep("5ms")
  while ctx.get("together") and not process.registry.lookup(others[name]) do time.sleep("1ms") end
  return name .. " is " .. security.actor():id() .. " and " .. (ctx.get("who"))
end }
`;

const ENTRIES = `
  - {name: inner, kind: function.lua, source: file://inner.lua, method: main, modules: [time, ctx, security]}
  - {name: asks, kind: function.lua, source: file://asks.lua, method: main, modules: [funcs, security]}
  - {name: may, kind: security.policy, groups: [all], policy: {actions: "*", resources: "*", effect: allow}}
  - name: eve_may_not
    kind: security.policy
    groups: [all]
    policy:
      actions: funcs.call
      resources: app:inner
      effect: deny
      conditions: [{field: actor.id, operator: eq, value: eve}]
`;

it.each([
  ['{type: inline}', false],
  ['{type: lazy, max_size: 2}', true],
  ['{type: static, size: 2}', true],
])(
  'callers of one component, in the pool %s (together: %s), keep who they are, and one of them is denied',
  async (pool, together) => {
    const page = new NodePage(await bundleGuest());
    pages.push(page);
    const files = await examples.find(({ id }) => id === 'callback')!.files(readBinary);
    const index = String(files['_index.yaml']).replace('imports: [funcs]', `imports: [funcs]\n    pool: ${pool}`);
    const project = { ...files, '_index.yaml': `${index}${ENTRIES}`, 'asks.lua': MAIN, 'inner.lua': INNER };
    const report = await page.request<BootReport>({ method: 'open', params: { files: project } });
    expect(report.diagnostics).toEqual([]);
    const result = await page.request<CallResult>({ method: 'call', params: { target: 'app:asks', args: [together] } });
    expect(result).toMatchObject({
      value: ['ann is ann and ann', 'bob is bob and bob', expect.stringContaining('not allowed: app:inner')],
      error: null,
    });
  },
);
