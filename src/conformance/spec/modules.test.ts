/** spec/lua-modules §0, §2, §4, §5, §7, §8, §12, statement by statement. What is wrong with arguments is in `bad-arguments.test.ts`. */
import { gives, refuses } from '../../kernel/testing/lua-rows.ts';

gives('time (lua-modules §4)', [
  [
    'the units are numbers of nanoseconds',
    'return {time.NANOSECOND, time.MICROSECOND, time.MILLISECOND, time.SECOND, time.MINUTE, time.HOUR}',
    [1, 1e3, 1e6, 1e9, 6e10, 3.6e12],
  ],
  [
    'months are 1 to 12',
    'return {time.JANUARY, time.FEBRUARY, time.MARCH, time.APRIL, time.MAY, time.JUNE, time.JULY, time.AUGUST, time.SEPTEMBER, time.OCTOBER, time.NOVEMBER, time.DECEMBER}',
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  ],
  [
    'weekdays are 0 to 6',
    'return {time.SUNDAY, time.MONDAY, time.TUESDAY, time.WEDNESDAY, time.THURSDAY, time.FRIDAY, time.SATURDAY}',
    [0, 1, 2, 3, 4, 5, 6],
  ],
  [
    'layouts are those of Go',
    'return {time.RFC3339, time.RFC3339NANO, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.KITCHEN, time.STAMP, time.STAMP_MILLI, time.STAMP_MICRO, time.STAMP_NANO, time.DATE_TIME, time.DATE_ONLY, time.TIME_ONLY}',
    [
      '2006-01-02T15:04:05Z07:00',
      '2006-01-02T15:04:05.999999999Z07:00',
      '02 Jan 06 15:04 MST',
      '02 Jan 06 15:04 -0700',
      'Monday, 02-Jan-06 15:04:05 MST',
      'Mon, 02 Jan 2006 15:04:05 MST',
      'Mon, 02 Jan 2006 15:04:05 -0700',
      '3:04PM',
      'Jan _2 15:04:05',
      'Jan _2 15:04:05.000',
      'Jan _2 15:04:05.000000',
      'Jan _2 15:04:05.000000000',
      '2006-01-02 15:04:05',
      '2006-01-02',
      '15:04:05',
    ],
  ],
  [
    'a bare number is of nanoseconds',
    'return {time.parse_duration(1500000):milliseconds(), time.parse_duration(1):nanoseconds()}',
    [1, 1],
  ],
  ['texts have units', 'return time.parse_duration("1h2m3s4ms5us6ns"):nanoseconds()', 3723004005006],
  [
    'fractions of units count',
    'local d = time.parse_duration("90m") return {d:hours(), d:minutes(), d:seconds(), d:milliseconds(), d:microseconds()}',
    [1.5, 90, 5400, 5_400_000, 5_400_000_000],
  ],
  [
    'whole counts leave fractions out',
    'local d = time.parse_duration("1999us") return {d:milliseconds(), d:microseconds()}',
    [1, 1999],
  ],
  [
    'a duration has a text',
    'return {tostring(time.parse_duration("90m")), tostring(time.parse_duration("1500ms")), tostring(time.parse_duration(0))}',
    ['1h30m0s', '1.5s', '0s'],
  ],
  ['sleep of nothing returns at once', 'time.sleep(0) time.sleep(-5) return "on"', 'on'],
  [
    'after gives one time, then the end',
    'local ch = time.after("1ms") local t, ok = ch:receive() local u, more = ch:receive() return {type(t), ok, u == nil, more}',
    ['userdata', true, true, false],
  ],
  ['a timer that was stopped says so once', 'local t = time.timer("1h") return {t:stop(), t:stop()}', [true, false]],
  [
    'a timer can be set again',
    'local t = time.timer("1h") local was = t:reset("1ms") local v, ok = t:response():receive() return {was, ok}',
    [true, true],
  ],
  [
    'channel and response of a timer are one',
    'local t = time.timer("1h") local same = t:channel() == t:response() t:stop() return same',
    true,
  ],
  [
    'a ticker ticks until it is stopped',
    'local t = time.ticker("1ms") t:channel():receive() t:channel():receive() local stopped = t:stop() local rest, ok = t:response():receive() return {stopped, ok}',
    [true, false],
  ],
  [
    'surplus ticks are dropped beyond sixteen',
    'local t = time.ticker("1ms") time.sleep("100ms") local n = 0 while not channel.select({t:response():case_receive()}, true).default do n = n + 1 end t:stop() return n',
    16,
  ],
  [
    'times compare by methods',
    'local a, b = time.unix(1, 0), time.unix(2, 0) return {a:before(b), b:after(a), a:equal(time.unix(1, 0)), a:is_zero(), a == time.unix(1, 0)}',
    [true, true, true, false, false],
  ],
  [
    'parts of a time',
    'local t = time.date(2024, 2, 29, 13, 4, 5, 6, time.utc) return {t:year(), t:month(), t:day(), t:hour(), t:minute(), t:second(), t:nanosecond(), t:weekday(), t:year_day()}',
    [2024, 2, 29, 13, 4, 5, 6, 4, 60],
  ],
  [
    'date and clock give three',
    'local t = time.date(2024, 2, 29, 13, 4, 5, 6, time.utc) local y, m, d = t:date() local h, n, s = t:clock() return {y, m, d, h, n, s}',
    [2024, 2, 29, 13, 4, 5],
  ],
  [
    'times are added and subtracted',
    'local t = time.unix(100, 0) return {t:add("1s"):unix(), t:add(time.SECOND):unix(), t:sub(time.unix(40, 0)):seconds(), t:add_date(0, 0, 1):unix()}',
    [101, 101, 60, 86500],
  ],
  [
    'rounding takes durations',
    'local t = time.unix(99, 0) local d = time.parse_duration("10s") return {t:round(d):unix(), t:truncate(d):unix()}',
    [100, 90],
  ],
  ['unix has fractions', 'return time.unix(1, 5):unix_nano()', 1_000_000_005],
  [
    'zones',
    'local z = time.fixed_zone("X", 3600) return {time.unix(0, 0):in_location(z):hour(), time.unix(0, 0):utc():hour(), time.unix(0, 0):in_location(z):format("15:04 -0700 MST")}',
    [1, 0, '01:00 +0100 X'],
  ],
  [
    'parse reads what format writes',
    'local t = time.parse(time.RFC3339, "2024-05-01T10:00:00Z") return {t:format_rfc3339(), t:format("Monday, 2 Jan 2006 3:04PM")}',
    ['2024-05-01T10:00:00Z', 'Wednesday, 1 May 2024 10:00AM'],
  ],
  [
    'neither type has arithmetic',
    'return (pcall(function() return time.now() - time.now() end)), (pcall(function() return time.parse_duration(1) + 1 end))',
    false,
  ],
]);
refuses('time refuses (lua-modules §4)', [
  ['time.after(0)', { returned: 'time.after: duration must be > 0' }],
  ['time.after(-1)', { returned: 'time.after: duration must be > 0' }],
  ['time.load_location("")', { returned: 'empty location name' }],
]);

gives('ctx (lua-modules §6)', [
  ['all is empty where nothing is set', 'return next(ctx.all()) == nil', true],
  ['there is no set', 'return type(ctx.set)', 'nil'],
]);
refuses('ctx refuses (lua-modules §6)', [
  ['ctx.get("k")', { returned: 'key not found: k', kind: 'NotFound' }],
  ['ctx.get("")', { returned: 'empty key' }],
]);

gives('security (lua-modules §7)', [
  [
    'nobody acts, in no scope',
    'return {security.actor() == nil, security.scope() == nil, security.can("a", "r")}',
    [true, true, false],
  ],
  [
    'an actor has an ID and meta',
    'local a = security.new_actor("ada", {role = "x"}) return {a:id(), a:meta().role}',
    ['ada', 'x'],
  ],
  [
    'an empty scope is undefined for everything',
    'return security.new_scope():evaluate(security.new_actor("a"), "x", "y")',
    'undefined',
  ],
  ['a scope lists its policies', 'return #security.new_scope():policies()', 0],
  ['and knows which it has', 'return security.new_scope():contains("app:p")', false],
]);

gives('json (lua-modules §8)', [
  ['an empty table is a list', 'return json.encode({})', '[]'],
  ['unless it had keys that are strings', 'local t = {a = 1} t.a = nil return json.encode(t)', '{}'],
  ['nil is null', 'return json.encode(nil)', 'null'],
  ['whole floats have no fraction', 'return json.encode({1.0, 2.5})', '[1,2.5]'],
  ['what is no number is null', 'return json.encode({1/0, -1/0, 0/0})', '[null,null,null]'],
  ['an error is its text', 'return json.encode(errors.new("text"))', '"text"'],
  ['functions and other userdata are null', 'return json.encode({print, time.now()})', '[null,null]'],
  [
    'null is nil, in maps and in lists',
    'local m, l = json.decode(\'{"a":null,"b":1}\'), json.decode("[1,null,3]") return {m.a == nil, m.b, l[1], l[2] == nil, l[3]}',
    [true, 1, 1, true, 3],
  ],
  [
    'whole numbers are integers, others floats',
    'local t = json.decode("[1, 1.5, 1e2]") return {math.type(t[1]), math.type(t[2])}',
    ['integer', 'float'],
  ],
  ['validate says true', 'return json.validate({type = "object", required = {"a"}}, {a = 1})', true],
  ['and takes a schema as text', 'return json.validate_string(\'{"type":"array"}\', "[1]")', true],
]);

gives('registry (lua-modules §12)', [
  [
    'get gives ID, kind, meta and data',
    'local e = registry.get("app:row0") return {e.id, e.kind, type(e.meta), type(e.data)}',
    ['app:row0', 'function.lua', 'table', 'table'],
  ],
  ['find takes patterns', 'return #registry.find({[".name"] = "row*", [".kind"] = "function.lua"})', 5],
  ['keys that it does not know are ignored', 'return #registry.find({[".name"] = "row1", meta = {type = "x"}})', 1],
  ['nothing found is an empty list', 'return #registry.find({[".name"] = "nobody"})', 0],
  ['parse_id has two parts', 'return registry.parse_id("ns.sub:name")', { ns: 'ns.sub', name: 'name' }],
]);
refuses('registry refuses (lua-modules §12)', [
  ['registry.get("app:nobody")', { returned: 'entry not found: app:nobody', kind: 'NotFound' }],
]);

gives('select (lua-modules §2)', [
  [
    'the first that is ready wins',
    'local a, b = channel.new(1), channel.new(1) a:send(1) b:send(2) local r = channel.select({b:case_receive(), a:case_receive()}) return {r.channel == b, r.value, r.ok}',
    [true, 2, true],
  ],
  [
    'default is taken where none is',
    'local r = channel.select({channel.new():case_receive(), default = true}) return {r.default, r.ok, r.channel == nil}',
    [true, true, true],
  ],
  [
    'a send that is taken has its value',
    'local ch = channel.new(1) local r = channel.select({ch:case_send("v")}) return {r.channel == ch, r.value, r.ok}',
    [true, 'v', true],
  ],
  [
    'a closed channel is ready to receive',
    'local ch = channel.new() ch:close() local r = channel.select({ch:case_receive()}) return {r.value == nil, r.ok}',
    [true, false],
  ],
  [
    'entries that are no case are skipped',
    'local ch = channel.new(1) ch:send(1) return channel.select({5, "x", ch:case_receive()}).value',
    1,
  ],
  [
    'closing twice does nothing',
    'local ch = channel.new(1) ch:send(1) ch:close() ch:close() local v, ok = ch:receive() local w, more = ch:receive() return {v, ok, w == nil, more}',
    [1, true, true, false],
  ],
  [
    'sending on a closed one raises',
    'local ch = channel.new() ch:close() return (select(2, pcall(function() ch:send(1) end)):gsub("^[%w_.:]+:%d+: ", ""))',
    'send on closed channel',
  ],
  [
    'who waited to send when it was closed gets an error',
    'local ch, got = channel.new(), nil coroutine.spawn(function() local ok, err = ch:send(1) got = {ok == nil, err ~= nil} end) ch:close() time.sleep("1ms") return got',
    [true, true],
  ],
]);
