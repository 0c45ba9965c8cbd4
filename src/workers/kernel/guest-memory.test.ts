import { describe, expect, it } from 'vitest';
import type { Result } from '../../base/result.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Guest, Program } from '../../contract/ports.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import { KernelMessage } from '../../protocol/sync-channel-layout.ts';
import { program as plain, settled, valueOf } from '../testing/fake-calls.ts';
import { RecordingListener, type FakeGuests } from '../testing/fake-guests.ts';

const MIB = 2 ** 20;
/** Its memory may grow to the limit of a guest, 320 MiB. */
const program: Program = { ...plain, id: 8, form: 'core', module: await compileWat('(module (memory 1))') };

interface Call {
  readonly guest: Guest;
  readonly listener: RecordingListener;
}

function guestsWith(options: Parameters<typeof settled>[0]): FakeGuests {
  const guests = settled(options);
  guests.host.publish(program);
  guests.settle();
  return guests;
}

function request(guests: FakeGuests): { result: Result<Guest, Failure> | null } {
  const answer: { result: Result<Guest, Failure> | null } = { result: null };
  guests.host.acquire((guest) => (answer.result = guest), program);
  return answer;
}

function start(guests: FakeGuests): Call {
  const { result } = request(guests);
  const guest = valueOf(result);
  const listener = new RecordingListener();
  guest.call(program, () => {}, listener);
  return { guest, listener };
}

/** The guest asks for a sleep with so much memory in use, and is parked. */
function park(guests: FakeGuests, { guest }: Call, memoryBytes: number): void {
  const fake = guests.guest(guest.id);
  fake.reportMemory(memoryBytes);
  fake.sleep(1n);
  guests.host.pump();
  guests.host.park(guest);
  guests.settle();
}

function finish(guests: FakeGuests, { guest }: Call, memoryBytes: number): void {
  const fake = guests.guest(guest.id);
  fake.reportMemory(memoryBytes);
  fake.done();
  guests.host.pump();
  guests.host.release(guest);
}

describe('memory of guests', () => {
  it('lets no more calls run than their memory could fill, and serves the next when one has ended', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 640 * MIB });
    const first = start(guests);
    start(guests);
    const third = request(guests);
    guests.settle();
    expect(third.result).toBeNull();
    finish(guests, first, MIB);
    guests.settle();
    expect(valueOf(third.result)).toBeTruthy();
  });

  it('counts of a call that waits only what it takes', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 640 * MIB });
    const calls = [start(guests), start(guests)];
    for (const call of calls) park(guests, call, 100 * MIB);
    start(guests);
    const fourth = request(guests);
    guests.settle();
    expect(fourth.result).toBeNull();
  });

  it('ends a call that waits with more than those that wait may hold together, and says so by both numbers', () => {
    const guests = guestsWith({ budget: 12, memoryBytes: 1088 * MIB });
    const calls: Call[] = [];
    for (let count = 0; count < 4; count++) {
      const call = start(guests);
      calls.push(call);
      park(guests, call, 256 * MIB);
    }
    const [last] = calls.splice(3);
    const fake = guests.guest(last!.guest.id);
    expect(fake.hear()).toBe(KernelMessage.abort);
    fake.fault({ kind: 'interrupted' });
    guests.host.pump();
    expect(last!.listener.heard.at(-1)).toEqual({
      kind: 'memory',
      message: 'the wasm calls that wait for the host would hold 1024 MiB of memory together, more than 768 MiB',
    });
    guests.host.release(last!.guest);
    for (const { listener } of calls) expect(listener.heard).toHaveLength(1);
  });

  it('says the same of a guest that must be terminated to end such a call', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 400 * MIB });
    const call = start(guests);
    park(guests, call, 200 * MIB);
    guests.after(30);
    expect(guests.terminated).toContain(call.guest.id);
    expect(call.listener.heard.at(-1)).toMatchObject({ kind: 'memory' });
  });

  it('lets one call at a time go on where those that wait leave room for no more', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 564 * MIB });
    const calls: Call[] = [];
    for (let count = 0; count < 2; count++) {
      calls.push(start(guests));
      park(guests, calls.at(-1)!, 120 * MIB);
    }
    for (const { guest } of calls) {
      guests.host.unpark(guest);
      guest.resume();
    }
    const heard = calls.map(({ guest }) => guests.guest(guest.id).hear());
    expect(heard).toEqual([KernelMessage.answer, null]);
    finish(guests, calls[0]!, 120 * MIB);
    expect(guests.guest(calls[1]!.guest.id).hear()).toBe(KernelMessage.answer);
  });

  it('replaces a guest at once whose call took much, and one that took some when it has been idle for a while', () => {
    const guests = guestsWith({ budget: 4, warm: 2 });
    const large = start(guests);
    finish(guests, large, 40 * MIB);
    expect(guests.terminated).toEqual([large.guest.id]);
    guests.settle();
    const some = start(guests);
    finish(guests, some, 2 * MIB);
    guests.after(400);
    expect(guests.terminated).toEqual([large.guest.id]);
    expect(guests.host.nextTimerMs()).toBe(100);
    guests.after(100);
    expect(guests.terminated).toEqual([large.guest.id, some.guest.id]);
    guests.settle();
    expect(guests.host.workers()).toMatchObject({ terminating: 0, list: [{ status: 'idle' }, { status: 'idle' }] });
    expect(guests.host.nextTimerMs()).toBeNull();
  });

  it('keeps a guest that is in use, and one whose calls take little', () => {
    const guests = guestsWith({ budget: 4, warm: 1 });
    const ids = new Set<number>();
    for (let round = 0; round < 30; round++) {
      const call = start(guests);
      ids.add(call.guest.id);
      finish(guests, call, round % 2 === 0 ? 2 * MIB : 0);
      guests.after(300);
    }
    expect(ids.size).toBe(1);
  });

  it('lets idle guests go for the memory that a call needs', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 325 * MIB });
    const call = start(guests);
    finish(guests, call, 10 * MIB);
    expect(guests.terminated).toEqual([]);
    const next = request(guests);
    expect(guests.terminated).toEqual([call.guest.id]);
    guests.settle();
    expect(valueOf(next.result).id).not.toBe(call.guest.id);
  });

  it('counts a terminated guest until it is surely gone', () => {
    const guests = guestsWith({ budget: 4, memoryBytes: 320 * MIB });
    const call = start(guests);
    call.guest.interrupt();
    guests.after(30);
    const next = request(guests);
    guests.settle();
    expect(next.result).toBeNull();
    guests.after(3000);
    guests.settle();
    expect(valueOf(next.result)).toBeTruthy();
  });

  it('replaces a guest whose channel has grown', () => {
    const guests = guestsWith({ budget: 4, warm: 1, channel: { initialBytes: 64 * 1024, maxBytes: 64 * MIB } });
    const call = start(guests);
    guests.guest(call.guest.id).channel.grow(60 * MIB);
    finish(guests, call, 0);
    expect(guests.terminated).toEqual([call.guest.id]);
  });

  it('replaces a guest whose channel keeps more than a megabyte once it has been idle for a while, and no other', () => {
    const guests = guestsWith({ budget: 4, warm: 1, channel: { initialBytes: 64 * 1024, maxBytes: 64 * MIB } });
    const small = start(guests);
    guests.guest(small.guest.id).channel.grow(MIB);
    finish(guests, small, 0);
    guests.after(1000);
    expect(guests.terminated).toEqual([]);
    const large = start(guests);
    guests.guest(large.guest.id).channel.grow(2 * MIB);
    finish(guests, large, 0);
    guests.after(499);
    expect(guests.terminated).toEqual([]);
    guests.after(1);
    expect(guests.terminated).toEqual([large.guest.id]);
  });
});
