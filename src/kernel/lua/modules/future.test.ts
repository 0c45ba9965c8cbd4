/** spec/lua-modules §1: calls that nobody waits for, futures and executors; spec/scheduler §5: when they end. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { main, run } from '../../testing/lua-project.ts';

const OTHERS = {
  add: main('local a, b = ... return a + b'),
  slow: main('local ms = ... time.sleep(ms * time.MILLISECOND) return ms'),
  bad: main('return nil, errors.new{message = "m", kind = "Timeout"}'),
  first: main('time.sleep("1ms") return (...)[1]'),
};

const CASES: readonly (readonly [name: string, body: string, expected: PlainValue])[] = [
  [
    'gives a payload on a channel, once, and then the end',
    `local f = funcs.async("app:add", 1, 2) local p, ok = f:response():receive() local q, more = f:channel():receive()
     return {p:data(), ok, q == nil, more, f:response() == f:channel()}`,
    [3, true, true, false, true],
  ],
  [
    'knows nothing before the process gives way, and the answer afterwards',
    `local f = funcs.async("app:add", 1, 2) local v, e = f:result() local before = {v == nil, e == nil, f:is_complete()}
     time.sleep(1) return {before, f:result():data(), select(2, f:result()) == nil, f:is_complete(), f:is_canceled(), select(2, f:error())}`,
    [[true, true, false], 3, true, true, false, false],
  ],
  [
    'of a call that fails gives the error object, with ok all the same',
    `local f = funcs.async("app:bad") local v, ok = f:response():receive() local r, e = f:result() local inner, has = f:error()
     return {tostring(v), v:kind(), ok, r == nil, e == v, inner:kind(), inner:message(), has, inner:stack():match("async call failed")}`,
    ['m', 'Timeout', true, true, true, 'Internal', 'm', true, 'async call failed'],
  ],
  [
    'is none where the target is no ID',
    `local out = {} for i, target in ipairs{"", "name", "ns:"} do local f, e = funcs.async(target) out[i] = tostring(f) .. " " .. e:kind() .. " " .. e:message() end
     return out`,
    [
      'nil Invalid function ID required',
      'nil Invalid namespace required in function ID',
      'nil Invalid name required in function ID',
    ],
  ],
  [
    'of what nobody is registered for gives the error',
    'local v, ok = funcs.async("app:none"):response():receive() return {v:kind(), tostring(v), ok}',
    ['NotFound', 'no handler registered for target', true],
  ],
  [
    'that is canceled closes its channel and forgets the answer, and the call goes on',
    `local f = funcs.async("app:slow", 5) local ok = f:cancel() local v, more = f:response():receive() local r, e = f:result()
     local before = f:is_complete() time.sleep("10ms")
     return {ok, v == nil, more, f:is_canceled(), before, f:is_complete(), r == nil, e:kind(), tostring(e), tostring(select(2, f:result()))}`,
    [true, true, false, true, false, true, true, 'Canceled', 'canceled', 'canceled'],
  ],
  [
    'of many calls at once: they run side by side and answer as they end',
    `local done, order = channel.new(3), {}
     for _, ms in ipairs{30, 10, 20} do
       local f = funcs.async("app:slow", ms) coroutine.spawn(function() done:send(f:response():receive():data()) end)
     end
     for i = 1, 3 do order[i] = done:receive() end return order`,
    [10, 20, 30],
  ],
  [
    'takes arguments as they are now, whatever becomes of them',
    'local t = {1} local f = funcs.async("app:first", t) t[1] = 2 return f:response():receive():data()',
    1,
  ],
  [
    'can be waited for together with time',
    `local f, late = funcs.async("app:slow", 50), time.after("10ms")
     return channel.select{f:response():case_receive(), late:case_receive()}.channel == late`,
    true,
  ],
  [
    'can be made by an executor',
    'local x = funcs.new() return {x:call("app:add", 1, 2), (x:async("app:add", 3, 4):response():receive():data())}',
    [3, 7],
  ],
  [
    'of an executor with other options is another one',
    'local x = funcs.new() local y = x:with_options({}) return {x ~= y, y:call("app:add", 1, 2)}',
    [true, 3],
  ],
];

describe('a future', () => {
  for (const [name, body, expected] of CASES)
    test(name, async () => {
      const { value, error } = await run({ ...OTHERS, main: main(body) });
      expect(error).toBeNull();
      expect(value).toEqual(expected);
    });
});
