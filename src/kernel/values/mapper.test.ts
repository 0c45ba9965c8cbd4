import { describe, expect, it } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { createLuaWorld } from '../lua/vm/testing/lua-world.ts';
import { MAX_VALUE_BYTES } from '../../wit/codec.ts';
import { FunctionMapper } from './mapper.ts';
import { StagingWriter } from './staging.ts';
import { bytesOf, lower, luaValues, plainValues, signature } from '../../conformance/mapping/mapper-harness.ts';

const world = createLuaWorld();
const fromLua = (source: string): ReturnType<typeof luaValues> => luaValues(`return ${source}`, world);

/** What is wrong with one argument `v`, without the words in front; null when it fits. */
function problem(type: string, lua: string): string | null {
  const lowered = lower(signature(`(v: ${type})`), fromLua(lua));
  return typeof lowered === 'string' ? lowered.replace(/^argument 1: /, '') : null;
}

/** Lua values that fit a type, and what is said of those that do not. */
function lowering(name: string, rows: readonly (readonly [type: string, lua: string, message: string | null])[]): void {
  describe(`lowering ${name}`, () => {
    it.each(rows)('%s from %s', (type, lua, message) => {
      expect(problem(type, lua)).toBe(message);
    });
  });
}

lowering('numbers and scalars', [
  ['s32', '3.5', 'v: expected s32, got 3.5'],
  ['s32', '3.0', null],
  ['u8', '300', 'v: expected u8 (0..255), got 300'],
  ['u32', '-1', 'v: expected u32 (0..4294967295), got -1'],
  ['u32', '4294967295', null],
  ['u64', '9007199254740993', null],
  ['u64', '2.0^53 + 1', 'v: expected u64, got 9007199254740992: a float is not exact beyond 2^53-1'],
  ['s64', '-(2.0^53)', 'v: expected s64, got -9007199254740992: a float is not exact beyond 2^53-1'],
  ['u64', 'int64("18446744073709551615")', null],
  ['u64', '2.0^64', 'v: expected u64, got 18446744073709551616: a float is not exact beyond 2^53-1'],
  ['u64', '-1.0', 'v: expected u64 (0..18446744073709551615), got -1'],
  [
    's64',
    'int64("9223372036854775808")',
    'v: expected s64 (-9223372036854775808..9223372036854775807), got 9223372036854775808',
  ],
  ['s32', 'int64("9223372036854775808")', 'v: expected s32 (-2147483648..2147483647), got 9223372036854775808'],
  ['s32', '0/0', 'v: expected s32, got nan'],
  ['u64', '-1/0', 'v: expected u64, got -inf'],
  ['s32', '0.00001', 'v: expected s32, got 1e-05'],
  ['s32', '"7"', 'v: expected s32, got string'],
  ['s32', 'true', 'v: expected s32, got boolean'],
  ['f32', '0/0', null],
  ['f64', 'math.mininteger', null],
  ['f64', 'int64("9223372036854775808")', null],
  ['f64', 'int64("18446744073709551615")', 'v: expected f64, got 18446744073709551615: not exact as f64'],
  ['f64', 'print', 'v: expected f64, got nil'],
  ['f64', 'type', 'v: expected f64, got function'],
  ['s32', '{}', 'v: expected s32, got table'],
  ['bool', '1', 'v: expected bool, got number'],
  ['bool', 'nil', 'v: expected bool, got nil'],
  ['char', '"\\195\\159"', null],
  ['char', '""', 'v: expected char, got string of 0 characters'],
  ['char', '"ab"', 'v: expected char, got string of 2 characters'],
  ['char', '65', 'v: expected char, got number'],
  ['char', '"a\\237\\160\\128"', 'v: expected char, got invalid UTF-8 at byte 2'],
  ['id', '"x"', 'v: expected u32, got string'],
]);

lowering('strings', [
  ['string', '"a\\0b\\239\\187\\191"', null],
  ['string', '7', 'v: expected string, got number'],
  ['string', '"ab\\192\\128"', 'v: expected string, got invalid UTF-8 at byte 3'],
  ['string', '"\\237\\160\\128"', 'v: expected string, got invalid UTF-8 at byte 1'],
  ['string', '"\\244\\144\\128\\128"', 'v: expected string, got invalid UTF-8 at byte 1'],
  ['string', '"x\\226\\130"', 'v: expected string, got invalid UTF-8 at byte 2'],
  ['list<u8>', '"\\255\\0"', null],
]);

lowering('lists', [
  ['list<u32>', '{}', null],
  ['list<u32>', '{1, 2, n = 2}', null],
  ['list<u32>', '{n = 0}', null],
  ['list<u32>', '{[1.0] = 5}', null],
  ['list<u32>', '{1, 2, n = 3}', 'v[3]: expected u32, got nil'],
  ['list<u32>', '{1, 2, n = 1}', 'v: unexpected key "n" in a list'],
  ['list<u32>', '{1, name = 2}', 'v: unexpected key "name" in a list'],
  ['list<u32>', '{"x", name = 2}', 'v: unexpected key "name" in a list'],
  ['list<u32>', '{[0] = 1, 2}', 'v: list starts at index 0, Lua lists start at 1'],
  ['list<u32>', '{1, [-1] = 2}', 'v: unexpected key -1 in a list'],
  ['list<u32>', '{1, [1.5] = 2}', 'v: unexpected key 1.5 in a list'],
  ['list<u32>', '{1, [true] = 2}', 'v: unexpected key of type boolean in a list'],
  ['list<u32>', '{1, nil, 3}', 'v[2]: expected u32, got nil'],
  ['list<u32>', '{[1] = 1, [3] = "x"}', 'v[2]: expected u32, got nil'],
  ['list<user-record>', '{nil, 3}', 'v[1]: expected user-record, got nil'],
  ['list<u32>', '"abc"', 'v: expected list<u32>, got string'],
  ['list<u8>', '{1, 300}', 'v[2]: expected u8 (0..255), got 300'],
  ['list<u8>', '7', 'v: expected list<u8>, got number'],
  ['list<f64>', '{1, 2.5}', null],
  ['list<u32, 2>', '{1, 2}', null],
  ['list<u32, 2>', '{1}', 'v: expected list<u32, 2>, got 1 element'],
  ['list<u32, 2>', '{1, a = 2}', 'v: unexpected key "a" in a list'],
  ['list<u8, 2>', '"abc"', 'v: expected list<u8, 2>, got 3 bytes'],
  ['list<u8, 2>', '"ab"', null],
  ['list<option<u32>>', '{1, nil, 3, n = 5}', null],
  ['list<option<u32>>', '{1, nil, 3}', null],
  ['list<option<u32>>', '{1, 2, 3, n = 2}', 'v: unexpected key 3 in a list'],
  ['list<option<u32>>', '{1, "x", n = 2}', 'v[2]: expected u32, got string'],
  ['list<option<u32>>', '{1, n = "2"}', 'v: unexpected key "n" in a list'],
  ['list<option<u32>>', '{1, x = 2, n = 1}', 'v: unexpected key "x" in a list'],
  ['list<option<u32>, 3>', '{1, n = 3}', null],
  ['list<list<option<bool>>>', '{{true, n = 2}, {1}}', 'v[2][1]: expected bool, got number'],
]);

lowering('tuples', [
  ['tuple<u32, string>', '{1, "a"}', null],
  ['tuple<u32, string>', '{1, "a", n = 2}', null],
  ['tuple<u32, option<string>>', '{1}', null],
  ['tuple<u32, option<string>>', '{1, n = 1}', null],
  ['tuple<u32, string>', '{1, "a", 3}', 'v: expected tuple of 2, got index 3'],
  ['tuple<u32, string>', '{1, "a", n = 3}', 'v: expected tuple of 2, got index 3'],
  ['tuple<u32, string>', '{1, "a", x = 3}', 'v: expected tuple of 2, got key "x"'],
  ['tuple<u32, string>', '{[0] = 0, 1, "a"}', 'v: expected tuple of 2, got index 0'],
  ['tuple<u32, string>', '{1}', 'v[2]: expected string, got nil'],
  ['tuple<u32, string>', '{1, 2}', 'v[2]: expected string, got number'],
  ['tuple<u32, string>', '5', 'v: expected tuple<u32, string>, got number'],
]);

const ALICE = '{id = 1, name = "Alice", tags = {"admin"}, active = true}';
lowering('records', [
  ['user-record', ALICE, null],
  [
    'list<user-record>',
    `{${ALICE}, {id = 2, name = "Bob", tags = {7}, active = false}}`,
    'v[2].tags[1]: expected string, got number',
  ],
  ['list<user-record>', '{{id = 1, name = "Alice", tags = {}}}', 'v[1]: missing field "active"'],
  ['user-record', '{id = "1", name = 2}', 'v.id: expected u32, got string'],
  ['user-record', '"x"', 'v: expected user-record, got string'],
  ['user-record', '{}', 'v: missing field "id"'],
  ['user-record', `{id = 1, name = "Alice", tags = {}, active = true, [1] = 2, more = {}, [print or type] = 1}`, null],
  ['counted', '{["tag-count"] = 1}', null],
  ['counted', '{tag_count = 1, note = "x"}', null],
  ['counted', '{tag_count = 1, ["tag-count"] = 1}', 'v: both "tag-count" and "tag_count" are given'],
  ['counted', '{tagCount = 1}', 'v: unknown field "tagCount", did you mean "tag-count"?'],
  ['counted', '{["tag-count"] = 1, Note = "x"}', 'v: unknown field "Note", did you mean "note"?'],
  ['counted', '{["tag-count"] = "x", Note = "x"}', 'v: unknown field "Note", did you mean "note"?'],
  [
    'rect',
    '{["top-left"] = {x = 3000000000, y = 0}, bottom_right = {x = 0, y = 0}}',
    'v.top-left.x: expected s32 (-2147483648..2147483647), got 3000000000',
  ],
]);

lowering('options', [
  ['option<u32>', 'nil', null],
  ['option<u32>', '{}', 'v: expected u32, got table'],
  ['option<option<u32>>', 'nil', null],
  ['option<option<u32>>', '{}', null],
  ['option<option<u32>>', '{some = 5}', null],
  ['option<option<u32>>', '{some = "x"}', 'v.some: expected u32, got string'],
  ['option<option<u32>>', '5', 'v: expected option<u32>, got number: write {some = value}, or {} for none'],
  [
    'option<option<u32>>',
    '{some = 5, x = 1}',
    'v: expected option<u32>, got key "x": write {some = value}, or {} for none',
  ],
  ['option<option<option<u32>>>', '{some = {some = 5}}', null],
  ['option<option<option<u32>>>', '{some = {}}', null],
  ['shape', '{maybe = {}}', null],
  ['shape', '{maybe = 5}', 'v.maybe: expected option<u32>, got number: write {some = value}, or {} for none'],
  ['nested', '{r = {ok = {some = 5}}}', null],
  ['nested', '{r = {ok = {}}}', null],
  ['nested', '{r = {err = "x"}}', null],
]);

lowering('variants', [
  ['shape', '{circle = 1}', null],
  ['shape', '{empty = true}', null],
  ['shape', '"empty"', null],
  ['shape', '{tag = "circle", val = 1}', null],
  ['shape', '{tag = "empty"}', null],
  ['shape', '{dash_case = 1}', null],
  ['shape', '{["dash-case"] = 1}', null],
  ['shape', '"dash_case"', 'v: unknown case "dash_case", expected one of circle, square, empty, maybe, dash-case'],
  [
    'shape',
    '{tag = "dash_case", val = 1}',
    'v: unknown case "dash_case", expected one of circle, square, empty, maybe, dash-case',
  ],
  ['shape', '"circle"', 'v: expected {circle = f64}, got string'],
  ['shape', '{tag = "circle"}', 'v.circle: expected f64, got nil'],
  ['shape', '{empty = false}', 'v.empty: expected true, got false'],
  ['shape', '{empty = 1}', 'v.empty: expected true, got number'],
  ['shape', '{square = {x = 1}}', 'v.square: missing field "y"'],
  ['shape', '{}', 'v: expected shape, got table with 0 keys: write {case = value}'],
  ['shape', '{circle = 1, empty = true}', 'v: expected shape, got table with 2 keys: write {case = value}'],
  ['shape', '{5}', 'v: expected shape, got key 1: write {case = value}'],
  ['shape', '5', 'v: expected shape, got number'],
  ['labelled', '{tag = "other"}', null],
  ['labelled', '{tag = "x", val = 1}', 'v: expected labelled, got table with 2 keys: write {case = value}'],
]);

lowering('enums and flags', [
  ['color', '"red"', null],
  ['color', '2', null],
  ['color', '2.0', null],
  ['color', '3', 'v: expected color (0..2), got 3'],
  ['color', '0.5', 'v: expected color (0..2), got 0.5'],
  ['color', '"purple"', 'v: unknown case "purple", expected one of red, green, blue'],
  ['color', '"\\255"', 'v: unknown case "\ufffd", expected one of red, green, blue'],
  ['color', 'true', 'v: expected color, got boolean'],
  ['permissions', '{}', null],
  ['permissions', '{read = true, run_as = false}', null],
  ['permissions', '{"read", "run-as"}', null],
  ['permissions', '{"read", "read", n = 2}', null],
  ['permissions', '{"run_as"}', 'v[1]: unknown flag "run_as", expected one of read, write, run-as'],
  ['permissions', '{fly = true}', 'v: unknown flag "fly", expected one of read, write, run-as'],
  ['permissions', '{read = 1}', 'v.read: expected bool, got number'],
  ['permissions', '{"read", write = true}', 'v: unexpected key "write" in a list'],
  ['permissions', '{"read", 5}', 'v[2]: expected string, got number'],
  ['permissions', '{[0] = "read"}', 'v: list starts at index 0, Lua lists start at 1'],
  ['permissions', '{run_as = true, ["run-as"] = true}', 'v: both "run-as" and "run_as" are given'],
  ['permissions', '"read"', 'v: expected permissions, got string'],
]);

lowering('results inside of values', [
  ['result<u32, string>', '{ok = 1}', null],
  ['result<u32, string>', '{err = "x"}', null],
  ['result<u32, string>', '{ok = "x"}', 'v.ok: expected u32, got string'],
  [
    'result<u32, string>',
    '{ok = 1, err = "x"}',
    'v: expected result<u32, string>, got table with 2 keys: write {ok = value} or {err = value}',
  ],
  [
    'result<u32, string>',
    '{}',
    'v: expected result<u32, string>, got table with 0 keys: write {ok = value} or {err = value}',
  ],
  [
    'result<u32, string>',
    '{okay = 1}',
    'v: expected result<u32, string>, got key "okay": write {ok = value} or {err = value}',
  ],
  ['result', '{ok = true}', null],
  ['result', '{err = 1}', 'v.err: expected true, got number'],
  ['result<_, u8>', '{ok = true}', null],
  ['result<u32>', '5', 'v: expected result<u32>, got number'],
]);

describe('the order in which a table was made', () => {
  const USERS = signature('(users: list<user-record>)');
  it.each([
    ['its fields backwards', '{{active = true, tags = {"a", "b"}, name = "n", id = 7}}'],
    [
      'fields that were taken out and put back',
      '(function() local u = {id = 1, name = "n", tags = {"a", "b"}, active = true} u.id = nil u.id = 7 return {u} end)()',
    ],
    [
      'positions from the end',
      '(function() local t = {} t[2] = "b" t[1] = "a" return {{id = 7, name = "n", tags = t, active = true}} end)()',
    ],
    [
      'fields between others',
      '{{x = 1, id = 7, y = 2, name = "n", [1] = 3, tags = {"a", n = 2, "b"}, active = true, z = 4}}',
    ],
  ])('makes no difference: %s', (_what, source) => {
    const inOrder = bytesOf(USERS, fromLua('{{id = 7, name = "n", tags = {"a", "b"}, active = true}}'));
    expect(lower(USERS, fromLua(source))).toEqual(inOrder);
  });
});

describe('metatables', () => {
  it('count for nothing', () => {
    expect(problem('user-record', `setmetatable({}, {__index = ${ALICE}})`)).toBe('v: missing field "id"');
    expect(problem('list<u32>', 'setmetatable({}, {__len = function() return 5 end})')).toBeNull();
  });
});

describe('arguments', () => {
  const message = (types: string, lua: string): string | null => {
    const lowered = lower(signature(`(${types})`), lua === '' ? plainValues() : fromLua(lua));
    return typeof lowered === 'string' ? lowered : null;
  };

  it.each([
    ['a: u32, b: u32', '1, 2, 3', 'expected 2 arguments, got 3'],
    ['a: u32, b: u32', '1', 'expected 2 arguments, got 1'],
    ['a: u32, b: u32', '1, 2, nil, nil', null],
    ['a: u32, b: u32', '1, 2, nil, 4, nil', 'expected 2 arguments, got 4'],
    ['a: u32, b: u32', '1, nil', 'argument 2: b: expected u32, got nil'],
    ['', '1', 'expected 0 arguments, got 1'],
    ['a: u32', '', 'expected 1 argument, got 0'],
    ['a: u32, b: option<u32>, c: option<string>', '1', null],
    ['a: u32, b: option<u32>, c: option<string>', '', 'expected 3 arguments, got 0'],
    ['a: option<u32>, b: u32', '', 'expected 2 arguments, got 0'],
    ['a: u32, b: u32', '"x", true', 'argument 1: a: expected u32, got string'],
    ['a: u32, c: color', '1, "purple"', 'argument 2: c: unknown case "purple", expected one of red, green, blue'],
  ])('(%s) called with %s', (types, lua, expected) => {
    expect(message(types, lua)).toBe(expected);
  });

  it('report argument, path, expectation and value in details', () => {
    const mapper = new FunctionMapper(signature('(a: u8, users: list<user-record>)'));
    const failure = mapper.lowerArguments(
      fromLua('1, {{id = -5, name = "", tags = {}, active = true}}'),
      new StagingWriter(),
    );
    expect(failure).toEqual({
      kind: 'Invalid',
      message: 'argument 2: users[1].id: expected u32 (0..4294967295), got -5',
      retryable: false,
      details: { argument: 2, path: 'users[1].id', expected: 'u32 (0..4294967295)', got: -5 },
    });
  });

  it('of a type that calls cannot carry are refused by its name', () => {
    const type = {
      name: 'open',
      parameters: [{ name: 's', type: { kind: 'unsupported', why: 'other', text: 'stream<u8>' } }],
      result: null,
    } as const;
    expect(new FunctionMapper(type).lowerArguments(plainValues(1), new StagingWriter())).toMatchObject({
      kind: 'Invalid',
      message: /WIT type stream<u8> is not supported/,
    });
  });

  it('of more bytes than may be passed are refused, however few values make them', () => {
    const lua = 'local s = ("x"):rep(32 * 1024 * 1024) return {s, s, s, s, s, s, s, s}';
    const out = new StagingWriter();
    const mapper = new FunctionMapper(signature('(v: list<list<u8>>)'));
    expect(mapper.lowerArguments(luaValues(lua), out)).toMatchObject({
      kind: 'Invalid',
      message: `arguments of more than ${MAX_VALUE_BYTES} bytes cannot be passed`,
    });
    out.clear();
    expect(
      new FunctionMapper(signature('(v: list<option<u8>>)')).lowerArguments(fromLua('{n = 2^40}'), out)?.message,
    ).toContain('cannot be passed');
    expect(mapper.lowerArguments(fromLua('{"small"}'), out)).toBeNull();
  });

  it('of a list with millions of missing elements are written without a look at each', () => {
    expect(bytesOf(signature('(v: list<option<u8>>)'), fromLua('{[5000000] = 7, n = 6000000}')).length).toBe(
      4 + 6_000_000 + 1,
    );
    expect(problem('list<option<u8>>', '{[5000000] = "x", [2] = 1}')).toBe('v[5000000]: expected u8, got string');
  });

  it('of the page follow the same rules', () => {
    const from = (type: string, ...values: PlainValue[]): string | null => {
      const lowered = lower(signature(`(v: ${type})`), plainValues(...values));
      return typeof lowered === 'string' ? lowered : null;
    };
    expect(from('user-record', { id: 1, name: 'Alice', tags: ['x'], active: true })).toBeNull();
    expect(from('list<u32>', [1, null, 3])).toBe('argument 1: v[2]: expected u32, got nil');
    expect(from('list<option<u32>>', [1, null])).toBeNull();
    expect(from('tuple<u32, option<u32>, option<u32>>', [1, null])).toBeNull();
    expect(from('list<u8>', new Uint8Array([255]))).toBeNull();
    expect(from('string', '\ud800')).toBe('argument 1: v: expected string, got invalid UTF-8 at byte 1');
    expect(from('shape', { constructor: 1 })).toBe(
      'argument 1: v: unknown case "constructor", expected one of circle, square, empty, maybe, dash-case',
    );
    expect(from('u32', undefined as unknown as null)).toBe('argument 1: v: expected u32, got nil');
  });
});
