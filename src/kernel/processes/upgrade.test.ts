/** spec/scheduler §8, spec/lua-modules §3: other code under the same PID. */
import { describe, expect, test } from 'vitest';
import { processProject } from '../testing/process-project.ts';
import { opened, rows, run } from '../testing/process-runs.ts';

describe('process.upgrade', () => {
  rows([
    [
      'goes on as another entry under the same PID, with new arguments and its own ID',
      {
        main: `local pid = process.spawn_monitored("app:p_a", "app:host", 1) local ev = process.events():receive()
          return {ev.from == pid, ev.result.value[1] == pid, ev.result.value[2], ev.result.value[3], ev.result.value[4]}`,
        p_a: 'process.upgrade("app:p_b", {"copied"}, nil, 3) print("never")',
        p_b: 'local t, none, n = ... return {process.pid(), process.id(), t[1], none == nil and n}',
      },
      [true, true, 'app:p_b', 'copied', 3],
    ],
    [
      'without an ID goes on as the same entry, in a fresh state',
      {
        main: 'return (process.exec("app:p_a", "app:host", 1))',
        p_a: 'count = (count or 0) + 1 local n = ... if n < 3 then process.upgrade(nil, n + 1) end return {n, count}',
      },
      [3, 1],
    ],
    [
      'may be asked for from a spawned coroutine; the others, and what they wait for, go',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: `coroutine.spawn(function() time.sleep("1ms") print("never") end) local late = funcs.async("app:slow")
          coroutine.spawn(function() process.upgrade("app:p_b") end) channel.new():receive() print("never")`,
        p_b: 'time.sleep("1s") return "b"',
        slow: 'time.sleep("10ms") print("never")',
      },
      'b',
    ],
    [
      'keeps monitors, links, names and trap_links',
      {
        main: `local pid = process.spawn_monitored("app:p_a", "app:host", process.pid()) local ready = process.listen("ready"):receive()
          local held = process.registry.lookup("service") == pid
          local peer = process.listen("peer"):receive() process.terminate(peer)
          local ev = process.events():receive() return {held, ev.kind, ev.result.value}`,
        p_a: `process.set_options({trap_links = true}) process.registry.register("service")
          local peer = process.spawn_linked("app:p_peer", "app:host") process.upgrade("app:p_b", (...), peer)`,
        p_b: `local main, peer = ... process.send(main, "ready", true) process.send(main, "peer", peer)
          local ev = process.events():receive() return ev.kind`,
        p_peer: 'channel.new():receive()',
      },
      [true, 'pid.exit', 'pid.link.down'],
    ],
    [
      'links made before end both when the new code fails',
      {
        main: `process.spawn_monitored("app:p_peer", "app:host") return tostring(process.events():receive().result.error)`,
        p_peer: 'process.spawn_linked("app:p_a", "app:host") channel.new():receive()',
        p_a: 'process.upgrade("app:p_b")',
        p_b: 'error("oh")',
      },
      'linked process failed',
    ],
    [
      'keeps mail that nobody has heard of, in order and whatever its size, and what comes meanwhile behind it',
      {
        main: `local pid = process.spawn_monitored("app:p_a", "app:host", process.pid()) process.listen("up"):receive()
          for i = 1, 3 do process.send(pid, "t", i, {i}) end process.send(pid, "none") process.send(pid, "u", "x")
          local big = {} for i = 1, 4000 do big[i] = {i} end process.send(pid, "t", big) process.send(pid, "go") process.send(pid, "t", "last")
          return process.events():receive().result.value`,
        p_a: 'process.send((...), "up") process.listen("go"):receive() process.upgrade("app:p_b")',
        p_b: `local inbox, out = process.inbox(), {} for i = 1, 7 do local m = inbox:receive() local p = m:payload()
          out[i] = m:topic() .. ":" .. (p == nil and "nil" or type(p) == "table" and p[1]:data() .. #p[2]:data() or tostring(type(p:data()) == "table" and #p:data() or p:data())) end
          return out`,
      },
      ['t:11', 't:21', 't:31', 'none:nil', 'u:x', 't:4000', 't:last'],
    ],
    [
      'keeps events that nobody has heard of',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: 'process.spawn_monitored("app:p_w", "app:host") time.sleep("1ms") process.upgrade("app:p_b")',
        p_b: 'local ev = process.events():receive() return {ev.kind, ev.result.value}',
        p_w: 'return "w"',
      },
      ['pid.exit', 'w'],
    ],
    [
      'lets go of subscriptions, with the one message that a listener was given already',
      {
        main: `local pid = process.spawn_monitored("app:p_a", "app:host", process.pid()) process.listen("up"):receive()
          process.send(pid, "t", 1) process.send(pid, "t", 2) process.send(pid, "go") return process.events():receive().result.value`,
        p_a: 'process.listen("t") process.send((...), "up") process.listen("go"):receive() process.upgrade("app:p_b")',
        p_b: 'local first = process.inbox():receive() return {first:topic(), first:payload():data()}',
      },
      ['t', 2],
    ],
    [
      'inherits actor and context values of the process',
      {
        main: 'return process.events and (process.with_context({k = "v"}):spawn_monitored("app:p_a", "app:host") and process.events():receive().result.value)',
        p_a: 'process.upgrade("app:p_b")',
        p_b: 'return (ctx.get("k"))',
      },
      'v',
    ],
    [
      'answers with an error where there is no such entry, and the process goes on',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: 'local v, e = process.upgrade("app:none") local w, f = process.upgrade("app:main") return {v == nil, e:kind(), e:message(), f:message()}',
      },
      [true, 'NotFound', 'factory not found', 'factory not found'],
    ],
    [
      'is for processes: a function cannot be upgraded',
      {
        main: 'local v, e = process.upgrade("app:p_a") return {v == nil, e:kind(), e:message()}',
        p_a: '',
      },
      [true, 'Invalid', 'only processes can be upgraded'],
    ],
    [
      'takes no ID that is no string',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: 'return (select(2, pcall(process.upgrade, {})))',
      },
      'bad argument #1 to upgrade (string expected, got table)',
    ],
  ]);

  test('takes the code that its entry has now', async () => {
    const { kernel, settle } = await opened({
      main: 'process.spawn_monitored("app:p_w", "app:host") return process.events():receive().result.value',
      p_w: 'process.registry.register("w") process.inbox():receive() process.upgrade(nil, "again")',
    });
    const called = kernel.call('app:main', []);
    for (let turn = 0; turn < 10; turn++) kernel.turn(0);
    await settle(
      kernel.apply(processProject({ main: 'process.send("w", "go")', p_w: 'local how = ... return "new " .. how' })),
    );
    await settle(kernel.call('app:main', []));
    expect((await settle(called)).value).toBe('new again');
  });

  test('in a loop leaves others their turns and no memory behind, and Stop ends it', async () => {
    const { kernel, clock, sink } = await opened({
      main: 'process.spawn("app:p_loop", "app:host", 1) for i = 1, 30 do time.sleep("1ms") process.send("loop", "t", i) print(i) end',
      p_loop: 'process.registry.register("loop") local n = ... process.upgrade(nil, n + 1)',
    });
    void kernel.call('app:main', []);
    const bytes: number[] = [];
    for (let turn = 0; turn < 400; turn++) {
      clock.advance(1);
      kernel.turn(0);
      bytes.push(kernel.state().memory.luaBytes);
    }
    expect(sink.printed.at(-1)).toBe('30');
    expect(kernel.state().processes).toMatchObject([{ pid: '{app:host|0x00002}', target: 'app:p_loop' }]);
    expect(Math.max(...bytes.slice(100))).toBeLessThan(Math.max(...bytes.slice(0, 100)) * 1.5);
    await kernel.stop();
    expect(kernel.state().processes).toEqual([]);
  });

  test('that is stopped while mail is still on its way to the new code leaves nothing', async () => {
    const { left, sink } = await run({
      main: `local pid = process.spawn("app:p_a", "app:host") local big = {} for i = 1, 8000 do big[i] = {i} end
        process.send(pid, "t", big) process.send(pid, "t", big) process.send(pid, "go") time.sleep("1ms")`,
      p_a: 'process.listen("go"):receive() process.upgrade("app:p_b")',
      p_b: 'process.terminate(process.pid())',
    });
    expect(left).toEqual([]);
    expect(sink.printed).toEqual([]);
  });
});
