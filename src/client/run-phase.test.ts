import { expect, test } from 'vitest';
import { RunPhase } from './run-phase.ts';

function open(): { readonly work: () => Promise<void>; readonly end: () => void } {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end: () => end() };
}

test('a change is told once, and of several that go on the one that matters most', async () => {
  const told: string[] = [];
  const phase = new RunPhase((state) => told.push(state));
  const [run, other, boot, stop] = [open(), open(), open(), open()];
  const works = [
    phase.during('running', run.work),
    phase.during('running', other.work),
    phase.during('booting', boot.work),
    phase.during('stopping', stop.work),
  ];
  boot.end();
  run.end();
  await Promise.all([works[0], works[2]]);
  expect([told, phase.state]).toEqual([['running', 'booting', 'stopping'], 'stopping']);
  stop.end();
  await works[3];
  other.end();
  await works[1];
  expect(told).toEqual(['running', 'booting', 'stopping', 'running', 'idle']);
});

test('what fails is over too', async () => {
  const told: string[] = [];
  const phase = new RunPhase((state) => told.push(state));
  await expect(phase.during('running', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(told).toEqual(['running', 'idle']);
});
