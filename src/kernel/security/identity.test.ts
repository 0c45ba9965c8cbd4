/** spec/scheduler §6, spec/lua-modules §1, §3, §6, §7, spec/registry §4.7: who acts, what for, and what they may do. */
import { describe, expect, test } from 'vitest';
import type { PlainValue, ProjectFiles } from '../../contract/api.ts';
import type { KernelOptions } from '../kernel.ts';
import { createTestKernel } from '../testing/test-kernel.ts';

const POLICIES = `
  - { name: calls, kind: security.policy, groups: [users], policy: { actions: funcs.call, resources: "app:*", effect: allow } }
  - { name: reads, kind: security.policy, groups: [users], policy: { actions: [registry.get, "security.*"], resources: "*", effect: allow } }
  - { name: no_secret, kind: security.policy, policy: { actions: "*", resources: "app:secret", effect: deny, conditions: [{ field: actor.meta.role, operator: ne, value: admin }] } }
  - { name: own, kind: security.policy, groups: ["other:users"], policy: { actions: edit, resources: "*", effect: allow, conditions: [{ field: meta.owner, operator: eq, value_from: actor.id }] } }
  - { name: admins, kind: security.policy.expr, policy: { actions: "*", resources: "*", effect: allow, expression: 'actor.meta.role == "admin" && !(action startsWith "drop")' } }
  - { name: host, kind: process.host, lifecycle: { auto_start: true } }`;

/** Bodies of functions; those whose name begins with `p_` are processes. */
function project(bodies: Readonly<Record<string, string>>): ProjectFiles {
  const entries = Object.keys(bodies).map(
    (name) =>
      `\n  - { name: ${name}, kind: ${name.startsWith('p_') ? 'process' : 'function'}.lua, source: "file://${name}.lua", method: main, modules: [funcs, ctx, security, registry, time] }`,
  );
  const texts = Object.entries(bodies).map(([name, body]) => [
    `${name}.lua`,
    `return { main = function(...) ${body} end }`,
  ]);
  return {
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:${POLICIES}${entries.join('')}\n`,
    ...Object.fromEntries(texts),
  };
}

async function run(bodies: Readonly<Record<string, string>>, options: KernelOptions = {}) {
  const { kernel, settle } = createTestKernel(options);
  const report = await settle(kernel.open(project(bodies)));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  const result = await settle(kernel.call('app:main', []));
  await kernel.stop();
  kernel.dispose();
  return result;
}

type Row = readonly [name: string, bodies: Readonly<Record<string, string>>, expected: PlainValue];

function rows(all: readonly Row[]): void {
  for (const [name, bodies, expected] of all)
    test(name, async () => {
      const { value, error } = await run(bodies);
      expect(error).toBeNull();
      expect(value).toEqual(expected);
    });
}

const WHO = `local a, s = security.actor(), security.scope()
  return { a and a:id() or "nobody", a and a:meta().role or "none", s and #s:policies() or "all", (ctx.get("trace")) or "no trace" }`;
/** `ada`, and an executor as her, in a scope of the group and the denial. */
const AS_ADA = `local scope = security.named_scope("app:users"):with((security.policy("app:no_secret")))
  local ada = security.new_actor("ada", { role = "user" })
  local exec = funcs.new():with_actor(ada):with_scope(scope):with_context({ trace = "t1" })`;

describe('what a call inherits', () => {
  rows([
    [
      'is nothing where nothing was given',
      { main: 'return (funcs.call("app:who"))', who: WHO },
      ['nobody', 'none', 'all', 'no trace'],
    ],
    [
      'is what an executor gives',
      { main: `${AS_ADA} return (exec:call("app:who"))`, who: WHO },
      ['ada', 'user', 3, 't1'],
    ],
    [
      'goes on to every call below, also one that nobody waits for',
      {
        main: `${AS_ADA} return (exec:call("app:middle"))`,
        middle:
          'local f = funcs.async("app:who") f:response():receive() return { (funcs.call("app:who")), (f:result():data()) }',
        who: WHO,
      },
      [
        ['ada', 'user', 3, 't1'],
        ['ada', 'user', 3, 't1'],
      ],
    ],
    [
      'does not flow back',
      {
        main: `funcs.new():with_context({ a = 1 }):call("app:inner") return { select(2, ctx.get("a")):message(), next(ctx.all()) == nil }`,
        inner: 'return 1',
      },
      ['key not found: a', true],
    ],
    [
      'is merged, what is given winning, and numbers are floats',
      {
        main: 'return (funcs.new():with_context({ a = 1, b = 2 }):with_context({ b = 3 }):call("app:middle"))',
        middle: 'return (funcs.new():with_context({ c = { 7 } }):call("app:inner"))',
        inner: `local all = ctx.all() return { all.a, all.b, all.c[1], math.type(all.a), math.type(all.c[1]), (ctx.get("b")), tostring(all.a) }`,
      },
      [1, 3, 7, 'float', 'float', 3, '1'],
    ],
    [
      'has no values for what has no plain form, and keeps names of all kinds',
      {
        main: 'return (funcs.new():with_context({ f = print, constructor = 1, ["__proto__"] = { x = 2 }, [1] = 3 }):call("app:inner"))',
        inner: 'local all = ctx.all() return { all.f == nil, all.constructor, all["__proto__"].x, all[1] == nil }',
      },
      [true, 1, 2, true],
    ],
  ]);

  test('goes on to processes, which a spawner may give another', async () => {
    const { value } = await run({
      main: `local bob = security.new_actor("bob", { role = "x" }) local scope = security.new_scope({ (security.policy("app:own")) })
        local ev = process.events()
        local spawner = process.with_context({ trace = "t2" })
        spawner:spawn_monitored("app:p_who", "app:host") local first = ev:receive().result.value
        spawner:with_actor(bob):with_scope(scope):spawn_monitored("app:p_who", "app:host")
        return { first, ev:receive().result.value }`,
      p_who: WHO,
    });
    expect(value).toEqual([
      ['nobody', 'none', 'all', 't2'],
      ['bob', 'x', 1, 't2'],
    ]);
  });
});

describe('what is not allowed', () => {
  const refused = (call: string): string => `local v, e = ${call} return { v == nil, e:kind(), e:message() }`;
  const asAda = (body: string) => ({
    main: `${AS_ADA} return (exec:call("app:inner"))`,
    inner: body,
    secret: 'return "secret"',
    p_w: '',
  });
  const DENIED: readonly (readonly [call: string, kind: string, message: string])[] = [
    ['funcs.call("app:secret")', 'PermissionDenied', 'not allowed: app:secret'],
    ['funcs.call("lib:other")', 'PermissionDenied', 'not allowed: lib:other'],
    ['funcs.new():with_context({})', 'PermissionDenied', 'not allowed to call functions with custom context'],
    [
      'funcs.new():with_actor(security.actor())',
      'PermissionDenied',
      'not allowed to call functions with custom security context',
    ],
    ['funcs.new():with_options({ network = "app:n" })', 'PermissionDenied', 'not allowed to select network: app:n'],
    [
      'funcs.new():with_scope(security.scope())',
      'PermissionDenied',
      'not allowed to call functions with custom security context',
    ],
    ['process.spawn("app:p_w", "app:host")', 'PermissionDenied', 'not allowed to spawn process: app:p_w'],
    ['process.exec("app:p_w", "app:host")', 'PermissionDenied', 'not allowed to execute process: app:p_w'],
    ['process.send("x", "t")', 'PermissionDenied', 'not allowed to send to process: x'],
    ['process.terminate("x")', 'PermissionDenied', 'not allowed to terminate process: x'],
    ['process.cancel("x")', 'PermissionDenied', 'not allowed to cancel process: x'],
    ['process.monitor("x")', 'PermissionDenied', 'not allowed to monitor process: x'],
    ['process.link("x")', 'PermissionDenied', 'not allowed to link process: x'],
    ['process.registry.register("x")', 'PermissionDenied', 'not allowed to register name: x'],
    ['process.registry.unregister("x")', 'PermissionDenied', 'not allowed to unregister name: x'],
    ['registry.get("app:secret")', 'PermissionDenied', 'not allowed to access registry entry: app:secret'],
    ['security.policy("app:none")', 'Invalid', 'policy not found: app:none'],
    ['security.named_scope("none")', 'Invalid', 'policy group not found: none'],
  ];
  for (const [call, kind, message] of DENIED)
    test(`${call} answers with an error`, async () => {
      const { value, error } = await run(asAda(refused(call)));
      expect([error, value]).toEqual([null, [true, kind, message]]);
    });

  test('an asynchronous call is refused too, and finding entries leaves out what may not be read', async () => {
    const { value } = await run(
      asAda(`local v, e = funcs.async("app:secret") local ids = {}
        for _, entry in ipairs((registry.find({ [".kind"] = "function.lua" }))) do ids[#ids + 1] = entry.id end
        table.sort(ids) return { v == nil, e:kind(), e:message(), table.concat(ids, " ") }`),
    );
    expect(value).toEqual([true, 'PermissionDenied', 'not allowed: app:secret', 'app:inner app:main']);
  });

  test('spawners raise', async () => {
    const { value } = await run(
      asAda('return { select(2, pcall(process.with_context, {})), select(2, pcall(process.with_options, {})) }'),
    );
    const message = expect.stringContaining('not allowed to spawn processes with custom context');
    expect(value).toEqual([message, message]);
  });

  test('an admin passes where a user does not, and a denial is stronger than what allows', async () => {
    const { value } = await run({
      main: `local scope = security.new_scope({ (security.policy("app:admins")), (security.policy("app:no_secret")) })
        local out = {}
        for i, role in ipairs({ "admin", "user" }) do
          local exec = funcs.new():with_actor(security.new_actor(role, { role = role })):with_scope(scope)
          local v, e = exec:call("app:middle") out[i] = v or e:message()
        end return out`,
      middle: 'local v, e = funcs.call("app:secret") return v or e:message()',
      secret: 'return "secret"',
    });
    expect(value).toEqual(['secret', 'not allowed: app:secret']);
  });
});

test('identities do not leak between callers that take turns in one function', async () => {
  const { value } = await run({
    main: `local scope = security.named_scope("app:users"):with((security.policy("app:no_secret"))):with((security.policy("app:admins")))
      local futures, out = {}, {}
      for i = 1, 20 do
        local role = i % 2 == 0 and "admin" or "user"
        futures[i] = funcs.new():with_actor(security.new_actor("a" .. i, { role = role })):with_scope(scope):with_context({ n = i }):async("app:worker", i)
      end
      for i = 1, 20 do futures[i]:response():receive() out[i] = futures[i]:result():data() end return out`,
    worker: `local i = ... local out = {}
      for round = 1, 3 do
        time.sleep((7 * i + round) % 5 * time.MILLISECOND)
        local v, e = funcs.call("app:secret")
        out[round] = security.actor():id() .. " " .. (ctx.get("n")) .. " " .. (v or e:kind())
      end return table.concat(out, ", ")`,
    secret: 'time.sleep(1) return security.actor():id()',
  });
  const expected = Array.from({ length: 20 }, (_, at) => {
    const i = at + 1;
    return Array(3)
      .fill(`a${i} ${i} ${i % 2 === 0 ? `a${i}` : 'PermissionDenied'}`)
      .join(', ');
  });
  expect(value).toEqual(expected);
});

describe('the module security', () => {
  rows([
    [
      'tells what policies say',
      {
        main: `local ann, own = security.new_actor("ann"), (security.policy("app:own"))
          local scope = security.new_scope():with(own)
          return { own:id(), own:evaluate(ann, "edit", "x", { owner = "ann" }), own:evaluate(ann, "edit", "x", { owner = "bob" }),
            scope:evaluate(ann, "edit", "x", { owner = "ann" }), security.new_scope():evaluate(ann, "edit", "x"), scope:contains("app:own"),
            #scope:without("app:own"):policies(), #scope:without(own):policies(), #scope:policies(), scope:with(own):policies()[1]:id() }`,
      },
      ['app:own', 'allow', 'undefined', 'allow', 'undefined', true, 0, 0, 1, 'app:own'],
    ],
    [
      'knows groups by their IDs, which policies give in full or within their namespace',
      {
        main: 'return { #security.named_scope("app:users"):policies(), (security.named_scope("users")) == nil, #security.named_scope("other:users"):policies() }',
      },
      [2, true, 1],
    ],
    [
      'says what one can: nothing without an actor and a scope',
      {
        main: `local scope = security.new_scope({ (security.policy("app:own")) })
          return { security.can("edit", "x"), (funcs.new():with_actor(security.new_actor("ann")):with_scope(scope:with((security.policy("app:calls")))):call("app:inner")) }`,
        inner:
          'return { security.can("edit", "x", { owner = "ann" }), security.can("edit", "x"), security.can("drop", "x", { owner = "ann" }) }',
      },
      [false, [true, false, false]],
    ],
  ]);
});

test('in strict mode code without an actor may do nothing, and the page still calls', async () => {
  const bodies = { main: 'local v, e = funcs.call("app:inner") return { v == nil, e:message() }', inner: 'return 1' };
  expect((await run(bodies, { isSecurityStrict: true })).value).toEqual([true, 'not allowed: app:inner']);
});

describe('an executor with retry', () => {
  const FLAKY = `n = (n or 0) + 1 if n < 3 then return nil, errors.new({ message = "no " .. n, kind = ... }) end return n`;
  const exec = (options: string, kind: string) => ({
    main: `local v, e = funcs.new():with_options({ retry = ${options} }):call("app:flaky", "${kind}") return v or e:message()`,
    flaky: FLAKY,
  });
  rows([
    ['calls again until it goes well', exec('{ max_attempts = 3, initial_delay = 1 }', 'Unavailable'), 3],
    ['gives up after so many attempts', exec('{ max_attempts = 2 }', 'Unavailable'), 'no 2'],
    ['does not call again what would end alike', exec('{ max_attempts = 3 }', 'Invalid'), 'no 1'],
    [
      'does so without a wait however often it was asked to',
      {
        main: 'return (funcs.new():with_options({ retry = { max_attempts = 1000, initial_delay = 0, backoff_factor = 100 } }):call("app:flaky"))',
        flaky:
          'n = (n or 0) + 1 if n < 400 then return nil, errors.new({ message = "no", kind = "Unavailable" }) end return n',
      },
      400,
    ],
    [
      'takes no number that is none',
      {
        main: 'local ok, e = pcall(function() return funcs.new():with_options({ retry = { initial_delay = 0/0 } }) end) return e:gsub("^[^ ]* ", "") .. ""',
      },
      'bad argument #2 to with_options (retry.initial_delay: number expected, got nan)',
    ],
    [
      'calls again for kinds that are named',
      exec('{ max_attempts = 3, retry_kinds = { "Timeout" } }', 'Unavailable'),
      'no 1',
    ],
    [
      'takes delays as texts and durations too, and those of asynchronous calls',
      {
        main: `local retry = { max_attempts = 3, initial_delay = "20ms", max_delay = time.parse_duration("30ms"), jitter = 0 }
          local began, exec = time.now(), funcs.new():with_options({ retry = retry })
          local v = exec:async("app:flaky", "Unavailable"):response():receive():data()
          return { v, tostring(time.now():sub(began)) }`,
        flaky: FLAKY,
      },
      [3, '50ms'],
    ],
    [
      'does not for kinds that are to be skipped',
      exec('{ max_attempts = 3, skip_kinds = { "Unavailable" } }', 'Unavailable'),
      'no 1',
    ],
  ]);
});
