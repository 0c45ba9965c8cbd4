import { afterEach, describe, expect, test } from 'vitest';
import { inOneGo, inSlice, Interrupted, isDue, replaceOverseer, spend, spendBytes, type Slice } from './effort.ts';

afterEach(() => void replaceOverseer(null));

function sliceOf(endMs: number, clock: { now: number; looks: number; stopAt?: number }): Slice {
  return {
    endMs,
    nowMs: () => {
      clock.looks++;
      return clock.now++;
    },
    interrupted: () => clock.looks >= (clock.stopAt ?? Infinity),
  };
}

describe('effort', () => {
  test('work in portions is told when its slice is over, by looks that the units decide', () => {
    const clock = { now: 0, looks: 0 };
    let turns = 0;
    inSlice(sliceOf(5, clock), () => {
      while (!isDue()) {
        spend(100);
        turns++;
      }
    });
    expect(clock.looks).toBe(6);
    expect(turns).toBe(6 * 21);
  });

  test('bytes are paid for like turns', () => {
    const clock = { now: 0, looks: 0 };
    inSlice(sliceOf(Infinity, clock), () => {
      for (let piece = 0; piece < 16; piece++) spendBytes(1 << 20);
    });
    expect(clock.looks).toBe(16);
  });

  test('Stop ends work that looks at nothing itself', () => {
    const clock = { now: 0, looks: 0, stopAt: 3 };
    expect(() =>
      inSlice(sliceOf(Infinity, clock), () => {
        for (;;) spend(1);
      }),
    ).toThrow(Interrupted);
  });

  test('work that cannot be left off is done to its end, unless Stop ends it', () => {
    const work = (): string => {
      for (let unit = 0; unit < 100_000; unit++) {
        spend(1);
        if (isDue()) return 'left off';
      }
      return 'done';
    };
    expect(inOneGo(() => false, work)).toBe('done');
    let looks = 0;
    expect(() => inOneGo(() => ++looks > 2, work)).toThrow(Interrupted);
    expect(looks).toBe(3);
  });

  test('what is done inside of other work is overseen by its own, and the outer one looks at the clock right after', () => {
    const looks: string[] = [];
    const outer = { now: 0, looks: 0 };
    inSlice(sliceOf(Infinity, outer), () => {
      inSlice({ endMs: 0, nowMs: () => (looks.push('inner'), 1), interrupted: () => false }, () => {
        while (!isDue()) spend(1000);
      });
      expect(isDue()).toBe(false);
      expect(outer.looks).toBe(0);
      spend(1);
      expect(outer.looks).toBe(1);
    });
    expect(looks).toEqual(['inner']);
  });
});
