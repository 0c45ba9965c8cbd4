import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConsoleEntry } from '../kernel/api.ts';
import { FakeClock } from '../kernel/testing/fake-clock.ts';
import type { KernelToPage } from '../protocol/messages.ts';
import { Outbox } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const posted: KernelToPage[] = [];
  const clock = new FakeClock();
  const outbox = new Outbox((message) => posted.push(message), clock);
  const entry = (text: string): Omit<ConsoleEntry, 'id'> => ({ time: 0, source: 'print', level: 'info', text });
  const batches = () =>
    posted.flatMap((message) => (message.type === 'console' ? [{ texts: message.entries.map(({ text }) => text), dropped: message.dropped }] : []));
  return { outbox, clock, posted, entry, batches };
}

test('entries are gathered for a frame and posted in order, numbered', () => {
  const { outbox, posted, entry } = setUp();
  outbox.console(entry('a'));
  outbox.console(entry('b'));
  expect(posted).toEqual([]);
  vi.advanceTimersByTime(16);
  expect(posted).toMatchObject([{ type: 'console', dropped: 0, entries: [{ id: 1, text: 'a' }, { id: 2, text: 'b' }] }]);
  vi.advanceTimersByTime(1_000);
  expect(posted).toHaveLength(1);
});

test('a busy kernel posts between its turns, without waiting for the timer', () => {
  const { outbox, clock, entry, batches } = setUp();
  outbox.console(entry('a'));
  outbox.settle();
  expect(batches()).toEqual([]);
  clock.advance(16);
  outbox.settle();
  expect(batches()).toEqual([{ texts: ['a'], dropped: 0 }]);
});

test('a flood is cut, and what was left out is counted once', () => {
  const { outbox, entry, batches } = setUp();
  for (let index = 0; index < 150; index++) outbox.console(entry(String(index)));
  expect(outbox.hasRoom()).toBe(false);
  outbox.flush();
  const [batch] = batches();
  expect([batch?.texts.length, batch?.texts[99], batch?.dropped]).toEqual([100, '99', 51]);
  expect(outbox.hasRoom()).toBe(true);
});
