import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gives, refuses } from '../../testing/lua-rows.ts';
import { scalarText } from './yaml-scalar.ts';

gives('yaml (lua-modules §15)', [
  [
    'encode puts fields in the order of their names',
    'return yaml.encode({b = 1, a = true, c = "x"})',
    'a: true\nb: 1\nc: x\n',
  ],
  [
    'encode nests as Go does',
    'return yaml.encode({list = {1, {a = 1, b = {c = 2}}, {2, 3}}, map = {x = {}}})',
    'list:\n    - 1\n    - a: 1\n      b:\n        c: 2\n    - - 2\n      - 3\nmap:\n    x: []\n',
  ],
  ['encode takes lists', 'return yaml.encode({1, 2.5, "x", false})', '- 1\n- 2.5\n- x\n- false\n'],
  ['an empty table is a list', 'return yaml.encode({})', '[]\n'],
  [
    'field_order comes first',
    'return yaml.encode({zebra = 1, alpha = 2, name = {kind = 1, beta = 2}, beta = 3}, {field_order = {"name", "kind"}, sort_unordered = true})',
    'name:\n    kind: 1\n    beta: 2\nalpha: 2\nbeta: 3\nzebra: 1\n',
  ],
  [
    'keys that are no text are written as text',
    'return yaml.encode({[1] = "a", [3] = "b", x = true})',
    '"1": a\n"3": b\nx: true\n',
  ],
  [
    'numbers',
    'return yaml.encode({1/0 * 2, -1/0 * 2, 0/0, 10/2, 9223372036854775807, int64("18446744073709551615")})',
    '- .inf\n- -.inf\n- .nan\n- 5\n- 9223372036854775807\n- 18446744073709551615\n',
  ],
  ['errors are their text, functions null', 'return yaml.encode({errors.new("m"), print})', '- m\n- null\n'],
  [
    'texts of several lines',
    'return yaml.encode({a = {"x\\ny\\n", "x\\n\\ny"}})',
    'a:\n    - |\n      x\n      y\n    - |-\n      x\n\n      y\n',
  ],
  [
    'decode',
    String.raw`local t = yaml.decode("a: [1, 2.5, true, null, x]\nb:\n  c: '5'\n") return {t.a[1], t.a[2], t.a[3], t.a[4] == nil, t.a[5], t.b.c}`,
    [1, 2.5, true, true, 'x', '5'],
  ],
  [
    'decode follows aliases and merges',
    String.raw`local t = yaml.decode("a: &a {x: 1}\nb: *a\nc:\n  <<: *a\n  y: 2\n") return {t.b.x, t.c.x, t.c.y}`,
    [1, 1, 2],
  ],
  [
    'decode takes scalars, and the first of several documents',
    String.raw`return {yaml.decode("5"), yaml.decode("null") == nil, yaml.decode("a: 1\n---\na: 2\n").a}`,
    [5, true, 1],
  ],
  ['decode keeps 64 bits', 'return yaml.decode("9007199254740993") == 9007199254740993', true],
  [
    'what was encoded is decoded',
    String.raw`local t = {name = "a: b", list = {"", "no", "5", "- x", "x\ny", " x", "'", "#", "é", "\t"}} local u = yaml.decode(yaml.encode(t)) local same = u.name == t.name for i, v in ipairs(t.list) do same = same and u.list[i] == v end return same`,
    true,
  ],
  [
    'keys of the platform are keys',
    'return yaml.encode(yaml.decode("constructor: {x: 1}"))',
    'constructor:\n    x: 1\n',
  ],
]);

refuses('yaml refuses', [
  ['yaml.encode()', { returned: 'table expected' }],
  ['yaml.encode(nil)', { returned: 'table expected' }],
  ['yaml.encode(5)', { returned: 'table expected' }],
  ['yaml.encode("x")', { returned: 'table expected' }],
  [
    'yaml.encode((function() local t = {} t[1] = t return t end)())',
    { returned: 'a table is inside of itself', kind: 'Internal' },
  ],
  ['yaml.decode()', { returned: 'string expected' }],
  ['yaml.decode(5)', { returned: 'string expected' }],
  ['yaml.decode({})', { returned: 'string expected' }],
  ['yaml.decode("")', { returned: 'input cannot be empty' }],
  ['yaml.decode(("x"):rep(300000))', { returned: 'yaml: the text is longer than 262144 bytes', kind: 'Internal' }],
  [
    'yaml.decode(("a: 1\\n"):rep(5000))',
    { returned: 'yaml: the text has more than 3000 lines, keys and other signs', kind: 'Internal' },
  ],
  ['yaml.decode("a: 1\\na: 2")', { returned: 'yaml: line 2: "a" is there already, in line 1', kind: 'Internal' }],
]);

describe('a text in YAML', () => {
  const texts = [
    '',
    'x',
    'a b',
    'true',
    'No',
    'y',
    '5',
    '-5.0e3',
    '0x1f',
    '1_000',
    '2024-01-01',
    '12:30',
    '.inf',
    '~',
    '<<',
    '- x',
    '-x',
    '?',
    'a: b',
    'a:b',
    'a #b',
    'a:',
    ':a',
    '#',
    "it's",
    '"q"',
    '{',
    ' x',
    'x ',
    'x\ny',
    'x\n',
    '\nx',
    'x\n\n',
    '\t',
    'a\tb',
    '\u0000',
    'é',
    '😀',
    '%',
    '@',
    '`',
    '[a]',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
    ',',
  ];
  for (const text of texts)
    it(`${JSON.stringify(text)} is read as it was`, () =>
      expect(parse(`a:\n    - ${scalarText(text, 6)}\n`)).toEqual({ a: [text] }));
});
