import { describe, expect, it } from 'vitest';
import type { Failure } from '../../contract/errors.ts';
import type { Guest } from '../../contract/ports.ts';
import type { Result } from '../../base/result.ts';
import { GuestMessage, KernelMessage } from '../../protocol/sync-channel-layout.ts';
import { lend, program, settled, startCall, valueOf } from '../testing/fake-calls.ts';
import { FakeGuests } from '../testing/fake-guests.ts';

describe('lending', () => {
  it('keeps the warm number of guests ready and lends an idle one before acquire returns', () => {
    const guests = settled({ warm: 2 });
    expect(guests.host.workers().list.map(({ status }) => status)).toEqual(['idle', 'idle']);
    expect(lend(guests).id).toBeGreaterThan(0);
  });

  it('lets no more guests run than the budget says, and serves who waits in order', () => {
    const guests = settled({ budget: 2 });
    const [first, second] = [lend(guests), lend(guests)];
    const served: string[] = [];
    guests.host.acquire(() => served.push('a'));
    const withdraw = guests.host.acquire(() => served.push('b'));
    guests.host.acquire(() => served.push('c'));
    guests.settle();
    expect(served).toEqual([]);
    withdraw();
    guests.host.release(first);
    expect(served).toEqual(['a']);
    guests.host.release(second);
    expect(served).toEqual(['a', 'c']);
  });

  it('takes no slot for a parked guest, and holds the answer of an unparked one until a slot is free', () => {
    const guests = settled({ budget: 1 });
    const { guest, listener } = startCall(guests);
    guests.guest(guest.id).sleep(5n);
    guests.host.pump();
    expect(listener.heard).toEqual(['sleep 5']);
    guests.host.park(guest);
    const other = lend(guests);
    expect(other.id).not.toBe(guest.id);
    guests.host.unpark(guest);
    guest.resume();
    expect(guests.guest(guest.id).hear()).toBeNull();
    guests.host.release(other);
    expect(guests.guest(guest.id).hear()).toBe(KernelMessage.answer);
  });

  it('refuses more guests when the limit of parked ones is reached, naming the limit', () => {
    const guests = settled({ budget: 2, parkedLimit: 3 });
    for (let count = 0; count < 3; count++) {
      const { guest } = startCall(guests);
      guests.guest(guest.id).sleep(1n);
      guests.host.pump();
      guests.host.park(guest);
      guests.settle();
    }
    let answer: Result<Guest, Failure> | null = null;
    guests.host.acquire((guest) => (answer = guest));
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: 'Unavailable', message: expect.stringContaining('at most 3') },
    });
  });

  it('counts a terminated guest against the budget until it is surely gone', () => {
    const guests = settled({ budget: 1 });
    const { guest, listener } = startCall(guests);
    guest.interrupt();
    guests.after(30);
    expect(guests.terminated).toEqual([guest.id]);
    expect(listener.heard).toMatchObject([{ kind: 'lost' }]);
    guests.settle();
    let served = 0;
    guests.host.acquire(() => served++);
    guests.after(2400);
    expect(served).toBe(0);
    guests.after(200);
    expect(served).toBe(1);
  });

  it('stops starting workers that never come to life and says why', () => {
    const guests = new FakeGuests({ warm: 1 });
    let answer: Result<Guest, Failure> | null = null;
    guests.host.acquire((guest) => (answer = guest));
    for (let count = 0; count < 3; count++) {
      const id = [...guests.alive.keys()].at(-1) ?? 0;
      guests.alive.delete(id);
      guests.host.died(id, 'blocked script');
    }
    expect(guests.alive.size).toBe(0);
    expect(answer).toMatchObject({ ok: false, error: { message: 'guest workers do not start: blocked script' } });
  });

  it('stops starting workers that die of their mail, and starts again when what they were sent is gone', () => {
    const guests = new FakeGuests({ warm: 1 });
    guests.host.publish(program);
    const answers: Result<Guest, Failure>[] = [];
    guests.host.acquire((guest) => answers.push(guest));
    for (let count = 0; count < 3; count++) {
      const guest = [...guests.alive.values()].at(-1)!;
      // It says that it is here, and is told to fetch its mail.
      guests.arrive(guest);
      guests.host.pump();
      guests.alive.delete(guest.id);
      guests.host.died(guest.id, 'bindings that end the worker');
    }
    expect(guests.alive.size).toBe(0);
    expect(answers).toMatchObject([
      { ok: false, error: { message: 'guest workers do not start: bindings that end the worker' } },
    ]);
    guests.host.retract(program.id);
    guests.host.acquire((guest) => answers.push(guest));
    guests.settle();
    expect(answers[1]).toMatchObject({ ok: true });
  });

  it('lets idle guests go when there are many more than anyone needs', () => {
    const guests = settled({ budget: 40 });
    const lent: Guest[] = [];
    for (let count = 0; count < 24; count++) guests.host.acquire((guest) => lent.push(valueOf(guest)));
    guests.settle();
    expect(lent).toHaveLength(24);
    for (const guest of lent) guests.host.release(guest);
    expect(guests.host.workers().alive).toBe(16);
    expect(guests.host.workers().terminating).toBe(0);
  });
});

describe('programs', () => {
  it('have guests started for them at once, except those whose calls are tried without', () => {
    const guests = new FakeGuests({ warm: 2, isCold: true });
    guests.host.publish(program, true);
    expect(guests.alive.size).toBe(0);
    guests.host.publish({ ...program, id: 8 }, false);
    expect(guests.alive.size).toBe(2);
  });

  it('sends an idle guest to its mail and lends it again when it is back', () => {
    const guests = settled({ warm: 1 });
    const [guest] = [...guests.alive.values()];
    guests.host.publish(program);
    guests.host.publish({ ...program, id: 8 });
    guests.host.pump();
    expect(guest?.hear()).toBe(KernelMessage.mail);
    expect(guest?.reader.u32()).toBe(2);
    expect(guests.host.startingGuest).toBe(true);
    guest?.ready();
    guests.host.pump();
    expect(guests.host.startingGuest).toBe(false);
    expect(lend(guests).id).toBe(guest?.id);
  });

  it('does not lend a guest that has not heard of a program yet', () => {
    const guests = settled({ warm: 1 });
    guests.host.publish(program);
    let served = 0;
    guests.host.acquire(() => served++);
    expect(served).toBe(0);
    guests.settle();
    expect(served).toBe(1);
  });

  it('gives programs that were published earlier to a guest that starts later', () => {
    const guests = new FakeGuests({ warm: 1 });
    guests.host.publish(program);
    guests.host.publish({ ...program, id: 9 });
    guests.host.retract(9);
    guests.settle();
    expect([...guests.alive.values()][0]?.mail).toEqual([{ type: 'program', program }]);
  });
});

describe('interrupts', () => {
  it('flags a running guest and leaves it alone when it unwinds in time', () => {
    const guests = settled();
    const { guest, listener } = startCall(guests);
    const fake = guests.guest(guest.id);
    guest.interrupt();
    expect(fake.isInterrupted).toBe(true);
    fake.fault({ kind: 'interrupted' });
    guests.after(1000);
    expect(listener.heard).toEqual([{ kind: 'interrupted' }]);
    expect(guests.terminated).toEqual([]);
    guests.host.release(guest);
    startCall(guests);
    expect(fake.isInterrupted).toBe(false);
  });

  it('answers a waiting guest with an abort, and an operation asked for too late as well', () => {
    const guests = settled();
    const waiting = startCall(guests);
    guests.guest(waiting.guest.id).sleep(5n);
    guests.host.pump();
    waiting.guest.interrupt();
    expect(guests.guest(waiting.guest.id).hear()).toBe(KernelMessage.abort);

    const late = startCall(guests);
    late.guest.interrupt();
    guests.guest(late.guest.id).sleep(5n);
    guests.host.pump();
    expect(late.listener.heard).toEqual([]);
    expect(guests.guest(late.guest.id).hear()).toBe(KernelMessage.abort);
  });

  it('does nothing to a guest without a call', () => {
    const guests = settled();
    const guest = lend(guests);
    guest.interrupt();
    guests.after(1000);
    expect(guests.terminated).toEqual([]);
  });

  it('drops the answer to an operation of an earlier call', () => {
    const guests = settled({ warm: 1, budget: 1 });
    const first = startCall(guests);
    const fake = guests.guest(first.guest.id);
    fake.sleep(5n);
    guests.host.pump();
    first.guest.interrupt();
    fake.fault({ kind: 'interrupted' });
    guests.host.pump();
    guests.host.release(first.guest);
    const second = startCall(guests);
    expect(second.guest.id).toBe(first.guest.id);
    fake.sleep(9n);
    guests.host.pump();
    first.guest.resume();
    guests.host.unpark(first.guest);
    guests.host.release(first.guest);
    expect(fake.hear()).toBeNull();
    second.guest.resume();
    expect(fake.hear()).toBe(KernelMessage.answer);
  });
});

describe('a guest that dies', () => {
  const lost = { kind: 'lost', message: 'gone' };

  it('while it starts, is replaced', () => {
    const guests = new FakeGuests({ warm: 1 });
    let served = 0;
    guests.host.acquire(() => served++);
    guests.alive.delete(1);
    guests.host.died(1, 'gone');
    guests.settle();
    expect(served).toBe(1);
  });

  it('while idle, is replaced', () => {
    const guests = settled({ warm: 1 });
    guests.alive.delete(1);
    guests.host.died(1, 'gone');
    guests.settle();
    expect(guests.host.workers().list).toEqual([{ id: 2, status: 'idle', target: null, memoryBytes: 0 }]);
  });

  it.each([
    ['while it runs', () => {}],
    [
      'while it is parked',
      (guests: FakeGuests, guest: Guest) => {
        guests.guest(guest.id).sleep(5n);
        guests.host.pump();
        guests.host.park(guest);
      },
    ],
    [
      'while it waits for a slot',
      (guests: FakeGuests, guest: Guest) => {
        guests.guest(guest.id).sleep(5n);
        guests.host.pump();
        guests.host.park(guest);
        lend(guests);
        guests.host.unpark(guest);
        guest.resume();
      },
    ],
    [
      'in the middle of a message of several pieces',
      (guests: FakeGuests, guest: Guest) => {
        const fake = guests.guest(guest.id);
        fake.begin().u32(1);
        fake.say(GuestMessage.done, true);
        guests.host.pump();
      },
    ],
    ['after an interrupt', (_: FakeGuests, guest: Guest) => guest.interrupt()],
  ])('%s, ends its call once', (_name, prepare) => {
    const guests = settled({ budget: 1 });
    const { guest, listener } = startCall(guests);
    prepare(guests, guest);
    const before = listener.heard.length;
    guests.host.died(guest.id, 'gone');
    guests.host.died(guest.id, 'gone');
    guests.after(5000);
    guest.resume();
    guests.host.release(guest);
    expect(listener.heard.slice(before)).toEqual([lost]);
    expect(guests.host.workers().parked).toBe(0);
  });

  it('while it takes its mail, is replaced by one that gets all of it', () => {
    const guests = settled({ warm: 1 });
    guests.host.publish(program);
    guests.host.pump();
    guests.alive.delete(1);
    guests.host.died(1, 'gone');
    guests.settle();
    expect(guests.guest(2).mail).toEqual([{ type: 'program', program }]);
  });
});

describe('the end of the host', () => {
  it('ends every call and request and terminates every worker, in whatever state', () => {
    const guests = settled({ budget: 2, warm: 2 });
    const running = startCall(guests);
    const parked = startCall(guests);
    guests.guest(parked.guest.id).sleep(5n);
    guests.host.pump();
    guests.host.park(parked.guest);
    guests.settle();
    lend(guests);
    let refused: Result<Guest, Failure> | null = null;
    guests.host.acquire((guest) => (refused = guest));
    guests.host.dispose();
    guests.host.dispose();
    expect(running.listener.heard).toEqual([{ kind: 'lost', message: 'the kernel has stopped' }]);
    expect(parked.listener.heard.at(-1)).toEqual({ kind: 'lost', message: 'the kernel has stopped' });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
    expect(guests.alive.size).toBe(0);
    guests.host.acquire((guest) => (refused = guest));
    expect(refused).toMatchObject({ ok: false });
  });

  it('hears all that a guest has written, also what it wrote and ended with while it was heard', () => {
    const guests = settled();
    const guest = lend(guests);
    const fake = guests.guest(guest.id);
    const heard: string[] = [];
    guest.call(program, () => {}, {
      done: () => void heard.push('done'),
      fault: () => {},
      operation: () => {},
      wrote(_to, bytes) {
        heard.push(new TextDecoder().decode(bytes));
        if (heard.length > 1) return;
        // On its own thread, meanwhile.
        fake.post('two');
        fake.done();
      },
    });
    fake.post('one');
    guests.host.pump();
    guests.host.pump();
    expect(heard).toEqual(['one', 'two', 'done']);
  });

  it('hears every other guest when one listener throws, and passes the error on', () => {
    const guests = settled({ warm: 2 });
    const broken = lend(guests);
    broken.call(program, () => {}, {
      done: () => {
        throw new Error('bug');
      },
      fault: () => {},
      operation: () => {},
      wrote: () => {},
    });
    const { guest, listener } = startCall(guests);
    guests.guest(broken.id).done();
    guests.guest(guest.id).done();
    expect(() => guests.host.pump()).toThrow('bug');
    expect(listener.heard).toEqual(['done']);
  });
});
