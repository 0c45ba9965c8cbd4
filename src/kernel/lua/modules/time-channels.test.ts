/** spec/lua-modules §4: after, timer and ticker, under a clock that moves from timer to timer. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { main, run } from '../../testing/lua-project.ts';

const CASES: readonly (readonly [name: string, body: string, expected: PlainValue, endMs: number])[] = [
  [
    'after gives the time once and closes',
    `local ch = time.after("50ms") local start = time.now() local t, ok = ch:receive() local n, ok2 = ch:receive()
     return {math.floor(t:sub(start):seconds() * 1000 + 0.5), ok, n == nil, ok2}`,
    [50, true, true, false],
    50,
  ],
  [
    'after ends a wait for something else',
    'local never = channel.new() local late = time.after(20 * time.MILLISECOND) return channel.select{never:case_receive(), late:case_receive()}.channel == late',
    true,
    20,
  ],
  [
    'several fire in the order of their times, equal ones as they were set',
    `local order, done = {}, channel.new(4)
     for i, d in ipairs{"3ms", "1ms", "2ms", "1ms"} do
       local ch = time.after(d) coroutine.spawn(function() ch:receive() order[#order + 1] = i done:send(1) end)
     end
     for i = 1, 4 do done:receive() end return order`,
    [2, 4, 3, 1],
    3,
  ],
  [
    'a timer gives its time on one channel, under both names',
    'local t = time.timer("5ms") local v, ok = t:response():receive() return {t:response() == t:channel(), ok, type(v), t:stop(), select(2, t:channel():receive())}',
    [true, true, 'userdata', false, false],
    5,
  ],
  [
    'a stopped timer does not fire',
    `local t = time.timer("5ms") local a, b = t:stop(), t:stop()
     local late = time.after("20ms") return {a, b, channel.select{t:channel():case_receive(), late:case_receive()}.channel == late}`,
    [true, false, true],
    20,
  ],
  [
    'a timer that is set again fires so much later, also after it was stopped',
    `local t = time.timer("5ms") local a = t:reset("30ms") t:channel():receive()
     local u = time.timer("5ms") u:stop() local b = u:reset("10ms") u:channel():receive() return {a, b, t:reset("1ms")}`,
    [true, false, false],
    40,
  ],
  [
    'a ticker ticks until it is stopped, which closes its channel',
    `local t = time.ticker("10ms") local start, at = time.now(), {}
     for i = 1, 3 do at[i] = math.floor(t:channel():receive():sub(start):seconds() * 1000 + 0.5) end
     return {at, t:stop(), select("#", t:response():receive()), select(2, t:channel():receive())}`,
    [[10, 20, 30], true, 2, false],
    30,
  ],
  [
    'ticks that nobody takes are dropped beyond sixteen',
    `local t = time.ticker("1ms") time.sleep("100ms") t:stop() local n = 0
     while select(2, t:channel():receive()) do n = n + 1 end return n`,
    16,
    100,
  ],
];

describe('channels of time', () => {
  for (const [name, body, expected, endMs] of CASES)
    test(name, async () => {
      const { value, error, nowMs } = await run(main(body));
      expect(error).toBeNull();
      expect(value).toEqual(expected);
      expect(nowMs).toBeCloseTo(endMs, 3);
    });

  test('what is still to come ends with the process', async () => {
    const { value, nowMs } = await run(main('time.after("1h") time.timer("1h") time.ticker("1h") return 1'));
    expect([value, nowMs]).toEqual([1, 0]);
  });

  test('are no more than so many at a time', async () => {
    const { value } = await run(
      main('local v, e for i = 1, 10001 do v, e = time.after("1h") end return {v == nil, e:kind()}'),
    );
    expect(value).toEqual([true, 'LimitExceeded']);
  });
});

describe('wrong durations', () => {
  for (const name of ['after', 'timer', 'ticker']) {
    for (const [given, message] of [
      ['0', `time.${name}: duration must be > 0`],
      ['-1', `time.${name}: duration must be > 0`],
      ['"-1s"', `time.${name}: duration must be > 0`],
      ['"soon"', 'time: invalid duration "soon"'],
      ['0/0', 'time: invalid duration "nan"'],
    ] as const)
      test(`time.${name}(${given}) answers with an error`, async () => {
        const { value } = await run(
          main(`local v, e = time.${name}(${given}) return {v == nil, e:kind(), e:message()}`),
        );
        expect(value).toEqual([true, 'Invalid', expect.stringMatching(message.replace('"nan"', '"-?nan"'))]);
      });
    for (const given of ['', 'nil', '{}', 'true'])
      test(`time.${name}(${given}) raises`, async () => {
        const { value } = await run(main(`return select(2, pcall(function() return time.${name}(${given}) end))`));
        expect(value).toBe(`app:main:1: bad argument #1 to ${name} (duration, string or number expected)`);
      });
  }

  test.each([
    ['"soon"', 'time: invalid duration "soon"'],
    ['0', 'time.timer: duration must be > 0'],
  ])('timer:reset(%s) answers with an error', async (given, message) => {
    const { value } = await run(main(`return select(2, time.timer("1h"):reset(${given})):message()`));
    expect(value).toBe(message);
  });
});
