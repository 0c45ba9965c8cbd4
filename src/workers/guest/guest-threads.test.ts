import { describe, expect, it } from 'vitest';
import { compileWat } from '../../guest/testing/wat.ts';
import type { Guest, GuestOperation } from '../../contract/ports.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import type { WitType } from '../../wit/types.ts';
import { acquire, call, callOn, createProgram } from '../testing/node-guests.ts';
import { add, guestsPerTest, publish, sleeper, two, writer } from '../testing/thread-programs.ts';

const createGuests = guestsPerTest();

describe('a call on a thread', () => {
  it('gets its arguments and gives its result', async () => {
    const guests = await createGuests();
    const program = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    expect(await call(guests, program, { encode: two(2, 40), decode: (from) => from.u32() })).toEqual({ value: 42 });
  });

  it('finds programs that were published while its guest was at work, and not those retracted', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const module = await add();
    const first = publish(guests, module, 'add', ['s32', 's32'], 's32');
    const guest = await acquire(guests);
    const second = publish(guests, module, 'add', ['s32', 's32'], 's32');
    guests.host.retract(first.id);
    await callOn(guests, guest, first, { encode: two(1, 1) });
    expect(await call(guests, second, { encode: two(1, 2), decode: (from) => from.u32() })).toEqual({ value: 3 });
    expect(await call(guests, first, { encode: two(1, 2) })).toMatchObject({ fault: { kind: 'instantiate' } });
  });

  it('takes more arguments than the buffer holds, first by growth and then in pieces', async () => {
    const count = 900;
    const module = await compileWat(`(module (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
      (func (export "sum") (param $at i32) (param $count i32) (result i64) (local $i i32) (local $sum i64)
        (loop $next
          (local.set $sum (i64.add (local.get $sum) (i64.mul
            (i64.load (i32.add (local.get $at) (i32.mul (local.get $i) (i32.const 8))))
            (i64.extend_i32_u (i32.add (local.get $i) (i32.const 1))))))
          (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
        (local.get $sum)))`);
    let expected = 0n;
    for (let index = 0; index < count; index++) expected += BigInt(index * 3) * BigInt(index + 1);
    for (const maxBytes of [65_536, 1024]) {
      const guests = await createGuests({ channel: { initialBytes: 512, maxBytes } });
      const list: WitType = { kind: 'list', element: { kind: 'scalar', name: 'u64' }, length: null };
      const shape = createProgram(module, 'sum', [], 'u64');
      const program = { ...shape, type: { ...shape.type, parameters: [{ name: 'values', type: list }] } };
      guests.host.publish(program);
      const encode = (out: ByteWriter): void => {
        out.u32(count);
        for (let index = 0; index < count; index++) out.u64(index * 3);
      };
      for (let round = 0; round < 2; round++) {
        expect(await call(guests, program, { encode, decode: (from) => BigInt(from.u64()) })).toEqual({
          value: expected,
        });
      }
    }
  });

  it('sends more than the buffer holds, first by growth and then in pieces, and loses no byte', async () => {
    const module = await writer();
    const size = 300_000;
    const expected = Uint8Array.from({ length: size }, (_, index) => index * 7);
    for (const maxBytes of [1024 * 1024, 10_000]) {
      const guests = await createGuests({ channel: { initialBytes: 512, maxBytes } });
      const program = publish(guests, module, 'put', ['u32'], 'u32', ['wasi1']);
      const heard: GuestOperation[] = [];
      const ended = await call(guests, program, {
        encode: (out) => out.u32(size),
        decode: (from) => from.u32(),
        operation: (operation, guest) => {
          heard.push(operation);
          guest.resume();
        },
      });
      expect(ended).toEqual({ value: size });
      expect(heard).toHaveLength(1);
      const [operation] = heard;
      expect(operation?.fn.type.name).toBe('write');
      expect(Buffer.compare(operation?.args[1] as Uint8Array, expected)).toBe(0);
    }
  });

  it('ends with a fault when the stack is exhausted, and its worker takes the next call', async () => {
    const guests = await createGuests({ warm: 1, budget: 1 });
    const program = publish(
      guests,
      await compileWat('(module (func $f (export "f") (param i64) (call $f (local.get 0))))'),
      'f',
      ['s64'],
    );
    for (let round = 0; round < 2; round++) {
      expect(await call(guests, program, { encode: (out) => out.u64(1n) })).toEqual({
        fault: {
          kind: 'trap',
          message: 'wasm error: stack overflow',
          stack: Array.from({ length: 10 }, () => 'function 0'),
        },
      });
    }
    expect(guests.terminated).toEqual([]);
  });
});

describe('guests that wait for the host', () => {
  it('cost no slot: many wait at once and one goes on computing', async () => {
    const guests = await createGuests({ budget: 2, warm: 2 });
    // A long write asks once, whatever the time is; a short sleep may be over before it asks.
    const put = publish(guests, await writer(), 'put', ['u32'], 'u32', ['wasi1']);
    const sum = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    const parked: Guest[] = [];
    const writes = Array.from({ length: 6 }, () =>
      call(guests, put, {
        encode: (out) => out.u32(5000),
        decode: (from) => from.u32(),
        operation: (_, guest) => {
          parked.push(guest);
          guests.host.park(guest);
        },
      }),
    );
    await expect.poll(() => guests.host.workers().parked, { interval: 5 }).toBe(6);
    expect(await call(guests, sum, { encode: two(1, 2), decode: (from) => from.u32() })).toEqual({ value: 3 });
    for (const guest of parked) {
      guests.host.unpark(guest);
      guest.resume();
    }
    guests.loop.poke();
    expect(await Promise.all(writes)).toEqual(Array.from({ length: 6 }, () => ({ value: 5000 })));
  });
});

/** Writes its number of lines `0` to `9`, every seventh to stderr and every fifth of 2560 bytes, then ends, traps or spins. */
const printer = () =>
  compileWat(`(module (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "print") (param $n i32) (param $end i32) (local $i i32)
      (i32.store (i32.const 0) (i32.const 64))
      (loop $l
        (memory.fill (i32.const 64) (i32.add (i32.const 48) (i32.rem_u (local.get $i) (i32.const 10))) (i32.const 2560))
        (i32.store (i32.const 4) (select (i32.const 1) (i32.const 2560) (i32.rem_u (local.get $i) (i32.const 5))))
        (drop (call $w (select (i32.const 1) (i32.const 2) (i32.rem_u (local.get $i) (i32.const 7))) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
      (if (i32.eq (local.get $end) (i32.const 1)) (then (unreachable)))
      (if (i32.eq (local.get $end) (i32.const 2)) (then (loop $s (br $s))))))`);

describe('what a guest writes', () => {
  const expected = (count: number): { stdout: string; stderr: string } => {
    const text = { stdout: '', stderr: '' };
    for (let at = 0; at < count; at++)
      text[at % 7 === 0 ? 'stderr' : 'stdout'] += String(at % 10).repeat(at % 5 === 0 ? 2560 : 1);
    return text;
  };

  it.each([
    ['ends', 0, 300],
    ['traps', 1, 3],
    ['spins until it is ended', 2, 3],
  ])('is heard whole and in order, mostly without its waiting, when it %s', async (_name, end, count) => {
    const guests = await createGuests({ graceMs: 1 });
    const program = publish(guests, await printer(), 'print', ['u32', 'u32'], null, ['wasi1']);
    const text = { stdout: '', stderr: '' };
    let waits = 0;
    const guest = await acquire(guests);
    await callOn(guests, guest, program, {
      encode: two(count, end),
      wrote: (to, bytes) => {
        text[to] += new TextDecoder().decode(bytes);
        if (end === 2 && text.stdout.length + text.stderr.length === 2560 + 2) guest.interrupt();
      },
      operation: ({ args: [to, bytes] }, asking) => {
        waits++;
        text[to as 'stdout' | 'stderr'] += new TextDecoder().decode(bytes as Uint8Array);
        asking.resume();
      },
    });
    expect(text).toEqual(expected(count));
    // Every fifth is too long, and rarely there is no room.
    expect(waits).toBeLessThan(count / 2);
  });
});

describe('many calls', () => {
  it('from four guests with mixed waits all end, each with its own result', async () => {
    const guests = await createGuests({ budget: 4, warm: 4 });
    const sum = publish(guests, await add(), 'add', ['s32', 's32'], 's32');
    const nap = publish(guests, await sleeper(), 'nap', ['s64'], 's32', ['wasi1']);
    const total = 8_000;
    let started = 0;
    let wrong = 0;
    await new Promise<void>((resolve, reject) => {
      let running = 0;
      const next = (): void => {
        if (started === total) {
          if (running === 0) resolve();
          return;
        }
        const number = started++;
        running++;
        guests.host.acquire((lent) => {
          if (!lent.ok) {
            reject(new Error(lent.error.message));
            return;
          }
          const guest = lent.value;
          const sleeps = number % 7 === 0;
          const end = (): void => {
            guests.host.release(guest);
            running--;
            // Some go on at once, some after messages and timers had their turn.
            if (number % 97 === 0) setImmediate(() => (next(), guests.loop.poke()));
            else if (number % 101 === 0) setTimeout(() => (next(), guests.loop.poke()), 1);
            else next();
          };
          guest.call(
            sleeps ? nap : sum,
            (out) => {
              if (sleeps) out.u64(1n);
              else two(number, 5)(out);
            },
            {
              done: (from) => {
                if (from.u32() !== (sleeps ? 0 : number + 5)) wrong++;
                end();
              },
              fault: (fault) => reject(new Error(JSON.stringify(fault))),
              wrote: () => {},
              operation: () => {
                guests.host.park(guest);
                const answer = (): void => {
                  guests.host.unpark(guest);
                  guest.resume();
                };
                if (number % 3 === 0) setImmediate(() => (answer(), guests.loop.poke()));
                else queueMicrotask(() => (answer(), guests.loop.poke()));
              },
            },
          );
        });
      };
      for (let lane = 0; lane < 6; lane++) next();
      guests.loop.poke();
    });
    expect(wrong).toBe(0);
    expect(started).toBe(total);
  });
});
