import { afterEach, describe, expect, it } from 'vitest';
import { plannedProgram } from '../../guest/component/testing/planned-harness.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import type { EntryId } from '../../contract/api.ts';
import type { Program } from '../../contract/ports.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import { componentFrom, componentOf, ECHO, listCore } from '../../toolchain/testing/components.ts';
import {
  acquire,
  call,
  callOn,
  createProgram,
  nextProgramId,
  NodeGuests,
  type NodeGuestsOptions,
} from '../testing/node-guests.ts';

const open: NodeGuests[] = [];

async function createGuests(options: NodeGuestsOptions = {}): Promise<NodeGuests> {
  const guests = await NodeGuests.create(options);
  open.push(guests);
  return guests;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((guests) => guests.dispose()));
});

describe('a component on a thread', () => {
  const string: WitType = { kind: 'string' };
  const ECHO_WIT = 'package a:b; world w { export echo: func(v: list<string>) -> list<string>; }';
  const words = (...texts: string[]): Uint8Array => encodeValue({ kind: 'list', element: string, length: null }, texts);
  const echoType: FunctionType = {
    name: 'echo',
    parameters: [{ name: 'v', type: { kind: 'list', element: string, length: null } }],
    result: { kind: 'list', element: string, length: null },
  };

  async function echo(guests: NodeGuests, component?: Uint8Array): Promise<Program> {
    const bytes = component ?? (await componentFrom(listCore({ echo: ECHO }), ECHO_WIT));
    const linked = plannedProgram(bytes, { type: echoType });
    const program: Program = {
      ...linked,
      form: 'component',
      id: nextProgramId(),
      entry: 'app:echo' as EntryId,
      method: 'echo',
    };
    guests.host.publish(program);
    return program;
  }
  const callEcho = (guests: NodeGuests, program: Program) =>
    call(guests, program, {
      encode: (out) => out.bytes(words('a', 'é')),
      decode: (from) => from.bytes(from.remainingBytes),
    });

  it('is known before its guest takes a call, also when it is published while guests are at work', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const module = await compileWat('(module (func (export "answer") (result i32) (i32.const 42)))');
    const sum = createProgram(module, 'answer', [], 's32');
    guests.host.publish(sum);
    const guest = await acquire(guests);
    const first = await echo(guests);
    const second = await echo(guests);
    await callOn(guests, guest, sum, {});
    for (const program of [first, second]) expect(await callEcho(guests, program)).toEqual({ value: words('a', 'é') });
    guests.host.retract(first.id);
    expect(await callEcho(guests, first)).toMatchObject({
      fault: { message: `program ${first.id} is not known to this guest` },
    });
    expect(await callEcho(guests, second)).toEqual({ value: words('a', 'é') });
    expect(guests.terminated).toEqual([]);
  });

  it('is given the interfaces of the host that its profiles open, and no others', async () => {
    const text = `(component
      (import "wasi:random/random@0.2.3" (instance $r (export "get-random-u64" (func (result u64)))))
      (core func $u64 (canon lower (func $r "get-random-u64")))
      (core module $m (import "" "u64" (func $u64 (result i64))) (func (export "f") (result i64) (call $u64)))
      (core instance $i (instantiate $m (with "" (instance (export "u64" (func $u64))))))
      (func (export "f") (result u64) (canon lift (core func $i "f"))))`;
    const type: FunctionType = { name: 'f', parameters: [], result: { kind: 'scalar', name: 'u64' } };
    const bytes = await componentOf(text);
    const guests = await createGuests({ warm: 1, budget: 1 });
    const answers = async (profiles: readonly string[]) => {
      const linked = plannedProgram(bytes, { type, profiles });
      const program: Program = {
        ...linked,
        form: 'component',
        id: nextProgramId(),
        entry: 'app:f' as EntryId,
        method: 'f',
      };
      guests.host.publish(program);
      return call(guests, program, { decode: (from) => BigInt(from.u64()) });
    };
    const [first, second] = [await answers(['wasi:random']), await answers(['wasi:random'])];
    expect([first, second]).toEqual([{ value: expect.any(BigInt) }, { value: expect.any(BigInt) }]);
    expect(first).not.toEqual(second);
    expect(await answers(['wasi:clocks'])).toMatchObject({
      fault: { message: 'unresolved host import "wasi:random/random@0.2.3#get-random-u64"' },
    });
  });

  it('whose plan cannot be carried out fails by itself, and its guest goes on', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const program = await echo(guests);
    if (program.form !== 'component') throw new Error('no component');
    const broken: Program = { ...program, id: nextProgramId(), function: 99 };
    guests.host.publish(broken);
    expect(await callEcho(guests, broken)).toMatchObject({ fault: { kind: 'instantiate' } });
    expect(await callEcho(guests, program)).toEqual({ value: words('a', 'é') });
    expect(guests.terminated).toEqual([]);
  });

  it('takes arguments and gives results of more than the buffer holds', async () => {
    const guests = await createGuests({ channel: { initialBytes: 512, maxBytes: 4096 } });
    const program = await echo(guests);
    const long = words('x'.repeat(50_000), 'é'.repeat(30_000));
    const ended = await call(guests, program, {
      encode: (out) => out.bytes(long),
      decode: (from) => from.bytes(from.remainingBytes),
    });
    expect('value' in ended && Buffer.compare(ended.value, long)).toBe(0);
  });
});
