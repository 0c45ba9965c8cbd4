import { describe, expect, test } from 'vitest';
import { CallPool } from './call-pool.ts';
import type { Frame } from './process.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { SlotWaits } from './slot-waits.ts';

function frame(call: number, target: string, parent: Frame | null = null): Frame {
  return { call, target, parent, context: NO_CONTEXT };
}

test('calls beyond the limit wait and enter first come first served', () => {
  const pool = new CallPool(1, new SlotWaits());
  const entered: number[] = [];
  const frames = [1, 2, 3].map((call) => frame(call, 'app:f'));
  for (const one of frames) expect(pool.join(one, () => entered.push(one.call))).toBeNull();
  expect(entered).toEqual([1]);
  expect([pool.active, pool.queued]).toEqual([1, 2]);
  pool.leave(frames[0]!);
  pool.leave(frames[0]!);
  expect(entered).toEqual([1, 2]);
  pool.leave(frames[1]!);
  expect(entered).toEqual([1, 2, 3]);
});

test('a waiting call that is withdrawn gives its place up', () => {
  const pool = new CallPool(1, new SlotWaits());
  const first = frame(1, 'app:f');
  const second = frame(2, 'app:f');
  pool.join(first, () => {});
  pool.join(second, () => expect.unreachable());
  pool.leave(second);
  pool.leave(first);
  expect([pool.active, pool.queued]).toEqual([0, 0]);
});

test('a call that could only wait for its own ancestors is refused by kind Unavailable, naming the chain', () => {
  const pool = new CallPool(1, new SlotWaits());
  const outer = frame(1, 'app:a');
  pool.join(outer, () => {});
  const between = frame(2, 'app:b', outer);
  const inner = frame(3, 'app:a', between);
  expect(pool.join(inner, () => {})).toMatchObject({
    kind: 'Unavailable',
    message: 'call would wait for itself: app:a → app:b → app:a (at most 1 at a time)',
  });
  expect(pool.queued).toBe(0);
});

test('a call that waits for a stranger as well is queued', () => {
  const pool = new CallPool(2, new SlotWaits());
  const outer = frame(1, 'app:a');
  const stranger = frame(9, 'app:a');
  pool.join(outer, () => {});
  pool.join(stranger, () => {});
  const entered: number[] = [];
  expect(pool.join(frame(2, 'app:a', outer), () => entered.push(2))).toBeNull();
  pool.leave(stranger);
  expect(entered).toEqual([2]);
});

test('a closed pool refuses with "pool is closed" and lets running calls end', () => {
  const pool = new CallPool(1, new SlotWaits());
  const running = frame(1, 'app:f');
  pool.join(running, () => {});
  pool.close();
  expect(pool.join(frame(2, 'app:f'), () => {})).toMatchObject({ kind: 'Unavailable', message: 'pool is closed' });
  pool.leave(running);
  expect(pool.active).toBe(0);
});

/** Functions of one project, with the calls that a test makes of them. */
function functions(limits: Record<string, number>) {
  const waits = new SlotWaits();
  const pools = new Map(Object.entries(limits).map(([name, limit]) => [name, new CallPool(limit, waits)]));
  const entered: string[] = [];
  let calls = 0;
  const poolOf = (name: string): CallPool => {
    const pool = pools.get(name);
    if (!pool) throw new Error(`no function ${name}`);
    return pool;
  };
  return {
    entered,
    call: (target: string, parent: Frame | null = null) => {
      const made = frame(++calls, target, parent);
      const refused = poolOf(target).join(made, () => entered.push(`${target} ${made.call}`));
      return { frame: made, refused: refused?.message ?? null };
    },
    end: (ended: Frame) => poolOf(ended.target).leave(ended),
  };
}

describe('calls from several roots', () => {
  test('that would wait for each other in a circle of two are refused with both chains', () => {
    const { call, end, entered } = functions({ a: 1, b: 1 });
    const [first, second] = [call('a').frame, call('b').frame];
    const waiting = call('b', first);
    expect(waiting.refused).toBeNull();
    expect(call('a', second).refused).toBe('calls would wait for each other: b → a; a → b (at most 1 at a time)');
    end(second);
    expect(entered).toEqual(['a 1', 'b 2', 'b 3']);
  });

  test.each([0, 1, 2, 3])('in a circle of four are refused whichever closes it (%i)', (last) => {
    const names = ['a', 'b', 'c', 'd'];
    const { call } = functions({ a: 1, b: 1, c: 1, d: 1 });
    const roots = names.map((name) => call(name).frame);
    const next = (index: number) => call(names[(index + 1) % 4]!, roots[index % 4]).refused;
    const chain = (index: number) => `${names[index % 4]} → ${names[(index + 1) % 4]}`;
    for (let step = 1; step < 4; step++) expect(next(last + step)).toBeNull();
    expect(next(last)).toBe(
      `calls would wait for each other: ${[0, 1, 2, 3].map((step) => chain(last + step)).join('; ')} (at most 1 at a time)`,
    );
  });

  test('wait when one of the holders they wait for can end', () => {
    const { call, end, entered } = functions({ a: 1, b: 2 });
    const [first, second, free] = [call('a').frame, call('b').frame, call('b').frame];
    expect(call('b', first).refused).toBeNull();
    expect(call('a', second).refused).toBeNull();
    end(free);
    expect(entered).toContain('b 4');
  });

  test('are refused when the last of several holders comes to wait for them', () => {
    const { call } = functions({ a: 1, b: 2 });
    const [first, second, third] = [call('a').frame, call('b').frame, call('b').frame];
    expect(call('b', first).refused).toBeNull();
    expect(call('a', second).refused).toBeNull();
    expect(call('a', third).refused).toBe('calls would wait for each other: b → a; a → b (at most 1 at a time)');
  });

  test('may wait for what was in a circle before one of it gave up', () => {
    const { call, end } = functions({ a: 1, b: 1 });
    const [first, second] = [call('a').frame, call('b').frame];
    end(call('b', first).frame);
    expect(call('a', second).refused).toBeNull();
  });

  test('wait for the calls deep below a holder as well', () => {
    const { call } = functions({ a: 1, b: 1, between: 9 });
    const [first, second] = [call('a').frame, call('b').frame];
    expect(call('b', call('between', call('between', first).frame).frame).refused).toBeNull();
    expect(call('a', call('between', second).frame).refused).toBe(
      'calls would wait for each other: b → between → a; a → between → between → b (at most 1 at a time)',
    );
  });

  test('never hang, in any order of calls and ends of any shape', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = sequence(seed);
      const names = ['a', 'b', 'c', 'd'].slice(0, 2 + random(3));
      const waits = new SlotWaits();
      const pools = new Map(names.map((name) => [name, new CallPool(1 + random(2), waits)]));
      /** Calls that are inside and have no call below them: what can go on by itself. */
      const running = new Set<Frame>();
      const waiting = new Set<Frame>();
      for (let call = 1; call <= 40; call++) {
        const parents = [...running];
        const parent = random(2) === 0 ? null : (parents[random(parents.length || 1)] ?? null);
        const made = frame(call, names[random(names.length)]!, parent);
        waiting.add(made);
        const refused = pools.get(made.target)!.join(made, () => {
          waiting.delete(made);
          running.add(made);
        });
        if (refused) waiting.delete(made);
        else if (parent) running.delete(parent);
        if (random(3) === 0) endOne(random(running.size || 1));
      }
      while (running.size > 0) endOne(0);
      expect([seed, [...waiting]]).toEqual([seed, []]);

      function endOne(index: number): void {
        const ended = [...running][index];
        if (!ended) return;
        running.delete(ended);
        if (ended.parent) running.add(ended.parent);
        pools.get(ended.target)!.leave(ended);
      }
    }
  });
});

/** Whole numbers below a bound, the same for the same seed. */
function sequence(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
