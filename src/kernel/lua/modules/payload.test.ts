import { gives, refuses } from '../../testing/lua-rows.ts';

gives('payload (lua-modules §1)', [
  [
    'new wraps any value, and data gives it back',
    'local t = {1} local p = payload.new(t) return {p:data() == t, p:unmarshal() == t, p:get_format()}',
    [true, true, 'lua/any'],
  ],
  [
    'nil and false are values too',
    'return {payload.new(nil):data() == nil, payload.new():data() == nil, payload.new(false):data()}',
    [true, true, false],
  ],
  [
    'an error has a format of its own',
    'local e = errors.new("m") local p = payload.new(e) return {p:get_format(), p:data() == e}',
    ['golang/error', true],
  ],
  ['tostring names the format', 'return tostring(payload.new(1))', 'payload{format=lua/any}'],
  [
    'it is a global of every world, and can be required',
    'return {require("payload") == payload, type(payload.new(1))}',
    [true, 'userdata'],
  ],
  [
    'the constants',
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
  ['the constants are frozen', 'return (pcall(function() payload.format.JSON = "x" end))', false],
  [
    'to JSON and back',
    'local p = payload.new({a = {1, 2}}):transcode(payload.format.JSON) return {p:get_format(), p:data().a[2], p:unmarshal().a[1]}',
    ['json/plain', 2, 1],
  ],
  [
    'to YAML and back',
    'local p = payload.new({a = {1, 2}}):transcode(payload.format.YAML) return {p:get_format(), p:data().a[2], p:transcode(payload.format.JSON):data().a[1]}',
    ['yaml/plain', 2, 1],
  ],
  [
    'from JSON to text',
    'return payload.new({a = 1}):transcode(payload.format.JSON):transcode(payload.format.STRING):data()',
    'map[a:1]',
  ],
  [
    'text of scalars',
    'local s = payload.format.STRING return {payload.new("x"):transcode(s):data(), payload.new(1.5):transcode(s):data(), payload.new(3):transcode(s):data(), payload.new(true):transcode(s):data(), payload.new(nil):transcode(s):data()}',
    ['x', '1.5', '3', 'true', ''],
  ],
  [
    'text of tables is what Go prints',
    'return payload.new({b = {1, "x"}, a = {}}):transcode(payload.format.BYTES):data()',
    'map[a:map[] b:[1 x]]',
  ],
  [
    'the same format is the same value',
    'local t = {} return payload.new(t):transcode(payload.format.LUA):data() == t',
    true,
  ],
  [
    'golang/any holds the value',
    'local t = {} return payload.new(t):transcode(payload.format.GOLANG):data() == t',
    true,
  ],
  [
    'what it holds stays alive and is counted',
    'local ps = {} for i = 1, 200 do ps[i] = payload.new(("x"):rep(1000) .. i) end return #ps[200]:data()',
    1003,
  ],
]);

refuses('payload refuses', [
  [
    'payload.new({[1] = 1, [3] = 3}):transcode(payload.format.JSON)',
    {
      returned: 'error transcoding from lua/any to json/plain: cannot encode sparse array: no value at index 2',
      kind: 'Internal',
    },
  ],
  ['payload.new(1):transcode("x/y")', { returned: 'no transcoding path found from lua/any to x/y', kind: 'Internal' }],
  [
    'payload.new(1):transcode(payload.format.ERROR)',
    { returned: 'no transcoding path found from lua/any to golang/error', kind: 'Internal' },
  ],
  [
    'payload.new(1):transcode(payload.format.MSGPACK)',
    { returned: 'payload: application/msgpack is not available in the playground yet', kind: 'Unavailable' },
  ],
  ['payload.new(1):transcode()', { raised: 'bad argument #2 to transcode (string expected, got nil)' }],
  ['payload.new(1):transcode({})', { raised: 'bad argument #2 to transcode (string expected, got table)' }],
  ['payload.new(1).data(5)', { raised: 'bad argument #1 to data (payload expected, got number)' }],
  ['payload.new(1).unmarshal()', { raised: 'bad argument #1 to unmarshal (payload expected, got nil)' }],
  ['payload.new(1).get_format({})', { raised: 'bad argument #1 to get_format (payload expected, got table)' }],
]);
