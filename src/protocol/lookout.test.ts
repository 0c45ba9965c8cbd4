import { describe, expect, it } from 'vitest';
import { Lookout } from './lookout.ts';
import { createDoorbell, Doorbell } from './sync-channel-layout.ts';

/** A lookout under a clock that the test moves. */
function setUp() {
  const doorbell = new Doorbell(createDoorbell());
  const lookout = new Lookout(doorbell);
  let nowMs = 1_000;
  return {
    doorbell,
    lookout,
    pass: (ms: number) => void (nowMs += ms),
    /** A wait in which the guest answers at once. True = it was seen by looking. */
    answered: () => {
      const seen = doorbell.read();
      doorbell.ring();
      return lookout.sawRing(seen, nowMs);
    },
    /** A wait in which nobody answers. */
    unanswered: () => lookout.sawRing(doorbell.read(), nowMs),
    /** Milliseconds until it looks again, to the nearest. */
    restMs: () => {
      const startMs = nowMs;
      for (;;) {
        const seen = doorbell.read() - 1;
        if (lookout.sawRing(seen, nowMs)) return nowMs - startMs;
        nowMs += 1;
      }
    },
  };
}

describe('a lookout', () => {
  it('looks on as long as answers come, and guests look too', () => {
    const { doorbell, answered, pass } = setUp();
    for (let wait = 0; wait < 10_000; wait++) {
      expect(answered()).toBe(true);
      pass(0.01);
    }
    expect(doorbell.isLooking).toBe(true);
  });

  it('sleeps after one look without an answer, and its guests too', () => {
    const { doorbell, answered, unanswered } = setUp();
    expect(answered()).toBe(true);
    expect(unanswered()).toBe(false);
    expect(answered()).toBe(false);
    expect(doorbell.isLooking).toBe(false);
  });

  it('sleeps after a wait that took as long as a lost core', () => {
    const { doorbell, answered, pass } = setUp();
    expect(answered()).toBe(true);
    pass(1.5);
    expect(answered()).toBe(false);
    expect(doorbell.isLooking).toBe(false);
  });

  it('does not take the time between two rows for a lost core', () => {
    const { answered, lookout, pass } = setUp();
    expect(answered()).toBe(true);
    lookout.endRow();
    pass(5_000);
    expect(answered()).toBe(true);
  });

  it('rests for longer and longer while looking fails, within a bound', () => {
    const { unanswered, restMs } = setUp();
    const rests: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      unanswered();
      rests.push(restMs());
    }
    expect(rests).toEqual([10, 20, 40, 80, 160, 320, 320, 320]);
  });

  it('rests for a short time again once looking has paid for a while', () => {
    const { answered, unanswered, restMs } = setUp();
    for (let failure = 0; failure < 4; failure++) {
      unanswered();
      restMs();
    }
    for (let wait = 0; wait < 4_000; wait++) expect(answered()).toBe(true);
    unanswered();
    expect(restMs()).toBe(10);
  });
});
