/** Mail that comes faster than anybody takes it, and code that goes on within its turn (spec/scheduler §3, §4). */
import { describe, expect, test } from 'vitest';
import { opened, rows } from '../testing/process-runs.ts';

/** Takes `count` messages and says whether each came in its order. */
const TAKER = `local from, count = ... local mail = process.listen("mail") process.send(from, "ready")
  for i = 1, count do if mail:receive() ~= i then return "out of order at " .. i end end return "all"`;

describe('messages', () => {
  rows([
    [
      'that are sent without end wait for the one who takes them, and none is lost',
      {
        main: `local pid = process.spawn_monitored("app:p_w", "app:host", process.pid(), 25000) process.listen("ready"):receive()
          for i = 1, 25000 do local _, err = process.send(pid, "mail", i) if err then return err:message() end end
          return process.events():receive().result.value`,
        p_w: TAKER,
      },
      'all',
    ],
    [
      'of many senders likewise',
      {
        main: `local count = 0 local inbox = process.inbox()
          for i = 1, 8 do process.spawn("app:p_s", "app:host", process.pid()) end
          for i = 1, 24000 do inbox:receive() count = count + 1 end return count`,
        p_s: 'local to = ... for i = 1, 3000 do local _, err = process.send(to, "mail", i) if err then error(err) end end',
      },
      24_000,
    ],
    [
      'give way to other coroutines of their sender, one for one',
      {
        main: `local me, out = process.pid(), {}
          local done = channel.new(2)
          for _, name in ipairs({"a", "b"}) do
            coroutine.spawn(function() for i = 1, 3 do process.send(me, "t", name) out[#out + 1] = name .. i end done:send(true) end)
          end
          done:receive() done:receive() return table.concat(out, " ")`,
      },
      'a1 a2 b1 a3 b2 b3',
    ],
    [
      'are sent from coroutines within coroutines, and under pcall',
      {
        main: `local me, ch = process.pid(), process.listen("t")
          local step = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(process.send(me, "t", i)) end end)
          local sent = {step(), pcall(step), select("#", step())} local _, ok = pcall(process.send, me, "t", 4)
          return {sent[1], sent[2], ok, ch:receive(), ch:receive(), ch:receive(), (ch:receive())}`,
      },
      [true, true, true, 1, 2, 3, 4],
    ],
    [
      'are taken in their order, whether they waited in the channel or in the mailbox',
      {
        main: `local me, ch, out = process.pid(), process.listen("t"), {}
          process.send(me, "t", 1) process.send(me, "t", 2) time.sleep("1ms") process.send(me, "t", 3) coroutine.spawn(function() ch:send(0) end) time.sleep("1ms")
          for i = 1, 4 do out[i] = ch:receive() end return out`,
      },
      [1, 0, 2, 3],
    ],
    [
      'wake the coroutine that waited longest, though another asks meanwhile',
      {
        main: `local me, ch, out = process.pid(), process.listen("t"), {}
          local done = channel.new(2)
          for _, name in ipairs({"a", "b"}) do
            coroutine.spawn(function() for i = 1, 2 do local n = ch:receive() out[#out + 1] = name .. n end done:send(true) end)
          end
          time.sleep("1ms") for i = 1, 4 do process.send(me, "t", i) end
          done:receive() done:receive() return table.concat(out, " ")`,
      },
      'a1 a3 b2 b4',
    ],
  ]);

  test('count as memory of the one who has them, not of the one who sends', async () => {
    const { kernel, settle } = await opened({
      main: `local pid = process.spawn("app:p_box", "app:host") local t = {} for i = 1, 50 do t[i] = i end
        for i = 1, 2000 do process.send(pid, "t", t) end process.registry.register("sent") time.sleep("1h")`,
      p_box: 'time.sleep("1h")',
      wait: 'while not process.registry.lookup("sent") do time.sleep("1ms") end',
    });
    void kernel.call('app:main', []);
    await settle(kernel.call('app:wait', []));
    const bytesOf = (name: string) => kernel.state().processes.find(({ target }) => target === name)?.memoryBytes;
    expect(bytesOf('app:p_box')).toBeGreaterThan(2000 * 50 * 50);
    expect(bytesOf('app:main')).toBeLessThan(1_000_000);
    await kernel.stop();
  });
});
