import { describe, expect, it } from 'vitest';
import { threadClock, type TimeSource } from './thread-clock.ts';

/** Time as threads of one page see it: `passed` since the page's start, and a date that somebody may set. */
class World {
  passedMs = 0;
  dateMs = 1_700_000_000_000;
  readonly #epochMs = this.dateMs;

  pass(ms: number): void {
    this.passedMs += ms;
    this.dateMs += ms;
  }

  /** Of a thread that starts now. */
  startThread(): TimeSource {
    const startedMs = this.passedMs;
    return {
      timeOrigin: this.#epochMs + startedMs,
      now: () => this.passedMs - startedMs,
      date: () => Math.floor(this.dateMs),
    };
  }
}

describe('the clock that never goes back', () => {
  it('is one for threads that started at different times', () => {
    const world = new World();
    const kernel = world.startThread();
    const clocks = [threadClock(kernel.timeOrigin, kernel)];
    for (const ms of [0.25, 20, 3000]) {
      world.pass(ms);
      clocks.push(threadClock(kernel.timeOrigin, world.startThread()));
    }
    world.pass(7.5);
    expect(clocks.map((clock) => clock.nowMs())).toEqual(clocks.map(() => 3027.75));
  });

  it('measures what passed between a reading of one thread and that of a younger one', () => {
    const world = new World();
    const kernel = world.startThread();
    world.pass(500);
    const before = threadClock(kernel.timeOrigin, world.startThread()).nowMs();
    world.pass(20);
    const after = threadClock(kernel.timeOrigin, world.startThread()).nowMs();
    expect(after - before).toBe(20);
  });

  it('does not follow a date that is set', () => {
    const world = new World();
    const source = world.startThread();
    const clock = threadClock(source.timeOrigin, source);
    world.pass(5);
    world.dateMs -= 60_000;
    expect(clock.nowMs()).toBe(5);
  });
});

describe('the time of day', () => {
  it('tells parts of a millisecond', () => {
    const world = new World();
    const source = world.startThread();
    const clock = threadClock(source.timeOrigin, source);
    world.pass(10.25);
    expect(clock.wallMs()).toBe(1_700_000_000_010.25);
  });

  it.each([3_600_000, -3_600_000, 2, -2])('follows a date that is set by %d ms', (byMs) => {
    const world = new World();
    const source = world.startThread();
    const clock = threadClock(source.timeOrigin, source);
    world.pass(10);
    clock.wallMs();
    world.dateMs += byMs;
    expect(clock.wallMs()).toBe(world.dateMs);
    world.pass(0.5);
    expect(clock.wallMs()).toBe(world.dateMs);
  });

  it('is within a millisecond of the date, whatever thread is asked, and goes on within a thread', () => {
    const world = new World();
    const kernel = world.startThread();
    const clocks = [threadClock(kernel.timeOrigin, kernel)];
    // The date runs away from the other clock by a little with each step, as one that is corrected does.
    let last = 0;
    for (let step = 0; step < 500; step++) {
      world.pass(0.375);
      world.dateMs += step % 7 === 0 ? 0.125 : 0;
      if (step % 100 === 50) clocks.push(threadClock(kernel.timeOrigin, world.startThread()));
      for (const clock of clocks) expect(Math.abs(clock.wallMs() - world.dateMs)).toBeLessThanOrEqual(1);
      const told = clocks[0]!.wallMs();
      expect(told).toBeGreaterThanOrEqual(last);
      last = told;
    }
  });
});
