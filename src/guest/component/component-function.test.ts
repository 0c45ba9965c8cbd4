import { describe, expect, it } from 'vitest';
import { componentFrom, componentOf, FIRST, listCore } from '../../toolchain/testing/components.ts';
import type { ComponentImport } from '../../contract/ports.ts';
import type { FunctionType, RecordType, ResultType, ScalarName, VariantType, WitType } from '../../wit/types.ts';
import { encodeValue, type WitValue } from '../../conformance/mapping/wit-value.ts';
import type { ComponentHost } from './component-imports.ts';
import { componentWith, createComponent, importBindings, translate } from './testing/component-harness.ts';

const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const string: WitType = { kind: 'string' };
const list = (element: WitType): WitType => ({ kind: 'list', element, length: null });
const option = (some: WitType): WitType => ({ kind: 'option', some });
const result = (ok: WitType | null, err: WitType | null): ResultType => ({ kind: 'result', ok, err });
const func = (returns: WitType | null, ...parameters: WitType[]): FunctionType => ({
  name: 'f',
  parameters: parameters.map((type, index) => ({ name: `p${index}`, type })),
  result: returns,
});
const NOTHING = new Uint8Array();

/** `f: func(v: list<T>) -> T`, which returns the first element. */
async function first(
  type: WitType,
  text: string,
  definitions = '',
): Promise<(value: WitValue) => ReturnType<Awaited<ReturnType<typeof createComponent>>>> {
  const component = await componentFrom(
    listCore({ f: FIRST }),
    `package a:b; world w { ${definitions} export f: func(v: list<${text}>) -> ${text}; }`,
  );
  const run = await createComponent(component, { type: func(type, list(type)) });
  return (value) => run(encodeValue(list(type), [value]));
}

/** A function without parameters, with a memory in which `data` lies at 16. */
async function answering(
  type: WitType,
  text: string,
  body: string,
  data = '',
  definitions = '',
): Promise<ReturnType<Awaited<ReturnType<typeof createComponent>>>> {
  const core = `(module (memory (export "memory") 1) (data (i32.const 16) "${data}") (func (export "f") (result i32) ${body}))`;
  const run = await createComponent(
    await componentFrom(core, `package a:b; world w { ${definitions} export f: func() -> ${text}; }`),
    { type: func(type) },
  );
  return run(NOTHING);
}

describe('a function that answers with a result', () => {
  it.each<[string, ResultType, WitValue[]]>([
    [
      'result<u32, string>',
      result(scalar('u32'), string),
      [
        { case: 0, payload: 7n },
        { case: 1, payload: 'no' },
        { case: 1, payload: '' },
      ],
    ],
    [
      'result<_, string>',
      result(null, string),
      [
        { case: 0, payload: null },
        { case: 1, payload: 'é\uFEFF' },
      ],
    ],
    [
      'result<string>',
      result(string, null),
      [
        { case: 0, payload: 'x' },
        { case: 1, payload: null },
      ],
    ],
    [
      'result<option<u64>, option<u64>>',
      result(option(scalar('u64')), option(scalar('u64'))),
      [
        { case: 0, payload: { case: 0, payload: null } },
        { case: 1, payload: { case: 0, payload: null } },
        { case: 1, payload: { case: 1, payload: 9n } },
      ],
    ],
    [
      'result<list<u64>, list<u64>>',
      result(list(scalar('u64')), list(scalar('u64'))),
      [
        { case: 1, payload: [1n, 2n] },
        { case: 1, payload: [] },
      ],
    ],
    [
      'result<u64, bool>',
      result(scalar('u64'), scalar('bool')),
      [
        { case: 1, payload: false },
        { case: 1, payload: true },
      ],
    ],
  ])('gives both sides of %s', async (text, type, values) => {
    const run = await first(type, text);
    for (const value of values) expect(run(value)).toEqual({ fault: null, result: encodeValue(type, value) });
  });

  it('gives an err side without payload, and one whose fields look like methods of objects', async () => {
    expect(await answering(result(null, null), 'result', 'i32.const 1')).toEqual({
      fault: null,
      result: Uint8Array.of(1),
    });
    const odd: RecordType = {
      kind: 'record',
      name: 'odd',
      fields: [
        { name: 'to-string', type: scalar('u32') },
        { name: 'value-of', type: string },
      ],
    };
    const run = await first(
      result(string, odd),
      'result<string, odd>',
      'record odd { to-string: u32, value-of: string }',
    );
    const value: WitValue = { case: 1, payload: [5n, 'x'] };
    expect(run(value)).toEqual({ fault: null, result: encodeValue(result(string, odd), value) });
  });
});

describe('a call', () => {
  it('gets an instance of its own', async () => {
    const core = `(module (global $n (mut i32) (i32.const 0))
      (func (export "f") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))`;
    const run = await createComponent(await componentFrom(core, 'package a:b; world w { export f: func() -> u32; }'), {
      type: func(scalar('u32')),
    });
    expect([run(NOTHING).result, run(NOTHING).result]).toEqual([Uint8Array.of(1, 0, 0, 0), Uint8Array.of(1, 0, 0, 0)]);
  });

  it.each([
    ['unreachable', 'wasm error: unreachable'],
    ['(i32.div_u (i32.const 1) (i32.const 0))', 'wasm error: integer divide by zero'],
    ['(i32.load (i32.const -4))', 'wasm error: out of bounds memory access'],
    ['(call $f)', 'wasm error: stack overflow'],
  ])('that traps by %s says so, and the next one is not harmed', async (body, message) => {
    const core = `(module (memory 1) (func $f (export "f") (result i32) ${body}) (func (export "g") (result i32) i32.const 3))`;
    const translation = await translate(
      await componentFrom(core, 'package a:b; world w { export f: func() -> u32; export g: func() -> u32; }'),
    );
    const bindings = await importBindings(translation.source);
    const run = componentWith(translation, bindings, { type: func(scalar('u32')) });
    for (let time = 0; time < 2; time++) expect(run(NOTHING).fault).toEqual({ kind: 'trap', message });
    const other = componentWith(translation, bindings, { type: { ...func(scalar('u32')), name: 'g' } });
    expect(other(NOTHING)).toEqual({ fault: null, result: Uint8Array.of(3, 0, 0, 0) });
  });

  it('that traps in a function that answers with a result has failed, and gives no err side', async () => {
    expect(await answering(result(null, string), 'result<_, string>', 'unreachable')).toMatchObject({
      fault: { kind: 'trap' },
      result: NOTHING,
    });
  });

  it('of a component whose start function traps fails in the making', async () => {
    const core = '(module (func $s unreachable) (start $s) (func (export "f") (result i32) i32.const 3))';
    const run = await createComponent(await componentFrom(core, 'package a:b; world w { export f: func() -> u32; }'), {
      type: func(scalar('u32')),
    });
    expect(run(NOTHING).fault).toEqual({ kind: 'instantiate', message: 'wasm error: unreachable' });
  });

  it('of a function that is not there, or cannot be carried, says so', async () => {
    const translation = await translate(
      await componentFrom('(module (func (export "f")))', 'package a:b; world w { export f: func(); }'),
    );
    const bindings = await importBindings(translation.source);
    const missing = componentWith(translation, bindings, { type: func(null), method: 'a:b/c#g' });
    expect(missing(NOTHING).fault).toEqual({ kind: 'trap', message: 'function a:b/c#g not found' });
    const handle: WitType = { kind: 'unsupported', why: 'handle', text: 'own<file>' };
    const refused = componentWith(translation, bindings, { type: func(null, list(option(handle))) });
    expect(refused(NOTHING).fault).toEqual({
      kind: 'trap',
      message: 'export "f": resource handle own<file> is not supported in calls from Lua',
    });
    const inherited = componentWith(translation, bindings, { type: { ...func(null), name: 'to-string' } });
    expect(inherited(NOTHING).fault).toEqual({ kind: 'trap', message: 'function to-string not found' });
  });
});

describe('data that the guest left', () => {
  const shape: VariantType = {
    kind: 'variant',
    name: 'my-shape',
    cases: [
      { name: 'a', type: string },
      { name: 'b', type: null },
    ],
  };
  it.each<[string, string, WitType, string, string, string]>([
    [
      'invalid UTF-8',
      'string',
      string,
      '\\20\\00\\00\\00\\02\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ff\\fe',
      '',
      'expected string, got invalid UTF-8',
    ],
    [
      'an encoded surrogate',
      'string',
      string,
      '\\20\\00\\00\\00\\03\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ed\\a0\\80',
      '',
      'expected string, got invalid UTF-8',
    ],
    [
      'a string outside of memory',
      'string',
      string,
      '\\00\\00\\01\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'a string of all memory and more',
      'string',
      string,
      '\\00\\00\\00\\00\\ff\\ff\\ff\\7f',
      '',
      'a pointer outside of memory',
    ],
    [
      'bytes outside of memory',
      'list<u8>',
      list(scalar('u8')),
      '\\ff\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'numbers outside of memory',
      'list<u64>',
      list(scalar('u64')),
      '\\f8\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'a list of more elements than an engine bears',
      'list<bool>',
      list(scalar('bool')),
      '\\00\\00\\00\\00\\00\\0e\\27\\07',
      '',
      'expected list, got more than 16777216 elements',
    ],
    [
      'a list of fixed length that an engine does not bear',
      'list<bool, 100000000>',
      { kind: 'list', element: scalar('bool'), length: 100_000_000 },
      '',
      '',
      'expected list, got more than 16777216 elements',
    ],
    [
      'a list of more bytes than an engine bears',
      'list<tuple<u64, u64>>',
      list({ kind: 'tuple', items: [scalar('u64'), scalar('u64')] }),
      '\\00\\00\\00\\00\\01\\00\\80\\00',
      '',
      'expected list, got more than 134217728 bytes',
    ],
    [
      'a list of more than 2^28 bytes',
      'list<string>',
      list(string),
      '\\00\\00\\00\\00\\00\\00\\00\\02',
      '',
      'expected list, got more than 268435455 bytes',
    ],
    [
      'numbers of more than 2^28 bytes',
      'list<u32>',
      list(scalar('u32')),
      '\\00\\00\\00\\00\\00\\00\\00\\10',
      '',
      'expected list, got more than 268435455 bytes',
    ],
    [
      'a list that is not aligned',
      'list<string>',
      list(string),
      '\\01\\00\\00\\00\\01\\00\\00\\00',
      '',
      'expected list, got pointer 1, not aligned',
    ],
    [
      'a case that is not there',
      'my-shape',
      shape,
      '\\02',
      'variant my-shape { a(string), b }',
      'expected my-shape, got a case that it does not have',
    ],
    [
      'an option of three cases',
      'option<string>',
      option(string),
      '\\02',
      '',
      'expected option, got a case that it does not have',
    ],
    [
      'a result of three cases',
      'tuple<result<string>>',
      { kind: 'tuple', items: [result(string, null)] },
      '\\02',
      '',
      'expected result, got a case that it does not have',
    ],
    [
      'a surrogate as character',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\00\\d8\\00\\00',
      '',
      'expected char, got a number that is none',
    ],
    [
      'a character beyond Unicode',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\ff\\ff\\ff\\ff',
      '',
      'expected char, got a number that is none',
    ],
  ])('is refused: %s', async (_, text, type, data, definitions, problem) => {
    const run = await answering(type, text, 'i32.const 16', data, definitions);
    expect(run).toEqual({ fault: { kind: 'invalid-result', message: `result: ${problem}` }, result: NOTHING });
  });

  it('is refused when lists that share their elements are too many together', async () => {
    // 64 lists of 2^19 booleans each.
    const core = `(module (memory (export "memory") 9)
      (func (export "f") (result i32) (local $i i32)
        (loop $more
          (i32.store (i32.add (i32.const 64) (i32.shl (local.get $i) (i32.const 3))) (i32.const 1024))
          (i32.store (i32.add (i32.const 68) (i32.shl (local.get $i) (i32.const 3))) (i32.const 524288))
          (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
        (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 64)) (i32.const 16)))`;
    const component = await componentFrom(core, 'package a:b; world w { export f: func() -> list<list<bool>>; }');
    const run = await createComponent(component, { type: func(list(list(scalar('bool')))) });
    for (let time = 0; time < 2; time++) {
      expect(run(NOTHING)).toEqual({
        fault: { kind: 'invalid-result', message: 'result: expected list, got more than 16777216 elements' },
        result: NOTHING,
      });
    }
  });

  it('is refused when it lies outside of memory itself', async () => {
    const run = await answering(string, 'string', 'i32.const 65532');
    expect(run.fault).toEqual({ kind: 'invalid-result', message: 'result: a pointer outside of memory' });
  });

  it('is refused when a small integer is beyond its range', async () => {
    expect((await answering(scalar('u8'), 'u8', 'i32.const 300')).fault).toEqual({
      kind: 'invalid-result',
      message: 'result: expected u8 (0..255), got a number beyond it',
    });
    expect((await answering(scalar('s16'), 's16', 'i32.const 40000')).fault).toEqual({
      kind: 'invalid-result',
      message: 'result: expected s16 (-32768..32767), got a number beyond it',
    });
  });

  it('is taken for true when a boolean is any number but 0', async () => {
    expect(await answering(scalar('bool'), 'bool', 'i32.const 2')).toEqual({ fault: null, result: Uint8Array.of(1) });
  });
});

describe('arguments', () => {
  /** Whose memory grows with what is asked of it; the list is not looked at. */
  const IGNORE = '(i32.const 16)';

  it('with more list elements than an engine bears end the call before the guest is entered', async () => {
    const component = await componentFrom(
      listCore({ f: 'unreachable' }),
      'package a:b; world w { export f: func(a: list<list<option<u8>>>) -> u32; }',
    );
    const run = await createComponent(component, { type: func(scalar('u32'), list(list(option(scalar('u8'))))) });
    const count = 2 ** 23;
    const one = new Uint8Array(4 + count);
    new DataView(one.buffer).setUint32(0, count, true);
    const message = (lists: number): Uint8Array => {
      const bytes = new Uint8Array(4 + lists * one.length);
      new DataView(bytes.buffer).setUint32(0, lists, true);
      for (let index = 0; index < lists; index++) bytes.set(one, 4 + index * one.length);
      return bytes;
    };
    expect(run(message(2)).fault).toEqual({
      kind: 'invalid-arguments',
      message: 'arguments with lists of more than 16777216 elements cannot be passed',
    });
    expect(run(message(1)).fault).toEqual({ kind: 'trap', message: 'wasm error: unreachable' });
  });

  it('of numbers and bytes are not counted', async () => {
    const component = await componentFrom(
      listCore({ f: IGNORE }),
      'package a:b; world w { export f: func(a: list<u8>) -> u32; }',
    );
    const run = await createComponent(component, { type: func(scalar('u32'), list(scalar('u8'))) });
    const bytes = new Uint8Array(4 + 2 ** 25);
    new DataView(bytes.buffer).setUint32(0, 2 ** 25, true);
    expect(run(bytes)).toEqual({ fault: null, result: Uint8Array.of(16, 0, 0, 0) });
  });

  it.each([
    ['string', string, 'xyz'],
    ['a long string', string, 'x'.repeat(100)],
    ['list<string>', list(string), ['a']],
    ['list<u32>', list(scalar('u32')), [1n]],
  ] as const)(
    'for which the allocator gives a block outside of memory end in a trap that names it: %s',
    async (text, type, value) => {
      const core = `(module (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0x7ffffff0)
      (func (export "f") (param i32 i32) (result i32) i32.const 3))`;
      const wit = text.includes('string') && !text.startsWith('list') ? 'string' : text;
      const run = await createComponent(
        await componentFrom(core, `package a:b; world w { export f: func(a: ${wit}) -> u32; }`),
        { type: func(scalar('u32'), type) },
      );
      expect(run(encodeValue(type, value as WitValue))).toEqual({
        fault: { kind: 'trap', message: 'cabi_realloc returned a block outside of memory' },
        result: NOTHING,
      });
    },
  );

  it('that cannot be taken end the call, which never throws', () => {
    const bindings = { instantiate: () => ({ f: () => 1 }) };
    const run = componentWith({ id: '', source: '', modules: {} }, bindings, {
      type: func(scalar('u32'), scalar('char')),
    });
    // No code point.
    expect(run(new Uint8Array(4).fill(0xff))).toMatchObject({ fault: { kind: 'trap' }, result: NOTHING });
    const broken: ComponentHost = {
      interface: 'a:b/c',
      profiles: ['p'],
      bind: () => ({
        members: {},
        enter: () => {
          throw new Error('not now');
        },
        leave: () => {},
      }),
    };
    const imports = [{ name: 'a:b/c', functions: [], resources: [] }];
    const unready = componentWith({ id: '', source: '', modules: {} }, bindings, {
      type: func(scalar('u32')),
      imports,
      hosts: [broken],
      profiles: ['p'],
    });
    expect(unready(NOTHING)).toEqual({ fault: { kind: 'trap', message: 'host error: not now' }, result: NOTHING });
  });
});

describe('an import that nobody gives', () => {
  const HOST = `package test:minimal@0.1.0;
    interface host {
      resource input-stream { constructor(a: u32); read-some: func() -> u32; open: static func() -> result<u32, string>; }
      do-it: func(a: string) -> result<string, string>;
      %delete: func() -> u32;
    }
    world w { import host; import bare-one: func(); import in-line: interface { q: func(); } export f: func(v: u32) -> u32; }`;
  const IMPORTS: ComponentImport[] = [
    {
      name: 'test:minimal/host@0.1.0',
      functions: [
        '[constructor]input-stream',
        '[method]input-stream.read-some',
        '[static]input-stream.open',
        'do-it',
        'delete',
      ],
      resources: ['input-stream'],
    },
    { name: 'bare-one', functions: null, resources: [] },
    { name: 'in-line', functions: ['q'], resources: [] },
  ];
  const IFACE = 'test:minimal/host@0.1.0';
  /** `(body $v)` with every import at hand. */
  const core = (body: string): string => `(module
    (import "${IFACE}" "[constructor]input-stream" (func $new (param i32) (result i32)))
    (import "${IFACE}" "[method]input-stream.read-some" (func $read (param i32) (result i32)))
    (import "${IFACE}" "[static]input-stream.open" (func $open (param i32)))
    (import "${IFACE}" "[resource-drop]input-stream" (func $drop (param i32)))
    (import "${IFACE}" "do-it" (func $do (param i32 i32 i32)))
    (import "${IFACE}" "delete" (func $delete (result i32)))
    (import "$root" "bare-one" (func $bare))
    (import "in-line" "q" (func $q))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
    (func (export "f") (param $v i32) (result i32) ${body}))`;

  async function run(
    body: string,
    hosts: readonly ComponentHost[] = [],
  ): Promise<ReturnType<Awaited<ReturnType<typeof createComponent>>>> {
    const component = await componentFrom(core(body), HOST);
    const call = await createComponent(component, {
      type: func(scalar('u32'), scalar('u32')),
      imports: IMPORTS,
      hosts,
      profiles: ['minimal'],
    });
    return call(Uint8Array.of(1, 0, 0, 0));
  }

  it.each([
    ['(call $new (i32.const 1))', `${IFACE}#[constructor]input-stream`],
    ['(call $open (i32.const 0)) (i32.const 0)', `${IFACE}#[static]input-stream.open`],
    ['(call $do (i32.const 0) (i32.const 1) (i32.const 8)) (i32.const 0)', `${IFACE}#do-it`],
    ['(call $delete)', `${IFACE}#delete`],
    ['(call $bare) (i32.const 0)', 'bare-one#bare-one'],
    ['(call $q) (i32.const 0)', 'in-line#q'],
  ])('traps by name, even where the function could answer with an error: %s', async (body, name) => {
    expect(await run(body)).toEqual({
      fault: { kind: 'trap', message: `unresolved host import "${name}"` },
      result: NOTHING,
    });
  });

  it('ends the call even when the guest catches what its call threw', () => {
    const bindings = {
      instantiate: (_: unknown, imports: { 'in-line': { q(): void } }) => ({
        f: () => {
          try {
            imports['in-line'].q();
          } catch {
            return 3;
          }
        },
      }),
    };
    const call = componentWith({ id: '', source: '', modules: {} }, bindings, {
      type: func(scalar('u32')),
      imports: IMPORTS,
    });
    for (let time = 0; time < 2; time++)
      expect(call(NOTHING).fault).toEqual({ kind: 'trap', message: 'unresolved host import "in-line#q"' });
  });

  it('costs nothing until it is called', async () => {
    expect(await run('(i32.const 5)')).toEqual({ fault: null, result: Uint8Array.of(5, 0, 0, 0) });
  });

  it('shares its name with another version of itself', async () => {
    const component = await componentOf(`(component
      (import "a:b/i@0.1.0" (instance $old (export "x" (func))))
      (import "a:b/i@0.2.0" (instance $new (export "y" (func))))
      (core func $y (canon lower (func $new "y")))
      (core module $m (import "" "y" (func $y)) (func (export "f") (call $y)))
      (core instance $i (instantiate $m (with "" (instance (export "y" (func $y))))))
      (func $f (canon lift (core func $i "f"))) (export "f" (func $f)))`);
    const imports = [
      { name: 'a:b/i@0.1.0', functions: ['x'], resources: [] },
      { name: 'a:b/i@0.2.0', functions: ['y'], resources: [] },
    ];
    const call = await createComponent(component, { type: func(null), imports });
    expect(call(NOTHING).fault).toEqual({ kind: 'trap', message: 'unresolved host import "a:b/i@0.2.0#y"' });
  });

  it('is given by a host of a declared profile, whose calls it brackets', async () => {
    const calls: string[] = [];
    const host: ComponentHost = {
      interface: 'test:minimal/host',
      profiles: ['minimal'],
      bind: () => ({
        members: { delete: () => 7 },
        enter: () => calls.push('enter'),
        leave: () => calls.push('leave'),
      }),
    };
    expect(await run('(call $delete)', [host])).toEqual({ fault: null, result: Uint8Array.of(7, 0, 0, 0) });
    expect(calls).toEqual(['enter', 'leave']);
    expect((await run('(call $q) (i32.const 0)', [host])).fault).toMatchObject({
      message: 'unresolved host import "in-line#q"',
    });
    expect((await run('(call $delete)', [{ ...host, profiles: ['other'] }])).fault).toMatchObject({ kind: 'trap' });
  });

  it.each(['wasi:io', 'wasi:clocks', 'wasi:sockets', 'wasi:http'])('is polling: it is open with %s', (profile) => {
    const host: ComponentHost = {
      interface: 'wasi:io/poll',
      profiles: ['wasi:poll'],
      bind: () => ({ members: { poll: () => 7 }, enter: () => {}, leave: () => {} }),
    };
    const bindings = {
      instantiate: (_: unknown, imports: { 'wasi:io/poll': { poll(): number } }) => ({
        f: () => imports['wasi:io/poll'].poll(),
      }),
    };
    const imports = [{ name: 'wasi:io/poll@0.2.3', functions: ['poll'], resources: [] }];
    const withProfiles = (profiles: string[]) =>
      componentWith({ id: '', source: '', modules: {} }, bindings, {
        type: func(scalar('u32')),
        imports,
        hosts: [host],
        profiles,
      })(NOTHING);
    expect(withProfiles([profile])).toEqual({ fault: null, result: Uint8Array.of(7, 0, 0, 0) });
    expect(withProfiles(['wasi:cli']).fault).toMatchObject({
      message: 'unresolved host import "wasi:io/poll@0.2.3#poll"',
    });
  });
});

describe('bindings that are not to be trusted', () => {
  const answer = (value: unknown) => ({ instantiate: () => ({ f: () => value }) });
  const record: RecordType = {
    kind: 'record',
    name: 'r',
    fields: [
      { name: 'id', type: scalar('u8') },
      { name: 'tag-list', type: list(string) },
    ],
  };
  const flags: WitType = { kind: 'flags', name: 'p', labels: ['read', 'write'] };
  it.each<[WitType, unknown, string]>([
    [scalar('u32'), -1, 'expected u32, got -1'],
    [scalar('u32'), 1.5, 'expected u32, got 1.5'],
    [scalar('u64'), 5, 'expected u64, got 5'],
    [scalar('u64'), 2n ** 64n, 'expected u64, got 18446744073709551616'],
    [scalar('bool'), 1, 'expected bool, got 1'],
    [scalar('char'), 'ab', 'expected char, got string'],
    [scalar('char'), '\ud800', 'expected char, got string'],
    [scalar('f32'), '1', 'expected f32, got string'],
    [string, null, 'expected string, got null'],
    [list(scalar('u8')), new Int8Array(2), 'expected list<u8>, got object'],
    [list(scalar('u8')), [1, 256], '[2]: expected u8, got 256'],
    [{ kind: 'list', element: scalar('u8'), length: 2 }, new Uint8Array(3), 'expected list<u8, 2>, got 3 elements'],
    [record, { id: 1, tagList: ['a', 2] }, 'tag-list[2]: expected string, got 2'],
    [record, undefined, 'expected r, got undefined'],
    [{ kind: 'tuple', items: [string, string] }, ['a'], '[2]: expected string, got undefined'],
    [{ kind: 'enum', name: 'e', cases: ['a'] }, 'b', 'expected e, got string'],
    [flags, { read: true }, 'expected p, got undefined for write'],
    [
      { kind: 'variant', name: 'v', cases: [{ name: 'a', type: string }] },
      { tag: 'a', val: 5 },
      'a: expected string, got 5',
    ],
    [
      { kind: 'variant', name: 'v', cases: [{ name: 'a', type: string }] },
      { tag: 'toString' },
      'expected v, got object',
    ],
    [option(option(string)), 'x', 'expected option<option<string>>, got string'],
    [result(string, null), 5, 'ok: expected string, got 5'],
    [list(result(string, null)), [{ tag: 'x' }], '[1]: expected result<string>, got object'],
  ])('cannot pass off for %j what is none', async (type, value, problem) => {
    const run = componentWith({ id: '', source: '', modules: {} }, answer(value), { type: func(type) });
    expect(run(NOTHING)).toEqual({ fault: { kind: 'invalid-result', message: `result: ${problem}` }, result: NOTHING });
  });

  it.each([
    [null, 'the bindings of the component have no function "instantiate"'],
    [{ instantiate: 1 }, 'the bindings of the component have no function "instantiate"'],
    [{ instantiate: (get: (name: string) => unknown) => get('toString') }, 'the translation has no module "toString"'],
  ])('end the call when they are broken: %j', (bindings, message) => {
    const run = componentWith({ id: '', source: '', modules: {} }, bindings, { type: func(null) });
    expect(run(NOTHING).fault).toEqual({ kind: 'instantiate', message });
  });

  it.each([
    [{ instantiate: () => null }],
    [
      {
        instantiate: () => ({
          f: () => {
            throw 'text';
          },
        }),
      },
    ],
    [
      {
        instantiate: () => ({
          f: () => {
            throw Object.assign(new Error('x'), { payload: 5 });
          },
        }),
      },
    ],
    [
      {
        instantiate: () => ({
          get f() {
            throw new Error('x');
          },
        }),
      },
    ],
    [
      {
        instantiate: () =>
          new Proxy(
            {},
            {
              getOwnPropertyDescriptor: () => {
                throw new Error('x');
              },
            },
          ),
      },
    ],
    [
      {
        instantiate: () => ({
          f: () =>
            new Proxy([], {
              get: () => {
                throw new Error('x');
              },
            }),
        }),
      },
    ],
  ])('never make the call throw', (bindings) => {
    const run = componentWith({ id: '', source: '', modules: {} }, bindings, { type: func(list(string)) });
    expect(run(NOTHING)).toMatchObject({
      fault: { kind: expect.stringMatching(/^(?:trap|instantiate)$/) as string },
      result: NOTHING,
    });
  });
});
