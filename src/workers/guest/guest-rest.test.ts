/** Guests that have nothing to do rest in their event loop, and hear of the next call there. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { compileWat } from '../../guest/testing/wat.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { acquire, call, callOn, createProgram, NodeGuests, type NodeGuestsOptions } from '../testing/node-guests.ts';

const open: NodeGuests[] = [];

async function createGuests(options: NodeGuestsOptions = {}): Promise<NodeGuests> {
  const guests = await NodeGuests.create(options);
  open.push(guests);
  return guests;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((guests) => guests.dispose()));
});

/** Every wait is for the event loop: each message of the kernel races with the guest that lies down. */
const AT_ONCE: NodeGuestsOptions = { loop: { restAfterSlices: 0 } };

const add = () =>
  compileWat('(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))');

/** Writes so many bytes, which asks the kernel. */
const writer = () =>
  compileWat(`(module (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "put") (param $n i32) (result i32)
      (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (local.get $n))
      (drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.load (i32.const 8))))`);

const two =
  (a: number, b: number) =>
  (out: ByteWriter): void => {
    out.u32(a);
    out.u32(b);
  };

/** Resolves when the guest's event loop has its thread. */
async function resting(guests: NodeGuests, id: number): Promise<void> {
  const worker = guests.workers.get(id);
  if (!worker) throw new Error(`no guest ${id}`);
  worker.postMessage('at rest?');
  await once(worker, 'message');
}

describe('a guest without a call', () => {
  it('returns to its event loop after a while, and takes its next calls as before', async () => {
    const guests = await createGuests({ warm: 1, budget: 1, loop: { restAfterSlices: 1 } });
    const program = createProgram(await add(), 'add', ['s32', 's32'], 's32');
    guests.host.publish(program);
    for (const b of [1, 2, 3]) {
      expect(await call(guests, program, { encode: two(40, b), decode: (from) => from.u32() })).toEqual({
        value: 40 + b,
      });
      await resting(guests, 1);
    }
    expect(guests.terminated).toEqual([]);
  });

  it('takes mail while it rests, and knows at its next call what was published and retracted', async () => {
    const guests = await createGuests({ warm: 1, budget: 1, ...AT_ONCE });
    const module = await add();
    const [first, second] = [1, 2].map(() => createProgram(module, 'add', ['s32', 's32'], 's32'));
    guests.host.publish(first!);
    await call(guests, first!, { encode: two(1, 1) });
    await resting(guests, 1);
    guests.host.publish(second!);
    guests.host.retract(first!.id);
    // Its port is read before the kernel says that there is something in it.
    await resting(guests, 1);
    expect(await call(guests, second!, { encode: two(1, 2), decode: (from) => from.u32() })).toEqual({ value: 3 });
    expect(await call(guests, first!, { encode: two(1, 2) })).toMatchObject({ fault: { kind: 'instantiate' } });
  });

  it('takes arguments that come in pieces', async () => {
    const guests = await createGuests({ warm: 1, ...AT_ONCE, channel: { initialBytes: 256, maxBytes: 256 } });
    const program = createProgram(await add(), 'add', ['s32', 's32'], 's32');
    guests.host.publish(program);
    for (let round = 0; round < 3; round++) {
      const encode = (out: ByteWriter): void => {
        two(3, 4)(out);
        for (let index = 0; index < 10_000; index++) out.u32(index);
      };
      expect(await call(guests, program, { encode, decode: (from) => from.u32() })).toEqual({ value: 7 });
      await resting(guests, 1);
    }
  });

  it('is ended where it rests, without a call that hangs', async () => {
    const guests = await createGuests({ warm: 2, ...AT_ONCE });
    const program = createProgram(await add(), 'add', ['s32', 's32'], 's32');
    guests.host.publish(program);
    await call(guests, program, { encode: two(3, 4) });
    await resting(guests, 1);
    await guests.workers.get(1)?.terminate();
    expect(await call(guests, program, { encode: two(3, 5), decode: (from) => from.u32() })).toEqual({ value: 8 });
    await guests.dispose();
    expect(guests.workers.size).toBe(0);
  });
});

describe('a guest that waits for an answer of the host', () => {
  it('does not rest: its call is on the stack, and an interrupt finds it there', async () => {
    const guests = await createGuests({ warm: 1, budget: 1, ...AT_ONCE });
    const program = createProgram(await writer(), 'put', ['u32'], 'u32', ['wasi1']);
    guests.host.publish(program);
    for (const isInterrupted of [false, true, false]) {
      const guest = await acquire(guests);
      const ended = await callOn(guests, guest, program, {
        encode: (out) => out.u32(5000),
        decode: (from) => from.u32(),
        operation: () => {
          guests.host.park(guest);
          if (isInterrupted) return guest.interrupt();
          guests.host.unpark(guest);
          guest.resume();
        },
      });
      expect(ended).toEqual(isInterrupted ? { fault: { kind: 'interrupted' } } : { value: 5000 });
      await resting(guests, guest.id);
    }
    expect(guests.terminated).toEqual([]);
  });
});

describe('no message is lost between a call and the rest after it', () => {
  it.each([0, 1])('in hundreds of calls of guests that rest after %d slices', async (restAfterSlices) => {
    const guests = await createGuests({ budget: 3, warm: 3, loop: { restAfterSlices } });
    const module = await add();
    let program = createProgram(module, 'add', ['s32', 's32'], 's32');
    guests.host.publish(program);
    let wrong = 0;
    const total = 1000;
    let started = 0;
    const lane = async (): Promise<void> => {
      while (started < total) {
        const number = started++;
        // What is published on the way is fetched between two calls of each guest.
        if (number % 50 === 0) {
          program = createProgram(module, 'add', ['s32', 's32'], 's32');
          guests.host.publish(program);
        }
        // Who borrows a guest knows beforehand what for.
        const called = program;
        const guest = await acquire(guests);
        const ended = await callOn(guests, guest, called, {
          encode: two(number, 5),
          decode: (from) => from.u32(),
        });
        if (!('value' in ended) || ended.value !== number + 5) wrong++;
        // Some come at once, some when the guest is on its way to its event loop, some when it is there.
        if (number % 3 === 1) await new Promise<void>((resolve) => setImmediate(resolve));
        if (number % 97 === 0) await resting(guests, guest.id);
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    expect([wrong, started]).toEqual([0, total]);
  });
});
