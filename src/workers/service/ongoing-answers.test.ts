import { expect, it } from 'vitest';
import { OngoingAnswers } from './ongoing-answers.ts';

const settled = async (promise: Promise<void>): Promise<boolean> => {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return isSettled;
};

it('ends at once where nothing is ongoing', async () => {
  expect(await settled(new OngoingAnswers().end())).toBe(true);
});

it('ends once all have settled, whatever they came to, and what began meanwhile too', async () => {
  const ongoing = new OngoingAnswers();
  let answerFirst = (_answer: number): void => undefined;
  let failSecond = (_reason: Error): void => undefined;
  const first = new Promise<number>((resolve) => (answerFirst = resolve));
  const second = new Promise<number>((_, reject) => (failSecond = reject));
  const counted = ongoing.count(first);
  const end = ongoing.end();
  expect(await settled(end)).toBe(false);
  const failing = ongoing.count(second);
  answerFirst(1);
  expect(await settled(end)).toBe(false);
  failSecond(new Error('the network is gone'));
  await expect(failing).rejects.toThrow('the network is gone');
  expect(await settled(end)).toBe(true);
  expect(await counted).toBe(1);
});
