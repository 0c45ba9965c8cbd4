/** spec/scheduler §2 to §4, §7 to §9 and §11: what processes see of each other, statement by statement. */
import { describe } from 'vitest';
import { rows } from '../../kernel/testing/process-runs.ts';

const HOST = '"app:host"';
const LOG = 'local log = {} local function note(v) log[#log + 1] = v end ';

describe('messages (scheduler §4)', () => {
  rows([
    [
      'of one sender keep their order',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) for i = 1, 20 do process.send(pid, "t", i) end return table.concat(process.events():receive().result.value, " ")`,
        p_w: 'local got, ch = {}, process.listen("t") for i = 1, 20 do got[i] = ch:receive() end return got',
      },
      Array.from({ length: 20 }, (_, i) => i + 1).join(' '),
    ],
    [
      'wait until somebody listens for them',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) process.send(pid, "t", "early") return process.events():receive().result.value`,
        p_w: 'time.sleep("10ms") return (process.listen("t"):receive())',
      },
      'early',
    ],
    [
      'come to the inbox where no channel is for their topic',
      {
        main: 'local inbox, own = process.inbox(), process.listen("own") process.send(process.pid(), "own", 1) process.send(process.pid(), "other", 2) local m = inbox:receive() return {own:receive(), m:topic(), m:payload():data(), m:from() == process.pid()}',
      },
      [1, 'other', 2, true],
    ],
    [
      'come to the same channels each time',
      {
        main: 'return {process.inbox() == process.inbox(), process.events() == process.events(), process.listen("t") == process.listen("t")}',
      },
      [true, true, true],
    ],
    [
      'have one value, or a list of several',
      {
        main: 'local ch = process.listen("t") process.send(process.pid(), "t", 1) process.send(process.pid(), "t", 1, 2) return {(ch:receive()), (ch:receive())}',
      },
      [1, [1, 2]],
    ],
    [
      'are whole where they are asked for',
      {
        main: 'local ch = process.listen("t", {message = true}) process.send(process.pid(), "t", 1, 2) process.send(process.pid(), "t") local a, b = ch:receive(), ch:receive() return {a:topic(), #a:payload(), a:payload()[2]:data(), b:payload() == nil}',
      },
      ['t', 2, 2, true],
    ],
    [
      'are copies',
      {
        main: 'local ch, t = process.listen("t"), {1} process.send(process.pid(), "t", t) t[1] = 2 return (ch:receive())[1]',
      },
      1,
    ],
    [
      'fall back to the inbox when their channel is given up',
      {
        main: 'local ch = process.listen("t") local done = process.unlisten(ch) process.send(process.pid(), "t", 5) local v, ok = ch:receive() return {done, ok, process.inbox():receive():payload():data()}',
      },
      [true, false, 5],
    ],
    [
      'to who has ended are refused',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) process.events():receive() local ok, e = process.send(pid, "t") return {ok == nil, e:kind(), e:message()}`,
        p_w: '',
      },
      [true, 'NotFound', 'process not found'],
    ],
    [
      'come before the news of the sender’s end',
      {
        main: `${LOG} local ch, ev = process.listen("t"), process.events() process.spawn_monitored("app:p_w", ${HOST}, process.pid()) for i = 1, 2 do local r = channel.select({ch:case_receive(), ev:case_receive()}) note(r.channel == ch and r.value or r.value.kind) end return log`,
        p_w: 'process.send(..., "t", "data")',
      },
      ['data', 'pid.exit'],
    ],
    [
      'are handled while another coroutine waits',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) process.send(pid, "t", 7) return process.events():receive().result.value`,
        p_w: 'local got coroutine.spawn(function() got = process.listen("t"):receive() end) time.sleep("10ms") return got',
      },
      7,
    ],
  ]);
});

describe('one step (scheduler §2, §11)', () => {
  rows([
    [
      'a spawned coroutine runs before its spawner goes on',
      { main: `${LOG} coroutine.spawn(function() note("inner") end) note("outer") return log` },
      ['inner', 'outer'],
    ],
    [
      'coroutines take turns: one that gives way stands behind its spawner, and before who is spawned next',
      {
        main: `${LOG} for i = 1, 3 do coroutine.spawn(function() note("a" .. i) coroutine.yield(1) note("b" .. i) end) end time.sleep("1ms") return log`,
      },
      ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'],
    ],
    [
      'several waits are outstanding at once',
      {
        main: `${LOG} for _, ms in ipairs({30, 10, 20}) do coroutine.spawn(function() time.sleep(ms .. "ms") note(ms) end) end time.sleep("40ms") return log`,
      },
      [10, 20, 30],
    ],
    [
      'the end of the method ends all',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) return process.events():receive().result.value`,
        p_w: 'coroutine.spawn(function() channel.new():receive() end) return "done"',
      },
      'done',
    ],
    [
      'a bare yield that nobody resumes is an error',
      {
        main: `process.spawn_monitored("app:p_w", ${HOST}) local e = process.events():receive().result.error return e:message():match("all coroutines blocked with no pending operations")`,
        p_w: 'coroutine.yield()',
      },
      'all coroutines blocked with no pending operations',
    ],
  ]);
});

describe('monitors and links (scheduler §7, §8)', () => {
  rows([
    [
      'a second monitor is refused',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) local ok, e = process.monitor(pid) process.terminate(pid) return {ok == nil, e:kind(), e:message()}`,
        p_w: 'channel.new():receive()',
      },
      [true, 'Internal', 'already monitoring pid'],
    ],
    [
      'who is no longer watched is not told of',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}) process.unmonitor(pid) process.terminate(pid) local r = channel.select({process.events():case_receive(), time.after("10ms"):case_receive()}) return type(r.value)`,
        p_w: 'channel.new():receive()',
      },
      'userdata',
    ],
    [
      'exactly one end is told of',
      {
        main: `local pid, ev = process.spawn_linked_monitored("app:p_w", ${HOST}), process.events() local kind = ev:receive().kind local r = channel.select({ev:case_receive(), time.after("10ms"):case_receive()}) return {kind, r.channel == ev}`,
        p_w: '',
      },
      ['pid.exit', false],
    ],
    [
      'the end of a linked one that failed is an event where links are trapped',
      {
        main: `process.set_options({trap_links = true}) process.spawn_linked("app:p_w", ${HOST}) local ev = process.events():receive() return {ev.kind, ev.result.error:message(), process.get_options().trap_links}`,
        p_w: 'return nil, "oh"',
      },
      ['pid.link.down', 'oh', true],
    ],
    ['links are not trapped by default', { main: 'return process.get_options()' }, { trap_links: false }],
    [
      'cancel is an event and nothing else',
      {
        main: `local pid, ev = process.spawn_monitored("app:p_w", ${HOST}), process.events() process.cancel(pid, "please") return ev:receive().result.value`,
        p_w: 'local e = process.events():receive() return {e.kind, e.reason, type(e.from), math.type(e.at)}',
      },
      ['pid.cancel', 'please', 'string', 'integer'],
    ],
    [
      'who is terminated sees nothing of it, and who watches does',
      {
        main: `local pid, ev = process.spawn_monitored("app:p_w", ${HOST}), process.events() process.terminate(pid) local r = ev:receive().result return {r.value == nil, r.error:message()}`,
        p_w: 'channel.new():receive()',
      },
      [true, 'process terminated'],
    ],
    [
      'what a caller starts goes on without it, what it calls does not',
      {
        main: `local pid = process.spawn_monitored("app:p_caller", ${HOST}, process.pid()) local child = process.listen("child"):receive() process.terminate(pid) process.events():receive() return (process.send(child, "t"))`,
        p_caller: `local boss = ... process.send(boss, "child", (process.spawn("app:p_w", ${HOST}))) channel.new():receive()`,
        p_w: 'process.inbox():receive()',
      },
      true,
    ],
  ]);
});

describe('names (scheduler §9)', () => {
  rows([
    [
      'a process has several, each is of one',
      {
        main: `local r = process.registry return {(r.register("a")), (r.register("b")), (r.register("a")), r.lookup("a") == process.pid(), r.lookup("b") == process.pid()}`,
      },
      [true, true, true, true, true],
    ],
    [
      'a taken one is refused',
      {
        main: `process.registry.register("a") local pid = process.spawn_monitored("app:p_w", ${HOST}) return process.events():receive().result.value`,
        p_w: 'local ok, e = process.registry.register("a") return {ok == nil, e:kind(), e:message()}',
      },
      [true, 'AlreadyExists', 'name already registered'],
    ],
    [
      'it goes with its process',
      {
        main: `process.spawn_monitored("app:p_w", ${HOST}) process.events():receive() local v, e = process.registry.lookup("a") return {v == nil, e:kind(), e:message()}`,
        p_w: 'process.registry.register("a")',
      },
      [true, 'NotFound', 'name not registered'],
    ],
    [
      'it is taken wherever a PID is',
      {
        main: 'process.registry.register("me") local ch = process.listen("t") process.send("me", "t", 1) return ch:receive()',
      },
      1,
    ],
    [
      'it can be given back',
      {
        main: 'local r = process.registry r.register("a") return {r.unregister("a"), r.unregister("a"), r.lookup("a") == nil}',
      },
      [true, false, true],
    ],
    [
      'scopes are numbers',
      { main: 'local r = process.registry return {r.LOCAL, r.EVENTUAL, r.CONSISTENT, r.STRONG}' },
      [0, 1, 2, 3],
    ],
  ]);
});

describe('spawners (lua-modules §3)', () => {
  rows([
    [
      'with_name gives the holder of a taken name, and it gets the messages',
      {
        main: `local s = process.with_options({}):with_name("n") local a = s:spawn("app:p_w", ${HOST}) local b = s:with_message("t", 5):spawn("app:p_w", ${HOST}) process.monitor(a) return {a == b, process.events():receive().result.value}`,
        p_w: 'return (process.listen("t"):receive())',
      },
      [true, 5],
    ],
    [
      'with_message is delivered after the start',
      {
        main: `process.with_options({}):with_message("t", 1, 2):spawn_monitored("app:p_w", ${HOST}) return process.events():receive().result.value`,
        p_w: 'return (process.listen("t"):receive())',
      },
      [1, 2],
    ],
    [
      'a spawner does not change',
      { main: 'local s = process.with_options({}) return {s == s:with_name("a"), s == s:with_context({})}' },
      [false, false],
    ],
    [
      'with_context merges',
      {
        main: `process.with_context({a = 1, b = 1}):with_context({b = 2}):spawn_monitored("app:p_w", ${HOST}) return process.events():receive().result.value`,
        p_w: 'return ctx.all()',
      },
      { a: 1, b: 2 },
    ],
    [
      'an upgrade keeps the PID and takes new arguments',
      {
        main: `local pid = process.spawn_monitored("app:p_w", ${HOST}, 1) local e = process.events():receive() return {e.from == pid, e.result.value}`,
        p_w: 'local n = ... if n < 3 then process.upgrade(nil, n + 1) end return n',
      },
      [true, 3],
    ],
  ]);
});
