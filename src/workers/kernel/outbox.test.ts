import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConsoleEntry } from '../../contract/api.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import type { KernelToPage } from '../../protocol/messages.ts';
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
  const outbox = new Outbox(
    (message) => posted.push(message),
    clock,
    (bug) => reported.push(bug),
  );
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
  expect(posted).toMatchObject([
    {
      type: 'console',
      entries: [
        { id: 1, text: 'a' },
        { id: 2, text: 'b' },
      ],
    },
  ]);
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
  expect(batch?.slice(99, 102)).toEqual([
    '99',
    '850 rows were left out here: they came faster than they can be shown',
    '950',
  ]);
  expect([batch?.length, batch?.at(-1)]).toEqual([151, '999']);
  expect(outbox.hasRoom()).toBe(true);
});

test('a mistake of the playground is shown to its users and told to its authors', () => {
  const { outbox, posted, reported } = setUp();
  const bug = new TypeError('x is undefined');
  outbox.bug(bug);
  outbox.flush();
  expect(reported).toEqual([bug]);
  expect(posted).toMatchObject([
    {
      entries: [
        {
          source: 'system',
          level: 'error',
          text: expect.stringMatching(
            /^a mistake of the playground, please report it: TypeError: x is undefined\n/,
          ) as string,
        },
      ],
    },
  ]);
});

test('asking whether there is room counts nothing', () => {
  const { outbox, entry, batches } = setUp();
  for (let index = 0; index < 100; index++) outbox.console(entry(String(index)));
  for (let index = 0; index < 50; index++) expect(outbox.hasRoom()).toBe(false);
  outbox.flush();
  expect(batches()[0]).toHaveLength(100);
});

test('rows that were spared are counted where they are missing, between the rows that were kept', () => {
  const { outbox, posted, entry } = setUp();
  for (let time = 0; time < 100; time++) outbox.console({ ...entry(String(time)), time });
  outbox.omitted({ time: 100, callId: 7 });
  outbox.console({ ...entry('a'), time: 101 });
  for (let time = 102; time < 105; time++) outbox.omitted({ time, callId: 8 });
  outbox.console({ ...entry('b'), time: 105 });
  outbox.flush();
  const [batch] = posted.flatMap((message) => (message.type === 'console' ? [message.entries] : []));
  expect(batch?.slice(99)).toMatchObject([
    { id: 100, text: '99' },
    {
      id: 101,
      time: 100,
      callId: 7,
      source: 'system',
      text: expect.stringMatching(/^1 row was left out here/) as string,
    },
    { id: 102, text: 'a' },
    { id: 103, time: 102, callId: 8, text: expect.stringMatching(/^3 rows were left out here/) as string },
    { id: 106, text: 'b' },
  ]);
});

test('for any flood, the rows kept and the rows counted are all that there were, in the order of their times', () => {
  const { outbox, posted, entry } = setUp();
  const total = 2_000;
  for (let time = 0; time < total; time++) {
    if (outbox.hasRoom() || (time * 7919) % 13 < 4) outbox.console({ ...entry('row'), time });
    else outbox.omitted({ time, callId: undefined });
  }
  outbox.flush();
  const entries = posted.flatMap((message) => (message.type === 'console' ? message.entries : []));
  const counts = entries.map(({ source, text }) => (source === 'system' ? Number.parseInt(text, 10) : 1));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(entries.map(({ time }) => time)).toEqual(
    entries.map(({ time }) => time).toSorted((left, right) => left - right),
  );
  expect(entries.map(({ id }) => id)).toEqual(entries.map(({ time }) => time + 1));
  expect(entries.length).toBeLessThanOrEqual(202);
});

test('what is missing of the trace is counted where it is missing, and while somebody looks more of it is told', () => {
  const { outbox, posted, clock } = setUp();
  const { trace } = outbox;
  const flood = (): void => {
    for (let call = 1; call <= 3_000; call++) {
      clock.advance(0.5);
      if (trace.hasRoom()) trace.step({ atMs: clock.nowMs(), kind: 'queued', call, target: 'app:f' });
      else trace.omitted(call % 3 === 0 ? 'call' : 'step');
    }
    // The end of what is told is told, room or not.
    trace.step({ atMs: clock.nowMs(), kind: 'finished', call: 1, target: 'app:f' });
    outbox.flush();
  };
  flood();
  outbox.setWatched(true);
  flood();
  const batches = posted.flatMap((message) => (message.type === 'trace' ? [message.events] : []));
  expect(batches.map((events) => events.slice(-2))).toMatchObject([
    [{ kind: 'finished' }, { kind: 'left-out', atMs: 150.5, untilMs: 1_500, count: 1_800, calls: 900 }],
    [{ kind: 'finished' }, { kind: 'left-out', atMs: 2_500.5, untilMs: 3_000, count: 666, calls: 334 }],
  ]);
  expect(batches.map(({ length }) => length)).toEqual([302, 2_002]);
});

test('what commands write is told in order, and of a flood the beginning and how much is missing', () => {
  const { outbox, posted } = setUp();
  const write = (text: string, stream: 'stdout' | 'stderr' = 'stdout') =>
    outbox.terminal({ terminal: 1, stream, text });
  write('a');
  write('b');
  write('c', 'stderr');
  outbox.flush();
  for (let round = 0; round < 100; round++) write('0123456789'.repeat(100));
  outbox.flush();
  const [few, flood] = posted.flatMap((message) => (message.type === 'terminal' ? [message.outputs] : []));
  expect(few).toEqual([
    { terminal: 1, stream: 'stdout', text: 'ab' },
    { terminal: 1, stream: 'stderr', text: 'c' },
  ]);
  expect(flood).toMatchObject([{ leftOut: 100_000 - 64 * 1024 }]);
  expect(flood?.[0]?.text).toHaveLength(64 * 1024);
});

test('of a flood of large rows only so many bytes are kept, and the rest is counted', () => {
  const { outbox, posted, entry } = setUp();
  for (let time = 0; time < 140; time++) outbox.console({ ...entry('x'.repeat(256 * 1024)), time });
  outbox.flush();
  const [batch = []] = posted.flatMap((message) => (message.type === 'console' ? [message.entries] : []));
  expect(batch.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(9 * 1024 * 1024);
  expect(batch.reduce((sum, { source, text }) => sum + (source === 'system' ? Number.parseInt(text, 10) : 1), 0)).toBe(
    140,
  );
  expect([batch[0]?.time, batch.at(-1)?.time]).toEqual([0, 139]);
});

test('of many rows that come at once there is room for fewer where they show large values', () => {
  const roomFor = (text: string): number => {
    const { outbox, entry } = setUp();
    let rows = 0;
    for (; outbox.hasRoom(); rows++) outbox.console(entry(text));
    return rows;
  };
  expect([roomFor('x'), roomFor('x'.repeat(1024)), roomFor('x'.repeat(8 * 1024))]).toEqual([
    100,
    expect.any(Number),
    32,
  ]);
  expect(roomFor('x'.repeat(1024))).toBeGreaterThan(32);
});

test('lines of the log are made and posted only while somebody listens, mistakes of the playground among them', () => {
  const { outbox, posted } = setUp();
  const asked: string[] = [];
  const line = (text: string) => () => {
    asked.push(text);
    return text;
  };
  outbox.log('kernel', line('early'));
  outbox.setLogged(true);
  outbox.log('guests', line('one'));
  outbox.bug(new TypeError('x is undefined'));
  outbox.flush();
  outbox.setLogged(false);
  outbox.log('kernel', line('late'));
  outbox.bug(new TypeError('x is undefined'));
  outbox.flush();
  expect(asked).toEqual(['one']);
  const lines = posted.flatMap((message) => (message.type === 'log' ? [message.entries] : []));
  expect(lines).toMatchObject([
    [
      { level: 'debug', source: 'guests', text: 'one' },
      { level: 'error', source: 'kernel', text: expect.stringContaining('x is undefined') as string },
    ],
  ]);
});

test('of a flood of lines the first are passed on and the rest is counted, unmade', () => {
  const { outbox, posted } = setUp();
  let made = 0;
  outbox.setLogged(true);
  for (let index = 0; index < 1_000; index++) outbox.log('guests', () => `line ${made++}`);
  outbox.flush();
  const [lines = []] = posted.flatMap((message) => (message.type === 'log' ? [message.entries] : []));
  expect(made).toBe(300);
  expect(lines).toHaveLength(301);
  expect(lines.at(-1)?.text).toBe('700 lines were left out here: they came faster than they can be passed on');
});
