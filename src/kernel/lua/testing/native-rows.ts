/** Every native that Lua code can call, with calls that are as much work as it can be given. */

/** The values that the calls use, each as the Lua expression or the body of a function that makes it. */
const VALUES: Readonly<Record<string, string>> = {
  S: '("x"):rep(500000)',
  S2: '("x"):rep(500000)',
  L4: '("x"):rep(4000000)',
  SPACES: '(" "):rep(4000000)',
  T: 'local t = {} for i = 1, 50000 do t[i] = i end return t',
  M: 'local t = {} for i = 1, 20000 do t["k" .. i] = i end return t',
  R: 'local t = {} for i = 1, 50000 do t[i] = (i * 7919) % 50021 end return t',
  A: 'local t = {} for i = 1, 5000 do t[i] = i end return t',
  B: 'local t = {} for i = 1, 50000 do t[i] = 65 end return t',
  F: 'local t = {} for i = 1, 5000 do t[i] = i / 7 end return t',
  REC: 'local t = {} for i = 1, 1000 do t[i] = { id = i, name = "name" .. i, tags = { "a", "b" } } end return t',
  DEEP: 'local t = { 1 } for i = 1, 26 do t = { t, t } end return t',
  JSON: 'local t = {} for i = 1, 1000 do t[i] = { id = i, name = "name" .. i, tags = { "a", "b" } } end return json.encode(t)',
  BIG: '"[" .. ("[1,{}],"):rep(100000) .. "1]"',
  MARKS: String.raw`'["' .. ("int-"):rep(500000) .. 'int:"]'`,
  INTS: '("i4"):rep(5000)',
  PACKED: 'local t = {} for i = 1, 5000 do t[i] = i end return string.pack(("i4"):rep(5000), unpack(t))',
  DATE: '("%Y-"):rep(1000000)',
  DURATION: 'time.parse_duration("1h30m")',
  NOW: 'time.now()',
  ERR: 'errors.new({ message = ("x"):rep(500000), kind = "Invalid", details = { list = { 1, 2, 3 } } })',
  LOG: 'logger',
  U: 'int64("18446744073709551615")',
};

/** Lua statements that make the values that `code` names. */
export function setupOf(code: string): string {
  return Object.entries(VALUES)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .map(([name, made]) => `${name} = ${made.startsWith('local ') ? `(function() ${made} end)()` : made}`)
    .join('\n');
}

/** What cannot be given much: it does the same each time. */
const TRIVIAL = {
  math: 'abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp ldexp log log10 max min mod modf pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult',
  os: 'clock difftime',
  coroutine: 'running status',
  package: 'loadlib seeall',
  table: 'create freeze isfrozen getn',
} as const;

const NUMBERS = 'unpack(A, 1, 2)';

function trivialRows(): [string, readonly string[]][] {
  return Object.entries(TRIVIAL).flatMap(([table, names]) =>
    names
      .split(' ')
      .map((name): [string, readonly string[]] => [
        `${table}.${name}`,
        [`pcall(${table}.${name}, ${table === 'table' ? '{}' : NUMBERS})`],
      ]),
  );
}

const OWN: Readonly<Record<string, readonly string[]>> = {
  assert: ['assert(L4)', 'pcall(assert, false, L4)'],
  error: ['pcall(error, L4)'],
  getmetatable: ['getmetatable(L4)'],
  int64: ['pcall(int64, L4)', 'int64("18446744073709551615")'],
  ipairs: ['for _ in ipairs(S) do end'],
  next: ['next(T)'],
  pairs: ['for _ in pairs(T) do end'],
  pcall: ['pcall(string.upper, L4)'],
  print: ['print(S)', 'print(unpack(A))'],
  rawequal: ['rawequal(S, S2)'],
  rawget: ['rawget(T, S .. "y")'],
  rawset: ['rawset(T, S .. "y", nil)'],
  require: ['require("json")', 'pcall(require, L4)'],
  select: ['select(-1, unpack(A))', 'select("#", unpack(A))'],
  setmetatable: ['setmetatable({}, M)'],
  tonumber: [
    'tonumber(SPACES)',
    'tonumber(L4, 36)',
    'tonumber(SPACES .. "12" .. SPACES)',
    'tonumber(("9"):rep(65000))',
    'tonumber(("9"):rep(4000000))',
  ],
  tostring: ['tostring(L4)', 'tostring(12.5)'],
  type: ['type(L4)'],
  unpack: ['unpack(B)'],
  xpcall: ['xpcall(string.upper, print, L4)'],

  'string.byte': ['L4:byte(1, 100000)'],
  'string.char': ['string.char(unpack(B))'],
  'string.dump': ['pcall(string.dump, print)'],
  'string.find': [
    'L4:find("xxxxxxy", 1, true)',
    'L4:find("y", 1, true)',
    'L4:find("[y]")',
    'pcall(string.find, S, "x-x-x-y")',
    'pcall(string.find, S, S .. "[z]")',
    'L4:find(L4 .. "y")',
    'L4:find("^.-y")',
    'pcall(string.find, S, "[" .. L4 .. "]y")',
  ],
  'string.format': [
    '("%s"):format(L4)',
    '("%q"):format(S)',
    '("%5.2f"):rep(5000):format(unpack(F))',
    '("%%"):rep(500000):format()',
  ],
  'string.gfind': ['for _ in L4:gfind("y") do end'],
  'string.gmatch': ['for _ in L4:gmatch("y") do end', 'for _ in S:gmatch("x") do end'],
  'string.gsub': [
    'S:gsub("x", "yy")',
    'S:gsub("x", { x = "y" })',
    'S:gsub("x", string.upper)',
    'L4:gsub("y", "z")',
    'S:gsub("", "z")',
  ],
  'string.len': ['L4:len()'],
  'string.lower': ['L4:lower()'],
  'string.match': ['S:match("^x*$")', 'S:match("(x*)y")', 'L4:match("y")'],
  'string.pack': ['string.pack(INTS, unpack(A))', 'string.pack("s", L4)', 'string.pack((" "):rep(1000000))'],
  'string.packsize': ['string.packsize(("i4"):rep(500000))'],
  'string.rep': ['("x"):rep(20000000)', '("xyz"):rep(6000000)'],
  'string.reverse': ['L4:reverse()'],
  'string.sub': ['L4:sub(2)'],
  'string.unpack': ['string.unpack(INTS, PACKED)', 'string.unpack("z", L4)'],
  'string.upper': ['L4:upper()'],

  'table.concat': ['table.concat(T, ",")', 'table.concat({ S, S, S, S })'],
  'table.insert': ['table.insert(T, 1, 0)'],
  'table.maxn': ['table.maxn(T)'],
  'table.remove': ['table.remove(T, 1) T[#T + 1] = 1'],
  'table.sort': ['table.sort(R)', 'table.sort(R, function(a, b) return a > b end)', 'table.sort(R, rawequal)'],
  'table.unpack': ['table.unpack(B)'],

  'coroutine.create': ['coroutine.create(print)'],
  'coroutine.resume': ['coroutine.resume(coroutine.create(string.upper), L4)'],
  'coroutine.spawn': ['coroutine.spawn(type)'],
  'coroutine.wrap': ['coroutine.wrap(string.upper)(L4)', 'coroutine.wrap(json.encode)(T)'],
  'coroutine.yield': ['coroutine.yield(L4)'],

  'os.date': ['os.date(DATE, 0)', 'os.date("*t", 0)', 'pcall(os.date, L4 .. "%Q")'],
  'os.time': ['os.time({ year = 2024, month = 5, day = 1 })'],

  'errors.new': [
    'errors.new(L4)',
    'pcall(errors.new, { message = "m", details = { list = T } })',
    'errors.new({ message = "m", details = { list = A } })',
  ],
  'errors.wrap': ['errors.wrap(ERR, S)', 'errors.wrap(S, S)'],
  'errors.is': ['errors.is(ERR, L4)'],
  'errors.call_stack': ['errors.call_stack(ERR)'],
  'funcs.call': ['funcs.call("app:x", T, L4)'],
  'json.encode': [
    'json.encode(REC)',
    'json.encode(T)',
    'json.encode(M)',
    'json.encode(L4)',
    'json.encode(("\\1"):rep(1000000))',
    'pcall(json.encode, DEEP)',
    'json.encode({ [L4] = 1 })',
  ],
  'json.decode': [
    'json.decode(JSON)',
    'json.decode(BIG)',
    'json.decode(MARKS)',
    'json.decode(SPACES)',
    "json.decode('\"' .. L4 .. '\"')",
    'json.decode(\'"\' .. ("\\\\n"):rep(1000000) .. \'"\')',
    'json.decode(L4)',
  ],
  'time.now': ['time.now()'],
  'time.parse_duration': ['time.parse_duration(("1h"):rep(200000))', 'time.parse_duration(L4)'],
  'time.sleep': ['time.sleep(1)', 'time.sleep(L4)'],

  'duration:hours': ['DURATION:hours()'],
  'duration:minutes': ['DURATION:minutes()'],
  'duration:seconds': ['DURATION:seconds()'],
  'duration:milliseconds': ['DURATION:milliseconds()'],
  'duration:microseconds': ['DURATION:microseconds()'],
  'duration:nanoseconds': ['DURATION:nanoseconds()'],
  'duration.__tostring': ['tostring(DURATION)'],
  'duration.__concat': ['local s = DURATION .. L4'],
  'time:unix': ['NOW:unix()'],
  'time:unix_nano': ['NOW:unix_nano()'],
  'time:sub': ['NOW:sub(NOW)'],
  'time:add': ['NOW:add(DURATION)', 'pcall(NOW.add, NOW, L4)'],
  'time:before': ['NOW:before(NOW)'],
  'time:after': ['NOW:after(NOW)'],
  'time:equal': ['NOW:equal(NOW)'],
  'time:format_rfc3339': ['NOW:format_rfc3339()'],
  'time.__tostring': ['tostring(NOW)'],
  'time.__concat': ['local s = NOW .. L4'],
  'error:kind': ['ERR:kind()'],
  'error:message': ['ERR:message()'],
  'error:retryable': ['ERR:retryable()'],
  'error:details': ['ERR:details()'],
  'error:stack': ['ERR:stack()'],
  'error.__tostring': ['tostring(ERR)'],
  'error.__concat': ['local s = ERR .. L4'],
  'logger:debug': ['LOG:debug(S, T)'],
  'logger:info': ['LOG:info(L4)'],
  'logger:warn': ['LOG:warn("x", REC)'],
  'logger:error': ['LOG:error("x", { list = T })'],
  'logger:with': ['LOG:with(M)', 'LOG:with({ list = T })'],
  'logger:named': ['LOG:named(S)'],
  'logger.__tostring': ['tostring(LOG)'],
  'logger.__concat': ['local s = LOG .. L4'],
  'int64:tonumber': ['U:tonumber()'],
  'int64.__tostring': ['tostring(U)'],
  'int64.__concat': ['local s = U .. L4'],
  'int64.__eq': ['local b = U == int64("18446744073709551615")'],
  'int64.__lt': ['local b = U < int64("18446744073709551614")'],
  'int64.__le': ['local b = U <= 1'],
};

const ARITHMETIC = 'add sub mul div mod pow unm idiv band bor bxor shl shr bnot';

export const ROWS: ReadonlyMap<string, readonly string[]> = new Map([
  ...trivialRows(),
  ...Object.entries(OWN),
  ...ARITHMETIC.split(' ').map((name): [string, readonly string[]] => [
    `int64.__${name}`,
    ['pcall(function() return U + L4 end)'],
  ]),
]);

/** Names of values whose methods are natives, with the type that the rows are named by. */
export const USERDATA: Readonly<Record<string, string>> = {
  DURATION: 'duration',
  NOW: 'time',
  ERR: 'error',
  LOG: 'logger',
  U: 'int64',
};
