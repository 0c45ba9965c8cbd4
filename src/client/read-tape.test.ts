import { expect, it } from 'vitest';
import { writePlain } from '../contract/plain.ts';
import { TapeWriter } from '../contract/tape.ts';
import { readTape } from './read-tape.ts';

it('a large value is made in many short turns, between which other tasks run', async () => {
  const writer = new TapeWriter({ values: 1_000_000, bytes: 64 << 20 });
  const value = Array.from({ length: 100_000 }, (_, index) => ({ index }));
  writePlain(value, writer);
  // A clock that moves by a millisecond with each look.
  let now = 0;
  let tasks = 0;
  let isRead = false;
  const other = (): void => {
    tasks++;
    if (!isRead) setImmediate(other);
  };
  setImmediate(other);
  const [read] = await readTape(writer.take(), () => ++now);
  isRead = true;
  expect(read).toEqual(value);
  // 400 000 operations, 2 000 between two looks, 8 looks a turn.
  expect(now).toBeGreaterThan(200);
  expect(tasks).toBeGreaterThan(10);
});
