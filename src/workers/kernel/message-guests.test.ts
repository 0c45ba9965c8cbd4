import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../base/result.ts';
import type { Failure } from '../../contract/errors.ts';
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
import type { ReportingPort } from './message-loan.ts';

/** What a worker is made of here: a desk on the test's own thread, or nobody. */
type Seat = (report: (report: GuestReport) => void) => { take(message: GuestMail | GuestOrder): void };

const desk: Seat = (report) => new GuestDesk(report, { clock: realClock, random: { fill: () => {} } });
const nobody: Seat = () => ({ take: () => {} });

let seat: Seat;
let isPlayed: boolean;
let clock: FakeClock;
let guests: MessageGuests;
let spawned: number[];
let terminated: number[];
const open: MessagePort[] = [];

beforeEach(() => {
  seat = desk;
  isPlayed = false;
  clock = new FakeClock();
  spawned = [];
  terminated = [];
  guests = guestsIn(2);
});

function guestsIn(budget: number): MessageGuests {
  return new MessageGuests({
    budget,
    clock,
    wake: () => setImmediate(() => guests.pump()),
    workers: { spawn: (id) => void spawned.push(id), terminate: (id) => void terminated.push(id) },
  });
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** Both ends of the port to a worker that the test plays: nothing is underway. */
class PlayedPort implements ReportingPort {
  hear: (report: GuestReport) => void = () => {};
  postMessage: (message: GuestMail | GuestOrder) => void = () => {};

  addEventListener(_type: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.hear = (data) => listener({ data });
  }

  start(): void {}

  close(): void {
    this.hear = () => {};
  }
}

/** The page has made all workers that were asked for. */
function arrive(): void {
  for (const id of spawned.splice(0)) {
    if (isPlayed) {
      const port = new PlayedPort();
      const taker = seat((report) => port.hear(report));
      port.postMessage = (message) => taker.take(message);
      guests.arrived(id, port);
      continue;
    }
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
  isPlayed = true;
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
  say(waiting.worker, { type: 'begun', call: 2 });
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

function say(worker: Played, ...reports: readonly GuestReport[]): void {
  for (const report of reports) worker.report(report);
  guests.pump();
}

function graces(count: number): void {
  for (let grace = 0; grace < count; grace++) {
    clock.atMs += 100;
    guests.pump();
  }
}

it('drops a call that was placed behind one that computes without ending their worker', async () => {
  guests = guestsIn(1);
  const played = play();
  const program = await publish(ADD);
  const computing = await suspended(played, program, 1);
  const waiting = await suspended(played, program, 2);
  guests.unpark(computing.guest);
  computing.guest.resume();
  say(computing.worker, { type: 'begun', call: 1 });
  const behind = await acquireFor(program);
  expect(behind.id).toBe(waiting.guest.id);
  const ended = call(behind, program);
  behind.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  graces(1000);
  expect([terminated, computing.ended.count, waiting.ended.count]).toEqual([[], 0, 0]);
  const { worker } = computing;
  say(worker, { type: 'done', call: 1, result: new Uint8Array() }, { type: 'begun', call: 3 });
  say(worker, { type: 'fault', call: 3, fault: { kind: 'interrupted' } });
  expect([guests.nextTimerMs(), terminated, computing.ended.count]).toEqual([null, [], 1]);
  expect((await suspended(played, program, 4)).guest.id).toBe(behind.id);
});

it('ends a worker whose call was thrown out of its wait and runs on, and places nothing there meanwhile', async () => {
  const played = play();
  const program = await publish(ADD);
  const first = await suspended(played, program, 1);
  const second = await suspended(played, program, 2);
  first.guest.interrupt();
  guests.pump();
  expect((await acquireFor(program)).id).not.toBe(first.guest.id);
  graces(5);
  expect(terminated).toEqual([]);
  say(first.worker, { type: 'begun', call: 1 });
  graces(2);
  expect(terminated).toEqual([first.guest.id]);
  expect(second.ended.fault).toMatchObject({
    kind: 'lost',
    message: expect.stringContaining('another call') as string,
  });
});

it('ends a worker that says nothing of a call that is to end, in the end', async () => {
  const played = play();
  const program = await publish(ADD);
  const first = await suspended(played, program, 1);
  const second = await suspended(played, program, 2);
  first.guest.interrupt();
  graces(49);
  expect(terminated).toEqual([]);
  graces(2);
  expect(terminated).toEqual([first.guest.id]);
  expect(second.ended.fault).toMatchObject({
    kind: 'lost',
    message: expect.stringContaining('answered nothing') as string,
  });
});

it('leaves calls of a program that once ran on by themselves, although they wait', async () => {
  guests = guestsIn(3);
  const played = play();
  const [bad, good] = [await publish(ADD), await publish(ADD)];
  const first = await suspended(played, bad, 1);
  await suspended(played, bad, 2);
  first.guest.interrupt();
  say(first.worker, { type: 'begun', call: 1 });
  graces(2);
  expect(terminated).toEqual([first.guest.id]);
  const known = await suspended(played, good, 3);
  say(known.worker, { type: 'done', call: 3, result: new Uint8Array() });
  const alone = await suspended(played, bad, 4);
  const other = await suspended(played, good, 5);
  expect(other.guest.id).not.toBe(alone.guest.id);
});

describe('where the threads of both workers of those that wait are taken', () => {
  async function taken(): Promise<{ readonly program: Program; readonly workers: readonly number[] }> {
    guests = guestsIn(3);
    const played = play();
    const program = await publish(ADD);
    const made = [await acquire(), await acquire(), await acquire()];
    for (const guest of made) guests.release(guest);
    const first = await suspended(played, program, 1);
    guests.unpark(first.guest);
    first.guest.resume();
    say(first.worker, { type: 'begun', call: 1 });
    const second = await acquireFor(program);
    void call(second, program);
    say(played[second.id - 1]!, { type: 'begun', call: 2 });
    return { program, workers: [first.guest.id, second.id] };
  }

  it('takes an empty worker once they have been for a while', async () => {
    const { program, workers } = await taken();
    clock.atMs += 100;
    const third = await acquireFor(program);
    expect(new Set([...workers, third.id]).size).toBe(3);
  });

  it('adds to them what comes while they have been for a moment, although another is empty', async () => {
    const { program, workers } = await taken();
    clock.atMs += 10;
    const others = [await acquireFor(program), await acquireFor(program), await acquireFor(program)];
    expect([workers, others.filter(({ id }) => !workers.includes(id))]).toEqual([[1, 2], []]);
  });
});

it('lends a worker once the code of the program is there, and to others meanwhile', async () => {
  guests = guestsIn(1);
  const played = play();
  const [needy, plain] = [await publish(ADD, [], ['wasi1']), await publish(ADD)];
  const lent: Result<Guest, Failure>[] = [];
  guests.acquire((guest) => lent.push(guest), needy);
  const withdraw = guests.acquire((guest) => lent.push(guest), needy);
  arrive();
  const other = await acquireFor(plain);
  guests.release(other);
  withdraw();
  expect([lent, spawned]).toEqual([[], []]);
  say(played[0]!, { type: 'here', programId: needy.id });
  expect(lent).toMatchObject([{ ok: true }]);
});

it('starts a worker for a program whose code the others do not get to while they compute', async () => {
  play();
  const plain = await publish(ADD);
  void call(await acquireFor(plain), plain);
  const needy = await publish(ADD, [], ['wasi1']);
  guests.acquire(() => {}, needy);
  expect(spawned).toEqual([2]);
});

it('lends to a call of a program that is gone, and after a worker that never got its code', async () => {
  guests = guestsIn(1);
  const played = play();
  const [needy, gone] = [await publish(ADD, [], ['wasi1']), await publish(ADD, [], ['wasi1'])];
  const lent: string[] = [];
  guests.acquire(() => lent.push('gone'), gone);
  guests.acquire(() => lent.push('needy'), needy);
  arrive();
  expect(lent).toEqual([]);
  guests.died(1, 'gone');
  arrive();
  expect([lent, played.length]).toEqual([[], 2]);
  guests.retract(gone.id);
  expect(lent).toEqual(['gone']);
});

it('replaces a worker that could not fetch code once its calls have ended', async () => {
  guests = guestsIn(2);
  const played = play();
  const program = await publish(ADD);
  const waiting = await suspended(played, program, 1);
  const failing = await acquireFor(program);
  const ended = call(failing, program);
  say(
    waiting.worker,
    { type: 'spent', call: 2 },
    { type: 'fault', call: 2, fault: { kind: 'instantiate', message: '' } },
  );
  expect(await ended).toMatchObject({ fault: { kind: 'instantiate' } });
  expect(terminated).toEqual([]);
  expect((await acquireFor(program)).id).not.toBe(failing.id);
  say(waiting.worker, { type: 'done', call: 1, result: new Uint8Array() });
  expect([terminated, waiting.ended.count]).toEqual([[failing.id], 1]);
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
