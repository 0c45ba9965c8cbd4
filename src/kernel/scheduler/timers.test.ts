import { expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Timers } from './timers.ts';

test('a timer fires when the clock reaches it, and not before', () => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const fired: string[] = [];
  timers.after(10, () => fired.push('ten'));
  clock.advance(9.999);
  timers.fireDue();
  expect(fired).toEqual([]);
  clock.advance(0.001);
  timers.fireDue();
  expect(fired).toEqual(['ten']);
});

test('timers fire in the order of their deadlines, equal ones in the order they were set', () => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const fired: string[] = [];
  for (const [name, delayMs] of [
    ['c', 30],
    ['a', 10],
    ['b1', 20],
    ['b2', 20],
  ] as const)
    timers.after(delayMs, () => fired.push(name));
  clock.advance(100);
  expect(timers.fireDue()).toBe(4);
  expect(fired).toEqual(['a', 'b1', 'b2', 'c']);
});

test('an undone timer never fires and is not counted', () => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const undo = timers.after(5, () => expect.unreachable());
  timers.after(7, () => {});
  undo();
  undo();
  expect(timers.size).toBe(1);
  expect(timers.nextAtMs()).toBe(7);
  clock.advance(6);
  expect(timers.fireDue()).toBe(0);
});

test('a time that is no number is refused where it enters, and the others go on', () => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const fired: string[] = [];
  timers.after(5, () => fired.push('later'));
  for (const delayMs of [NaN, Infinity, -Infinity])
    expect(() => timers.after(delayMs, () => fired.push('never'))).toThrow(`a timer after ${delayMs} ms`);
  clock.advance(5);
  timers.fireDue();
  expect([fired, timers.size, timers.nextAtMs()]).toEqual([['later'], 0, null]);
});

test('many timers in random order come out sorted', () => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const fired: number[] = [];
  for (let index = 0; index < 1000; index++) {
    const delayMs = (index * 7919) % 1009;
    timers.after(delayMs, () => fired.push(delayMs));
  }
  clock.advance(2000);
  timers.fireDue();
  expect(fired).toEqual(fired.toSorted((a, b) => a - b));
  expect(timers.nextAtMs()).toBeNull();
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a delay of %s is refused, and the other timers fire', (delayMs) => {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const fired: string[] = [];
  expect(() => timers.after(delayMs, () => expect.unreachable())).toThrow(
    new RangeError(`a timer after ${delayMs} ms`),
  );
  timers.after(1, () => fired.push('other'));
  clock.advance(1);
  timers.fireDue();
  expect(fired).toEqual(['other']);
});
