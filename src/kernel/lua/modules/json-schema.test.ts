import { describe, expect, it } from 'vitest';
import { gives, refuses, type Refusal } from '../../testing/lua-rows.ts';
import { patternLimit, patternMistake } from './tame-pattern.ts';

const PERSON =
  '{type = "object", properties = {name = {type = "string"}, age = {type = "integer", minimum = 0}}, required = {"name"}}';

gives('json.validate (lua-modules §8)', [
  [
    'a value that follows its schema',
    `return {json.validate(${PERSON}, {name = "x", age = 3}), json.validate(${PERSON}, {name = "x"})}`,
    [true, true],
  ],
  ['gives no error besides', `return {json.validate({}, 1), (select(2, json.validate({}, 1))) == nil}`, [true, true]],
  [
    'the schema may be a text',
    `return json.validate('{"type": "array", "items": {"type": "number"}}', {1, 2.5})`,
    true,
  ],
  ['a value that does not', `return (json.validate(${PERSON}, {age = 3}))`, false],
  ['a text that follows it', `return json.validate_string(${PERSON}, '{"name": "x"}')`, true],
  [
    'an empty table is a list and an object',
    'return {json.validate({type = "array"}, {}), json.validate({type = "object"}, {}), json.validate({}, {})}',
    [true, true, true],
  ],
  [
    'an integral float is an integer',
    'return {json.validate({type = "integer"}, 2.0), (json.validate({type = "integer"}, 2.5))}',
    [true, false],
  ],
  [
    'names of the platform are names like others',
    'return {json.validate({required = {"toString"}}, {a = 1}), json.validate({required = {"__proto__"}}, {["__proto__"] = 1})}',
    [false, true],
  ],
  ['format only describes', 'return json.validate({type = "string", format = "email"}, "x")', true],
  [
    'a pattern',
    'return {json.validate({pattern = "^a+$"}, "aaa"), (json.validate({pattern = "^a+$"}, "b"))}',
    [true, false],
  ],
  [
    'references within the schema',
    `return json.validate_string('{"$defs": {"n": {"type": "number"}}, "items": {"$ref": "#/$defs/n"}}', "[1, 2]")`,
    true,
  ],
  ['an error is its text', 'return json.validate({type = "string"}, errors.new("m"))', true],
  ['64-bit integers are numbers', 'return json.validate({type = "integer"}, int64("18446744073709551615"))', true],
]);

const no = (returned: string): Refusal => ({ returned, first: 'false' });
refuses('json.validate says what is wrong', [
  ['json.validate()', no('schema is required')],
  ['json.validate(nil, 1)', no('schema is required')],
  ['json.validate({})', no('data is required')],
  ['json.validate({}, nil)', no('data is required')],
  ['json.validate(5, 1)', no('schema must be a string or table')],
  ['json.validate(true, 1)', no('schema must be a string or table')],
  ['json.validate("{", 1)', no("unexpected end of the text, expected a key in quotes or '}'")],
  ['json.validate("", 1)', no('unexpected end of the text, expected a value')],
  ['json.validate("5", 1)', no('schema error: a schema is an object or a boolean')],
  ['json.validate({1, a = 2}, 1)', no('a table with holes, or with both positions and names, has no JSON form')],
  ['json.validate({type = "number"}, "x")', no('Instance type "string" is invalid. Expected "number".')],
  [
    'json.validate({items = {type = "number"}}, {1, "x"})',
    no('/1: Instance type "string" is invalid. Expected "number".'),
  ],
  [`json.validate(${PERSON}, {age = 1})`, no('Instance does not have required property "name".')],
  [
    'json.validate({["$ref"] = "#/nowhere"}, 1)',
    no('compile schema: Unresolved $ref "#/nowhere".  Absolute URI "https://github.com/cfworker#/nowhere".'),
  ],
  ['json.validate({anyOf = 5}, 1)', no('compile schema: a keyword has a value of another type than it takes')],
  ['json.validate({["$ref"] = "#"}, 1)', no('compile schema: it leads to itself without end')],
  [
    `(function() local d = { a0 = { type = "string" } }
      for i = 1, 30 do local r = { ["$ref"] = "#/$defs/a" .. (i - 1) } d["a" .. i] = { anyOf = { r, { ["$ref"] = "#/$defs/a" .. (i - 1) } } } end
      return json.validate({ ["$ref"] = "#/$defs/a30", ["$defs"] = d }, 1) end)()`,
    no('holding the value against it takes more than 10000 steps'),
  ],
  ['json.validate({pattern = "("}, "x")', no('compile schema: pattern "(" is no regular expression')],
  [
    'json.validate({pattern = "(a+)+$"}, "x")',
    no('compile schema: pattern "(a+)+$" repeats what is itself repeated without bound'),
  ],
  [
    'json.validate({pattern = "a*b"}, ("a"):rep(20000))',
    no('a text of 20000 characters is too long for the pattern "a*b"'),
  ],
  ['json.validate_string()', no('schema is required')],
  ['json.validate_string({})', no('data must be a JSON string')],
  ['json.validate_string({}, 5)', no('data must be a JSON string')],
  ['json.validate_string({}, "[")', no("unexpected end of the text, expected a value or ']'")],
  [
    'json.validate({}, (function() local t = {} for i = 1, 20000 do t[i] = i end return t end)())',
    no('more than 10000 values'),
  ],
  [
    'json.validate({}, (function() local t = {} t[1] = t return t end)())',
    no('nested more than 128 deep, or inside of itself'),
  ],
]);

describe('patterns that end in time', () => {
  const rows: [string, string | null][] = [
    ['^[a-z]+(?:-[a-z]{2,3})?$', null],
    ['^(a|b)*$', null],
    ['[*+]+\\*', null],
    ['(a*)*', 'repeats what is itself repeated without bound'],
    ['((a+)b){2}', 'repeats what is itself repeated without bound'],
    ['(?:x{2,})+', 'repeats what is itself repeated without bound'],
    ['(a|a)*$', 'repeats what may fit in several ways'],
    ['(a?a)+$', 'repeats what may fit in several ways'],
    ['((a|ab)c){9}$', 'repeats what may fit in several ways'],
    ['(a{1,2})*$', 'repeats what may fit in several ways'],
    ['(|a)*$', 'repeats what may fit in several ways'],
    [String.raw`(\w|b)*$`, 'repeats what may fit in several ways'],
    ['^(ab|cd|e?)$', null],
    ['^(ab|cd){2,5}$', null],
    ['(a)\\1', 'refers back to what it found'],
    ['(?=a)', 'looks around'],
    ['[', 'is no regular expression'],
  ];
  for (const [pattern, mistake] of rows) it(pattern, () => expect(patternMistake(pattern)).toBe(mistake));

  it('may be held against shorter texts the more they repeat', () => {
    expect(['abc', '^a+$', 'a+', '^a+b+$', 'a+b+'].map(patternLimit)).toEqual([
      Infinity,
      Infinity,
      10_000,
      10_000,
      464,
    ]);
  });
});
