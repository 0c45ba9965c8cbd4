import { describe, expect, it } from 'vitest';
import { compileStoppable } from '../../guest/testing/wat.ts';
import type { Guest, Program } from '../../contract/ports.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { acquire, call, callOn, NodeGuests } from '../testing/node-guests.ts';
import { add, caller, guestsPerTest, looper, publish, sleeper, statuses, two } from '../testing/thread-programs.ts';

const createGuests = guestsPerTest();

describe('an interrupt', () => {
  async function interruptWhen(
    guests: NodeGuests,
    program: Program,
    isReady: (guest: Guest, resolve: () => void) => void,
    encode: (out: ByteWriter) => void = () => {},
  ) {
    const guest = await acquire(guests);
    const ended = callOn(guests, guest, program, {
      encode,
      operation: () => {
        guests.host.park(guest);
        guest.interrupt();
      },
    });
    await new Promise<void>((resolve) => isReady(guest, resolve));
    guest.interrupt();
    guests.loop.poke();
    return ended;
  }
  const soon = (_: Guest, resolve: () => void): void => void setImmediate(resolve);

  const endless: Record<string, string> = {
    'a loop': '(func (export "f") (loop $l (br $l)))',
    'a loop by a table': '(func (export "f") (loop $l (br_table $l $l (i32.const 1))))',
    'recursion that never goes deep':
      '(func $f (export "f") (call $twice (i32.const 40))) (func $twice (param i32) (if (local.get 0) (then (call $twice (i32.sub (local.get 0) (i32.const 1))) (call $twice (i32.sub (local.get 0) (i32.const 1))))))',
    'tail calls': '(func $f (export "f") (return_call $f))',
    'exceptions that are caught for ever':
      '(tag $t) (func $throw (throw $t)) (func $f (export "f") (try (do (call $throw)) (catch_all (return_call $f))))',
    'a loop that catches all': '(func (export "f") (loop $l (try (do (loop $m (br $m))) (catch_all)) (br $l)))',
    'a start function': '(func $s (loop $l (br $l))) (start $s) (func (export "f"))',
  };
  for (const [what, code] of Object.entries(endless)) {
    it(`ends ${what} by its flag, and the worker stays`, async () => {
      const guests = await createGuests({ warm: 1, budget: 1 });
      const program = publish(guests, await compileStoppable(`(module ${code})`), 'f');
      // However far it has come.
      for (const turns of [1, 10, 100]) {
        const later = async (resolve: () => void): Promise<void> => {
          for (let turn = 0; turn < turns; turn++) await new Promise<void>((next) => setImmediate(next));
          resolve();
        };
        expect(await interruptWhen(guests, program, (_, resolve) => void later(resolve))).toEqual({
          fault: { kind: 'interrupted' },
        });
      }
      expect(guests.terminated).toEqual([]);
    });
  }

  it('terminates a guest that loops without a check, and a replacement takes the next call', async () => {
    const guests = await createGuests({ warm: 1, budget: 2, graceMs: 25 });
    const spin = publish(guests, await looper(), 'spin');
    const sum = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    // Nothing tells from outside that the loop was entered; an interrupt that comes before it is noticed at once.
    for (let turns = 1; guests.terminated.length === 0; turns *= 2) {
      const later = async (_: Guest, resolve: () => void): Promise<void> => {
        for (let turn = 0; turn < turns; turn++) await new Promise<void>((next) => setImmediate(next));
        resolve();
      };
      const ended = await interruptWhen(guests, spin, (guest, resolve) => void later(guest, resolve));
      const kind = guests.terminated.length === 0 ? 'interrupted' : 'lost';
      expect(ended).toMatchObject({ fault: { kind } });
    }
    expect(await call(guests, sum, { encode: two(3, 4), decode: (from) => from.u32() })).toEqual({ value: 7 });
  });

  it('unwinds a sleeping guest, which keeps its worker', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const nap = publish(guests, await sleeper(), 'nap', ['s64'], 's32', ['wasi1']);
    for (let round = 0; round < 3; round++) {
      expect(await interruptWhen(guests, nap, soon, (out) => out.u64(10n ** 15n))).toEqual({
        fault: { kind: 'interrupted' },
      });
    }
    expect(guests.terminated).toEqual([]);
  });

  it('stops a loop over host calls, which keeps its worker', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const spin = publish(guests, await caller(), 'spin', [], null, ['wasi1']);
    expect(await interruptWhen(guests, spin, soon)).toEqual({ fault: { kind: 'interrupted' } });
    expect(guests.terminated).toEqual([]);
  });

  it('ends a call whose arguments are still arriving in pieces', async () => {
    const guests = await createGuests({ warm: 1, channel: { initialBytes: 256, maxBytes: 256 } });
    const sum = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    const guest = await acquire(guests);
    const ended = callOn(guests, guest, sum, {
      encode: (out) => {
        for (let index = 0; index < 100_000; index++) out.u32(index);
      },
    });
    guest.interrupt();
    guests.loop.poke();
    expect(await ended).toEqual({ fault: { kind: 'interrupted' } });
    expect(await call(guests, sum, { encode: two(3, 4), decode: (from) => from.u32() })).toEqual({ value: 7 });
  });
});

describe('a worker that dies on its own', () => {
  it('while it runs, ends the call as lost', async () => {
    const guests = await createGuests({ warm: 1 });
    const spin = publish(guests, await looper(), 'spin');
    const guest = await acquire(guests);
    const ended = callOn(guests, guest, spin, {});
    void guests.workers.get(guest.id)?.terminate();
    expect(await ended).toEqual({ fault: { kind: 'lost', message: 'exit' } });
  });

  it('while it starts or idles, is replaced', async () => {
    const guests = await createGuests({ warm: 1, holdStarts: true });
    const sum = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    guests.letStart();
    void guests.workers.get(1)?.terminate();
    expect(await call(guests, sum, { encode: two(3, 4), decode: (from) => from.u32() })).toEqual({ value: 7 });
    for (const worker of guests.workers.values()) void worker.terminate();
    await expect.poll(() => statuses(guests), { interval: 5 }).toEqual(['idle']);
    expect(await call(guests, sum, { encode: two(3, 5), decode: (from) => from.u32() })).toEqual({ value: 8 });
  });
});

describe('stopping the kernel', () => {
  it.each(['while guests start', 'while they idle', 'while they run', 'while they are parked', 'while they take mail'])(
    '%s leaves no worker and no open call',
    async (state) => {
      const guests = await createGuests({ warm: 2 });
      const nap = publish(guests, await sleeper(), 'nap', ['s64'], 's32', ['wasi1']);
      const spin = publish(guests, await looper(), 'spin');
      const ended: Promise<unknown>[] = [];
      if (state !== 'while guests start')
        await expect.poll(() => statuses(guests), { interval: 5 }).toEqual(['idle', 'idle']);
      if (state === 'while they run') ended.push(callOn(guests, await acquire(guests), spin, {}));
      if (state === 'while they are parked') {
        const guest = await acquire(guests);
        ended.push(
          callOn(guests, guest, nap, {
            encode: (out) => out.u64(10n ** 15n),
            operation: () => guests.host.park(guest),
          }),
        );
        await expect.poll(() => guests.host.workers().parked, { interval: 5 }).toBe(1);
      }
      if (state === 'while they take mail') {
        publish(guests, await add(), 'add', ['s32', 's32'], 's32');
        guests.host.pump();
      }
      await guests.dispose();
      expect(await Promise.all(ended)).toEqual(
        ended.map(() => ({ fault: { kind: 'lost', message: 'the kernel has stopped' } })),
      );
      expect(guests.host.workers()).toMatchObject({ alive: 0, parked: 0 });
      expect(guests.workers.size).toBe(0);
    },
  );
});
