import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../base/result.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Guest, Program } from '../../contract/ports.ts';
import { compilePausable } from '../../guest/testing/wat.ts';
import { createProgram } from '../testing/node-guests.ts';
import {
  napOf,
  type Played,
  clock,
  guests,
  spawned,
  terminated,
  beginGuests,
  haveWorkers,
  endGuests,
  acquire,
  call,
  publish,
  ADD,
  play,
  suspended,
  acquireFor,
  arrive,
  say,
  graces,
} from '../testing/message-guests.ts';

beforeEach(beginGuests);
afterEach(endGuests);

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

it('drops a call that was placed behind one that computes without ending their worker', async () => {
  haveWorkers(1);
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
  haveWorkers(3);
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
  async function taken(): Promise<{
    readonly program: Program;
    readonly workers: readonly number[];
    readonly played: readonly Played[];
  }> {
    haveWorkers(3);
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
    return { program, workers: [first.guest.id, second.id], played };
  }

  it('takes an empty worker once they have been for a while', async () => {
    const { program, workers } = await taken();
    clock.atMs += 100;
    const third = await acquireFor(program);
    expect(new Set([...workers, third.id]).size).toBe(3);
  });

  it('takes an empty worker at once where a call has given its thread back, and has not waited since', async () => {
    const { program, workers, played } = await taken();
    for (const [at, id] of workers.entries())
      say(played[id - 1]!, { type: 'paused', call: at + 1 }, { type: 'begun', call: at + 1 });
    expect(workers).not.toContain((await acquireFor(program)).id);
    say(played[workers[0]! - 1]!, napOf(1));
    expect((await acquireFor(program)).id).toBe(workers[0]);
  });

  it('adds to them what comes while they have been for a moment, although another is empty', async () => {
    const { program, workers } = await taken();
    clock.atMs += 10;
    const others = [await acquireFor(program), await acquireFor(program), await acquireFor(program)];
    expect([workers, others.filter(({ id }) => !workers.includes(id))]).toEqual([[1, 2], []]);
  });
});

it('lends a worker once the code of the program is there, and to others meanwhile', async () => {
  haveWorkers(1);
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
  haveWorkers(1);
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
  haveWorkers(2);
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

it('tells a call that computes alone to end, and keeps its worker, where its code gives the thread back', async () => {
  const played = play();
  const program = createProgram(await compilePausable('(module (func (export "f") (loop (br 0))))'), 'f');
  guests.publish(program);
  const running = await acquireFor(program);
  const ended = call(running, program);
  const worker = played[running.id - 1]!;
  say(worker, { type: 'begun', call: 1 });
  running.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  expect(worker.orders.at(-1)).toEqual({ type: 'abandon', call: 1 });
  say(worker, { type: 'paused', call: 1 }, { type: 'begun', call: 1 });
  say(worker, { type: 'fault', call: 1, fault: { kind: 'interrupted' } });
  graces(100);
  expect(terminated).toEqual([]);
  expect((await acquireFor(program)).id).toBe(running.id);
});

it('ends the worker of one that computes where it cannot give the thread back', async () => {
  const played = play();
  const program = createProgram(await compilePausable('(module (func (export "f") (loop (br 0))))'), 'f');
  guests.publish(program);
  const running = await acquireFor(program);
  const ended = call(running, program);
  say(played[running.id - 1]!, { type: 'begun', call: 1 });
  running.interrupt();
  expect(await ended).toMatchObject({ fault: { kind: 'interrupted' } });
  expect(terminated).toEqual([]);
  graces(2);
  expect(terminated).toEqual([running.id]);
});
