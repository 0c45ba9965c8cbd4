/** spec/wit-mapping §4: tables. */
import {
  bool,
  echoNamed,
  echoOf,
  enumeration,
  flags,
  gives,
  list,
  luaGives,
  luaRefuses,
  option,
  record,
  refuses,
  row,
  s32,
  same,
  string,
  tuple,
  u32,
  u8,
  variant,
  type Row,
} from './row.ts';

const user = record('user-record', { id: u32, name: string, tags: list(string), active: bool });
const users = echoNamed('users-f', 'users', list(user));
const numbers = echoOf('numbers', list(u32));
const gaps = echoOf('gaps', list(option(u32)));
const nested = echoOf('nested-gaps', list(list(option(string))));
const counted = echoOf('counted', record('counted-r', { 'tag-count': u32, note: option(string) }));
const odd = echoOf('odd-labels', record('odd-labels-r', { constructor: u32, 'to-string': option(u32), n: u32 }));
const rights = echoOf('rights-f', flags('rights', 'can-read', 'write'));
const step = echoOf('step-f', variant('step', { 'go-on': u32, stop: null }));
const color = echoNamed('paint', 'c', enumeration('paint-color', 'red', 'green', 'blue'));
const pair = echoOf('t-pair', tuple(s32, s32));
const n = echoOf('t-s32', s32);
const text = echoOf('t-string', string);
const tree = echoOf('tree-f', record('tree', { left: record('leaf', { value: option(u8) }) }));

const ann = { id: 1, name: 'Ann', tags: ['a'], active: true };
const annInLua = '{id = 1, name = "Ann", tags = {"a"}, active = true}';

export const SECTION_4: readonly Row[] = [
  row(
    '4/keys 1..n',
    'and nothing else',
    luaGives(numbers, '{5, 6, 7}', [5, 6, 7], '#v == 3 and v[0] == nil'),
    luaGives(numbers, '{[2] = 6, [1] = 5}', [5, 6]),
  ),
  row('4/float key', 'is the integer key', luaGives(numbers, '{[1.0] = 5, [2.0] = 6}', [5, 6])),
  row(
    '4/index 0',
    'is refused',
    luaRefuses(users, `{[0] = ${annInLua}}`, ': list starts at index 0, Lua lists start at 1'),
    luaRefuses(numbers, '{[0] = 1, 2}', ': list starts at index 0, Lua lists start at 1'),
  ),
  row(
    '4/negative or fractional index',
    'is refused',
    luaRefuses(numbers, '{1, [-1] = 2}', /: unexpected key/),
    luaRefuses(numbers, '{1, [1.5] = 2}', /: unexpected key/),
    luaRefuses(numbers, '{[2^53] = 1}', /\[1\]: expected u32, got nil|: unexpected key/),
  ),
  row(
    '4/string key in a list',
    'is refused',
    luaRefuses(users, '{name = "Ann"}', ': unexpected key "name" in a list'),
    luaRefuses(numbers, '{1, x = 2}', ': unexpected key "x" in a list'),
  ),
  row(
    '4/other key in a list',
    'is refused',
    luaRefuses(numbers, '{1, [true] = 2}', /: unexpected key/),
    luaRefuses(numbers, '{[{}] = 2}', /: unexpected key|\[1\]: expected u32, got nil/),
  ),
  row(
    '4/hole in a list',
    'is refused at that element',
    luaRefuses(users, `{${annInLua}, nil, ${annInLua}}`, '[2]: expected user-record, got nil'),
    luaRefuses(numbers, '{1, nil, 3}', '[2]: expected u32, got nil'),
  ),
  row(
    '4/list of options',
    'has its length under n, else its largest key',
    luaGives(gaps, '{1, nil, 3}', { '1': 1, '3': 3, n: 3 }, 'v.n == 3 and v[2] == nil'),
    luaGives(gaps, '{1, nil, 3, nil, n = 4}', { '1': 1, '3': 3, n: 4 }, 'v.n == 4'),
    luaGives(gaps, '{nil, nil, n = select("#", nil, nil)}', { n: 2 }, 'v.n == 2'),
    luaGives(gaps, '{}', { n: 0 }, 'v.n == 0'),
    luaGives(gaps, '{n = 0}', { n: 0 }),
    luaGives(gaps, '{[3] = 1}', { '3': 1, n: 3 }),
    luaGives(nested, '{{"a", nil}, {n = 2}}', [{ '1': 'a', n: 1 }, { n: 2 }]),
    luaRefuses(gaps, '{1, 2, 3, n = 2}', /: /),
    luaRefuses(gaps, '{n = -1}', /: /),
    luaRefuses(gaps, '{n = "2"}', /: /),
  ),
  row(
    '4/n beside other lists',
    'is allowed if it is the length',
    luaGives(numbers, '{1, 2, n = 2}', [1, 2], 'v.n == nil'),
    luaGives(pair, '{1, 2, n = 2}', [1, 2]),
    luaRefuses(numbers, '{1, 2, n = 3}', /: |\[3\]: /),
    luaRefuses(pair, '{1, 2, n = 1}', /: /),
  ),
  row(
    '4/labels of a record',
    'kebab case, or with an underscore; kebab comes back',
    gives(counted, { 'tag-count': 2 }, { 'tag-count': 2 }, 'v["tag-count"] == 2 and v.tag_count == nil'),
    gives(counted, { tag_count: 2 }, { 'tag-count': 2 }),
    same(odd, { constructor: 1, 'to-string': 2, n: 3 }, { constructor: 1, n: 3 }),
  ),
  row('4/both spellings at once', 'are refused', refuses(counted, { 'tag-count': 1, tag_count: 1 }, /: .*tag.count/)),
  row(
    '4/camel case',
    'is refused with the right spelling',
    refuses(counted, { tagCount: 1 }, ': unknown field "tagCount", did you mean "tag-count"?'),
    refuses(counted, { 'tag-count': 1, Note: 'x' }, ': unknown field "Note", did you mean "note"?'),
    refuses(odd, { constructor: 1, n: 1, toString: 2 }, ': unknown field "toString", did you mean "to-string"?'),
  ),
  row(
    '4/unknown field',
    'is ignored',
    gives(counted, { 'tag-count': 1, more: { deep: true } }, { 'tag-count': 1 }),
    luaGives(counted, '{["tag-count"] = 1, [1] = "x", [true] = 2}', { 'tag-count': 1 }),
  ),
  row(
    '4/missing field',
    'is none, or refused by name',
    gives(counted, { 'tag-count': 1 }, { 'tag-count': 1 }),
    refuses(counted, { note: 'x' }, ': missing field "tag-count"'),
    refuses(users, [ann, { id: 2, name: 'Bob', tags: [] }], '[2]: missing field "active"'),
    refuses(tree, {}, ': missing field "left"'),
  ),
  row(
    '4/flags and cases with an underscore',
    'as keys only',
    gives(rights, { can_read: true }, { 'can-read': true, write: false }),
    gives(step, { go_on: 3 }, { 'go-on': 3 }),
    refuses(rights, ['can_read'], '[1]: unknown flag "can_read", expected one of can-read, write'),
    refuses(step, { tag: 'go_on', val: 3 }, /: unknown case "go_on", expected one of go-on, stop$/),
  ),
  row(
    '4/unknown flag',
    'is refused with the valid ones',
    refuses(rights, { execute: true }, ': unknown flag "execute", expected one of can-read, write'),
    refuses(rights, ['write', 'execute'], '[2]: unknown flag "execute", expected one of can-read, write'),
  ),
  row(
    '4/unknown case',
    'is refused with the valid ones',
    refuses(step, { jump: 1 }, ': unknown case "jump", expected one of go-on, stop'),
    refuses(step, 'jump', ': unknown case "jump", expected one of go-on, stop'),
    refuses(color, 'purple', ': unknown case "purple", expected one of red, green, blue'),
  ),
  row(
    '4/flag that is no boolean',
    'is refused',
    refuses(rights, { write: 1 }, /.*: expected bool(ean)?, got number$/),
    refuses(rights, { write: 'yes' }, /.*: expected bool(ean)?, got string$/),
  ),
  row(
    '4/variant with other than one key',
    'is refused',
    refuses(step, { 'go-on': 1, stop: true }, /: /),
    refuses(step, {}, /: /),
    refuses(step, [], /: /),
  ),
  row(
    '4/tuple with more',
    'is refused',
    refuses(pair, [1, 2, 3], ': expected tuple of 2, got index 3'),
    luaRefuses(pair, '{1, 2, x = 3}', /: .*"?x"?/),
    luaRefuses(pair, '{[0] = 1, 2, 3}', /: /),
  ),
  row(
    '4/other values of Lua',
    'are refused by their type',
    luaRefuses(n, 'print', ': expected s32, got function'),
    luaRefuses(text, 'coroutine.create(function() end)', ': expected string, got thread'),
    luaRefuses(numbers, 'function() end', ': expected list<u32>, got function'),
    luaRefuses(n, '{}', ': expected s32, got table'),
    luaRefuses(text, 'int64("18446744073709551615")', ': expected string, got userdata'),
    luaRefuses(users, '{{id = 1, name = print, tags = {}, active = true}}', '[1].name: expected string, got function'),
  ),
  row(
    '4/cyclic table',
    'ends in an error of types',
    luaRefuses(
      tree,
      '(function() local t = {} t.left = t t.value = t return t end)()',
      '.left.value: expected u8, got table',
    ),
    luaRefuses(numbers, '(function() local t = {} t[1] = t return t end)()', '[1]: expected u32, got table'),
  ),
  row(
    '4/metatables',
    'count for nothing',
    luaRefuses(counted, 'setmetatable({}, {__index = {["tag-count"] = 1}})', ': missing field "tag-count"'),
    luaGives(
      numbers,
      'setmetatable({1, 2}, {__len = function() return 9 end, __pairs = error, __index = error})',
      [1, 2],
      'getmetatable(v) == nil',
    ),
  ),
];
