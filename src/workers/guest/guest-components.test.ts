import { afterEach, describe, expect, it } from 'vitest';
import { programOf, translate } from '../../guest/component/testing/component-harness.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import type { Program } from '../../contract/ports.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import { componentFrom, ECHO, listCore } from '../../toolchain/testing/components.ts';
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

  async function echo(guests: NodeGuests, change: (source: string) => string = (source) => source): Promise<Program> {
    const translation = await translate(await componentFrom(listCore({ echo: ECHO }), ECHO_WIT));
    const changed = { ...translation, source: change(translation.source) };
    const program = { ...programOf(changed, { type: echoType }), id: nextProgramId() };
    guests.host.publish(program);
    return program;
  }
  /** In place of making an instance. */
  const instead = (body: string) => (source: string) =>
    source.replace('export function instantiate(', `export const instantiate = () => { ${body} };\nfunction unused(`);
  const callEcho = (guests: NodeGuests, program: Program) =>
    call(guests, program, {
      encode: (out) => out.bytes(words('a', 'é')),
      decode: (from) => from.bytes(from.remainingBytes),
    });

  it('is imported before its guest takes a call, also when it is published while guests are at work', async () => {
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
    expect(await callEcho(guests, first)).toMatchObject({ fault: { kind: 'instantiate' } });
    expect(await callEcho(guests, second)).toEqual({ value: words('a', 'é') });
    expect(guests.terminated).toEqual([]);
  });

  it('that cannot be imported fails by itself, and its guest goes on', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const broken = await echo(guests, (source) => `${source}\n)`);
    const throwing = await echo(guests, (source) => `${source}\nthrow new Error('no such luck');`);
    const good = await echo(guests);
    expect(await callEcho(guests, broken)).toMatchObject({
      fault: { kind: 'instantiate', message: expect.stringContaining('the bindings could not be loaded') as string },
    });
    expect(await callEcho(guests, throwing)).toMatchObject({
      fault: { message: 'the bindings could not be loaded: no such luck' },
    });
    expect(await callEcho(guests, good)).toEqual({ value: words('a', 'é') });
    expect(guests.terminated).toEqual([]);
  });

  it('that was retracted while it was imported is not there afterwards', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const gone = await echo(guests);
    guests.host.retract(gone.id);
    const good = await echo(guests);
    expect(await callEcho(guests, good)).toEqual({ value: words('a', 'é') });
    expect(await callEcho(guests, gone)).toMatchObject({
      fault: { message: `program ${gone.id} is not known to this guest` },
    });
  });

  it('is imported once for all its functions, and not again when its project is opened again', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    // The bindings count how often they are run.
    const first = await echo(guests, (source) => `globalThis.imports = (globalThis.imports ?? 0) + 1;\n${source}`);
    if (first.form !== 'component') throw new Error('no component');
    const again = (): Program => {
      const program = { ...first, id: nextProgramId() };
      guests.host.publish(program);
      return program;
    };
    const second = again();
    for (const program of [first, second]) expect(await callEcho(guests, program)).toEqual({ value: words('a', 'é') });
    for (const { id } of [first, second]) guests.host.retract(id);
    const third = again();
    expect(await callEcho(guests, third)).toEqual({ value: words('a', 'é') });
    const counting = await echo(guests, (source) => `${source}\nthrow new Error(\`imported \${globalThis.imports}\`);`);
    expect(await callEcho(guests, counting)).toMatchObject({
      fault: { message: 'the bindings could not be loaded: imported 1' },
    });
  });

  it('that breaks the guest itself ends its worker loudly, so that nobody waits', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    // The guest answers by this. It waits for calls within a promise once it has taken mail.
    const program = await echo(guests, instead("Atomics.store = () => { throw new Error('sabotage'); };"));
    const good = await echo(guests);
    expect(await callEcho(guests, program)).toEqual({ fault: { kind: 'lost', message: 'sabotage' } });
    expect(await callEcho(guests, good)).toEqual({ value: words('a', 'é') });
  });

  it('that throws what cannot be looked at ends its call, and the next one is not harmed', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const odd = await echo(
      guests,
      instead("throw new Proxy({}, { getPrototypeOf() { throw new Error('not to be looked at'); } });"),
    );
    const long = await echo(guests, instead("throw new Error('x'.repeat(10_000_000));"));
    const good = await echo(guests);
    expect(await callEcho(guests, odd)).toEqual({
      fault: { kind: 'trap', message: 'host error: not to be looked at' },
    });
    expect(await callEcho(guests, long)).toEqual({
      fault: { kind: 'instantiate', message: `${`host error: ${'x'.repeat(5000)}`.slice(0, 4096)}…` },
    });
    expect(await callEcho(guests, good)).toEqual({ value: words('a', 'é') });
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
