import { expect, test } from 'vitest';
import type { Pid, TraceEvent, TraceKind } from '../../contract/api.ts';
import { lastBurst, spanAt, timesOf, Timeline } from './timeline.ts';

type More = Partial<Extract<TraceEvent, { readonly call: number }>>;
const step = (atMs: number, kind: TraceKind, call: number, target: string, more: More = {}): TraceEvent => ({
  atMs,
  kind,
  call,
  target,
  ...more,
});
const shown = (timeline: Timeline): string[] =>
  timeline.lanes.map(({ depth, target, spans }) => `${'  '.repeat(depth)}${target} ×${spans.length}`);

function timelineOf(...events: TraceEvent[]): Timeline {
  const timeline = new Timeline();
  timeline.append(events);
  return timeline;
}

test('calls one after the other share a lane, calls side by side have one each, below who called them', () => {
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:main', { parent: null }),
    step(1, 'queued', 2, 'app:nap', { parent: 1 }),
    step(2, 'queued', 3, 'app:nap', { parent: 1 }),
    step(3, 'finished', 2, 'app:nap'),
    step(4, 'queued', 4, 'app:nap', { parent: 1 }),
    step(5, 'queued', 5, 'app:other', { parent: 3 }),
  );
  expect(shown(timeline)).toEqual(['app:main ×1', '  app:nap ×2', '  app:nap ×1', '    app:other ×1']);
});

test('a process has a lane of its own kind, where those that come after it stand too', () => {
  const pid = '{app:host|0x00002}' as Pid;
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:worker', { pid, parent: null }),
    step(1, 'failed', 1, 'app:worker'),
    step(2, 'queued', 2, 'app:worker', { pid, parent: null }),
    step(3, 'queued', 3, 'app:worker', { parent: null }),
  );
  expect(timeline.lanes.map(({ isProcess, spans }) => [isProcess, spans.length])).toEqual([
    [true, 2],
    [false, 1],
  ]);
});

test('a span knows how long it was queued, ran and waited, and for what', () => {
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:nap', { parent: null }),
    step(2, 'started', 1, 'app:nap', { guest: 3 }),
    step(3, 'yielded', 1, 'app:nap', { command: 'sleep' }),
    step(8, 'resumed', 1, 'app:nap', { command: 'sleep' }),
    step(9, 'finished', 1, 'app:nap'),
  );
  const [span] = timeline.spans;
  if (!span) throw new Error('no span');
  expect(timesOf(span, 100)).toEqual({ queuedMs: 2, waitedMs: 5, ranMs: 2, totalMs: 9 });
  expect(span).toMatchObject({ guest: 3, end: 'finished', waits: [{ command: 'sleep', fromMs: 3, toMs: 8 }] });
  expect(timeline.guests).toMatchObject([{ guest: 3, spans: [{ call: 1 }] }]);
  expect(timeline.hasOpen).toBe(false);
});

test('where steps are missing, what waited is not known to wait any longer', () => {
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:main', { parent: null }),
    step(1, 'started', 1, 'app:main'),
    step(2, 'yielded', 1, 'app:main', { command: 'call' }),
    { kind: 'left-out', atMs: 3, untilMs: 10, count: 5, calls: 2 },
    step(12, 'finished', 1, 'app:main'),
  );
  expect(timeline.gaps).toEqual([{ fromMs: 3, toMs: 10, steps: 5, calls: 2 }]);
  expect(timeline.spans[0]?.waits).toEqual([{ command: 'call', fromMs: 2, toMs: 3 }]);
});

test('of a long loop the oldest calls are forgotten and counted, and who called them stays', () => {
  const timeline = timelineOf(step(0, 'queued', 1, 'app:main', { parent: null }));
  for (let call = 2; call < 30_000; call++) {
    timeline.append([step(call, 'queued', call, 'app:f', { parent: 1 }), step(call + 0.5, 'finished', call, 'app:f')]);
  }
  expect(timeline.spans.length).toBeLessThanOrEqual(8_000);
  expect(timeline.forgotten + timeline.spans.length).toBe(29_999);
  expect(timeline.lanes.map(({ target, depth }) => [target, depth])).toEqual([
    ['app:main', 0],
    ['app:f', 1],
  ]);
  expect(timeline.spans.at(-1)?.call).toBe(29_999);
});

test('another runtime, whose clock begins anew, begins a timeline anew', () => {
  const timeline = timelineOf(
    step(90_000, 'queued', 1, 'app:old', { parent: null }),
    step(5, 'queued', 1, 'app:new', { parent: null }),
  );
  expect(shown(timeline)).toEqual(['app:new ×1']);
});

test('a span is found at its time, and one that is too short to hit beside it', () => {
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:f', { parent: null }),
    step(10, 'finished', 1, 'app:f'),
    step(20, 'queued', 2, 'app:f', { parent: null }),
    step(20, 'finished', 2, 'app:f'),
    step(30, 'queued', 3, 'app:f', { parent: null }),
  );
  const { spans = [] } = timeline.lanes[0] ?? {};
  const found = [5, 12, 15, 19, 21.5, 25, 40].map((atMs) => spanAt(spans, atMs, 2)?.call ?? null);
  expect(found).toEqual([1, 1, null, 2, 2, null, 3]);
});

test('what went on together last is looked at: not what was long before, and not what has lasted since', () => {
  const pid = '{app:host|0x00002}' as Pid;
  const timeline = timelineOf(
    step(0, 'queued', 1, 'app:service', { pid, parent: null }),
    step(1, 'queued', 2, 'app:main', { parent: null }),
    step(9, 'finished', 2, 'app:main'),
    step(5_000, 'queued', 3, 'app:main', { parent: null }),
    step(5_010, 'queued', 4, 'app:worker', { pid, parent: null }),
    step(5_020, 'finished', 3, 'app:main'),
    step(5_090, 'finished', 4, 'app:worker'),
    step(5_100, 'queued', 5, 'app:main', { parent: null }),
  );
  expect(lastBurst(timeline, 5_400)).toEqual({ fromMs: 5_000, toMs: 5_400 });
  expect(lastBurst(new Timeline(), 0)).toBeNull();
});
