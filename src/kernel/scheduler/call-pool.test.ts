import { expect, test } from 'vitest';
import { CallPool } from './call-pool.ts';
import type { Frame } from './process.ts';

function frame(call: number, target: string, parent: Frame | null = null): Frame {
  return { call, target, parent };
}

test('calls beyond the limit wait and enter first come first served', () => {
  const pool = new CallPool(1);
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
  const pool = new CallPool(1);
  const first = frame(1, 'app:f');
  const second = frame(2, 'app:f');
  pool.join(first, () => {});
  pool.join(second, () => expect.unreachable());
  pool.leave(second);
  pool.leave(first);
  expect([pool.active, pool.queued]).toEqual([0, 0]);
});

test('a call that could only wait for its own ancestors is refused by kind Unavailable, naming the chain', () => {
  const pool = new CallPool(1);
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
  const pool = new CallPool(2);
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
  const pool = new CallPool(1);
  const running = frame(1, 'app:f');
  pool.join(running, () => {});
  pool.close();
  expect(pool.join(frame(2, 'app:f'), () => {})).toMatchObject({ kind: 'Unavailable', message: 'pool is closed' });
  pool.leave(running);
  expect(pool.active).toBe(0);
});
