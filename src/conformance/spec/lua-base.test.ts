/** spec/lua-base, statement by statement: what a snippet may rely on before it touches any module. §2 is in `lua-text/strip.test.ts`. */
import { gives, refuses } from '../../kernel/testing/lua-rows.ts';

const RAISED = (expression: string): string =>
  `return (select(2, pcall(function() ${expression} end)):gsub("^[%w_.:]+:%d+: ", ""))`;

gives('the dialect (lua-base §1)', [
  ['_VERSION names Wippy', 'return _VERSION', 'Lua 5.3 - Wippy Modification'],
  ['an integral float prints without a fraction', 'return tostring(5.0)', '5'],
  ['goto is a statement', 'local n = 0 ::again:: n = n + 1 if n < 3 then goto again end return n', 3],
  [
    'operators of bits and whole division are there',
    'return {6 & 3, 6 | 1, 6 ~ 3, ~0, 1 << 4, 256 >> 4, 7 // 2}',
    [2, 7, 5, -1, 16, 16, 3],
  ],
  ['type is contextual', 'local type = type local t = {type = type(1)} return t.type', 'number'],
  ['decimal escapes are bytes', 'return "\\065\\10\\9"', 'A\n\t'],
  ['hexadecimal integers are numbers', 'return 0xFF', 255],
  [
    'xpcall hands the error to its handler',
    'return {xpcall(function() error("x", 0) end, function(e) return e .. "!" end)}',
    [false, 'x!'],
  ],
  [
    'assert adds the position to its text',
    'return select(2, pcall(function() assert(false, "x") end))',
    'app:row8:1: x',
  ],
  ['code in pcall may yield', 'return {pcall(function() time.sleep("1ms") return 7 end)}', [true, 7]],
  [
    'metamethods may yield',
    'return setmetatable({}, {__index = function(_, k) time.sleep("1ms") return k end}).x',
    'x',
  ],
  [
    'iterators may yield',
    'local n = 0 for i in function(_, i) time.sleep("1ms") i = (i or 0) + 1 if i < 4 then return i end end do n = n + i end return n',
    6,
  ],
  ['varargs count what is nil', 'return select("#", nil, nil)', 2],
  ['no global arg is set', 'return type(arg)', 'nil'],
  [
    'the libraries are frozen',
    'local n = 0 for _, t in ipairs({string, table, math, os, coroutine, errors, channel, process, payload, json, time, funcs}) do if not pcall(function() t.own = 1 end) then n = n + 1 end end return n',
    12,
  ],
  ['a function of a library cannot be replaced', 'return (pcall(function() string.len = nil end))', false],
  [
    'what the base has',
    `local missing = {} for name in ("assert error getmetatable setmetatable next pairs ipairs pcall xpcall print rawequal rawget rawset select tonumber tostring type unpack require _G _VERSION package"):gmatch("%S+") do if _G[name] == nil then missing[#missing + 1] = name end end return table.concat(missing, " ")`,
    '',
  ],
  [
    'what it has not',
    `local there = {} for name in ("load loadstring loadfile dofile collectgarbage rawlen getfenv setfenv module newproxy io debug utf8 js"):gmatch("%S+") do if _G[name] ~= nil then there[#there + 1] = name end end return table.concat(there, " ")`,
    '',
  ],
  [
    'package is a stub',
    'return {type(package.loadlib()), package.path, package.cpath, type(package.seeall), type(package.loaded), type(package.preload), type(package.searchers)}',
    ['string', '', '', 'function', 'nil', 'nil', 'nil'],
  ],
  [
    'os has four functions and a platform',
    'local n = {} for k in pairs(os) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ")',
    'clock date difftime platform time',
  ],
  [
    'table has what it has',
    'local n = {} for k in pairs(table) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ")',
    'concat create freeze getn insert isfrozen maxn remove sort unpack',
  ],
  [
    'string has what it has',
    'local n = {} for k in pairs(string) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ")',
    'byte char dump find format gfind gmatch gsub len lower match pack packsize rep reverse sub unpack upper',
  ],
  [
    'math has what 5.1 has and more',
    `local missing = {} for name in ("abs acos asin atan ceil cos deg exp floor fmod huge log max min modf pi rad random randomseed sin sqrt tan maxinteger mininteger tointeger type ult pow log10 atan2 cosh sinh tanh frexp ldexp mod"):gmatch("%S+") do if math[name] == nil then missing[#missing + 1] = name end end return table.concat(missing, " ")`,
    '',
  ],
  [
    'coroutine has spawn and not isyieldable',
    'local n = {} for k in pairs(coroutine) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ")',
    'create resume running spawn status wrap yield',
  ],
  ['the separator of rep is ignored', 'return ("ab"):rep(2, "-")', 'abab'],
  ['math.log ignores a base', 'return math.log(8, 2) == math.log(8)', true],
  ['math.huge is the largest finite number', 'return math.huge == 1.7976931348623157e308', true],
  ['randomseed does nothing', 'math.randomseed(1) local a = math.random(1, 1) return a', 1],
  ['table.create preallocates', 'return #table.create(5, 5)', 0],
  [
    'table.freeze returns its table, which cannot be written',
    'local t = {1} return {table.freeze(t) == t, table.isfrozen(t), table.isfrozen({}), (pcall(function() t.x = 1 end)), t[1]}',
    [true, true, false, false, 1],
  ],
  ['os.time takes midnight where no hour is said', 'return os.time({year = 1970, month = 1, day = 2})', 86400],
]);

gives('globals, require, modules and imports (lua-base §3)', [
  [
    'what needs no declaration is there',
    'return {type(channel), type(process), type(errors), type(payload), type(os), type(print), type(coroutine.spawn)}',
    ['table', 'table', 'table', 'table', 'table', 'function', 'function'],
  ],
  [
    'and can be required',
    'return {require("channel") == channel, require("process") == process, require("errors") == errors, require("payload") == payload, require("os") == os}',
    [true, true, true, true, true],
  ],
  [
    'a declared module is a global',
    'return {type(json), type(time), require("json") == json}',
    ['table', 'table', true],
  ],
  ['require finds any global', 'own = {5} return {require("own") == own, require("string") == string}', [true, true]],
  [
    'a name that is none raises with its position',
    'return select(2, pcall(function() return require("nothing") end))',
    "app:row4:1: module 'nothing' not found",
  ],
  ['a module that is not declared is not found', RAISED('require("http_client")'), "module 'http_client' not found"],
  [
    'tostring of what the runtime makes is its text',
    'return {tostring(time.parse_duration("90m")), tostring(errors.new("text")), tostring(payload.new(1))}',
    ['1h30m0s', 'text', 'payload{format=lua/any}'],
  ],
  [
    'tostring of a time is its text',
    'return tostring(time.date(2024, 5, 1, 10, 0, 0, 500000000, time.utc))',
    '2024-05-01 10:00:00.5 +0000 UTC',
  ],
]);

gives('numbers (lua-base §4)', [
  ['quotients print whole', 'return {tostring(10/2), 10/2 .. ""}', ['5', '5']],
  ['powers print all their digits', 'return tostring(2^53)', '9007199254740992'],
  [
    'fractions print what it takes to read them back',
    'return {tostring(1/3), tostring(0.1)}',
    ['0.3333333333333333', '0.1'],
  ],
  [
    'integers wrap at 64 bits',
    'return {math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger, math.maxinteger * 2}',
    [true, true, -2],
  ],
  [
    'remainders and negatives are floats',
    'local a, b = 7, 4 return {math.type(a % b), math.type(-a)}',
    ['float', 'float'],
  ],
  ['whole division of floats is of integers', 'return {7.5 // 2, math.type(7.5 // 2)}', [3, 'integer']],
  ['division by zero of whole numbers raises', RAISED('return 1 // 0'), 'attempt to divide by zero'],
  ['and of floats', RAISED('return 1.0 // 0'), 'attempt to divide by zero'],
  ['operators of bits truncate', 'return {1.5 & 3, 1.9 | 0}', [1, 1]],
  [
    'floor, length and tonumber give floats',
    'return {math.type(math.floor(2.5)), math.type(#{1}), math.type(tonumber("42")), math.type(tonumber(42))}',
    ['float', 'float', 'float', 'float'],
  ],
  ['tonumber of an exponent without a dot is nil', 'return tonumber("1e5") == nil', true],
  ['whole floats are the same key as integers', 'local t = {"a"} return {t[1.0], 1 == 1.0}', ['a', true]],
  ['strings that are numbers are added', 'return "10" + 5', 15],
  [
    'type says number of both',
    'return {type(1), type(1.5), math.type(1), math.type(1.5)}',
    ['number', 'number', 'integer', 'float'],
  ],
  ['arithmetic on tables', RAISED('return {} + 1'), 'cannot perform add operation between table and number'],
  ['concatenation with nil', RAISED('return "a" .. nil'), 'cannot perform concat operation between string and nil'],
  ['calling nil', RAISED('local x x()'), 'attempt to call a non-function object'],
  ['indexing nil', RAISED('local x return x.x'), "attempt to index a non-table object(nil) with key 'x'"],
  ['comparing with nil', RAISED('return 1 < nil'), 'attempt to compare number with nil'],
  ['the length of nil', RAISED('return #nil'), '__len undefined'],
  ['an argument of the wrong type', RAISED('return string.len()'), 'bad argument #1 to len (string expected, got nil)'],
  [
    'numbers keep their kind across a copy',
    'local p = payload.new({1, 1.5, 2.0}):data() return {math.type(p[1]), math.type(p[2]), math.type(p[3])}',
    ['integer', 'float', 'float'],
  ],
]);

gives('errors (lua-base §6)', [
  ['error keeps an object', 'local e = errors.new("x") local _, got = pcall(error, e) return got == e', true],
  ['a raised text has entry and line', 'return select(2, pcall(function() error("text") end))', 'app:row1:1: text'],
  [
    'new of a text has no kind',
    'local e = errors.new("text") return {e:message(), e:kind(), tostring(e:retryable()), tostring(e:details())}',
    ['text', '', 'nil', 'nil'],
  ],
  [
    'new of a table has all of it',
    'local e = errors.new({message = "m", kind = errors.TIMEOUT, retryable = true, details = {a = 1}}) return {e:message(), e:kind(), e:retryable(), e:details().a}',
    ['m', 'Timeout', true, 1],
  ],
  [
    'details are a fresh copy',
    'local e = errors.new({message = "m", details = {a = 1}}) e:details().a = 2 return {e:details().a, e:details() == e:details()}',
    [1, false],
  ],
  ['empty details come back as nil', 'return errors.new({message = "m", details = {}}):details() == nil', true],
  [
    'only keys that are strings are kept in details',
    'local d = errors.new({message = "m", details = {a = 1, [2] = 3}}):details() return {d.a, tostring(d[2])}',
    [1, 'nil'],
  ],
  [
    'wrap keeps message, kind, retryable and details',
    'local e = errors.wrap(errors.new({message = "m", kind = "Timeout", retryable = false, details = {a = 1}}), "context") return {e:message(), e:kind(), e:retryable(), e:details().a}',
    ['m', 'Timeout', false, 1],
  ],
  [
    'wrap shows its context in the stack',
    'return errors.wrap(errors.new("m"), "my context"):stack():find("my context", 1, true) ~= nil',
    true,
  ],
  ['wrap takes a text', 'return errors.wrap("plain", "c"):message()', 'plain'],
  [
    'is compares the kind exactly',
    'local e = errors.new({message = "m", kind = "Invalid"}) return {errors.is(e, errors.INVALID), errors.is(e, "invalid"), errors.is("x", "Invalid"), errors.is(nil, "Invalid"), errors.is({}, "Invalid")}',
    [true, false, false, false, false],
  ],
  [
    'the constants are the kinds',
    'local t = {} for _, name in ipairs({"UNKNOWN", "NOT_FOUND", "ALREADY_EXISTS", "INVALID", "PERMISSION_DENIED", "UNAVAILABLE", "INTERNAL", "CANCELED", "CONFLICT", "TIMEOUT", "RATE_LIMITED"}) do t[#t + 1] = errors[name] end return table.concat(t, " ")',
    ' NotFound AlreadyExists Invalid PermissionDenied Unavailable Internal Canceled Conflict Timeout RateLimited',
  ],
  [
    'as, join and unwrap are not there',
    'return {type(errors.as), type(errors.join), type(errors.unwrap)}',
    ['nil', 'nil', 'nil'],
  ],
  [
    'tostring, concatenation and patterns act on the message',
    'local e = errors.new({message = "text", kind = "Invalid"}) return {tostring(e), "a " .. e, string.find(e, "ex")}',
    ['text', 'a text', 2, 3],
  ],
  ['an error is a userdata', 'return type(errors.new("x"))', 'userdata'],
  [
    'two are equal where they are one',
    'local e = errors.new("x") return {e == e, e == errors.new("x")}',
    [true, false],
  ],
  ['a field that is named like a method is the method', 'return type(errors.new("x").message)', 'function'],
  ['a stack is a text of several lines', 'return type(errors.new("x"):stack())', 'string'],
  [
    'call_stack has a thread and frames',
    'local s = errors.call_stack(errors.new("x")) return {type(s), type(s and s.frames), type(s and s.frames[1] and s.frames[1].line)}',
    ['table', 'table', 'number'],
  ],
]);
refuses('errors.new and errors.wrap refuse (lua-base §6)', [
  ['errors.new({})', { raised: 'message field is required' }],
  ['errors.new({message = 5})', { raised: 'message must be a string' }],
  ['errors.new(true)', { raised: 'expected string or table' }],
]);

gives('coroutines (lua-base §8)', [
  [
    'a coroutine of the user may call what yields, and its resume sees nothing of it',
    'local co = coroutine.create(function() time.sleep("1ms") coroutine.yield("own") return "end" end) local _, a = coroutine.resume(co) local _, b = coroutine.resume(co) return {a, b, coroutine.status(co)}',
    ['own', 'end', 'dead'],
  ],
  [
    'wrap may as well',
    'local f = coroutine.wrap(function() time.sleep("1ms") coroutine.yield(1) time.sleep("1ms") return 2 end) return {f(), f()}',
    [1, 2],
  ],
  [
    'a yield with a value in the method gives way and gets nothing',
    'local log = {} coroutine.spawn(function() log[#log + 1] = "s1" coroutine.yield(1) log[#log + 1] = "s2" end) local n = select("#", coroutine.yield(5)) log[#log + 1] = "m" .. n return log',
    ['s1', 's2', 'm0'],
  ],
  ['the method runs in one', 'return type(coroutine.running())', 'thread'],
]);
