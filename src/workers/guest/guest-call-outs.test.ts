/** Components that call functions of their application (spec/hosts §9), on threads of their own. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallResult, PlainValue, ProjectFiles } from '../../contract/api.ts';
import { sha256 } from '../../kernel/testing/digest.ts';
import { createNodeKernel, type NodeKernel } from '../testing/node-kernel.ts';
import type { NodeGuestsOptions } from '../testing/node-guests.ts';

const CALLER = new Uint8Array(readFileSync(new URL('../../../samples/guests/c-caller.wasm', import.meta.url)));

const open: NodeKernel[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

const caller = (name: string, method = 'relay', more = ''): string =>
  `  - {name: ${name}, kind: function.wasm, fs: "app:d", path: c.wasm, hash: "sha256:${sha256(CALLER)}", method: ${method}, imports: [funcs]${more}}\n`;

/** A project of Lua functions, and of the component's as `relay`, `bytes` and `chain`. */
function project(lua: Readonly<Record<string, string>>, more = ''): ProjectFiles {
  const entries = Object.keys(lua).map(
    (name) =>
      `  - {name: ${name}, kind: function.lua, source: "file://${name}.lua", method: main, modules: [funcs, time, security, ctx]}\n`,
  );
  return {
    '_index.yaml': `namespace: app
entries:
  - {name: d, kind: fs.directory, directory: wasm}
${caller('relay')}${caller('bytes', 'relay-bytes')}${caller('chain', 'chain')}${more}${entries.join('')}`,
    'wasm/c.wasm': CALLER,
    ...Object.fromEntries(
      Object.entries(lua).map(([name, body]) => [
        `${name}.lua`,
        `local funcs, time, security, ctx = require("funcs"), require("time"), require("security"), require("ctx")
local function main(...) ${body} end
return { main = main }`,
      ]),
    ),
  };
}

async function kernelOf(files: ProjectFiles, options: NodeGuestsOptions = {}): Promise<NodeKernel> {
  const made = await createNodeKernel(options);
  open.push(made);
  const report = await made.settle(made.kernel.open(files));
  expect(report.error?.message).toBeUndefined();
  return made;
}

const call = ({ kernel, settle }: NodeKernel, id: string, ...args: PlainValue[]): Promise<CallResult> =>
  settle(kernel.call(id, args));
const payload = async (made: NodeKernel, id: string, ...args: PlainValue[]): Promise<unknown> => {
  const { value, error } = await call(made, id, ...args);
  return error?.from === 'guest' ? { err: error.payload } : (error?.message ?? value);
};

const endsOf = ({ sink }: NodeKernel) =>
  sink.events.flatMap((event) =>
    event.kind === 'canceled' || event.kind === 'failed' || event.kind === 'finished' ? [event] : [],
  );

describe('a guest that calls a function', () => {
  const RETURNS: Readonly<Record<string, string>> = {
    upper: 'return string.upper((...))',
    nothing: 'return',
    none: 'return nil',
    whole: 'return 42',
    fraction: 'return 3.5',
    big: 'return 9007199254740993',
    yes: 'return true',
    list: 'return {1, "a", {x = false}}',
    record: 'return {b = 2, a = "ä\\n", ["c d"] = {}}',
    bad: 'return "\\255"',
    fails: 'return nil, "boom"',
    raises: 'error("ouch", 0)',
    opaque: 'return main',
    count: 'return select("#", ...) .. type((...)) .. #(...)',
  };

  it('gets what it returned, as text or as bytes, and every failure as a value', async () => {
    const made = await kernelOf(project(RETURNS, caller('two', 'chain')));
    const answers = async (id: string, input: PlainValue): Promise<Record<string, unknown>> =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(RETURNS).map(async (name) => [name, await payload(made, id, `app:${name}`, input)] as const),
        ),
      );
    const common = {
      upper: 'ABC',
      nothing: '',
      none: '',
      whole: '42',
      fraction: '3.5',
      big: '9007199254740993',
      yes: 'true',
      record: '{"a":"ä\\n","b":2,"c d":{}}',
      list: '[1,"a",{"x":false}]',
      fails: { err: 'boom' },
      raises: { err: 'ouch' },
      opaque: { err: 'function returned userdata, expected string' },
      count: '1string3',
    };
    expect(await answers('app:relay', 'abc')).toEqual({
      ...common,
      bad: { err: 'function returned bytes that are not UTF-8, expected string' },
    });
    expect(await answers('app:bytes', 'abc')).toEqual({ ...common, bad: Uint8Array.of(255) });
  });

  it.each<[string, unknown]>([
    ['nocolon', { err: 'invalid function target: nocolon' }],
    [':x', { err: 'invalid function target: :x' }],
    ['app:', { err: 'invalid function target: app:' }],
    ['app:missing', { err: 'no handler registered for target' }],
    ['a:b:c', { err: 'no handler registered for target' }],
    [`app:${'x'.repeat(5000)}`, { err: 'no handler registered for target' }],
    ['app:chain', { err: 'expected 3 arguments, got 1' }],
  ])('is told of a target like %.20s by a value', async (target, answer) => {
    expect(await payload(await kernelOf(project({})), 'app:relay', target, 'x')).toEqual(answer);
  });

  it('of the raw bytes of another component hands them over unharmed', async () => {
    const made = await kernelOf(project({ echo: 'return ...' }));
    const bytes = Uint8Array.of(0, 255, 128, 10);
    expect(await payload(made, 'app:bytes', 'app:echo', bytes)).toEqual(bytes);
  });

  it('traps where its entry does not declare the profile', async () => {
    const undeclared = caller('bare').replace('imports: [funcs]', 'imports: []');
    const made = await kernelOf(project({ upper: RETURNS['upper']! }, undeclared));
    expect(await payload(made, 'app:bare', 'app:upper', 'x')).toMatch(
      /unresolved host import "wippy:runtime\/funcs@0\.1\.0#call-string"/,
    );
  });

  it('waits without a thread of its own running, and chains end on a budget of one guest', async () => {
    const hop = `local left = tonumber((...))
      if left == 0 then time.sleep("1ms") return "end" end
      local value, err = funcs.call("app:relay", "app:hop", tostring(left - 1))
      if err then return nil, err end
      return value .. "."`;
    const made = await kernelOf(project({ hop }), { budget: 1, warm: 1 });
    const both = await Promise.all([call(made, 'app:hop', '8'), call(made, 'app:hop', '8')]);
    expect(both.map(({ value, error }) => error ?? value)).toEqual(['end........', 'end........']);
    expect(made.kernel.state().guests).toMatchObject({ alive: 0, parked: 0 });
    expect(made.guests.terminated).toEqual([]);
  });

  it('that would wait for itself is refused with the chain', async () => {
    const again = 'return funcs.call("app:once", "app:again", "x")';
    const made = await kernelOf(project({ again }, caller('once', 'relay', ', pool: {type: inline}')));
    expect(await payload(made, 'app:once', 'app:again', 'x')).toEqual({
      err: 'call would wait for itself: page → app:once → app:again → app:once (at most 1 at a time)',
    });
  });

  it('in a recursion without end is refused at the depth that calls may have', async () => {
    const down = 'return funcs.call("app:relay", "app:down", "x")';
    const made = await kernelOf(project({ down }), { budget: 2 });
    expect(await payload(made, 'app:down', 'x')).toEqual(expect.stringContaining('nested deeper than 64'));
  });
});

describe('who acts and what for', () => {
  it('goes through a guest to its callees, also of two at once, and what one may not call it is told', async () => {
    const policies = `  - {name: some, kind: security.policy, policy: {actions: "*", resources: "*", effect: allow}}
  - {name: no_secret, kind: security.policy, policy: {actions: funcs.call, resources: "app:secret", effect: deny}}
`;
    const as = (policy: string): string =>
      `local scope = security.new_scope({security.policy("app:some")${policy}})
      local one = funcs.new():with_actor(security.new_actor((...))):with_scope(scope):with_context({trace = "t-" .. (...)})
      local mine = assert(one:call("app:relay", "app:who", "x"))
      local secret, err = one:call("app:relay", "app:secret", "x")
      return mine .. " " .. tostring(secret or err)`;
    const files = project(
      {
        free: as(''),
        bound: as(', security.policy("app:no_secret")'),
        who: 'time.sleep("5ms") return security.actor():id() .. " " .. ctx.get("trace")',
        secret: 'return "the secret"',
      },
      policies,
    );
    const made = await kernelOf(files, { budget: 1 });
    const [free, bound] = await Promise.all([payload(made, 'app:free', 'ann'), payload(made, 'app:bound', 'bob')]);
    expect([free, bound]).toEqual(['ann t-ann the secret', 'bob t-bob not allowed: app:secret']);
  });

  /** Pools of every type, of guests and of Lua alike. */
  const POOLS: Readonly<Record<string, string>> = {
    inline: '{type: inline}',
    lazy: '{type: lazy, max_size: 2}',
    static: '{type: static, size: 2}',
    adaptive: '{type: adaptive, max_size: 2}',
    pinned: '{worker_class: wasm, workers: 2}',
    unset: '{}',
  };

  it('does not leak between callers that take turns, one of whom is denied, in pools of any type', async () => {
    const policies = `  - {name: some, kind: security.policy, policy: {actions: "*", resources: "*", effect: allow}}
  - {name: no_secret, kind: security.policy, policy: {actions: funcs.call, resources: "app:secret", effect: deny, conditions: [{field: actor.id, operator: eq, value: bob}]}}
`;
    const pooled = Object.entries(POOLS).map(
      ([name, pool]) =>
        `${caller(`through_${name}`, 'relay', `, pool: ${pool}`)}  - {name: who_${name}, kind: function.lua, source: "file://who.lua", method: main, modules: [funcs, time, security, ctx], pool: ${pool}}\n`,
    );
    const files = project(
      {
        main: `local pool = ...
      local scope, futures, out = security.new_scope({security.policy("app:some"), security.policy("app:no_secret")}), {}, {}
      for i = 1, 6 do
        local name = i % 2 == 0 and "bob" or "ann"
        local exec = funcs.new():with_actor(security.new_actor(name)):with_scope(scope):with_context({turn = name .. i})
        futures[i] = exec:async("app:through_" .. pool, "app:who_" .. pool, "x")
      end
      for i = 1, 6 do local answer = futures[i]:response():receive() out[i] = answer:data() end
      return table.concat(out, ", ")`,
        who: `time.sleep("2ms") local _, err = funcs.call("app:relay", "app:secret", "x")
      return security.actor():id() .. " " .. ctx.get("turn") .. " " .. (err or "told")`,
        secret: 'return "the secret of " .. security.actor():id()',
      },
      policies + pooled.join(''),
    );
    const made = await kernelOf(files, { budget: 2 });
    const answers = Object.fromEntries(
      await Promise.all(Object.keys(POOLS).map(async (name) => [name, await payload(made, 'app:main', name)] as const)),
    );
    const expected =
      'ann ann1 told, bob bob2 not allowed: app:secret, ann ann3 told, bob bob4 not allowed: app:secret, ann ann5 told, bob bob6 not allowed: app:secret';
    expect(answers).toEqual(Object.fromEntries(Object.keys(POOLS).map((name) => [name, expected])));
    expect(made.kernel.state()).toMatchObject({ processes: [], guests: { parked: 0 } });
  });
});

describe('what ends a call ends those below it', () => {
  it('at the deadline of the guest that waits', async () => {
    const limited = caller('short', 'relay', ', limits: {max_execution_ms: 2000}');
    const made = await kernelOf(project({ slow: 'time.sleep("1h") return "late"', quick: 'return "soon"' }, limited));
    const { error } = await call(made, 'app:short', 'app:slow', 'x');
    expect(error).toMatchObject({
      kind: 'Timeout',
      message: 'failed to call wasm method: relay: context deadline exceeded',
      retryable: true,
    });
    expect(made.kernel.state()).toMatchObject({ processes: [], guests: { parked: 0 } });
    expect(endsOf(made).flatMap((end) => (end.kind === 'canceled' ? end.target : []))).toEqual(['app:slow']);
    expect(await payload(made, 'app:relay', 'app:quick', 'x')).toBe('soon');
  });

  it('when everything is stopped, each of them once', async () => {
    const made = await kernelOf(project({ slow: 'time.sleep("1h")' }));
    const calls = [1, 2, 3].map(() => call(made, 'app:relay', 'app:slow', 'x'));
    await made.settle(new Promise((resolve) => setImmediate(resolve)));
    await made.settle(made.kernel.stop());
    expect((await Promise.all(calls)).map(({ error }) => error)).toEqual(
      calls.map(() => expect.objectContaining({ kind: 'Canceled' })),
    );
    expect(made.kernel.state()).toMatchObject({ processes: [], guests: { alive: 0, parked: 0 } });
    const ends = endsOf(made);
    expect(new Set(ends.map((event) => event.call)).size).toBe(ends.length);
  });
});
