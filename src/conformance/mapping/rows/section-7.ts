/** spec/wit-mapping §7: calls, results, method names. */
import { echoModules } from '../echo.ts';
import {
  bool,
  echoNamed,
  echoOf,
  gives,
  list,
  luaGives,
  luaRefuses,
  made,
  option,
  record,
  refuses,
  result,
  row,
  same,
  string,
  tuple,
  u32,
  type Case,
  type ComponentGuest,
  type CoreGuest,
  type Guest,
  type Row,
} from './row.ts';

const twoArgs = echoOf('two-args', u32, u32);
const optionalLast = echoOf('optional-last', u32, option(u32), option(string));
const noArgs = made('no-args', [], u32, '(func (export "@") (result i32) (i32.const 7))');
const nothing = made('nothing', [u32], null, '(func (export "@") (param i32))');

const outcome = echoNamed('outcome', 'r', result(u32, string));
const outcomeRecord = echoNamed(
  'outcome-record',
  'r',
  result(list(string), record('problem', { code: u32, message: string })),
);
const unitOk = echoNamed('unit-ok', 'r', result(null, string));
const unitErr = echoNamed('unit-err', 'r', result(u32, null));
const unitBoth = echoNamed('unit-both', 'r', result(null, null));
const falsyOk = echoNamed('falsy-ok', 'r', result(option(bool), string));
const boolErr = echoNamed('bool-err', 'r', result(u32, bool));
const optionErr = echoNamed('option-err', 'r', result(u32, option(u32)));
const resultErr = echoNamed('result-err', 'r', result(result(u32, string), result(null, u32)));
const innerOption = echoOf('inner-option', option(result(u32, string)));
const innerTuple = echoOf('inner-tuple', tuple(result(u32, string), u32));
const innerList = echoOf('inner-list', list(result(u32, string)));

const fails = (
  guest: Guest,
  argument: Case['args'],
  payload: Extract<Case['expect'], { guest: unknown }>['guest'],
  holds?: string,
): Case => ({
  guest,
  args: argument!,
  expect: { guest: payload },
  holds: `v == nil and e ~= nil${holds === undefined ? '' : ` and ${holds}`}`,
});
const unknown = (guest: Guest, argument: Case['args'], holds: string): Case => ({
  guest,
  args: argument!,
  expect: { kind: '', message: 'wasm function returned an error' },
  holds: `v == nil and e:kind() == errors.UNKNOWN and ${holds}`,
});
const arity = (guest: Guest, args: Case['args'], message: string): Case => ({
  guest,
  args: args!,
  expect: { kind: 'Invalid', message },
});

const ADDER_WIT =
  'package docs:adder@0.1.0;\ninterface add { echo: func(v: u32) -> u32; }\nworld adder { export add; export test-sleep: interface { echo: func(v: u32) -> u32; } }';
const ADDER = echoModules([{ name: 'echo', types: [u32] }], {
  prefix: 'docs:adder/add@0.1.0#',
  members: '(func (export "test-sleep#echo") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))',
});
const named = (name: string, method: string): ComponentGuest => ({
  kind: 'component',
  name,
  source: { core: ADDER, wit: ADDER_WIT },
  method,
});
/** Two versions of one interface, of which the second adds one. */
const VERSIONS = {
  wit: `package docs:both;
world both { export docs:adder/add@0.1.0; export docs:adder/add@0.2.0; }
package docs:adder@0.1.0 { interface add { echo: func(v: u32) -> u32; } }
package docs:adder@0.2.0 { interface add { echo: func(v: u32) -> u32; } }`,
  core: `(module
    (func (export "docs:adder/add@0.1.0#echo") (param i32) (result i32) (local.get 0))
    (func (export "docs:adder/add@0.2.0#echo") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))`,
};
const versioned = (name: string, method: string): ComponentGuest => ({
  kind: 'component',
  name,
  source: VERSIONS,
  method,
});
const coreMissing: CoreGuest = {
  kind: 'core',
  name: 'core-missing',
  method: 'missing',
  wit: 'missing: func(v: u32) -> u32',
  wat: '(module (func (export "there") (param i32) (result i32) (local.get 0)))',
};

export const SECTION_7: readonly Row[] = [
  row(
    '7/too many arguments',
    'are refused, trailing nils apart',
    arity(twoArgs, [1, 2, 3], 'expected 2 arguments, got 3'),
    arity(noArgs, [1], 'expected 0 arguments, got 1'),
    luaGives(twoArgs, '1, 2, nil, nil', [1, 2]),
    luaGives(noArgs, 'nil', 7),
  ),
  row(
    '7/too few arguments',
    'suit only trailing options',
    arity(twoArgs, [1], 'expected 2 arguments, got 1'),
    arity(twoArgs, [], 'expected 2 arguments, got 0'),
    gives(optionalLast, 5, [5]),
    { guest: optionalLast, args: [5, 6], expect: { value: [5, 6] } },
    arity(optionalLast, [], 'expected 3 arguments, got 0'),
  ),
  row(
    '7/explicit nil',
    'is refused where the type is no option',
    {
      guest: twoArgs,
      lua: '1, nil',
      expect: { kind: 'Invalid', message: /^(argument 2: b: expected u32, got nil|expected 2 arguments, got 1)$/ },
    },
    { guest: twoArgs, lua: 'nil, 2', expect: { kind: 'Invalid', message: 'argument 1: a: expected u32, got nil' } },
    { guest: optionalLast, lua: '5, nil, "x"', expect: { value: [5, null, 'x'] } },
  ),
  row('7/no result', 'gives nil, nil', gives(nothing, 1, null, 'v == nil and e == nil')),
  row('7/result that is no result', 'gives value, nil', {
    guest: noArgs,
    args: [],
    expect: { value: 7 },
    holds: 'v == 7 and e == nil',
  }),
  row(
    '7/result<T, E>',
    'gives value, nil or nil, err',
    gives(outcome, { ok: 5 }, 5, 'v == 5 and e == nil'),
    fails(outcome, [{ err: 'no' }], 'no', 'e == "no"'),
    gives(outcomeRecord, { ok: ['a'] }, ['a']),
    fails(
      outcomeRecord,
      [{ err: { code: 1, message: 'm' } }],
      { code: 1, message: 'm' },
      'e.code == 1 and e.message == "m"',
    ),
  ),
  row(
    '7/result<_, E>',
    'gives true, nil or nil, err',
    gives(unitOk, { ok: true }, true, 'v == true and e == nil'),
    fails(unitOk, [{ err: 'no' }], 'no'),
  ),
  row(
    '7/result<T> and result',
    'give an error object for err',
    gives(unitErr, { ok: 5 }, 5),
    unknown(unitErr, [{ err: true }], 'e:message() == "wasm function returned an error"'),
    gives(unitBoth, { ok: true }, true, 'v == true and e == nil'),
    unknown(unitBoth, [{ err: true }], 'true'),
  ),
  row(
    '7/false and nil on success',
    'are values',
    luaGives(falsyOk, '{ok = {}}', null, 'v == nil and e == nil'),
    luaGives(falsyOk, '{ok = {some = false}}', false, 'v == false and e == nil'),
  ),
  row(
    '7/err that lifts to false or nil',
    'becomes an error object with the payload',
    unknown(boolErr, [{ err: false }], 'e:details().payload == false'),
    fails(boolErr, [{ err: true }], true, 'e == true'),
    unknown(optionErr, [{ err: {} }], 'true'),
    fails(optionErr, [{ err: { some: 5 } }], 5, 'e == 5'),
  ),
  row(
    '7/errors.is',
    'takes any value',
    fails(outcome, [{ err: 'no' }], 'no', 'errors.is(e, errors.INVALID) == false'),
    fails(
      outcomeRecord,
      [{ err: { code: 1, message: 'm' } }],
      { code: 1, message: 'm' },
      'errors.is(e, errors.INTERNAL) == false',
    ),
  ),
  row(
    '7/only the outermost result',
    'becomes a pair',
    same(innerOption, null, { ok: 1 }, { err: 'x' }),
    same(innerTuple, [{ err: 'x' }, 1]),
    same(innerList, [{ ok: 1 }, { err: 'x' }]),
    gives(resultErr, { ok: { err: 'x' } }, { err: 'x' }),
    fails(resultErr, [{ err: { err: 5 } }], { err: 5 }),
  ),
  row(
    '7/result as a parameter',
    'has the nested form',
    refuses(outcome, 5, /: expected result<u32, string>, got number/),
    luaRefuses(outcome, '{ok = "x"}', '.ok: expected u32, got string'),
  ),
  row(
    '7/interface#function',
    'is the name of a function in an interface',
    ...[named('full-name', 'docs:adder/add@0.1.0#echo'), named('plain-interface', 'test-sleep#echo')].map(
      (guest, index) => gives(guest, 7, 7 + index),
    ),
  ),
  row(
    '7/two versions',
    'are told apart by the version',
    gives(versioned('version-one', 'docs:adder/add@0.1.0#echo'), 7, 7),
    gives(versioned('version-two', 'docs:adder/add@0.2.0#echo'), 7, 8),
    {
      guest: versioned('version-open', 'docs:adder/add#echo'),
      args: [7],
      expect: { kind: 'NotFound', message: /docs:adder\/add#echo/ },
    },
  ),
  row(
    '7/version left out',
    'finds the only interface of that name',
    gives(named('no-version', 'docs:adder/add#echo'), 7, 7),
  ),
  row(
    '7/unknown name',
    'is not found, and the names there are come along',
    {
      guest: named('no-such-name', 'missing'),
      args: [1],
      expect: {
        kind: 'NotFound',
        message: 'failed to call wasm method: missing: export "missing" not found in component',
      },
      holds: '#e:details().exports > 0',
    },
    {
      guest: named('no-such-function', 'docs:adder/add#missing'),
      args: [1],
      expect: { kind: 'NotFound', message: /export "docs:adder\/add#missing" not found in component$/ },
    },
    {
      guest: coreMissing,
      args: [1],
      expect: { kind: 'NotFound', message: 'failed to call wasm method: missing: function missing not found' },
    },
  ),
];
