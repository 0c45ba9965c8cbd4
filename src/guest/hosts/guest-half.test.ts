import { describe, expect, test } from 'vitest';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import {
  borrow,
  byGuest,
  byKernel,
  hostTable,
  list,
  own,
  record,
  scalar,
  string,
  type HostInterfaceSpec,
} from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { takeValue } from '../../contract/hosts/values.ts';
import { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { InterruptSignal } from '../faults.ts';
import { callOf } from '../testing/component-calls.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';
import { componentInterfaces, type GuestHalf, type TypedInterface } from './guest-half.ts';
import { COMPONENT_HOSTS } from '../testing/all-hosts.ts';
import { PassageReader } from './passage.ts';

/** What stands in a file of `contract/hosts/`. */
const dice = {
  name: 'test:dice/dice',
  profile: 'wasi:random',
  doc: 'Dice.',
  functions: {
    throw: byKernel('Throws one of many.', { sides: scalar('u32') }, scalar('u32')),
    pair: byGuest('Both at once.', { add: scalar('u8') }, record('pair', { left: scalar('u8'), names: list(string) })),
    cup: byGuest('A cup for dice.', {}, own('cup')),
    '[method]cup.shake': byGuest('Shakes it.', { self: borrow('cup') }, scalar('u64')),
  },
} as const satisfies HostInterfaceSpec;

class Cup {
  shaken = 0n;
}

/** And what stands in one of this folder. */
const diceHalf: GuestHalf<typeof dice> = ({ handles }) => ({
  pair: ({ add }) => ({ left: add + 1, names: ['a', 'ä'] }),
  cup: () => handles.add(new Cup()),
  '[method]cup.shake': ({ self }) => ++handles.get(Cup, self).shaken,
});

const table = hostTable({ ...HOST_INTERFACES, dice });
const [declared] = componentInterfaces({ dice }, table, { dice: diceHalf });

/** Calls a function as a component does, by the values of its types. */
function caller(of: TypedInterface, ports: GuestPorts = new ScriptedHost()) {
  const bound = of.bind(ports);
  return {
    bound,
    call: (name: string, ...args: readonly unknown[]): unknown => callOf(bound.functions, of.types, name, args),
  };
}

describe('a host interface is its declaration, its guest half and a line in the table of each', () => {
  test('what the guest answers takes arguments by name and gives a value of the type', () => {
    expect(caller(declared!).call('pair', 5)).toEqual({ left: 6, names: ['a', 'ä'] });
  });

  test('what the kernel answers needs no half here: it goes there and comes back by its types', () => {
    const asked: unknown[] = [];
    const host = Object.assign(new ScriptedHost(), {
      call: (fn: unknown, ...args: unknown[]) => (asked.push(fn, ...args), 4) as never,
    });
    expect(caller(declared!, host).call('throw', 6)).toBe(4);
    expect(asked).toEqual([table.of.dice.throw, 6]);
  });

  test('a handle stands for what the host has made, until it is dropped or the call has ended', () => {
    const { bound, call } = caller(declared!);
    const [first, second] = [call('cup') as number, call('cup') as number];
    expect([call('[method]cup.shake', first), call('[method]cup.shake', first)]).toEqual([1n, 2n]);
    void bound.drop('cup', first);
    expect(() => call('[method]cup.shake', first)).toThrow(`unknown handle ${first}`);
    expect(call('[method]cup.shake', second)).toBe(1n);
    bound.leave();
    expect(() => call('[method]cup.shake', second)).toThrow(`unknown handle ${second}`);
  });

  test('each function looks for an interrupt first', () => {
    const host = new ScriptedHost();
    host.isInterrupted = true;
    expect(() => caller(declared!, host).call('cup')).toThrow(InterruptSignal);
  });

  test('without its half it is refused, by the compiler too', () => {
    expect(() => componentInterfaces({ dice }, table, {})).toThrow('test:dice/dice#pair has no guest half');
    // @ts-expect-error -- `cup` is not there
    const half: GuestHalf<typeof dice> = () => ({ pair: () => ({ left: 1, names: [] }) });
    expect(half).toBeDefined();
  });
});

const interfaceOf = (name: string): TypedInterface => COMPONENT_HOSTS.find((one) => one.interface === name)!;

test('components are given every interface that is declared with a profile, and no other', () => {
  expect(COMPONENT_HOSTS.map((one) => one.interface).toSorted()).toEqual([
    'wasi:cli/environment',
    'wasi:cli/exit',
    'wasi:cli/stderr',
    'wasi:cli/stdin',
    'wasi:cli/stdout',
    'wasi:cli/terminal-input',
    'wasi:cli/terminal-output',
    'wasi:cli/terminal-stderr',
    'wasi:cli/terminal-stdin',
    'wasi:cli/terminal-stdout',
    'wasi:clocks/monotonic-clock',
    'wasi:clocks/wall-clock',
    'wasi:filesystem/preopens',
    'wasi:filesystem/types',
    'wasi:http/outgoing-handler',
    'wasi:http/types',
    'wasi:io/error',
    'wasi:io/poll',
    'wasi:io/streams',
    'wasi:random/insecure',
    'wasi:random/insecure-seed',
    'wasi:random/random',
    'wasi:sockets/instance-network',
    'wasi:sockets/ip-name-lookup',
    'wasi:sockets/tcp',
    'wasi:sockets/tcp-create-socket',
    'wasi:sockets/udp',
    'wasi:sockets/udp-create-socket',
    'wippy:runtime/funcs',
  ]);
  expect([...new Set(HOST_FUNCTIONS.all.map(({ interface: of }) => of))]).toEqual([
    'playground:kernel/timers',
    'playground:kernel/output',
    'playground:kernel/program',
    'playground:kernel/files',
    'playground:kernel/system',
    'wippy:runtime/funcs',
    'playground:kernel/waiting',
    'playground:kernel/requests',
    'playground:kernel/sockets',
  ]);
});

describe('wasi:random', () => {
  test('gives as many bytes as are asked for, also more than the source gives at once', () => {
    const { call } = caller(interfaceOf('wasi:random/random'));
    expect((call('get-random-bytes', 5n) as Uint8Array).length).toBe(5);
    const many = call('get-random-bytes', 200_000n) as Uint8Array;
    expect([many.length, many.at(-1)]).not.toEqual([200_000, 0]);
    expect(call('get-random-bytes', 0n)).toEqual(new Uint8Array());
    expect(() => call('get-random-bytes', 2n ** 63n)).toThrow('more than a value may have');
  });

  test('gives other numbers each time', () => {
    const { call } = caller(interfaceOf('wasi:random/random'));
    expect(call('get-random-u64')).not.toBe(call('get-random-u64'));
    const [left, right] = caller(interfaceOf('wasi:random/insecure-seed')).call('insecure-seed') as [bigint, bigint];
    expect(left).not.toBe(right);
    expect(caller(interfaceOf('wasi:random/insecure')).call('get-insecure-random-u64')).toBeTypeOf('bigint');
  });
});

describe('wasi:clocks and wasi:io/poll', () => {
  test('tell the time of day and the time that passes', () => {
    const host = Object.assign(new ScriptedHost(), { wallMs: 1_700_000_000_250.5, nowMs: 12.5 });
    expect(caller(interfaceOf('wasi:clocks/wall-clock'), host).call('now')).toEqual({
      seconds: 1_700_000_000n,
      nanoseconds: 250_500_000,
    });
    expect(caller(interfaceOf('wasi:clocks/monotonic-clock'), host).call('now')).toBe(12_500_000n);
  });

  test('wait by the kernel, for the first of several that is ready, and say which are', () => {
    const host = Object.assign(new ScriptedHost(), { nowMs: 100, wakesEarlyMs: 1 });
    const clock = caller(interfaceOf('wasi:clocks/monotonic-clock'), host);
    const poll = caller(interfaceOf('wasi:io/poll'), host);
    const [late, soon, past] = [
      clock.call('subscribe-duration', 50_000_000n),
      clock.call('subscribe-instant', 120_000_000n),
      clock.call('subscribe-instant', 5n),
    ];
    expect([poll.call('[method]pollable.ready', late), poll.call('[method]pollable.ready', past)]).toEqual([
      false,
      true,
    ]);
    expect(poll.call('poll', [late, soon])).toEqual([1]);
    // Woken a millisecond too early, it waited once more.
    expect(host.sleepsNs).toEqual([20_000_000n, 1_000_000n]);
    expect(poll.call('poll', [past, late, soon])).toEqual([0, 2]);
    poll.call('[method]pollable.block', late);
    expect(host.nowMs).toBe(150);
    expect(() => poll.call('poll', [])).toThrow('poll of an empty list');
    void poll.bound.drop('pollable', late as number);
    expect(() => poll.call('[method]pollable.block', late)).toThrow('unknown handle');
  });
});

test('values of a component are those of the conformance tests', () => {
  const sent = new ArgumentBytes();
  sent.bytes = encodeValue(string, 'ä');
  sent.view = new DataView(sent.bytes.buffer, sent.bytes.byteOffset);
  expect(takeValue(string, new PassageReader(sent))).toBe('ä');
});
