import { expect, it } from 'vitest';
import { settled, startCall } from '../testing/fake-calls.ts';
import type { FakeGuests } from '../testing/fake-guests.ts';

const MIB = 2 ** 20;

function logged(options: Parameters<typeof settled>[0] = {}): { guests: FakeGuests; take: () => string[] } {
  const lines: string[] = [];
  const guests = settled({ warm: 1, ...options, log: (source, text) => lines.push(`${source}: ${text()}`) });
  return { guests, take: () => lines.splice(0) };
}

function finish(guests: FakeGuests, call: ReturnType<typeof startCall>, memoryBytes = 0): void {
  const fake = guests.guest(call.guest.id);
  fake.reportMemory(memoryBytes);
  fake.done();
  guests.host.pump();
  guests.host.release(call.guest);
}

it('the log tells of guests that start, run, and run again', () => {
  const { guests, take } = logged({ budget: 1 });
  expect(take()).toEqual([
    'guests: guest 1 is started: 1 idle wanted, 0 there',
    'guests: guest 1 is ready after 0.0 ms',
  ]);
  for (let count = 0; count < 3; count++) finish(guests, startCall(guests));
  expect(take().filter((line) => line.includes('runs'))).toEqual([
    'guests: guest 1 runs app:f, its first call',
    'guests: guest 1 runs app:f, reused after 1 call',
    'guests: guest 1 runs app:f, reused after 2 calls',
  ]);
});

it('the log tells why a guest is let go: what it holds, how long it was idle, and what it did not react to', () => {
  const { guests, take } = logged();
  finish(guests, startCall(guests), 40 * MIB);
  expect(take()).toContain('guests: guest 1 is retired with 40 MiB: it holds too much to be kept');
  guests.settle();
  finish(guests, startCall(guests), 2 * MIB);
  guests.after(1000);
  expect(take().filter((line) => line.includes('retired'))).toEqual([
    expect.stringMatching(/^guests: guest \d+ is retired with 2 MiB: large and idle$/) as string,
  ]);
  guests.settle();
  const { guest } = startCall(guests);
  guest.interrupt();
  guests.after(1000);
  expect(
    take()
      .filter((line) => line.startsWith(`guests: guest ${guest.id}`))
      .slice(-3),
  ).toEqual([
    `guests: guest ${guest.id} is interrupted`,
    `guests: guest ${guest.id}: terminated, because it did not react to the interrupt`,
    `guests: guest ${guest.id} is terminated`,
  ]);
  guests.settle();
  const { guest: last } = startCall(guests);
  guests.host.died(last.id, 'out of memory');
  expect(take()).toContain(`guests: guest ${last.id} died: out of memory`);
});
