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
    /** As many waits in which nobody answers as it takes to make it rest. */
    fail: () => {
      for (let failure = 0; failure < 4; failure++) expect(lookout.sawRing(doorbell.read(), nowMs)).toBe(false);
    },
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

  it('bears three looks without an answer', () => {
    const { answered, unanswered } = setUp();
    for (let failure = 0; failure < 3; failure++) expect(unanswered()).toBe(false);
    expect(answered()).toBe(true);
  });

  it('forgives a failure after a row of answers', () => {
    const { answered, unanswered } = setUp();
    for (let failure = 0; failure < 12; failure++) {
      expect(unanswered()).toBe(false);
      for (let wait = 0; wait < 1_000; wait++) expect(answered()).toBe(true);
    }
  });

  it('sleeps after one look more without an answer, and its guests too', () => {
    const { doorbell, answered, fail } = setUp();
    expect(answered()).toBe(true);
    fail();
    expect(answered()).toBe(false);
    expect(doorbell.isLooking).toBe(false);
  });

  it('takes a wait that was as long as a lost core for a failure', () => {
    const { doorbell, answered, pass } = setUp();
    for (let loss = 0; loss < 4; loss++) {
      expect(answered()).toBe(true);
      pass(1.5);
      expect(answered()).toBe(false);
    }
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
    const { fail, restMs } = setUp();
    const rests: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      fail();
      rests.push(restMs());
    }
    expect(rests).toEqual([10, 20, 40, 80, 160, 320, 320, 320]);
  });

  it('rests for a short time again once looking has paid for a while', () => {
    const { answered, fail, restMs } = setUp();
    for (let failure = 0; failure < 4; failure++) {
      fail();
      restMs();
    }
    for (let wait = 0; wait < 4_000; wait++) expect(answered()).toBe(true);
    fail();
    expect(restMs()).toBe(10);
  });
});
