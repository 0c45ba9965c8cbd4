import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { main, run } from '../../testing/lua-project.ts';

describe('the errors module (lua-base §6)', () => {
  const cases: [string, string, PlainValue][] = [
    [
      'new with a text',
      'local e = errors.new("m") return {e:kind(), e:message(), e:retryable() == nil, e:details() == nil}',
      ['', 'm', true, true],
    ],
    [
      'details without end raise',
      'local t = {} t.t = t local ok, m = pcall(errors.new, {message = "m", details = t}) return {ok, tostring(m):match("details is .*")}',
      [false, 'details is nested too deep, or inside of itself'],
    ],
    [
      'tostring and .. act on the message',
      'local e = errors.new("m") return {tostring(e), "x" .. e, e .. "y", type(e)}',
      ['m', 'xm', 'my', 'userdata'],
    ],
    ['new without a message raises', 'return select(2, pcall(errors.new, {}))', 'message field is required'],
    [
      'new with a message that is no text raises',
      'return select(2, pcall(errors.new, {message=1}))',
      'message must be a string',
    ],
    ['new with neither raises', 'return select(2, pcall(errors.new, 5))', 'expected string or table'],
    [
      'the documented kind and message are understood',
      'local e = errors.new("INVALID", "t") return {e:kind(), e:message()}',
      ['Invalid', 't'],
    ],
    [
      'is compares kinds and takes any value',
      'local e = errors.new{message="m", kind="Timeout"} return {errors.is(e, errors.TIMEOUT), errors.is(e, errors.INVALID), errors.is("x", ""), errors.is(nil, "")}',
      [true, false, false, false],
    ],
    [
      'wrap keeps the message and shows the context in the stack',
      'local e = errors.wrap(errors.new{message="in", kind="Invalid"}, "out") return {e:message(), e:kind(), e:stack():find("out") ~= nil}',
      ['in', 'Invalid', true],
    ],
    ['wrap takes a text', 'return errors.wrap("t", "c"):message()', 't'],
    [
      'error keeps the object through pcall',
      'local e = errors.new("m") local _, c = pcall(error, e) return c == e',
      true,
    ],
    ['a field is the method, not the text', 'return type(errors.new("m").message)', 'function'],
    [
      'UNKNOWN is the empty text and CANCELED has one L',
      'return {errors.UNKNOWN, errors.CANCELED, errors.RATE_LIMITED}',
      ['', 'Canceled', 'RateLimited'],
    ],
    [
      'as, join and unwrap are not there',
      'return {errors.as == nil, errors.join == nil, errors.unwrap == nil}',
      [true, true, true],
    ],
    [
      'call_stack has frames and is nil for others',
      'return {errors.call_stack(errors.new("m")).frames[1].source, errors.call_stack("x") == nil}',
      ['app:main', true],
    ],
    ['the module is frozen', 'return (pcall(function() errors.new = nil end))', false],
  ];
  for (const [name, body, expected] of cases)
    test(name, async () => {
      const { value, error } = await run(main(body));
      expect(error).toBeNull();
      expect(
        typeof expected === 'string' && typeof value === 'string' ? value.replace(/^app:main:1: /, '') : value,
      ).toEqual(expected);
    });
});

describe('json (lua-modules §8)', () => {
  const cases: [string, string, PlainValue][] = [
    ['scalars', 'return json.encode({1, 2.5, true, "x\\n"})', '[1,2.5,true,"x\\n"]'],
    ['an integral float has no .0', 'return json.encode(10/2)', '5'],
    ['infinity and nan are null', 'return json.encode({1/0 * 2, 0/0})', '[null,null]'],
    ['an empty table is a list', 'return json.encode({})', '[]'],
    ['nil is null', 'return json.encode(nil)', 'null'],
    ['64-bit integers keep all digits', 'return json.encode(9223372036854775807)', '9223372036854775807'],
    ['and are read back exactly', 'return json.decode("[9007199254740993]")[1] == 9007199254740993', true],
    [
      'objects and lists become tables',
      'local t = json.decode("{\\"a\\":[1,{\\"b\\":null}]}") return {t.a[1], next(t.a[2]) == nil}',
      [1, true],
    ],
    [
      'whole numbers are integers, others floats',
      'local t = json.decode("[1, 1.5]") return {math.type(t[1]), math.type(t[2])}',
      ['integer', 'float'],
    ],
    ['an error is its text', 'return json.encode({e = errors.new("m")})', '{"e":"m"}'],
    ['functions are null', 'return json.encode({print})', '[null]'],
    [
      'mixed keys are refused',
      'return select(2, json.encode({1, a = 2})):message():match("^cannot encode mixed%-key table: ")',
      'cannot encode mixed-key table: ',
    ],
    [
      'a sparse array is refused',
      'return select(2, json.encode({[1]=1, [3]=3})):message():match("^cannot encode sparse array: ")',
      'cannot encode sparse array: ',
    ],
    [
      'a table inside of itself is refused',
      'local t = {} t[1] = t return select(2, json.encode(t)):message()',
      'cannot encode recursively nested tables to JSON',
    ],
    ['decode takes texts only', 'return select(2, json.decode(5)):message()', 'string expected'],
    ['the empty text is refused', 'return select(2, json.decode("")):message()', 'empty string is not valid JSON'],
    ['bad syntax is kind Internal', 'return select(2, json.decode("{")):kind()', 'Internal'],
    [
      'a key called __proto__ is a key',
      'return json.encode(json.decode("{\\"__proto__\\":{\\"x\\":1}}"))',
      '{"__proto__":{"x":1}}',
    ],
  ];
  for (const [name, body, expected] of cases)
    test(name, async () => {
      expect(await run(main(body))).toMatchObject({ value: expected, error: null });
    });
});

test('subscribe and unsubscribe are there, and do what listen and unlisten do', async () => {
  const { value } = await run(
    main(
      'local ch = subscribe("t") process.send(process.pid(), "t", 5) return {ch:receive(), ch == process.listen("t"), unsubscribe(ch), select(2, ch:receive())}',
    ),
  );
  expect(value).toEqual([5, true, true, false]);
});
