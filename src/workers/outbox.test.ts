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
  const reported: unknown[] = [];
  const outbox = new Outbox((message) => posted.push(message), clock, (bug) => reported.push(bug));
  const entry = (text: string): Omit<ConsoleEntry, 'id'> => ({ time: 0, source: 'print', level: 'info', text });
  const batches = () =>
    posted.flatMap((message) => (message.type === 'console' ? [message.entries.map(({ text }) => text)] : []));
  return { outbox, clock, posted, reported, entry, batches };
}

test('entries are gathered for a frame and posted in order, numbered', () => {
  const { outbox, posted, entry } = setUp();
  outbox.console(entry('a'));
  outbox.console(entry('b'));
  expect(posted).toEqual([]);
  vi.advanceTimersByTime(16);
  expect(posted).toMatchObject([{ type: 'console', entries: [{ id: 1, text: 'a' }, { id: 2, text: 'b' }] }]);
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
  expect(batches()).toEqual([['a']]);
});

test('of a flood the first and the newest rows are kept, and one row says how many are missing', () => {
  const { outbox, entry, batches } = setUp();
  for (let index = 0; index < 1_000; index++) outbox.console(entry(String(index)));
  expect(outbox.hasRoom()).toBe(false);
  outbox.flush();
  const [batch] = batches();
  expect(batch?.slice(99, 102)).toEqual(['99', '851 rows were left out here: they came faster than they can be shown', '950']);
  expect([batch?.length, batch?.at(-1)]).toEqual([151, '999']);
  expect(outbox.hasRoom()).toBe(true);
});

test('a mistake of the playground is shown to its users and told to its authors', () => {
  const { outbox, posted, reported } = setUp();
  const bug = new TypeError('x is undefined');
  outbox.bug(bug);
  outbox.flush();
  expect(reported).toEqual([bug]);
  expect(posted).toMatchObject([{ entries: [{ source: 'system', level: 'error', text: expect.stringMatching(/^a mistake of the playground, please report it: TypeError: x is undefined\n/) as string }] }]);
});
