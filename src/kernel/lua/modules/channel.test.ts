/** spec/lua-modules §2, row by row; all of it in one process, in the order that the spec fixes. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { createTestKernel } from '../../testing/test-kernel.ts';
import { main, project, run } from '../../testing/lua-project.ts';

type Row = readonly [name: string, body: string, expected: PlainValue];

const LOG = 'local log = {} local function note(...) log[#log + 1] = table.concat({...}, " ") end ';

function rows(all: readonly Row[]): void {
  for (const [name, body, expected] of all)
    test(name, async () => {
      const { value, error } = await run(main(body));
      expect(error).toBeNull();
      expect(value).toEqual(expected);
    });
}

describe('channels', () => {
  rows([
    [
      'have room for nothing by default, so sender and receiver meet',
      `${LOG} local ch = channel.new()
       coroutine.spawn(function() note("send", tostring(ch:send("v"))) end)
       local v, ok = ch:receive() note("got", v, tostring(ok)) time.sleep(1) return log`,
      ['got v true', 'send true'],
    ],
    [
      'let the side that completes a meeting go on before the one that waited',
      `${LOG} local ch = channel.new()
       coroutine.spawn(function() local v = ch:receive() note("received", v) end)
       ch:send(1) note("sent") time.sleep(1) return log`,
      ['sent', 'received 1'],
    ],
    [
      'with room are sent to and received from without giving way',
      `${LOG} local ch = channel.new(2)
       coroutine.spawn(function() note("other") end)
       coroutine.spawn(function() note("a") ch:send(1) ch:send(2) note("b", (ch:receive()), (ch:receive())) end)
       time.sleep(1) return log`,
      ['other', 'a', 'b 1 2'],
    ],
    [
      'keep the order of what is sent and of who waits',
      `${LOG} local ch = channel.new()
       for i = 1, 3 do coroutine.spawn(function() note("r" .. i, (ch:receive())) end) end
       for i = 1, 3 do ch:send("v" .. i) end
       for i = 4, 6 do coroutine.spawn(function() ch:send("v" .. i) end) end
       for i = 4, 6 do note("main", (ch:receive())) end
       return log`,
      ['r1 v1', 'r2 v2', 'r3 v3', 'main v4', 'main v5', 'main v6'],
    ],
    [
      'move what a waiting sender has up to the room that a receiver made',
      `local ch = channel.new(1) local done = false
       coroutine.spawn(function() ch:send(1) ch:send(2) done = true end)
       local a = ch:receive() time.sleep(1) return {a, done, (ch:receive())}`,
      [1, true, 2],
    ],
    [
      'carry nil, which ok tells from the end',
      `local ch = channel.new(1) ch:send(nil) local v, ok = ch:receive() ch:send() local w, ok2 = ch:receive()
       return {v == nil, ok, w == nil, ok2}`,
      [true, true, true, true],
    ],
    ['carry values by reference', 'local ch = channel.new(1) local t = {} ch:send(t) return (ch:receive()) == t', true],
    [
      'take a negative capacity for none',
      'return (channel.select({channel.new(-5):case_send(1)}, true)).default',
      true,
    ],
    ['take nil for no capacity', 'return type(channel.new(nil))', 'userdata'],
  ]);
});

describe('a closed channel', () => {
  rows([
    [
      'still gives what was sent, then nil and false',
      `local ch = channel.new(2) ch:send("a") ch:close()
       local a, ok = ch:receive() local b, ok2 = ch:receive() return {a, ok, b == nil, ok2}`,
      ['a', true, true, false],
    ],
    ['can be closed again', 'local ch = channel.new() return select("#", ch:close(), ch:close())', 1],
    [
      'refuses what is sent, with an error that says where',
      'local ch = channel.new(1) ch:close() local ok, e = pcall(function() ch:send(1) end) return {ok, e}',
      [false, 'app:main:1: send on closed channel'],
    ],
    [
      'wakes all who wait for a value',
      `${LOG} local ch = channel.new()
       for i = 1, 2 do coroutine.spawn(function() local v, ok = ch:receive() note(i, tostring(v), tostring(ok)) end) end
       ch:close() note("closed") time.sleep(1) return log`,
      ['closed', '1 nil false', '2 nil false'],
    ],
    [
      'answers who waits for room with an error',
      `local ch = channel.new() local v, e
       coroutine.spawn(function() v, e = ch:send(1) end) ch:close() time.sleep(1) return {v == nil, tostring(e), e:kind()}`,
      [true, 'send on closed channel', 'Internal'],
    ],
  ]);
});

describe('channel.select', () => {
  rows([
    [
      'takes the first case in the list that is ready',
      `local a, b = channel.new(1), channel.new(1) b:send("b") a:send("a")
       local r = channel.select{b:case_receive(), a:case_receive()}
       local s = channel.select{b:case_receive(), a:case_receive()}
       return {r.channel == b, r.value, r.ok, s.channel == a, s.value, r.default == nil}`,
      [true, 'b', true, true, 'a', true],
    ],
    [
      'says what it sent',
      'local ch = channel.new(1) local r = channel.select{ch:case_send("v")} return {r.channel == ch, r.value, r.ok, (ch:receive())}',
      [true, 'v', true, 'v'],
    ],
    [
      'takes a default in the table or as second argument',
      `local c = channel.new():case_receive() local r, s = channel.select{c, default = true}, channel.select({c}, true)
       return {r.default, r.ok, r.channel == nil, s.default}`,
      [true, true, true, true],
    ],
    [
      'does not take it while a case is ready',
      'local ch = channel.new(1) ch:send(1) local r = channel.select{ch:case_receive(), default = true} return {r.default == nil, r.value}',
      [true, 1],
    ],
    [
      'finds a closed channel ready to receive, and never ready to send',
      `local ch, open = channel.new(), channel.new(1) ch:close() local r = channel.select{ch:case_send(1), ch:case_receive()}
       local s = channel.select{ch:case_send(1), open:case_send(2)} return {r.value == nil, r.ok, r.channel == ch, s.channel == open}`,
      [true, false, true, true],
    ],
    [
      'leaves every queue it waited in when one case fires',
      `local a, b = channel.new(), channel.new() local r
       coroutine.spawn(function() r = channel.select{a:case_receive(), b:case_receive(), b:case_send("x")} end)
       a:send(1) time.sleep(1)
       local s = channel.select{b:case_send(2), b:case_receive(), default = true} return {r.value, s.default}`,
      [1, true],
    ],
    [
      'waits on when a channel is closed that it would only send to',
      `local a, b = channel.new(), channel.new() local r
       coroutine.spawn(function() r = channel.select{a:case_send(1), b:case_receive()} end)
       a:close() time.sleep(1) local before = r == nil b:send("v") time.sleep(1) return {before, r.value}`,
      [true, 'v'],
    ],
    [
      'is told by a close that nothing more will come',
      `local a = channel.new() local r coroutine.spawn(function() r = channel.select{a:case_receive()} end)
       a:close() time.sleep(1) return {r.ok, r.value == nil, r.channel == a}`,
      [false, true, true],
    ],
    [
      'meets a waiting receiver, and goes on first',
      `${LOG} local a = channel.new() coroutine.spawn(function() note("got", (a:receive())) end)
       local r = channel.select{a:case_send("v")} note("sent", r.value) time.sleep(1) return log`,
      ['sent v', 'got v'],
    ],
    [
      'skips what is no case',
      'local a = channel.new(1) a:send(1) return channel.select{1, "x", {}, a, a:case_receive()}.value',
      1,
    ],
    [
      'in one coroutine can wait for itself on both sides of a channel without meeting itself',
      `local a, b = channel.new(), channel.new() coroutine.spawn(function() b:send("out") end)
       return channel.select{a:case_send(1), a:case_receive(), b:case_receive()}.value`,
      'out',
    ],
    [
      'looks at no more than so many cases',
      `local c, t = channel.new():case_receive(), {} for i = 1, 10001 do t[i] = c end
       local ok, e = pcall(function() channel.select(t) end) return e`,
      'app:main:2: select over more than 10000 cases',
    ],
    [
      'over thousands of channels, again and again, leaves nothing behind',
      `local stop, t = channel.new(), {} for i = 1, 3000 do t[i] = channel.new():case_receive() end t[#t + 1] = stop:case_receive()
       coroutine.spawn(function() for i = 1, 20 do stop:send(i) end end)
       local sum = 0 for i = 1, 20 do sum = sum + channel.select(t).value end return sum`,
      210,
    ],
  ]);
});

describe('wrong arguments', () => {
  const CHANNEL = 'local ch = channel.new(1) ';
  const BAD: readonly (readonly [call: string, message: string])[] = [
    ['channel.new("x")', 'bad argument #1 to new (number expected, got string)'],
    ['channel.new({})', 'bad argument #1 to new (number expected, got table)'],
    ['channel.new(1.5)', 'bad argument #1 to new (number has no integer representation)'],
    ['channel.select()', 'bad argument #1 to select (table expected, got nil)'],
    ['channel.select(1)', 'bad argument #1 to select (table expected, got number)'],
    ['ch.send()', 'bad argument #1 to send (channel expected, got nil)'],
    ['ch.send({}, 1)', 'bad argument #1 to send (channel expected, got table)'],
    ['ch.receive(1)', 'bad argument #1 to receive (channel expected, got number)'],
    ['ch.close(nil)', 'bad argument #1 to close (channel expected, got nil)'],
    ['ch.case_send("x")', 'bad argument #1 to case_send (channel expected, got string)'],
    ['ch.case_receive(true)', 'bad argument #1 to case_receive (channel expected, got boolean)'],
    ['coroutine.spawn()', 'bad argument #1 to spawn (function expected)'],
    ['coroutine.spawn({})', 'bad argument #1 to spawn (function expected)'],
  ];
  for (const [code, message] of BAD)
    test(`${code} raises`, async () => {
      const { value } = await run(main(`${CHANNEL} return select(2, pcall(function() return ${code} end))`));
      expect(value).toBe(`app:main:1: ${message}`);
    });
});

describe('the coroutines of a process', () => {
  rows([
    [
      'take turns from yield to yield, the spawned one first',
      `${LOG} for i = 1, 2 do
         coroutine.spawn(function() for step = 1, 2 do note(i, step) coroutine.yield(true) end end) note("main", i)
       end
       for i = 3, 4 do note("main", i) coroutine.yield(true) end return log`,
      ['1 1', 'main 1', '1 2', '2 1', 'main 2', 'main 3', '2 2', 'main 4'],
    ],
    [
      'wait for several things at once, and go on in the order these come',
      `${LOG} local done = channel.new(3)
       for _, ms in ipairs{30, 10, 20} do
         coroutine.spawn(function() time.sleep(ms * time.MILLISECOND) note(ms) done:send(ms) end)
       end
       for i = 1, 3 do done:receive() end return log`,
      ['10', '20', '30'],
    ],
    [
      'end with the method, whatever they wait for',
      'local ch = channel.new() coroutine.spawn(function() ch:receive() end) coroutine.spawn(function() time.sleep("1h") end) return 1',
      1,
    ],
    [
      'may send and receive through user coroutines, pcall and iterators',
      `local ch = channel.new() coroutine.spawn(function() for i = 1, 3 do ch:send(i) end ch:close() end)
       local sum = 0 for v in coroutine.wrap(function() while true do local _, v, ok = pcall(ch.receive, ch)
         if not ok then return end coroutine.yield(v) end end) do sum = sum + v end return sum`,
      6,
    ],
    [
      'are no more than so many',
      `local ch = channel.new() local ok, e
       for i = 1, 10001 do ok, e = pcall(coroutine.spawn, function() ch:receive() end) if not ok then break end end
       return {ok, e:kind(), e:message()}`,
      [false, 'LimitExceeded', 'too many coroutines in one process'],
    ],
  ]);

  test('an error in any of them fails the call', async () => {
    const { error } = await run(main('coroutine.spawn(function() error("oh") end) channel.new():receive()'));
    expect(error).toMatchObject({ kind: 'Internal', message: 'app:main:1: oh' });
  });

  test('all of which wait for each other are idle, and end when they are stopped', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(
      kernel.open(
        project({
          main: main('local ch = channel.new() coroutine.spawn(function() ch:send(1) end) channel.new():receive()'),
        }),
      ),
    );
    const called = kernel.call('app:main', []);
    for (let turn = 0; turn < 10; turn++) kernel.turn(0);
    expect(kernel.state().processes).toMatchObject([{ target: 'app:main', state: 'idle' }]);
    await kernel.stop();
    expect((await called).error).toMatchObject({ kind: 'Canceled' });
    expect(kernel.state().processes).toEqual([]);
  });

  test('of an earlier call are not met by those of the next in the same world', async () => {
    const { kernel, settle } = createTestKernel();
    const source = `local ch, calls = channel.new(), 0
      return { main = function()
        calls = calls + 1
        if calls == 1 then coroutine.spawn(function() ch:receive() end) coroutine.spawn(function() channel.select{ch:case_receive()} end) return 1 end
        return channel.select{ch:case_send(1), default = true}.default
      end }`;
    await settle(kernel.open(project({ main: source })));
    expect((await settle(kernel.call('app:main', []))).value).toBe(1);
    expect((await settle(kernel.call('app:main', []))).value).toBe(true);
  });

  test('cannot use a channel while the chunk is loaded', async () => {
    const { error } = await run('local ch = channel.new() ch:receive() return { main = function() end }');
    expect(error).toMatchObject({ message: 'app:main:1: can not yield from outside of a coroutine' });
  });

  test('what lies in a channel counts as memory', async () => {
    const { error } = await run(
      main('local ch = channel.new(1e9) while true do ch:send(("x"):rep(1000000) .. #tostring(ch)) end'),
    );
    expect(error).toMatchObject({ message: 'not enough memory' });
  });

  test('have a channel that another call cannot get', async () => {
    const { value } = await run({
      main: main('return funcs.call("app:other", channel.new())'),
      other: main('return select("#", ...) .. type((...))'),
    });
    expect(value).toBe('1nil');
  });
});
