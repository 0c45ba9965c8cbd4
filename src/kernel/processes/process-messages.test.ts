/** spec/lua-modules §3, spec/scheduler §7-§9: messages, links and names of processes in Lua, under a clock that moves from timer to timer. */
import { describe, expect, test } from 'vitest';
import { rows, run } from '../testing/process-runs.ts';

describe('messages', () => {
  rows([
    [
      'of one sender keep their order, and wait for whoever listens',
      {
        main: `local pid = process.spawn("app:p_w", "app:host", process.pid()) time.sleep("1ms") local a, out = process.listen("a"), {}
          for i = 1, 3 do out[i] = a:receive() end local inbox = process.inbox()
          for i = 1, 2 do local m = inbox:receive() out[#out + 1] = m:topic() .. m:payload():data() .. tostring(m:from() == pid) end return out`,
        p_w: `local to = ... process.send(to, "b", 1) process.send(to, "a", 2) process.send(to, "a", 3)
          process.send(to, "c", 4) process.send(to, "a", 5)`,
      },
      [2, 3, 5, 'b1true', 'c4true'],
    ],
    [
      'go to the listener of their topic before the inbox, also when they were there before',
      {
        main: `local me, inbox = process.pid(), process.inbox() process.send(me, "a", 1) process.send(me, "b", 2)
          local a = process.listen("a") return {a:receive(), inbox:receive():topic(), process.listen("a") == a, process.inbox() == inbox}`,
      },
      [1, 'b', true, true],
    ],
    [
      'bring one value, a table of several, or nothing',
      {
        main: `local me, ch = process.pid(), process.listen("t") process.send(me, "t", "one") process.send(me, "t", 1, {2}, 3) process.send(me, "t")
          local one, several, none = ch:receive(), ch:receive(), ch:receive()
          local m = process.listen("m", {message = true}) process.send(me, "m", 1, 2) process.send(me, "m") local two, empty = m:receive(), m:receive()
          return {one, #several, several[2][1], none == nil, #two:payload(), two:payload()[2]:data(), empty:payload() == nil}`,
      },
      ['one', 3, 2, true, 2, 2, true],
    ],
    [
      'bring copies: channels and the like arrive as nothing',
      {
        main: `local me, ch, t = process.pid(), process.listen("t"), {1} process.send(me, "t", t) t[1] = 2 process.send(me, "t", channel.new())
          return {ch:receive()[1], ch:receive() == nil}`,
      },
      [1, true],
    ],
    [
      'go to the inbox again when nobody listens any more',
      {
        main: `local me, ch = process.pid(), process.listen("t") local ok = process.unlisten(ch) process.send(me, "t", 3)
          return {ok, process.unlisten(ch), process.inbox():receive():payload():data(), select(2, ch:receive())}`,
      },
      [true, false, 3, false],
    ],
    [
      'reach a process while it waits for something else',
      {
        main: `local pid = process.spawn_monitored("app:p_w", "app:host") process.send(pid, "t", 1) return process.events():receive().result.value`,
        p_w: `local got coroutine.spawn(function() got = process.listen("t"):receive() end) time.sleep("10ms") return got`,
      },
      1,
    ],
    [
      'go back and forth',
      {
        main: `local pid = process.spawn("app:p_w", "app:host") local back, sum = process.listen("back"), 0
          for i = 1, 100 do process.send(pid, "n", process.pid(), i) sum = sum + back:receive() end return sum`,
        p_w: 'local n = process.listen("n") while true do local m = n:receive() process.send(m[1], "back", m[2] * 2) end',
      },
      10100,
    ],
  ]);

  test('that nobody takes are so many at most, and their senders are told', async () => {
    const { value } = await run({
      main: `local pid = process.spawn("app:p_w", "app:host") local ok, e
        for i = 1, 20001 do ok, e = process.send(pid, "t") if not ok then return {i, e:kind(), e:message()} end end`,
      p_w: 'channel.new():receive()',
    });
    expect(value).toEqual([20001, 'LimitExceeded', 'the mailbox is full']);
  });

  test('count as memory of who they are for', async () => {
    const { value } = await run({
      main: `local pid, s = process.spawn("app:p_w", "app:host"), ("x"):rep(1000000)
        for i = 1, 1000 do local ok, e = process.send(pid, "t", {s .. i}) if not ok then return {i < 200, e:kind(), e:message()} end end`,
      p_w: 'channel.new():receive()',
    });
    expect(value).toEqual([true, 'LimitExceeded', 'the mailbox is full']);
  });
});

describe('links, monitors and events', () => {
  const LINKED = 'process.spawn_linked("app:p_b", "app:host") channel.new():receive()';
  rows([
    [
      'a linked process fails with the one that failed, and so on along the chain',
      {
        main: 'process.spawn_monitored("app:p_a", "app:host") local ev = process.events():receive() return {tostring(ev.result.error), ev.result.error:kind()}',
        p_a: LINKED,
        p_b: 'process.spawn_linked("app:p_c", "app:host") channel.new():receive()',
        p_c: 'time.sleep("1ms") error("oh")',
      },
      ['linked process failed', 'Internal'],
    ],
    [
      'one that traps links hears of it instead',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: `local ok = process.set_options({trap_links = true}) local pid = process.spawn_linked("app:p_b", "app:host")
          local ev = process.events():receive() return {ok, process.get_options().trap_links, ev.kind, ev.from == pid, tostring(ev.result.error)}`,
        p_b: 'error("oh")',
      },
      [true, true, 'pid.link.down', true, 'app:p_b:1: oh'],
    ],
    [
      'a link to one that ends well does nothing',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: 'process.spawn_linked_monitored("app:p_b", "app:host") local ev = process.events():receive() time.sleep("1ms") return ev.kind',
        p_b: '',
      },
      'pid.exit',
    ],
    [
      'links can be made and taken back, also with oneself',
      {
        main: 'return (process.exec("app:p_a", "app:host"))',
        p_a: `local pid = process.spawn("app:p_b", "app:host") local out = {process.link(pid), process.unlink(pid), process.link(process.pid())}
          process.terminate(pid) time.sleep("1ms") return out`,
        p_b: 'channel.new():receive()',
      },
      [true, true, true],
    ],
    [
      'a process is monitored once, and the end is told once',
      {
        main: `local pid = process.spawn("app:p_w", "app:host") local out = {process.monitor(pid)} local v, e = process.monitor(pid)
          out[2] = e:kind() .. " " .. e:message() out[3] = process.unmonitor(pid) out[4] = process.monitor(pid) process.send(pid, "go")
          out[5] = process.events():receive().kind time.sleep("1ms")
          out[6] = channel.select{process.events():case_receive(), default = true}.default return out`,
        p_w: 'process.inbox():receive()',
      },
      [true, 'Internal already monitoring pid', true, true, 'pid.exit', true],
    ],
    [
      'the end of a process is told after what it sent',
      {
        main: `process.spawn_monitored("app:p_w", "app:host", process.pid()) local ev = process.events():receive()
          return {ev.kind, (process.listen("t"):receive())}`,
        p_w: 'process.send((...), "t", "sent")',
      },
      ['pid.exit', 'sent'],
    ],
    [
      'cancel is an event, and nothing else',
      {
        main: `local pid = process.spawn_monitored("app:p_w", "app:host") local ok = process.cancel(pid, "why") local v = process.events():receive().result.value
          v[#v + 1] = ok return v`,
        p_w: 'local ev = process.events():receive() return {ev.kind, ev.reason, ev.from ~= process.pid(), ev.result == nil}',
      },
      ['pid.cancel', 'why', true, true, true],
    ],
    [
      'results of any size come with the event',
      {
        main: 'process.spawn_monitored("app:p_w", "app:host") return #process.events():receive().result.value',
        p_w: 'local t = {} for i = 1, 5000 do t[i] = {i} end return t',
      },
      5000,
    ],
    [
      'a supervisor starts again what failed',
      {
        main: `local n = 0 local function start() n = n + 1 return process.spawn_monitored("app:p_w", "app:host", n) end start()
          while true do local ev = process.events():receive() if not ev.result.error then return {n, ev.result.value} end start() end`,
        p_w: 'local n = ... if n < 3 then error("crash") end return "stable"',
      },
      [3, 'stable'],
    ],
  ]);
});

describe('names', () => {
  rows([
    [
      'stand for a process until it ends',
      {
        main: `local r, pid = process.registry, process.spawn("app:p_w", "app:host") local out = {r.register("w", pid), r.register("w", pid), r.lookup("w") == pid}
          local v, e = r.register("w") out[4] = e:kind() .. " " .. e:message() process.send("w", "t") time.sleep("1ms")
          out[5] = select(2, r.lookup("w")):message() out[6] = r.unregister("w") r.register("me") out[7] = r.unregister("me") out[8] = r.STRONG return out`,
        p_w: 'process.inbox():receive()',
      },
      [true, true, true, 'AlreadyExists name already registered', 'name not registered', false, true, 3],
    ],
    [
      'of a spawner are there once, and its messages come first, also to who has the name',
      {
        main: `local s = process.with_options({}):with_name("one"):with_message("t", 1, 2):with_message("u", {3})
          local a = s:spawn_monitored("app:p_w", "app:host") local b = s:spawn("app:p_w", "app:host")
          return {a == b, process.events():receive().result.value}`,
        p_w: `local inbox, out = process.inbox(), {}
          for i = 1, 4 do local m = inbox:receive() local p = m:payload() out[i] = m:topic() .. (type(p) == "table" and #p or p:data()[1]) end return out`,
      },
      [true, ['t2', 'u3', 't2', 'u3']],
    ],
  ]);
});
