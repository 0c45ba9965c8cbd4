import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GuestReport } from '../../protocol/guest-messages.ts';
import {
  desk,
  nobody,
  guests,
  spawned,
  terminated,
  beginGuests,
  endGuests,
  seatFrom,
  acquire,
  call,
  publish,
  ADD,
} from '../testing/message-guests.ts';

beforeEach(beginGuests);
afterEach(endGuests);

it('runs calls one after the other in one worker', async () => {
  const program = await publish(ADD, ['s32', 's32']);
  const first = await acquire();
  expect(await call(first, program, 3, 4)).toMatchObject({ value: 7 });
  const second = await acquire();
  expect(second.id).toBe(first.id);
  expect(await call(second, program, 5, 4)).toMatchObject({ value: 9 });
});

it('knows functions that came after its workers, and forgets those that are gone', async () => {
  const guest = await acquire();
  const program = await publish(ADD, ['s32', 's32']);
  expect(await call(guest, program, 3, 4)).toMatchObject({ value: 7 });
  guests.retract(program.id);
  expect(await call(await acquire(), program, 3, 4)).toMatchObject({ fault: { kind: 'instantiate' } });
});

it('hands on what a call writes, and ends one that would have to wait', async () => {
  const program = await publish(
    `(module (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 64) "hi")
      (func (export "f") (param $waits i32) (result i32)
        (i32.store (i32.const 300) (i32.const 64)) (i32.store (i32.const 304) (i32.const 2))
        (drop (call $w (i32.const 1) (i32.const 300) (i32.const 1) (i32.const 308)))
        (if (local.get $waits) (then
          (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 1000000000))
          (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))))
        (i32.load (i32.const 308))))`,
    ['s32'],
    ['wasi1'],
  );
  expect(await call(await acquire(), program, 0)).toEqual({ value: 2, written: ['stdout: hi'] });
  const waiting = await call(await acquire(), program, 1);
  expect(waiting.written).toEqual(['stdout: hi']);
  expect(waiting.fault).toMatchObject({
    kind: 'trap',
    message: expect.stringMatching(/#sleep waits for the host, and without cross-origin isolation/) as string,
  });
});

it('terminates the worker of a call that is interrupted, and another takes the next call', async () => {
  const program = await publish(ADD, ['s32', 's32']);
  seatFrom(nobody);
  const guest = await acquire();
  const ended = call(guest, program, 3, 4);
  expect(guests.info()).toMatchObject({ alive: 1, list: [{ status: 'running' }] });
  guest.interrupt();
  guest.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  expect(terminated).toEqual([guest.id]);
  expect(guests.info().alive).toBe(0);
  seatFrom(desk);
  expect(await call(await acquire(), program, 3, 4)).toMatchObject({ value: 7 });
});

it('has no more workers than it may, and calls wait for one', async () => {
  const program = await publish(ADD, ['s32', 's32']);
  const lent = [await acquire(), await acquire()];
  const third = acquire();
  expect(spawned).toEqual([]);
  expect(await call(lent[0]!, program, 1, 1)).toMatchObject({ value: 2 });
  expect((await third).id).toBe(lent[0]!.id);
});

it('ends the call of a worker that dies or says what cannot be', async () => {
  const program = await publish(ADD, ['s32', 's32']);
  seatFrom(nobody);
  const dying = await acquire();
  const ended = call(dying, program, 3, 4);
  guests.died(dying.id, 'gone');
  expect(await ended).toMatchObject({ fault: { kind: 'lost', message: 'gone' } });
  seatFrom((report) => ({
    take: (message) =>
      message.type === 'call' && report({ type: 'done', call: message.call, result: 7 } as unknown as GuestReport),
  }));
  expect(await call(await acquire(), program, 3, 4)).toMatchObject({ fault: { kind: 'lost' } });
});

it('starts no more workers after three that died before they said anything', async () => {
  for (let start = 0; start < 3; start++) {
    const refused = new Promise((resolve) => guests.acquire(resolve));
    guests.died(spawned.shift()!, 'blocked');
    if (start === 2) expect(await refused).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
  }
});
