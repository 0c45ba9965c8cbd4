/** spec/lua-modules §3, spec/scheduler §4, §7-§9, spec/processes §3-§4: processes in Lua, under a clock that moves from timer to timer. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { processProject } from '../testing/process-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { opened, rows, run, type Bodies } from '../testing/process-runs.ts';

const WATCHED = (end: string): Bodies => ({
  main: `local pid = process.spawn_monitored("app:p_w", "app:host", 6, 7) local ev = process.events():receive()
    return {ev.kind, ev.from == pid, math.type(ev.at), ev.reason == nil, ev.result.value or "nil", tostring(ev.result.error),
      ev.result.error and ev.result.error:kind() or "none"}`,
  p_w: end,
});
const exit = (value: PlainValue, message: string, kind: string): PlainValue => [
  'pid.exit',
  true,
  'integer',
  true,
  value,
  message,
  kind,
];

describe('a process', () => {
  rows([
    ['that returns is told of with its value', WATCHED('local a, b = ... return a * b'), exit(42, 'nil', 'none')],
    ['that returns nothing is told of without', WATCHED('return'), exit('nil', 'nil', 'none')],
    [
      'that returns an error is told of with it',
      WATCHED('return 1, errors.new{message = "m", kind = "Timeout"}'),
      exit('nil', 'm', 'Timeout'),
    ],
    ['that raises is told of with the place', WATCHED('error("oh")'), exit('nil', 'app:p_w:1: oh', 'Internal')],
    [
      'that raises in any coroutine is too',
      WATCHED('coroutine.spawn(function() error("oh") end) channel.new():receive()'),
      exit('nil', 'app:p_w:1: oh', 'Internal'),
    ],
    [
      'has a PID on its host, and the ID of its entry',
      { main: 'return (process.exec("app:p_w", "app:host"))', p_w: 'return {process.pid(), process.id()}' },
      ['{app:host|0x00002}', 'app:p_w'],
    ],
    [
      'that is waited for answers with its result, or with its error',
      {
        main: 'local v, e = process.exec("app:p_w", "app:host", 1) local w, f = process.exec("app:p_w", "app:host") return {v, e == nil, w == nil, f:message()}',
        p_w: 'local x = ... if not x then return nil, errors.new("no x") end return x + 1',
      },
      [2, true, true, 'no x'],
    ],
    [
      'gets copies of its arguments, which may be changed at once',
      {
        main: 'local t = {1} process.spawn_monitored("app:p_w", "app:host", t) t[1] = 2 return process.events():receive().result.value',
        p_w: 'time.sleep("1ms") return (...)[1]',
      },
      1,
    ],
    [
      'shares nothing with another of its entry',
      {
        main: 'return {process.exec("app:p_w", "app:host"), (process.exec("app:p_w", "app:host"))}',
        p_w: 'count = (count or 0) + 1 return count',
      },
      [1, 1],
    ],
    [
      'may end itself, and does not go on',
      {
        ...WATCHED(
          'coroutine.spawn(function() time.sleep(1) print("never") end) process.terminate(process.pid()) print("never")',
        ),
      },
      exit('nil', 'process terminated', 'Internal'),
    ],
    [
      'ends once its method has, whatever its coroutines wait for',
      WATCHED('coroutine.spawn(function() process.inbox():receive() end) return 1'),
      exit(1, 'nil', 'none'),
    ],
  ]);

  test('goes on when the function that started it has ended', async () => {
    const { left } = await run({ main: 'process.spawn("app:p_w", "app:host")', p_w: 'process.inbox():receive()' });
    expect(left).toEqual(['app:p_w']);
  });

  test('that fails with nobody watching is told of in the console', async () => {
    const { sink } = await run({ main: 'process.spawn("app:p_w", "app:host") time.sleep("1ms")', p_w: 'error("oh")' });
    expect(sink.entries.filter(({ source }) => source === 'system')).toMatchObject([
      { level: 'error', text: '{app:host|0x00002} of app:p_w failed: app:p_w:1: oh' },
    ]);
  });
});

describe('spawn answers with an error', () => {
  const FAILURES: readonly (readonly [call: string, kind: string, message: string])[] = [
    ['process.spawn("app:p_w", "app:none")', 'NotFound', 'host not found'],
    ['process.spawn("app:p_w", "app:main")', 'Internal', 'host does not implement process.Host'],
    ['process.spawn("app:p_w", "app:idle")', 'Unavailable', 'host is not running'],
    ['process.spawn("app:none", "app:host")', 'NotFound', 'factory not found'],
    ['process.spawn("app:main", "app:host")', 'NotFound', 'factory not found'],
    ['process.spawn("app:p_w")', 'Invalid', 'spawn requires at least id and host arguments'],
    ['process.spawn_monitored()', 'Invalid', 'spawn_monitored requires at least id and host arguments'],
    ['process.spawn_linked("app:p_w")', 'Invalid', 'spawn_linked requires at least id and host arguments'],
    [
      'process.spawn_linked_monitored("x")',
      'Invalid',
      'spawn_linked_monitored requires at least id and host arguments',
    ],
    ['process.exec("app:p_w")', 'Invalid', 'exec requires at least id and host arguments'],
    ['process.exec("app:p_w", "app:none")', 'NotFound', 'host not found'],
    ['process.with_options({}):spawn("app:p_w")', 'Invalid', 'spawn requires at least id and host arguments'],
    ['process.send("nobody", "t")', 'NotFound', "could not resolve 'nobody' as PID or registered name"],
    ['process.send("{app:host|0x0ffff}", "t")', 'NotFound', 'process not found'],
    ['process.send(process.pid(), "@t")', 'Invalid', 'cannot send to @ topics'],
    ['process.listen("@t")', 'Invalid', 'cannot listen on @ topics'],
    ['process.terminate("{app:host|0x0ffff}")', 'NotFound', 'process not found'],
    ['process.cancel("nobody")', 'NotFound', "could not resolve 'nobody' as PID or registered name"],
    ['process.monitor("{app:host|0x0ffff}")', 'Internal', 'pid not registered'],
    ['process.link("{app:host|0x0ffff}")', 'Internal', 'pid not registered'],
    ['process.registry.lookup("nobody")', 'NotFound', 'name not registered'],
    ['process.registry.register("")', 'Invalid', 'name cannot be empty'],
    ['process.registry.register("n", "{app:host|0x0ffff}")', 'NotFound', 'process not found'],
    ['process.set_options({other = 1})', 'Invalid', 'option other is not supported'],
  ];
  for (const [call, kind, message] of FAILURES)
    test(call, async () => {
      const { value } = await run({ main: `local v, e = ${call} return {not v, e:kind(), e:message()}`, p_w: '' });
      expect(value).toEqual([true, kind, message]);
    });
});

describe('wrong arguments raise', () => {
  const string = (index: number, name: string, got: string): string =>
    `bad argument #${index} to ${name} (string expected, got ${got})`;
  const BAD: readonly (readonly [call: string, message: string])[] = [
    ['process.send()', string(1, 'send', 'nil')],
    ['process.send(nil, "t")', string(1, 'send', 'nil')],
    ['process.send(process.pid())', string(2, 'send', 'nil')],
    ['process.send({}, "t")', string(1, 'send', 'table')],
    ['process.send(process.pid(), true)', string(2, 'send', 'boolean')],
    ['process.spawn(nil, "app:host")', string(1, 'spawn', 'nil')],
    ['process.spawn("app:p_w", {})', string(2, 'spawn', 'table')],
    ['process.exec({}, "app:host")', string(1, 'exec', 'table')],
    ['process.terminate()', string(1, 'terminate', 'nil')],
    ['process.cancel({})', string(1, 'cancel', 'table')],
    ['process.cancel(process.pid(), {})', string(2, 'cancel', 'table')],
    ...['monitor', 'unmonitor', 'link', 'unlink'].flatMap((name): [string, string][] => [
      [`process.${name}()`, string(1, name, 'nil')],
      [`process.${name}({})`, string(1, name, 'table')],
    ]),
    ['process.listen()', string(1, 'listen', 'nil')],
    ['process.listen("t", 1)', 'bad argument #2 to listen (table expected, got number)'],
    ['process.listen("t", {message = 1})', 'bad argument #2 to listen (message: boolean expected, got number)'],
    ['process.unlisten()', 'bad argument #1 to unlisten (channel expected, got nil)'],
    ['process.unlisten({})', 'bad argument #1 to unlisten (channel expected, got table)'],
    ['process.set_options()', 'bad argument #1 to set_options (table expected, got nil)'],
    [
      'process.set_options({trap_links = 1})',
      'bad argument #1 to set_options (trap_links: boolean expected, got number)',
    ],
    ['process.with_options()', 'bad argument #1 to with_options (table expected, got nil)'],
    ['process.with_context(1)', 'bad argument #1 to with_context (table expected, got number)'],
    ['process.registry.register()', string(1, 'register', 'nil')],
    ['process.registry.register("n", {})', string(2, 'register', 'table')],
    ['process.registry.lookup({})', string(1, 'lookup', 'table')],
    ['process.registry.unregister()', string(1, 'unregister', 'nil')],
    ['process.with_options({}):with_name()', string(2, 'with_name', 'nil')],
    ['process.with_options({}):with_message()', string(2, 'with_message', 'nil')],
    ['process.with_options({}):with_actor()', 'actor cannot be nil'],
    ['process.with_options({}):with_actor(1)', 'bad argument #2 to with_actor (actor expected, got number)'],
    ['process.with_options({}):with_scope({})', 'bad argument #2 to with_scope (scope expected, got table)'],
    ['process.with_context(nil)', 'bad argument #1 to with_context (table expected, got nil)'],
    ['process.with_options({}):with_scope()', 'scope cannot be nil'],
  ];
  for (const [call, message] of BAD)
    test(call, async () => {
      const { value } = await run({ main: `return select(2, pcall(function() return ${call} end))`, p_w: '' });
      expect(value).toBe(`app:main:1: ${message}`);
    });
});

describe('the end of everything', () => {
  const BOMB: Bodies = {
    main: 'process.spawn("app:p_w", "app:host") time.sleep("1h")',
    p_w: 'for i = 1, 2 do process.spawn("app:p_w", "app:host") end channel.new():receive()',
  };

  test('Stop ends every process of a fork bomb, and the table is empty', async () => {
    const { kernel } = await opened(BOMB);
    const called = kernel.call('app:main', []);
    for (let turn = 0; turn < 200; turn++) kernel.turn(0);
    expect(kernel.state().processes.length).toBeGreaterThan(100);
    await kernel.stop();
    expect((await called).error).toMatchObject({ kind: 'Canceled' });
    expect(kernel.state().processes).toEqual([]);
  });

  test('Stop and terminate are no mishaps: the console tells of neither', async () => {
    const { sink } = await run({
      main: 'local pid = process.spawn("app:p_w", "app:host") process.spawn("app:p_w", "app:host") process.terminate(pid)',
      p_w: 'channel.new():receive()',
    });
    expect(sink.entries.filter(({ source }) => source === 'system')).toEqual([]);
  });

  test('a long chain of links fails to its end', async () => {
    const { kernel, settle } = await opened({
      main: 'process.spawn_monitored("app:p_w", "app:host", 300) return tostring(process.events():receive().result.error)',
      p_w: 'local n = ... if n == 0 then error("oh") end process.spawn_linked("app:p_w", "app:host", n - 1) channel.new():receive()',
    });
    expect((await settle(kernel.call('app:main', []))).value).toBe('linked process failed');
    expect(kernel.state().processes).toEqual([]);
  });

  test('a host that is removed asks its processes to end, and ends them after a while', async () => {
    const { kernel, settle, clock, sink } = await opened({
      main: 'process.spawn("app:p_kind", "app:host") process.spawn("app:p_deaf", "app:host")',
      p_kind: 'print(process.events():receive().reason)',
      p_deaf: 'channel.new():receive()',
    });
    await settle(kernel.call('app:main', []));
    const { '_index.yaml': index, ...rest } = processProject({ p_kind: '', p_deaf: '' });
    await settle(kernel.apply({ '_index.yaml': index!.replace(/.*name: host.*\n/, ''), ...rest }));
    for (let turn = 0; turn < 20; turn++) kernel.turn(0);
    expect(sink.printed).toEqual(['scheduler shutdown']);
    expect(kernel.state().processes.map(({ target }) => target)).toEqual(['app:p_deaf']);
    clock.advance(10_000);
    kernel.turn(0);
    expect(kernel.state().processes).toEqual([]);
  });

  test('running processes keep the code they began with, new ones have the new', async () => {
    const { kernel, settle } = await opened({
      main: 'local pid = process.spawn_monitored("app:p_w", "app:host") time.sleep("5ms") process.send(pid, "go") return process.events():receive().result.value .. process.exec("app:p_w", "app:host", 1)',
      p_w: 'if not ... then process.inbox():receive() end return "old"',
    });
    const called = kernel.call('app:main', []);
    for (let turn = 0; turn < 10; turn++) kernel.turn(0);
    const bodies = { main: 'return 1', p_w: 'return "new"' };
    await kernel.apply(processProject(bodies));
    expect((await settle(called)).value).toBe('oldnew');
  });

  test('the same input gives the same order', async () => {
    const bodies = {
      main: `local me = process.pid() for i = 1, 5 do process.spawn_monitored("app:p_w", "app:host", me, i) end local log = {}
        local t, ev = process.listen("t"), process.events()
        for i = 1, 20 do local r = channel.select{t:case_receive(), ev:case_receive()} log[i] = type(r.value) == "string" and r.value or r.value.from end
        return table.concat(log, " ")`,
      p_w: 'local me, i = ... for n = 1, 3 do time.sleep((i * n % 3) * time.MILLISECOND) process.send(me, "t", i .. "." .. n) end',
    };
    const [first, second] = [await run(bodies), await run(bodies)];
    expect(first.value).toEqual(second.value);
    expect(first.value).toMatch(/^(\S+ ){19}\S+$/);
  });
});

test('a host that gets another count of workers keeps its processes, and one that is changed otherwise ends them', async () => {
  const files = (host: string) => {
    const project = processProject({
      p_w: 'local ev = process.events():receive() print(ev.kind, ev.reason)',
      main: '',
    });
    return {
      ...project,
      '_index.yaml': project['_index.yaml']!.replace('kind: process.host,', `kind: process.host, ${host}`),
    };
  };
  const { kernel, sink, settle } = createTestKernel();
  await settle(kernel.open(files('')));
  await settle(kernel.eval('process.spawn("app:p_w", "app:host")', 'x'));
  await settle(kernel.apply(files('host: {workers: 2},')));
  await settle(kernel.call('app:main', []));
  expect(kernel.state().processes.map(({ target }) => target)).toEqual(['app:p_w']);
  await settle(kernel.apply(files('meta: {note: x},')));
  await settle(kernel.call('app:main', []));
  expect(sink.printed).toEqual(['pid.cancel scheduler shutdown']);
  await kernel.stop();
});
