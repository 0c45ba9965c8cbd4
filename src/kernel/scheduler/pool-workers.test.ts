import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { AdaptivePolicy } from './adaptive-policy.ts';
import { CallPool } from './call-pool.ts';
import {
  ADAPTIVE_TICK_MS,
  AdaptiveWorkers,
  FixedWorkers,
  OnDemandWorkers,
  type PoolTime,
  type PoolWorkers,
} from './pool-workers.ts';
import type { Frame } from './process.ts';
import { SlotWaits } from './slot-waits.ts';
import { Timers } from './timers.ts';

function setUp(make: (time: PoolTime) => PoolWorkers) {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const pool = new CallPool(
    make({ nowMs: () => clock.nowMs(), after: (delayMs, run) => timers.after(delayMs, run), fraction: () => 0.5 }),
    new SlotWaits(),
  );
  const inside: Frame[] = [];
  let calls = 0;
  const call = (parent: Frame | null = null): Frame => {
    const frame: Frame = { call: ++calls, target: 'app:f', parent, context: NO_CONTEXT };
    expect(pool.join(frame, () => inside.push(frame))).toBeNull();
    return frame;
  };
  const fewer: number[] = [];
  pool.onFewer = (idle) => fewer.push(idle);
  return {
    pool,
    call,
    fewer,
    times: (count: number) => Array.from({ length: count }, () => call()),
    end: (frame = inside[0]!) => {
      inside.splice(inside.indexOf(frame), 1);
      pool.leave(frame);
    },
    pass: (ms: number) => {
      const untilMs = clock.nowMs() + ms;
      for (let next = timers.nextAtMs(); next !== null && next <= untilMs; next = timers.nextAtMs()) {
        clock.advance(Math.max(0, next - clock.nowMs()));
        timers.fireDue();
      }
      clock.advance(untilMs - clock.nowMs());
    },
    isQuiet: () => timers.nextAtMs() === null,
  };
}

describe('the workers of a pool', () => {
  it('inline: none, and one call at a time', () => {
    const { pool, times } = setUp(() => new FixedWorkers('inline', 1));
    times(3);
    expect(pool.info).toEqual({ type: 'inline', active: 1, queued: 2, workers: 0, max: 1 });
  });

  it('static: all of them from the start, whatever waits', () => {
    const { pool, times } = setUp(() => new FixedWorkers('static', 2));
    expect(pool.info).toEqual({ type: 'static', active: 0, queued: 0, workers: 2, max: 2 });
    times(500);
    expect(pool.info).toEqual({ type: 'static', active: 2, queued: 498, workers: 2, max: 2 });
  });

  it('lazy: come with the calls, and all that are idle go when none has ended for 30 seconds', () => {
    const { pool, times, end, pass, fewer, isQuiet } = setUp((time) => new OnDemandWorkers(100, time));
    times(3);
    expect(pool.info).toEqual({ type: 'lazy', active: 3, queued: 0, workers: 3, max: 100 });
    end();
    pass(20_000);
    end();
    pass(29_000);
    expect([pool.info.workers, fewer]).toEqual([3, []]);
    pass(15_000);
    expect([pool.info.workers, fewer]).toEqual([1, [0]]);
    end();
    pass(60_000);
    expect([pool.info.workers, fewer]).toEqual([0, [0, 0]]);
    expect(isQuiet()).toBe(true);
  });

  it('adaptive: one at first, more while calls wait, and fewer when there is little to do', () => {
    const { pool, times, end, pass, isQuiet } = setUp((time) => new AdaptiveWorkers(8, time));
    times(40);
    expect(pool.info).toEqual({ type: 'adaptive', active: 1, queued: 39, workers: 1, max: 8 });
    pass(ADAPTIVE_TICK_MS);
    // As many as there are calls for each worker, but no more than a quarter of the maximum.
    expect(pool.info).toMatchObject({ active: 3, queued: 37, workers: 3 });
    while (pool.active > 0) {
      end();
      pass(50);
    }
    pass(60_000);
    expect(pool.info).toMatchObject({ active: 0, queued: 0, workers: 1 });
    expect(isQuiet()).toBe(true);
  });

  it('adaptive: while no call ends, those that wait get workers up to the maximum', () => {
    const { pool, times, pass } = setUp((time) => new AdaptiveWorkers(4, time));
    times(6);
    pass(ADAPTIVE_TICK_MS);
    expect(pool.info.workers).toBe(2);
    pass(30 * ADAPTIVE_TICK_MS);
    expect(pool.info).toMatchObject({ active: 4, queued: 2, workers: 4 });
    expect(pool.canGrow).toBe(false);
  });

  it('adaptive: a call below one that is inside gets in at once, up to the maximum', () => {
    const { pool, call } = setUp((time) => new AdaptiveWorkers(2, time));
    const outer = call();
    const inner = call(outer);
    expect(pool.info).toMatchObject({ active: 2, queued: 0 });
    expect(pool.join({ call: 9, target: 'app:f', parent: inner, context: NO_CONTEXT }, () => {})).toMatchObject({
      kind: 'Unavailable',
    });
  });

  it('a closed pool leaves no timer', () => {
    for (const make of [OnDemandWorkers, AdaptiveWorkers]) {
      const { pool, times, end, isQuiet } = setUp((time) => new make(2, time));
      times(3);
      end();
      pool.close();
      end();
      end();
      expect(isQuiet()).toBe(true);
    }
  });
});

describe('the adaptive policy', () => {
  const busy = (workers: number, queued: number, ended = 0) => ({ workers, busy: workers, queued, ended });

  it.each([
    [1, 1, 100, 1],
    [8, 3, 100, 2],
    [8, 30, 100, 3],
    [40, 7, 100, 10],
    [2, 90, 100, 25],
    [2, 90, 3, 1],
    [4, 9, 4, 0],
  ])('of %i busy workers with %i calls that wait, of at most %i, wants %i more', (workers, queued, max, more) => {
    expect(new AdaptivePolicy(max, () => 0.5).tick(busy(workers, queued))).toBe(more);
  });

  it('takes back what did not help, and rests the longer the more often that was so', () => {
    const policy = new AdaptivePolicy(16, () => 0.5);
    for (let tick = 0; tick < 60; tick++) policy.tick(busy(16, 5, 2));
    const rests: number[] = [];
    for (let round = 0; round < 3; round++) {
      let ticks = 0;
      while (policy.tick(busy(4, 4, 2)) !== 1) ticks++;
      rests.push(ticks);
      expect([1, 2, 3, 4].map(() => policy.tick(busy(5, 4, 2)))).toEqual([-0, -0, -0, -1].map((n) => n + 0));
    }
    expect(rests).toEqual([0, 8, 16]);
  });

  it.each([
    [0, 6],
    [0.5, 8],
    [0.999, 10],
  ])('rests a quarter shorter or longer, by chance: of %d for %i ticks', (fraction, ticks) => {
    const policy = new AdaptivePolicy(16, () => fraction);
    for (let tick = 0; tick < 60; tick++) policy.tick(busy(16, 5, 2));
    expect(policy.tick(busy(4, 4, 2))).toBe(1);
    for (let tick = 0; tick < 4; tick++) policy.tick(busy(5, 4, 2));
    let rested = 0;
    while (policy.tick(busy(4, 4, 2)) !== 1) rested++;
    expect(rested).toBe(ticks);
  });

  it('takes back nothing and rests no longer while nothing ends: those inside may wait for those outside', () => {
    const policy = new AdaptivePolicy(16, () => 0.5);
    let workers = 1;
    for (let tick = 0; tick < 100 && workers < 16; tick++) {
      const more = policy.tick(busy(workers, 4));
      expect(more).toBeGreaterThanOrEqual(0);
      workers += more;
    }
    expect(workers).toBe(16);
  });

  it('keeps what brought more calls to their end', () => {
    const policy = new AdaptivePolicy(16, () => 0.5);
    for (let tick = 0; tick < 40; tick++) policy.tick(busy(16, 5, 10));
    expect(policy.tick(busy(4, 40, 10))).toBe(4);
    expect([1, 2, 3, 4].map(() => policy.tick(busy(8, 40, 20)))).toEqual([0, 0, 0, 0]);
  });

  it('lets one go at a time after eight ticks of less than half of them busy', () => {
    const policy = new AdaptivePolicy(16, () => 0.5);
    const slack = { workers: 6, busy: 1, queued: 0, ended: 1 };
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => policy.tick(slack))).toEqual([0, 0, 0, 0, 0, 0, 0, -1, -1]);
    expect(policy.tick({ ...slack, workers: 2 })).toBe(0);
  });
});
