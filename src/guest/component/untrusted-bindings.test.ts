import { describe, expect, it } from 'vitest';
import { componentFrom, componentOf } from '../../toolchain/testing/components.ts';
import type { ComponentImport } from '../../contract/ports.ts';
import type { RecordType, WitType } from '../../wit/types.ts';
import type { ComponentHost } from './component-imports.ts';
import { componentWith, createComponent } from './testing/component-harness.ts';
import { scalar, string, list, option, result, func, NOTHING } from './testing/answering.ts';

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
