import { describe, expect, it } from 'vitest';
import { gives, refuses } from '../../testing/lua-rows.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { formatMoment } from './go-layout.ts';
import { parseMoment, quoted } from './go-parse.ts';
import { momentOf, wallOf } from './moment.ts';
import { fixedZone, loadLocation, UTC } from './zones.ts';

const wall = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0, nanosecond = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second,
  nanosecond,
});

describe('layouts as Go has them', () => {
  const moment = momentOf(wall(2024, 2, 3, 16, 5, 6, 70_800_000), fixedZone('CET', 3600))!;
  const rows: [string, string][] = [
    ['2006 06', '2024 24'],
    ['01 1 Jan January', '02 2 Feb February'],
    ['02 2 _2 002 __2', '03 3  3 034  34'],
    ['Mon Monday', 'Sat Saturday'],
    ['15 03 3 PM pm', '16 04 4 PM pm'],
    ['04 4 05 5', '05 5 06 6'],
    ['.000 .000000 ,000000000', '.070 .070800 ,070800000'],
    ['.999 .999999 ,999999999', '.07 .0708 ,0708'],
    ['MST -0700 -07:00 -07 Z07:00 Z0700 Z07', 'CET +0100 +01:00 +01 +01:00 +0100 +01'],
    ['-070000 -07:00:00 Z070000', '+010000 +01:00:00 +010000'],
    ['2006-01-02T15:04:05.999999999Z07:00', '2024-02-03T16:05:06.0708+01:00'],
    ['Monday, 02-Jan-06 15:04:05 MST', 'Saturday, 03-Feb-24 16:05:06 CET'],
    ['Jan _2 15:04:05.000', 'Feb  3 16:05:06.070'],
    ['January is no Janitor, Monday no Month', 'February is no Janitor, Saturday no Month'],
    ['_2006 .0001 .99x', '_2024 .0002 .07x'],
    ['text', 'text'],
  ];
  for (const [layout, text] of rows)
    it(`${layout} gives ${text}`, () => expect(formatMoment(moment, layout)).toBe(text));

  it('write Z for UTC, years of four digits, and the offset of a zone without a name', () => {
    expect(formatMoment(momentOf(wall(33, 1, 1), UTC)!, '2006 06 Z07:00 -07:00 MST')).toBe('0033 33 Z +00:00 UTC');
    expect(formatMoment(momentOf(wall(-5, 1, 1), fixedZone('', -12_600))!, '2006 MST')).toBe('-0005 -0330');
  });
});

describe('texts are read by the same layouts', () => {
  const rows: [layout: string, text: string, rfc: string][] = [
    ['2006-01-02 15:04:05', '2024-01-15 14:30:00', '2024-01-15T14:30:00Z'],
    ['2006-01-02T15:04:05Z07:00', '2024-01-15T14:30:00+02:00', '2024-01-15T14:30:00+02:00'],
    ['2006-01-02T15:04:05Z07:00', '2024-01-15T14:30:00.25Z', '2024-01-15T14:30:00.25Z'],
    ['Jan 2, 2006 at 3:04pm (MST)', 'Feb 3, 2013 at 7:54pm (PST)', '2013-02-03T19:54:00Z'],
    ['3:04PM', '12:05AM', '0000-01-01T00:05:00Z'],
    ['3:04PM', '12:05PM', '0000-01-01T12:05:00Z'],
    ['02 Jan 06 15:04 -0700', '15 jan 69 01:02 -0330', '1969-01-15T01:02:00-03:30'],
    ['2006 002', '2024 060', '2024-02-29T00:00:00Z'],
    ['2006-1-_2', '2024-2- 3', '2024-02-03T00:00:00Z'],
    ['Monday 2006', 'friday 2024', '2024-01-01T00:00:00Z'],
    ['15:04:05.000', '01:02:03,456', '0000-01-01T01:02:03.456Z'],
    ['15:04:05.999', '01:02:03', '0000-01-01T01:02:03Z'],
    ['2006   1', '2024 5', '2024-05-01T00:00:00Z'],
    ['2006 MST', '2024 GMT+3', '2024-01-01T03:00:00+03:00'],
  ];
  for (const [layout, text, rfc] of rows)
    it(`${text} by ${layout}`, () => {
      const parsed = parseMoment(layout, text, UTC);
      if (!parsed.ok) throw new Error(parsed.error);
      expect(formatMoment(parsed.value, '2006-01-02T15:04:05.999999999Z07:00')).toBe(rfc);
    });

  const wrong: [layout: string, text: string, message: string][] = [
    ['2006-01-02', 'x', 'parsing time "x" as "2006-01-02": cannot parse "x" as "2006"'],
    ['2006-01-02', '2024/01', 'parsing time "2024/01" as "2006-01-02": cannot parse "/01" as "-"'],
    ['2006-01-02', '2024-13-01', 'parsing time "2024-13-01": month out of range'],
    ['2006-01-02', '2023-02-29', 'parsing time "2023-02-29": day out of range'],
    ['15:04', '24:00', 'parsing time "24:00": hour out of range'],
    ['15:04', '23:60', 'parsing time "23:60": minute out of range'],
    ['2006', '2024x', 'parsing time "2024x": extra text: "x"'],
    ['3PM', '3XM', 'parsing time "3XM" as "3PM": cannot parse "XM" as "PM"'],
    ['Jan', 'Foo', 'parsing time "Foo" as "Jan": cannot parse "Foo" as "Jan"'],
    ['2006', '"é', String.raw`parsing time "\"\xc3\xa9" as "2006": cannot parse "\"\xc3\xa9" as "2006"`],
  ];
  for (const [layout, text, message] of wrong)
    it(`${text} by ${layout} is refused`, () =>
      expect(parseMoment(layout, text, UTC)).toEqual({ ok: false, error: message }));

  it('give back what was formatted', () => {
    const layout = '2006-01-02 15:04:05.999999999 -0700';
    for (let day = -200_000; day < 400_000; day += 4_567) {
      const moment = momentOf(wall(1970, 1, 1 + day, day % 24, day % 60, 59, 123_456_789), UTC)!;
      if (wallOf(moment).year < 0 || wallOf(moment).year > 9999) continue;
      const parsed = parseMoment(layout, formatMoment(moment, layout), UTC);
      expect(parsed.ok && parsed.value.unixNs).toBe(moment.unixNs);
      const date = new Date(Number(moment.unixNs / 1_000_000n));
      expect([wallOf(moment).year, wallOf(moment).month, wallOf(moment).day]).toEqual([
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
      ]);
    }
  });
});

describe('zones', () => {
  const berlin = loadLocation('Europe/Berlin')!;
  it('know summer and winter', () => {
    expect(formatMoment(momentOf(wall(2024, 7, 1, 12), berlin)!, '15:04 -0700 MST')).toBe('12:00 +0200 CEST');
    expect(formatMoment(momentOf(wall(2024, 1, 1, 12), berlin)!, '15:04 -0700 MST')).toBe('12:00 +0100 CET');
  });
  it('have an hour that is not there, and one that is there twice', () => {
    expect(formatMoment(momentOf(wall(2024, 3, 31, 2, 30), berlin)!, '15:04 -0700')).toBe('03:30 +0200');
    expect(formatMoment(momentOf(wall(2024, 10, 27, 2, 30), berlin)!, '15:04 -0700')).toBe('02:30 +0100');
  });
  it('are found by the offset and the name that a text says', () => {
    const parsed = parseMoment('2006-01-02 MST', '2024-07-01 CEST', berlin);
    expect(parsed.ok && formatMoment(parsed.value, '2006-01-02 -0700')).toBe('2024-07-01 +0200');
    const same = parseMoment('2006-01-02 -0700', '2024-07-01 +0200', berlin);
    expect(same.ok && same.value.location.name).toBe('Europe/Berlin');
  });
  it('are unknown by any other name', () => {
    expect(['', 'Europe/Nowhere', '+01:00', '../etc', 'x'.repeat(100)].map(loadLocation)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('durations as Go reads and prints them', () => {
  const texts: [string, bigint, string][] = [
    ['1h30m', 5_400_000_000_000n, '1h30m0s'],
    ['-1.5s', -1_500_000_000n, '-1.5s'],
    ['1.000000001s', 1_000_000_001n, '1.000000001s'],
    ['.5ms', 500_000n, '500µs'],
    ['1.s', 1_000_000_000n, '1s'],
    ['0', 0n, '0s'],
    ['2562047h47m16.854775807s', 2n ** 63n - 1n, '2562047h47m16.854775807s'],
    ['-2562047h47m16.854775808s', -(2n ** 63n), '-2562047h47m16.854775808s'],
    ['1µs1μs1us', 3_000n, '3µs'],
  ];
  for (const [text, ns, printed] of texts)
    it(text, () => {
      expect(parseDuration(text)).toEqual({ ok: true, value: ns });
      expect(formatDuration(ns)).toBe(printed);
    });
  const wrong: [string, string][] = [
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['x', 'time: invalid duration "x"'],
    ['5', 'time: missing unit in duration "5"'],
    ['1h5', 'time: missing unit in duration "1h5"'],
    ['5d', 'time: unknown unit "d" in duration "5d"'],
    ['.s', 'time: invalid duration ".s"'],
    ['2562047h47m16.854775808s', 'time: invalid duration "2562047h47m16.854775808s"'],
    ['1 h', 'time: unknown unit " h" in duration "1 h"'],
  ];
  for (const [text, message] of wrong)
    it(`${text} is refused`, () => expect(parseDuration(text)).toEqual({ ok: false, error: message }));
  it('are quoted as Go does', () => expect(quoted('a"\\\té')).toBe(String.raw`"a\"\\\x09\xc3\xa9"`));
});

gives('time (lua-modules §4)', [
  [
    'now is the present moment in the local zone',
    'local t = time.now() return {t:unix(), tostring(t), tostring(t:location())}',
    [1714557600, '2024-05-01 10:00:00 +0000 UTC', 'Local'],
  ],
  [
    'what lies between two moments is as long as was slept',
    'local t = time.now() time.sleep("10ms") return {tostring(time.now():sub(t)), time.now():nanosecond() % 1000}',
    ['10ms', 0],
  ],
  [
    'date carries over, and is local unless it says where',
    'return {tostring(time.date(2024, 14, 32, 25, 61, 61, 1500000000)), time.date(2024, 7, 1, 12, 0, 0, 0, time.load_location("Europe/Berlin")):unix()}',
    ['2025-03-05 02:02:02.5 +0000 UTC', 1719828000],
  ],
  [
    'unix',
    'return {tostring(time.unix(0, 0)), tostring(time.unix(1, 1500000000)), time.unix(-1, 0):unix(), time.unix(0, -1):unix(), time.unix(0, -1):nanosecond(), time.unix(1, 5):unix_nano()}',
    ['1970-01-01 00:00:00 +0000 UTC', '1970-01-01 00:00:02.5 +0000 UTC', -1, -1, 999999999, 1000000005],
  ],
  [
    'parse and format',
    'local t = time.parse(time.RFC3339, "2024-01-15T14:30:00Z") return {t:format(time.RFC1123), t:format(time.KITCHEN), t:format_rfc3339(), t:format("")}',
    ['Mon, 15 Jan 2024 14:30:00 UTC', '2:30PM', '2024-01-15T14:30:00Z', ''],
  ],
  [
    'parse in a zone',
    'local t = time.parse(time.DATE_TIME, "2024-07-01 12:00:00", time.load_location("Europe/Berlin")) return {t:unix(), t:utc():hour(), t:hour()}',
    [1719828000, 10, 12],
  ],
  [
    'parts',
    'local t = time.date(2024, 2, 29, 1, 2, 3, 4, time.utc) local y, mo, d = t:date() local h, mi, s = t:clock() return {y, mo, d, h, mi, s, t:year(), t:month(), t:day(), t:hour(), t:minute(), t:second(), t:nanosecond(), t:weekday(), t:year_day()}',
    [2024, 2, 29, 1, 2, 3, 2024, 2, 29, 1, 2, 3, 4, 4, 60],
  ],
  [
    'add, sub and add_date',
    'local t = time.date(2024, 1, 31, 0, 0, 0, 0, time.utc) return {tostring(t:add("36h")), tostring(t:add(time.SECOND)), tostring(t:add_date(0, 1, 0)), tostring(t:add_date(-1, 0, 1)), tostring(t:add("1h"):sub(t))}',
    [
      '2024-02-01 12:00:00 +0000 UTC',
      '2024-01-31 00:00:01 +0000 UTC',
      '2024-03-02 00:00:00 +0000 UTC',
      '2023-02-01 00:00:00 +0000 UTC',
      '1h0m0s',
    ],
  ],
  [
    'a difference is as long as a duration can be',
    'return tostring(time.date(9999, 1, 1, 0, 0, 0, 0):sub(time.unix(0, 0)))',
    '2562047h47m16.854775807s',
  ],
  [
    'before, after, equal across zones',
    'local a = time.unix(5, 0) local b = a:in_location(time.fixed_zone("X", 3600)) return {a:equal(b), a == b, a:before(b), a:add(1):after(b), tostring(b)}',
    [true, false, false, true, '1970-01-01 01:00:05 +0100 X'],
  ],
  [
    'the zero time',
    'return {time.date(1, 1, 1, 0, 0, 0, 0, time.utc):is_zero(), time.unix(0, 0):is_zero()}',
    [true, false],
  ],
  [
    'round and truncate',
    'local t = time.date(2024, 1, 1, 12, 34, 56, 500000000, time.utc) local h, s = time.parse_duration("1h"), time.parse_duration("1s") return {tostring(t:round(h)), tostring(t:truncate(h)), tostring(t:round(s)), tostring(t:truncate(time.parse_duration("-1s")))}',
    [
      '2024-01-01 13:00:00 +0000 UTC',
      '2024-01-01 12:00:00 +0000 UTC',
      '2024-01-01 12:34:57 +0000 UTC',
      '2024-01-01 12:34:56.5 +0000 UTC',
    ],
  ],
  [
    'locations',
    'local l = time.load_location("America/New_York") return {tostring(l), l:string(), tostring(time.utc), tostring(time.localtz), time.fixed_zone("EST", -18000):string(), tostring(time.unix(0, 0):in_location(l))}',
    ['America/New_York', 'America/New_York', 'UTC', 'Local', 'EST', '1969-12-31 19:00:00 -0500 EST'],
  ],
  [
    'in_local and utc',
    'local t = time.unix(0, 0):in_location(time.fixed_zone("X", 60)) return {tostring(t:in_local()), tostring(t:utc():location())}',
    ['1970-01-01 00:00:00 +0000 UTC', 'UTC'],
  ],
  [
    'durations',
    'local d = time.parse_duration("1h30m0.5s") return {d:hours() > 1.5, d:minutes(), d:seconds(), d:milliseconds(), d:microseconds(), d:nanoseconds(), tostring(d), tostring(time.parse_duration(1500))}',
    [true, 90.00833333333334, 5400.5, 5400500, 5400500000, 5400500000000, '1h30m0.5s', '1.5µs'],
  ],
  [
    'constants',
    'return {time.MARCH, time.SATURDAY, time.HOUR, time.STAMP_MICRO, time.RFC850}',
    [3, 6, 3600000000000, 'Jan _2 15:04:05.000000', 'Monday, 02-Jan-06 15:04:05 MST'],
  ],
]);

const bad = (index: number, name: string, text: string) => ({ raised: `bad argument #${index} to ${name} (${text})` });
const NO_DURATION = 'duration, string or number expected';
refuses('time refuses', [
  ['time.parse("2006", "x")', { returned: 'parsing time "x" as "2006": cannot parse "x" as "2006"' }],
  ['time.parse()', bad(1, 'parse', 'string expected, got nil')],
  ['time.parse("2006")', bad(2, 'parse', 'string expected, got nil')],
  ['time.parse({}, "x")', bad(1, 'parse', 'string expected, got table')],
  ['time.parse("2006", "2024", "UTC")', bad(3, 'parse', 'location expected')],
  ['time.parse(("x"):rep(5000), "x")', { returned: 'parsing time: layout or text is longer than 4096 bytes' }],
  ['time.date()', bad(1, 'date', 'number expected, got nil')],
  ['time.date(2024, 1, 1, 0, 0, 0)', bad(7, 'date', 'number expected, got nil')],
  ['time.date(2024, 1, 1, 0, 0, 0, 0, "UTC")', bad(8, 'date', 'location expected')],
  ['time.date(2024, 1, 1, 0, 0, 0, 0, nil)', bad(8, 'date', 'location expected')],
  ['time.date(1e9, 1, 1, 0, 0, 0, 0)', bad(1, 'date', 'the time is out of range')],
  ['time.date(0/0, 1, 1, 0, 0, 0, 0)', bad(1, 'date', 'the time is out of range')],
  ['time.unix()', bad(1, 'unix', 'number expected, got nil')],
  ['time.unix(1)', bad(2, 'unix', 'number expected, got nil')],
  ['time.unix({}, 1)', bad(1, 'unix', 'number expected, got table')],
  ['time.unix(1e14, 0)', bad(1, 'unix', 'the time is out of range')],
  ['time.load_location("")', { returned: 'empty location name' }],
  ['time.load_location("Europe/Nowhere")', { returned: 'unknown time zone Europe/Nowhere', kind: 'NotFound' }],
  ['time.load_location()', bad(1, 'load_location', 'string expected, got nil')],
  ['time.fixed_zone()', bad(1, 'fixed_zone', 'string expected, got nil')],
  ['time.fixed_zone("X")', bad(2, 'fixed_zone', 'number expected, got nil')],
  ['time.fixed_zone("X", 1e15)', bad(2, 'fixed_zone', 'the offset is out of range')],
  ['time.parse_duration("5")', { returned: 'time: missing unit in duration "5"' }],
  ['time.parse_duration()', bad(1, 'parse_duration', NO_DURATION)],
  ['time.parse_duration({})', bad(1, 'parse_duration', NO_DURATION)],
  ['time.sleep("x")', { returned: 'time: invalid duration "x"' }],
  ['time.sleep()', bad(1, 'sleep', NO_DURATION)],
  ['time.sleep(true)', bad(1, 'sleep', NO_DURATION)],
  ['time.now():add({})', bad(2, 'add', NO_DURATION)],
  ['time.now():add("x")', bad(2, 'add', 'time: invalid duration "x"')],
  ...['sub', 'before', 'after', 'equal'].flatMap((name) =>
    ['', '5', '"x"'].map((value) => [`time.now():${name}(${value})`, bad(2, name, 'time expected')] as const),
  ),
  ...['round', 'truncate'].flatMap((name) =>
    ['', '5', '"1h"'].map((value) => [`time.now():${name}(${value})`, bad(2, name, 'duration expected')] as const),
  ),
  ['time.now():add_date(1, 2)', bad(4, 'add_date', 'number expected, got nil')],
  ['time.now():add_date(1e9, 0, 0)', bad(2, 'add_date', 'the time is out of range')],
  ['time.now():format()', bad(2, 'format', 'string expected, got nil')],
  ['time.now():format(("x"):rep(5000))', bad(2, 'format', 'layout is longer than 4096 bytes')],
  ['time.now():in_location("UTC")', bad(2, 'in_location', 'location expected')],
  ['time.now().year(5)', bad(1, 'year', 'time expected, got number')],
  ['time.utc.string({})', bad(1, 'string', 'location expected, got table')],
  ['time.parse_duration("1s").hours("1s")', bad(1, 'hours', 'duration expected, got string')],
]);
