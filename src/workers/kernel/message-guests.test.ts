import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Guest, GuestFault, Program } from '../../contract/ports.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { putArguments } from '../../contract/hosts/values.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { operationCode } from '../../protocol/sync-channel-operations.ts';
import type { ScalarName } from '../../wit/types.ts';
import { GuestDesk } from '../guest/guest-desk.ts';
import { FakeClock } from '../testing/fake-guests.ts';
import { createProgram, realClock } from '../testing/node-guests.ts';
import { MessageGuests } from './message-guests.ts';

/** What a worker is made of here: a desk on the test's own thread, or nobody. */
type Seat = (report: (report: GuestReport) => void) => { take(message: GuestMail | GuestOrder): void };

const desk: Seat = (report) => new GuestDesk(report, { clock: realClock, random: { fill: () => {} } });
const nobody: Seat = () => ({ take: () => {} });

let seat: Seat;
let clock: FakeClock;
let guests: MessageGuests;
let spawned: number[];
let terminated: number[];
const open: MessagePort[] = [];

beforeEach(() => {
  seat = desk;
  clock = new FakeClock();
  spawned = [];
  terminated = [];
  guests = new MessageGuests({
    budget: 2,
    clock,
    wake: () => setImmediate(() => guests.pump()),
    workers: { spawn: (id) => void spawned.push(id), terminate: (id) => void terminated.push(id) },
  });
});

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** The page has made all workers that were asked for. */
function arrive(): void {
  for (const id of spawned.splice(0)) {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const taker = seat((report) => port1.postMessage(report));
    port1.addEventListener('message', ({ data }) => taker.take(data as GuestMail | GuestOrder));
    port1.start();
    guests.arrived(id, port2);
  }
  guests.pump();
}

function acquire(): Promise<Guest> {
  return new Promise((resolve, reject) => {
    guests.acquire((guest) => (guest.ok ? resolve(guest.value) : reject(new Error(guest.error.message))));
    arrive();
  });
}

interface Ended {
  readonly value?: number;
  readonly fault?: GuestFault;
  readonly written: readonly string[];
}

function call(guest: Guest, program: Program, ...args: number[]): Promise<Ended> {
  const written: string[] = [];
  return new Promise((resolve) => {
    const end = (how: Omit<Ended, 'written'>): void => {
      guests.release(guest);
      resolve({ ...how, written });
    };
    guest.call(program, (out) => args.forEach((arg) => out.u32(arg)), {
      done: (from) => end({ value: from.u32() }),
      fault: (fault) => end({ fault }),
      operation: () => end({}),
      wrote: (to, bytes) => void written.push(`${to}: ${new TextDecoder().decode(bytes)}`),
    });
  });
}

async function publish(
  source: string,
  parameters: readonly ScalarName[] = [],
  profiles: readonly string[] = [],
): Promise<Program> {
  const program = createProgram(await compileWat(source), 'f', parameters, 's32', profiles);
  guests.publish(program);
  return program;
}

const ADD = '(module (func (export "f") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))';

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
  seat = nobody;
  const guest = await acquire();
  const ended = call(guest, program, 3, 4);
  expect(guests.info()).toMatchObject({ alive: 1, list: [{ status: 'running' }] });
  guest.interrupt();
  guest.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  expect(terminated).toEqual([guest.id]);
  expect(guests.info().alive).toBe(0);
  seat = desk;
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
  seat = nobody;
  const dying = await acquire();
  const ended = call(dying, program, 3, 4);
  guests.died(dying.id, 'gone');
  expect(await ended).toMatchObject({ fault: { kind: 'lost', message: 'gone' } });
  seat = (report) => ({
    take: (message) =>
      message.type === 'call' && report({ type: 'done', call: message.call, result: 7 } as unknown as GuestReport),
  });
  expect(await call(await acquire(), program, 3, 4)).toMatchObject({ fault: { kind: 'lost' } });
});

it('starts no more workers after three that died before they said anything', async () => {
  for (let start = 0; start < 3; start++) {
    const refused = new Promise((resolve) => guests.acquire(resolve));
    guests.died(spawned.shift()!, 'blocked');
    if (start === 2) expect(await refused).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
  }
});

/* ------------------------------------------------------------ calls that are suspended */

/** Workers whose orders the test reads, and in whose name it reports. */
interface Played {
  readonly orders: (GuestMail | GuestOrder)[];
  readonly report: (report: GuestReport) => void;
}

function play(): Played[] {
  const played: Played[] = [];
  seat = (report) => {
    const orders: (GuestMail | GuestOrder)[] = [];
    played.push({ orders, report });
    return { take: (message) => void orders.push(message) };
  };
  return played;
}

const { sleep } = HOST_FUNCTIONS.of.timers;
const napOf = (number: number): GuestReport => {
  const args = new StagingWriter();
  putArguments(sleep, [5n], args);
  return { type: 'ask', call: number, code: operationCode(sleep), args: args.take() };
};

/** A call that has begun to wait, and what becomes of it. */
async function suspended(played: readonly Played[], program: Program, number: number) {
  const guest = await acquireFor(program);
  const ended: { fault: GuestFault | null; count: number } = { fault: null, count: 0 };
  let asked: () => void = () => {};
  const asks = new Promise<void>((resolve) => (asked = resolve));
  guest.call(program, () => {}, {
    done: () => (ended.count++, guests.release(guest)),
    fault: (fault) => ((ended.fault = fault), ended.count++, guests.release(guest)),
    operation: () => (guests.park(guest), asked()),
    wrote: () => {},
  });
  const worker = played.at(guest.id - 1)!;
  worker.report(napOf(number));
  await asks;
  return { guest, ended, worker };
}

function acquireFor(program: Program): Promise<Guest> {
  return new Promise((resolve, reject) => {
    guests.acquire((guest) => (guest.ok ? resolve(guest.value) : reject(new Error(guest.error.message))), program);
    arrive();
  });
}

it('gathers calls of a program that has waited in one worker, and hands each its answer', async () => {
  const played = play();
  const program = await publish(ADD);
  const calls = [];
  for (const number of [1, 2, 3]) calls.push(await suspended(played, program, number));
  expect(calls.map(({ guest }) => guest.id)).toEqual([1, 1, 1]);
  expect(guests.info()).toMatchObject({ parked: 3 });
  const { guest, worker, ended } = calls[1]!;
  guests.unpark(guest);
  guest.resume();
  worker.report({ type: 'done', call: 2, result: new Uint8Array() });
  await expect.poll(() => ended.count).toBe(1);
  expect(worker.orders.at(-1)).toMatchObject({ type: 'answer', call: 2 });
  expect(guests.info()).toMatchObject({ parked: 2 });
});

it('throws an interrupted call out of its wait and keeps the worker, in which others wait', async () => {
  const played = play();
  const program = await publish(ADD);
  const first = await suspended(played, program, 1);
  const second = await suspended(played, program, 2);
  first.guest.interrupt();
  guests.pump();
  expect(first.ended).toEqual({ fault: { kind: 'interrupted' }, count: 1 });
  await expect.poll(() => first.worker.orders.at(-1)).toEqual({ type: 'abandon', call: 1 });
  first.worker.report({ type: 'fault', call: 1, fault: { kind: 'interrupted' } });
  await expect.poll(() => guests.nextTimerMs()).toBe(null);
  expect([first.ended.count, second.ended.count, terminated]).toEqual([1, 0, []]);
});

it('ends a worker whose call runs on after its interrupt, and tells those that waited there', async () => {
  const played = play();
  const program = await publish(ADD);
  const waiting = await suspended(played, program, 1);
  const running = await acquireFor(program);
  expect(running.id).toBe(waiting.guest.id);
  const ended = call(running, program);
  running.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  expect(terminated).toEqual([]);
  clock.atMs += guests.nextTimerMs()!;
  guests.pump();
  guests.pump();
  expect(terminated).toEqual([running.id]);
  expect(waiting.ended).toMatchObject({
    fault: { kind: 'lost', message: expect.stringContaining('another call') as string },
  });
  expect((await acquireFor(program)).id).not.toBe(running.id);
});

it('ends a worker that asks for what there is not', async () => {
  const played = play();
  const program = await publish(ADD);
  const guest = await acquireFor(program);
  const ended = call(guest, program);
  played[0]!.report({ type: 'ask', call: 1, code: 1_000_000, args: new Uint8Array() });
  expect(await ended).toMatchObject({ fault: { kind: 'lost' } });
  expect(terminated).toEqual([guest.id]);
});
