import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { main, run } from '../../testing/lua-project.ts';

describe('numbers that enter the clock', () => {
  const cases: [string, string, PlainValue][] = [
    [
      'a sleep of nan is refused, and later timers go on',
      'local _, e = time.sleep(0/0) time.sleep("5ms") return {e:kind(), e:message(), e:retryable()}',
      ['Invalid', 'time: invalid duration "nan"', false],
    ],
    [
      'so is one of infinity',
      'local _, e = time.sleep(math.huge * 10) return e:message()',
      'time: invalid duration "inf"',
    ],
    [
      'and one of more than 64 bits',
      'local _, e = time.sleep(1e19) return e:message()',
      'time: invalid duration "10000000000000000000"',
    ],
    ['and one of a text of as many', 'local _, e = time.sleep(("9"):rep(400) .. "h") return e:kind()', 'Invalid'],
    [
      'a duration of nan is none',
      'local d, e = time.parse_duration(0/0) return {d == nil, e:message()}',
      [true, 'time: invalid duration "nan"'],
    ],
    [
      'what is no duration is told of by the name of what was called',
      'return select(2, pcall(time.parse_duration, true)):gsub("%(.*", "")',
      'bad argument #1 to parse_duration ',
    ],
    [
      'the least and the longest are some',
      'return {time.parse_duration(math.mininteger):hours() < -2e6, time.parse_duration(math.maxinteger):hours() > 2e6}',
      [true, true],
    ],
    [
      'nothing is added to a moment that is no number',
      'return select(2, pcall(function() return time.now():add(0/0) end)):gsub("^[^ ]* ", "")',
      'bad argument #2 to add (time: invalid duration "nan")',
    ],
    [
      'a moment stays on the calendar',
      'local t = time.now() local ok, e = true while ok do ok, e = pcall(function() t = t:add(math.maxinteger) end) end return {e:gsub("^[^ ]* ", "")}',
      ['bad argument #2 to add (the time is out of range)', 1],
    ],
    [
      'a date of nan is refused',
      'return select(2, pcall(os.date, "%c", 0/0))',
      'bad argument #2 to date (time out of range)',
    ],
    [
      'a time of nan is refused',
      'return select(2, pcall(os.time, {year = 0/0, month = 1, day = 1}))',
      'time result cannot be represented',
    ],
  ];
  for (const [name, body, expected] of cases)
    test(name, async () => {
      const { value, error } = await run(main(body));
      expect(error).toBeNull();
      expect(value).toEqual(expected);
    });

  test('another function wakes up while one tried to sleep for nan', async () => {
    const sleeper = main('time.sleep("20ms") return "awake"');
    const { value } = await run({ main: main('time.sleep(0/0) return (funcs.call("app:sleeper"))'), sleeper });
    expect(value).toBe('awake');
  });
});

test('os.date takes a long format', async () => {
  expect((await run(main('return #os.date(("%Y-"):rep(200000), 0)'))).value).toBe(1_000_000);
});
