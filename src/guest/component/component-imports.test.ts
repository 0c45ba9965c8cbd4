import { describe, expect, it } from 'vitest';
import { componentFrom, componentOf } from '../../toolchain/testing/components.ts';
import type { BoundInterface, ComponentInterface } from './component-host.ts';
import { scalar, func, NOTHING } from './testing/answering.ts';
import type { ComponentRun } from './testing/component-run.ts';
import { planned } from './testing/planned-harness.ts';

describe('an import that nobody gives', () => {
  const HOST = `package test:minimal@0.1.0;
    interface host {
      resource input-stream { constructor(a: u32); read-some: func() -> u32; open: static func() -> result<u32, string>; }
      do-it: func(a: string) -> result<string, string>;
      %delete: func() -> u32;
    }
    world w { import host; import bare-one: func(); import in-line: interface { q: func(); } export f: func(v: u32) -> u32; }`;
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

  async function run(body: string, interfaces: readonly ComponentInterface[] = []): Promise<ComponentRun> {
    const component = await componentFrom(core(body), HOST);
    const call = planned(component, {
      type: func(scalar('u32'), scalar('u32')),
      interfaces,
      profiles: ['minimal'],
    });
    return call(Uint8Array.of(1, 0, 0, 0));
  }
  const answering7 = (more: Partial<BoundInterface> = {}): BoundInterface => ({
    functions: new Map([['delete', (_, result) => result.u32(7)]]),
    drop: () => {},
    enter: () => {},
    leave: () => {},
    ...more,
  });

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
    const call = planned(component, { type: func(null) });
    expect(call(NOTHING).fault).toEqual({ kind: 'trap', message: 'unresolved host import "a:b/i@0.2.0#y"' });
  });

  it('is given by a host of a declared profile, whose calls it brackets', async () => {
    const calls: string[] = [];
    const host: ComponentInterface = {
      interface: 'test:minimal/host',
      profiles: ['minimal'],
      bind: () => answering7({ enter: () => void calls.push('enter'), leave: () => void calls.push('leave') }),
    };
    expect(await run('(call $delete)', [host])).toEqual({ fault: null, result: Uint8Array.of(7, 0, 0, 0) });
    expect(calls).toEqual(['enter', 'leave']);
    expect((await run('(call $q) (i32.const 0)', [host])).fault).toMatchObject({
      message: 'unresolved host import "in-line#q"',
    });
    expect((await run('(call $delete)', [{ ...host, profiles: ['other'] }])).fault).toMatchObject({ kind: 'trap' });
  });

  it.each(['wasi:io', 'wasi:clocks', 'wasi:sockets', 'wasi:http'])(
    'is polling: it is open with %s',
    async (profile) => {
      const host: ComponentInterface = { interface: 'wasi:io/poll', profiles: ['wasi:poll'], bind: () => answering7() };
      const component = await componentOf(`(component
      (import "wasi:io/poll@0.2.3" (instance $poll (export "delete" (func (result u32)))))
      (core func $d (canon lower (func $poll "delete")))
      (core module $m (import "" "d" (func $d (result i32))) (func (export "f") (result i32) (call $d)))
      (core instance $i (instantiate $m (with "" (instance (export "d" (func $d))))))
      (func (export "f") (result u32) (canon lift (core func $i "f"))))`);
      const withProfiles = (profiles: string[]) =>
        planned(component, { type: func(scalar('u32')), interfaces: [host], profiles })(NOTHING);
      expect(withProfiles([profile])).toEqual({ fault: null, result: Uint8Array.of(7, 0, 0, 0) });
      expect(withProfiles(['wasi:cli']).fault).toMatchObject({
        message: 'unresolved host import "wasi:io/poll@0.2.3#delete"',
      });
    },
  );
});
