/** spec/wit-mapping §8 and §9: errors; what calls cannot carry. */
import {
  bool,
  echoNamed,
  echoOf,
  enumeration,
  gives,
  list,
  made,
  option,
  record,
  refuses,
  result,
  row,
  s32,
  string,
  tuple,
  u32,
  u8,
  variant,
  type Case,
  type ComponentGuest,
  type CoreGuest,
  type Expectation,
  type Guest,
  type Row,
} from './row.ts';

const user = record('e-user', { id: u32, name: string, tags: list(string), active: bool });
const users = echoNamed('e-users', 'users', list(user));
const point = record('e-point', { x: s32, y: s32 });
const place = echoNamed('e-place', 's', record('e-place-r', { rect: record('e-rect', { 'top-left': point }) }));
const color = echoNamed('e-color', 'c', enumeration('e-color-e', 'red', 'green', 'blue'));
const shape = echoNamed('e-shape', 'shape', variant('e-shape-v', { circle: tuple(s32, list(u8)), box: point }));
const deep = echoNamed('e-deep', 'd', list(result(option(tuple(u32, u32)), record('e-why', { why: string }))));
const many = echoOf('e-many', u32, list(u32), string);

const trapOne = made(
  'trap-on-one',
  [u32],
  u32,
  '(func (export "@") (param i32) (result i32) (if (i32.eq (local.get 0) (i32.const 1)) (then unreachable)) (local.get 0))',
);
const badNested = made(
  'bad-nested',
  [],
  list(record('bad-r', { kind: enumeration('bad-kind', 'a', 'b'), note: option(string) })),
  `
  (func (export "@") (result i32)
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 2))
    (i32.store8 (i32.const 80) (i32.const 9))
    (i32.const 16))`,
);
const endless: CoreGuest = {
  kind: 'core',
  name: 'endless',
  fields: '    limits: {max_execution_ms: 60}\n',
  wit: 'endless: func() -> u32',
  wat: '(module (func (export "endless") (result i32) (loop $l (br $l)) (i32.const 1)))',
};
const badText: CoreGuest = {
  kind: 'core',
  name: 'bad-wit',
  wit: 'bad-wit: func(a: u33) -> u32',
  wat: '(module (func (export "bad-wit") (param i32) (result i32) (local.get 0)))',
};
const emptyText: CoreGuest = {
  kind: 'core',
  name: 'empty-wit',
  wit: '// nothing',
  wat: '(module (func (export "empty-wit") (result i32) (i32.const 1)))',
};
const noText: CoreGuest = {
  kind: 'core',
  name: 'no-wit',
  wit: null,
  wat: '(module (func (export "no-wit") (result i32) (i32.const 1)))',
};

const MINIMAL = {
  wit: 'package test:minimal;\ninterface host { get: func(a: u32) -> u32; }\nworld minimal { import host; export compute: func(a: u32) -> u32; export via-host: func(a: u32) -> u32; }',
  core: `(module
    (import "test:minimal/host" "get" (func $get (param i32) (result i32)))
    (func (export "compute") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 6)))
    (func (export "via-host") (param i32) (result i32) (call $get (local.get 0))))`,
};
const compute: ComponentGuest = { kind: 'component', name: 'minimal-compute', method: 'compute', source: MINIMAL };
const viaHost: ComponentGuest = { kind: 'component', name: 'minimal-via-host', method: 'via-host', source: MINIMAL };
const componentEndless: ComponentGuest = {
  kind: 'component',
  name: 'component-endless',
  method: 'spin',
  source: {
    wit: 'package docs:spin;\nworld spin { export spin: func() -> u32; }',
    core: '(module (func (export "spin") (result i32) (loop $l (br $l)) (i32.const 1)))',
  },
  fields: '    limits: {max_execution_ms: 60}\n',
};

const ends = (guest: Guest, args: Case['args'], expect: Expectation, holds?: string): Case => ({
  guest,
  args: args!,
  expect,
  ...(holds === undefined ? {} : { holds }),
});
const inBrowser = (guest: Guest, args: Case['args'], expect: Expectation, holds?: string): Case => ({
  ...ends(guest, args, expect, holds),
  needs: 'browser',
});
const invalid = (message: string | RegExp): Expectation => ({ kind: 'Invalid', message });
const ann = { id: 1, name: 'Ann', tags: ['a'], active: true };

export const SECTION_8: readonly Row[] = [
  row(
    '8/argument',
    'is Invalid and not retryable',
    ends(
      users,
      [[{ ...ann, name: 5 }]],
      invalid('argument 1: users[1].name: expected string, got number'),
      'errors.is(e, errors.INVALID) and e:retryable() == false and v == nil',
    ),
  ),
  row(
    '8/text that does not parse',
    'is Invalid',
    ends(badText, [1], invalid(/parse param type u33/)),
    ends(emptyText, [], invalid(/no functions found in WIT text/)),
    ends(noText, [], invalid(/Call\(\) requires a component or WIT definitions/)),
  ),
  row(
    '8/no such export',
    'is NotFound and not retryable',
    ends(
      { ...compute, name: 'minimal-missing', method: 'nope' },
      [1],
      { kind: 'NotFound', message: /export "nope" not found in component/ },
      'e:retryable() == false',
    ),
  ),
  row(
    '8/trap',
    'is Internal; the next call has a new instance',
    ends(
      trapOne,
      [1],
      {
        kind: 'Internal',
        message: 'failed to call wasm method: trap-on-one: wasm call failed: wasm error: unreachable',
      },
      'errors.is(e, errors.INTERNAL) and e:retryable() == false',
    ),
    gives(trapOne, 2, 2),
    gives(trapOne, 3, 3),
  ),
  row(
    '8/host import that nothing provides',
    'is Internal when it is called',
    gives(compute, 7, 42),
    ends(viaHost, [1], { kind: 'Internal', message: /unresolved host import "test:minimal\/host#get"/ }),
  ),
  row(
    '8/invalid data from the guest',
    'is Internal, with the path into the result',
    ends(badNested, [], { kind: 'Internal', message: /^result: \[2\]\.kind: / }),
  ),
  row(
    '8/time limit',
    'is Timeout and retryable',
    inBrowser(
      endless,
      [],
      { kind: 'Timeout', message: 'failed to call wasm method: endless: context deadline exceeded' },
      'e:retryable() == true',
    ),
    inBrowser(componentEndless, [], { kind: 'Timeout', message: /context deadline exceeded$/ }),
  ),
  row(
    '8/message of a list element',
    'names the element',
    refuses(users, [ann, { ...ann, tags: [5] }], '[2].tags[1]: expected string, got number'),
  ),
  row(
    '8/message of a missing field',
    'names the record',
    refuses(users, [{ id: 1, name: 'Ann', tags: [] }], '[1]: missing field "active"'),
  ),
  row(
    '8/message of an unknown case',
    'lists the cases',
    refuses(color, 'purple', ': unknown case "purple", expected one of red, green, blue'),
  ),
  row(
    '8/message of a range',
    'has the range and the number',
    refuses(
      place,
      { rect: { 'top-left': { x: 3_000_000_000, y: 0 } } },
      '.rect.top-left.x: expected s32 (-2147483648..2147483647), got 3000000000',
    ),
  ),
  row(
    '8/path of a case and a tuple',
    'is .case and [i]',
    refuses(shape, { circle: ['x', []] }, '.circle[1]: expected s32, got string'),
    refuses(shape, { circle: [1, [1, 300]] }, '.circle[2][2]: expected u8 (0..255), got 300'),
    refuses(shape, { box: { x: 1 } }, '.box: missing field "y"'),
  ),
  row(
    '8/path of ok, err and some',
    'is .ok, .err and .some',
    refuses(deep, [{ ok: { some: [1, 'x'] } }], '[1].ok.some[2]: expected u32, got string'),
    refuses(deep, [{ err: { why: 1 } }], '[1].err.why: expected string, got number'),
  ),
  row(
    '8/number of the argument',
    'counts from 1',
    ends(many, [1, [2], 3], invalid('argument 3: c: expected string, got number')),
    ends(many, [1, [2, -1], 'x'], invalid('argument 2: b[2]: expected u32 (0..4294967295), got -1')),
  ),
  row(
    '8/first problem',
    'is the one reported: parameters, then depth, in WIT order',
    ends(many, ['x', ['y'], 3], invalid('argument 1: a: expected u32, got string')),
    ends(
      users,
      [[{ active: 1, tags: 2, name: 3, id: 'x' }]],
      invalid('argument 1: users[1].id: expected u32, got string'),
    ),
    ends(users, [[{ ...ann, tags: [1] }, 5]], invalid('argument 1: users[1].tags[1]: expected string, got number')),
  ),
  row('8/details', 'have argument, path, expected and got', {
    guest: users,
    args: [[ann, { ...ann, name: 5 }]],
    expect: {
      kind: 'Invalid',
      message: 'argument 1: users[2].name: expected string, got number',
      details: { argument: 1, path: 'users[2].name', expected: 'string', got: 'number' },
    },
  }),
];

const RESOURCES = {
  wit: `package docs:files;
interface api {
  resource file { constructor(size: u32); size: func() -> u32; }
  record holding { all: list<file> }
  open: func(name: string) -> file;
  length: func(f: borrow<file>) -> u32;
  all: func() -> result<holding, string>;
  plain: func(a: u32) -> u32;
}
world files { export api; }`,
  core: `(module
    (import "[export]docs:files/api" "[resource-new]file" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "docs:files/api#[constructor]file") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "docs:files/api#[method]file.size") (param i32) (result i32) (local.get 0))
    (func (export "docs:files/api#open") (param i32 i32) (result i32) (call $new (i32.const 1)))
    (func (export "docs:files/api#length") (param i32) (result i32) (local.get 0))
    (func (export "docs:files/api#all") (result i32) (i32.const 16))
    (func (export "docs:files/api#plain") (param i32) (result i32) (local.get 0)))`,
};
const files = (name: string, method: string): ComponentGuest => ({
  kind: 'component',
  name,
  method: `docs:files/api#${method}`,
  source: RESOURCES,
});
const handle = (name: string, method: string, args: Case['args'], type: string): Case =>
  ends(
    files(name, method),
    args,
    invalid(
      new RegExp(
        `^export "(docs:files/api#)?${method.replace(/[[\].]/g, '\\$&')}": resource handle ${type} is not supported in calls from Lua$`,
      ),
    ),
  );

/** As the text of a core module's signature, where every type can be written. */
const unsupported = (name: string, type: string): Case => ({
  guest: {
    kind: 'core',
    name,
    wit: `${name}: func(a: ${type}) -> u32;`,
    wat: `(module (func (export "${name}") (param i32) (result i32) (local.get 0)))`,
  },
  args: [1],
  expect: invalid(new RegExp(`WIT type ${type.replace(/[<>]/g, '\\$&')} is not supported`)),
});

/** A component that has such a function, and one beside it. */
const inComponent = (name: string, signature: string, slots: number, message: RegExp): Case[] => {
  const source = {
    wit: `package docs:odd;\nworld odd { export f: ${signature}; export beside: func(a: u32) -> u32; }`,
    core: `(module
      (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "f") (param${' i32'.repeat(slots)}) (result i32) (i32.const 1))
      (func (export "beside") (param i32) (result i32) (local.get 0)))`,
  };
  return [
    ends({ kind: 'component', name: `${name}-refused`, method: 'f', source }, [1], invalid(message)),
    // Where a function is async, the bindings need promise integration, which Node lacks.
    {
      ...gives({ kind: 'component', name: `${name}-beside`, method: 'beside', source }, 5, 5),
      ...(signature.startsWith('async') ? { needs: 'browser' } : {}),
    },
  ];
};
const notSupported = (type: string): RegExp => new RegExp(`WIT type ${type.replace(/[<>]/g, '\\$&')} is not supported`);

export const SECTION_9: readonly Row[] = [
  row(
    '9/own',
    'is refused by name',
    handle('own-result', 'open', ['x'], 'own<file>'),
    handle('own-inside', 'all', [], 'own<file>'),
  ),
  row(
    '9/borrow',
    'is refused by name',
    handle('borrow-parameter', 'length', [1], 'borrow<file>'),
    handle('method-of-resource', '[method]file.size', [1], 'borrow<file>'),
  ),
  row(
    '9/stream',
    'is refused by name',
    unsupported('a-stream', 'stream<u8>'),
    inComponent('stream', 'func(a: stream<u8>) -> u32', 1, notSupported('stream<u8>')),
  ),
  row(
    '9/future',
    'is refused by name',
    unsupported('a-future', 'future<u32>'),
    inComponent('future', 'func(a: future<u32>) -> u32', 1, notSupported('future<u32>')),
  ),
  row(
    '9/error-context',
    'is refused by name',
    unsupported('a-context', 'error-context'),
    inComponent('context', 'func(a: error-context) -> u32', 1, notSupported('error-context')),
  ),
  row(
    '9/map',
    'is refused by name',
    unsupported('a-map', 'map<string, u32>'),
    inComponent('map', 'func(a: map<string, u32>) -> u32', 2, notSupported('map<string, u32>')),
  ),
  row(
    '9/async',
    'is refused',
    {
      guest: {
        kind: 'core',
        name: 'an-async',
        wit: 'an-async: async func(a: u32) -> u32;',
        wat: '(module (func (export "an-async") (param i32) (result i32) (local.get 0)))',
      },
      args: [1],
      expect: invalid(/async/),
    },
    inComponent('async', 'async func(a: u32) -> u32', 1, /async/),
  ),
  row('9/other exports of the same component', 'stay callable', gives(files('plain-beside', 'plain'), 5, 5)),
];
