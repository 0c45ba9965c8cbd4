/** spec/lua-base §5 to §7, spec/lua-modules §1, spec/scheduler §5: what a caller gets of what an entry does, statement by statement. */
import { main } from '../../kernel/testing/lua-project.ts';
import { gives, refuses } from '../../kernel/testing/lua-rows.ts';

/** What the caller of an entry sees of the error. */
const seen = (target: string): string =>
  `local v, e = funcs.call("app:${target}") return {v == nil, e:kind(), tostring(e:retryable()), e:message(), e:details() or "none"}`;

const METHODS = {
  one: main('return 5'),
  two: main('return 5, {1}'),
  three: main('return 5, nil, 7'),
  none: main(''),
  empty: main('return nil'),
  text: main('return 5, "it went wrong"'),
  falsely: main('return false, "no"'),
  object: main('return nil, errors.new({message = "m", kind = "Timeout", retryable = true, details = {a = 1}})'),
  bare: main('return nil, errors.new("m")'),
  raises: main('error("text")'),
  raises_object: main('error(errors.new({message = "m", kind = "Conflict"}))'),
  raises_inside: main('coroutine.spawn(function() error("inside", 0) end) time.sleep("1s")'),
  leaves: main('coroutine.spawn(function() time.sleep("1h") end) return 3'),
  counts: 'local n = 0 return {main = function() n = n + 1 return n end}',
  plain: 'return function(a) return a end',
  whatever: 'function main() return 1 end return 5',
  other: 'return {other = function() end}',
  sleeps: 'time.sleep("1ms") return {main = function() end}',
  echo: main('return ...'),
  count: main('return select("#", ...)'),
  kinds: main('local t = {} for i = 1, select("#", ...) do t[i] = type((select(i, ...))) end return t'),
  number_kinds: main('local a, b = ... return {math.type(a), math.type(b)}'),
  shares: main('local t = ... return {t.a == t.b, t.self == t, t.a.x}'),
  meta: main('local t = ... return {t.missing, getmetatable(t) ~= nil}'),
  changes: main('local t = ... t.x = 2 return t'),
  error_kind: main('local e = ... return {type(e), e:kind(), e:message()}'),
  waits: main('time.sleep("10ms") return "late"'),
  asks: main('local v, e = funcs.call("app:object") return v, e'),
};

gives(
  'what a method returns (lua-base §6)',
  [
    ['a value arrives', 'return {funcs.call("app:one")}', [5]],
    [
      'what is neither text nor error behind it is dropped',
      'local v, e = funcs.call("app:two") return {v, e == nil, select("#", funcs.call("app:two"))}',
      [5, true, 2],
    ],
    ['and so is what comes third', 'return {funcs.call("app:three")}', [5]],
    ['nothing is nil and nil', 'local v, e = funcs.call("app:none") return {v == nil, e == nil}', [true, true]],
    ['nil is nil and nil', 'local v, e = funcs.call("app:empty") return {v == nil, e == nil}', [true, true]],
    ['a text behind a value is an error', seen('text'), [true, 'Internal', 'false', 'it went wrong', 'none']],
    ['a text behind false is one', seen('falsely'), [true, 'Internal', 'false', 'no', 'none']],
    ['an error keeps message, kind, retryable and details', seen('object'), [true, 'Timeout', 'true', 'm', { a: 1 }]],
    ['an error without kind is Internal', seen('bare'), [true, 'Internal', 'nil', 'm', 'none']],
    ['a raised text has its place', seen('raises'), [true, 'Internal', 'nil', 'app:raises:1: text', 'none']],
    ['a raised error keeps kind and message', seen('raises_object'), [true, 'Conflict', 'nil', 'm', 'none']],
    [
      'a raise in a spawned coroutine fails the call',
      seen('raises_inside'),
      [true, 'Internal', 'nil', 'inside', 'none'],
    ],
    ['what is spawned is dropped with the end of the method', 'return {funcs.call("app:leaves")}', [3]],
    ['an error passes callers on the way', seen('asks'), [true, 'Timeout', 'true', 'm', { a: 1 }]],
  ],
  METHODS,
);

gives(
  'how code is invoked (lua-base §5)',
  [
    ['a chunk may return the method itself', 'return (funcs.call("app:plain", 4))', 4],
    [
      'a global function is no method',
      seen('whatever'),
      [true, 'NotFound', 'false', 'method "main" not found in module', 'none'],
    ],
    [
      'a table without the method has none',
      seen('other'),
      [true, 'NotFound', 'false', 'method "main" not found in module', 'none'],
    ],
    [
      'what yields at the top of a chunk fails',
      'local v, e = funcs.call("app:sleeps") return e:message():match("can not yield from outside of a coroutine")',
      'can not yield from outside of a coroutine',
    ],
    [
      'a state is used again, with what it knew',
      'return {(funcs.call("app:counts")), (funcs.call("app:counts")), (funcs.call("app:counts"))}',
      [1, 2, 3],
    ],
    ['arguments are positions, nil among them', 'return (funcs.call("app:count", 1, nil, 3))', 3],
  ],
  METHODS,
);

gives(
  'values that cross a boundary (lua-base §7)',
  [
    [
      'are themselves where they are plain',
      'return (funcs.call("app:kinds", nil, true, 1, "x", {}))',
      ['nil', 'boolean', 'number', 'string', 'table'],
    ],
    ['numbers keep their kind', 'return (funcs.call("app:number_kinds", 1, 1.0))', ['integer', 'float']],
    ['tables are copied', 'local t = {x = 1} local u = funcs.call("app:changes", t) return {t.x, u.x}', [1, 2]],
    [
      'what is shared, or a circle, is so there',
      'local a = {x = 7} local t = {a = a, b = a} t.self = t return (funcs.call("app:shares", t))',
      [true, true, 7],
    ],
    [
      'metatables come along',
      'return (funcs.call("app:meta", setmetatable({}, {__index = {missing = "found"}})))',
      ['found', true],
    ],
    [
      'errors are errors',
      'return (funcs.call("app:error_kind", errors.new({message = "m", kind = "Invalid"})))',
      ['userdata', 'Invalid', 'm'],
    ],
    [
      'other userdata is nil',
      'return (funcs.call("app:kinds", channel.new(), payload.new(1), time.now(), time.parse_duration("1s"), funcs.new(), 1))',
      ['nil', 'nil', 'nil', 'nil', 'nil', 'number'],
    ],
    ['bytes are kept', 'return (funcs.call("app:echo", "a\\0\\200")) == "a\\0\\200"', true],
  ],
  METHODS,
);

const CALL = (target: string, message: string, kind = 'Invalid') =>
  [`funcs.call(${target})`, { returned: message, kind }] as const;
refuses('funcs.call refuses (lua-modules §1)', [
  CALL('""', 'function ID required'),
  CALL('"name"', 'namespace required in function ID'),
  CALL('"ns:"', 'name required in function ID'),
  CALL('"app:nobody"', 'no handler registered for target', 'NotFound'),
  ['funcs.async("")', { returned: 'function ID required' }],
  ['funcs.call()', { raised: 'bad argument #1 to call (string expected, got nil)' }],
  ['funcs.call({})', { raised: 'bad argument #1 to call (string expected, got table)' }],
  ['funcs.new():with_actor(nil)', { raised: 'actor cannot be nil' }],
  ['funcs.new():with_scope(nil)', { raised: 'scope cannot be nil' }],
]);

gives(
  'futures (lua-modules §1)',
  [
    [
      'the target of a call that finds nobody is in its details',
      'return select(2, funcs.call("app:nobody")):details()',
      { target: 'app:nobody' },
    ],
    [
      'response and channel are the same each time',
      'local f = funcs.async("app:waits") return {f:response() == f:channel(), f:response() == f:response()}',
      [true, true],
    ],
    [
      'one value comes, then the end',
      'local f = funcs.async("app:one") local p, ok = f:response():receive() local q, more = f:response():receive() return {p:data(), ok, q == nil, more}',
      [5, true, true, false],
    ],
    [
      'a failure comes as the error, with ok',
      'local e, ok = funcs.async("app:text"):response():receive() return {type(e), e:message(), ok, (pcall(function() return e:data() end))}',
      ['userdata', 'it went wrong', true, false],
    ],
    [
      'result is nil and nil while it is pending',
      'local f = funcs.async("app:waits") local r, e = f:result() return {r == nil, e == nil, f:is_complete(), f:is_canceled()}',
      [true, true, false, false],
    ],
    [
      'polling without giving way never sees it complete',
      'local f = funcs.async("app:one") for i = 1, 1000 do if f:is_complete() then return "seen" end end return "pending"',
      'pending',
    ],
    [
      'result is the payload afterwards',
      'local f = funcs.async("app:waits") f:response():receive() return {f:result():data(), f:is_complete()}',
      ['late', true],
    ],
    [
      'error is nil and false where there is none',
      'local f = funcs.async("app:one") f:response():receive() local e, has = f:error() return {e == nil, has}',
      [true, false],
    ],
    [
      'error is always Internal',
      'local f = funcs.async("app:object") f:response():receive() local e, has = f:error() return {e:kind(), has}',
      ['Internal', true],
    ],
    [
      'a cancelled one has the error canceled',
      'local f = funcs.async("app:waits") local done = f:cancel() local r, e = f:result() return {done, r == nil, e:kind(), e:message(), f:is_canceled(), f:is_complete()}',
      [true, true, 'Canceled', 'canceled', true, false],
    ],
    [
      'even where it had finished',
      'local f = funcs.async("app:one") f:response():receive() f:cancel() local r, e = f:result() return {r == nil, e:kind()}',
      [true, 'Canceled'],
    ],
    [
      'calls run side by side',
      'local t = {} for i = 1, 3 do t[i] = funcs.async("app:echo", i) end local sum = 0 for i = 1, 3 do sum = sum + t[i]:response():receive():data() end return sum',
      6,
    ],
  ],
  METHODS,
);

gives(
  'executors (lua-modules §1)',
  [
    [
      'are new with each with_',
      'local a = funcs.new() return {a == a:with_context({}), a == a:with_options({})}',
      [false, false],
    ],
    [
      'give their context to the call, over what is there',
      'return {funcs.new():with_context({a = 1}):with_context({b = 2}):call("app:context")}',
      [{ a: 1, b: 2 }],
    ],
    [
      'and leave the caller’s alone',
      'funcs.new():with_context({a = 1}):call("app:context") return ctx.get("a") == nil',
      true,
    ],
    ['give numbers of it as floats', 'return (funcs.new():with_context({a = 1}):call("app:context_kind"))', 'float'],
    ['hand it on to calls below', 'return (funcs.new():with_context({a = 1}):call("app:below"))', { a: 1 }],
    [
      'call asynchronously as well',
      'return funcs.new():with_context({a = 1}):async("app:context"):response():receive():data()',
      { a: 1 },
    ],
    [
      'retry what fails with a kind that may be tried again',
      'local v, e = funcs.new():with_options({retry = {max_attempts = 3, initial_delay = 1}}):call("app:flaky", "Timeout") return {v, e == nil}',
      [3, true],
    ],
    [
      'and not what is Invalid',
      'local v, e = funcs.new():with_options({retry = {max_attempts = 3, initial_delay = 1}}):call("app:flaky_invalid", "Invalid") return e:kind()',
      'Invalid',
    ],
  ],
  {
    context: main('return {a = ctx.get("a"), b = ctx.get("b")}'),
    context_kind: main('return math.type((ctx.get("a")))'),
    below: main('return (funcs.call("app:context"))'),
    flaky:
      'local n = 0 return {main = function(kind) n = n + 1 if n < 3 then return nil, errors.new({message = "m", kind = kind}) end return n end}',
    flaky_invalid:
      'local n = 0 return {main = function(kind) n = n + 1 if n < 3 then return nil, errors.new({message = "m", kind = kind}) end return n end}',
  },
);

gives('payload (lua-modules §1)', [
  [
    'the formats',
    'local f = payload.format return {f.JSON, f.YAML, f.STRING, f.BYTES, f.MSGPACK, f.LUA, f.GOLANG, f.ERROR}',
    [
      'json/plain',
      'yaml/plain',
      'text/plain',
      'application/octet-stream',
      'application/msgpack',
      'lua/any',
      'golang/any',
      'golang/error',
    ],
  ],
  [
    'new wraps any value',
    'return {payload.new(1):data(), payload.new("x"):data(), payload.new({a = 1}):data(), payload.new(nil):data() == nil}',
    [1, 'x', { a: 1 }, true],
  ],
  [
    'is transcoded to text and read again',
    'local p = payload.new({a = {1, 2}}):transcode(payload.format.JSON) return {p:get_format(), p:data(), p:unmarshal()}',
    ['json/plain', { a: [1, 2] }, { a: [1, 2] }],
  ],
]);
