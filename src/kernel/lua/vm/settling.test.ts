/** What an environment holds is measured in portions, while its code waits and others run. */
import { describe, expect, it } from 'vitest';
import { inSlice } from '../../../base/effort.ts';
import { createLuaWorld, drive } from './testing/lua-world.ts';
import { createVm } from './vm.ts';

const MiB = 1024 * 1024;

/** A clock that goes on by what is looked at it. */
function createClock(): () => number {
  let now = 0;
  return () => (now += 0.25);
}

function threadOf(environment: ReturnType<ReturnType<typeof createVm>['createEnvironment']>, source: string) {
  const loaded = environment.load(source, 'app:main');
  if (!loaded.ok) throw new Error(loaded.error.message);
  return environment.createThread(loaded.value);
}

const HELD = 60_000;
const HOLD = `local t = {} for i = 1, ${HELD} do t[i] = { i } end return #t`;

describe('an environment that holds much', () => {
  it('is measured in many slices, each of which ends when it is over', () => {
    const now = createClock();
    const vm = createVm({ now, limits: { memoryBytes: 256 * MiB } });
    const environment = vm.createEnvironment('app:main');
    const thread = threadOf(environment, HOLD);
    let slices = 0;
    let longest = 0;
    let result = thread.resume(0, 2);
    while (result.status === 'preempted') {
      slices++;
      const before = now();
      result = thread.resume(0, 2);
      longest = Math.max(longest, now() - before);
    }
    expect(result.status).toBe('done');
    expect(slices).toBeGreaterThan(15);
    // The looks of the clock itself are what goes beyond the 2 ms of a slice.
    expect(longest).toBeLessThan(5);
  });

  it('lets others run between two slices of a measurement, and whoever has to be measured next helps with it', () => {
    const vm = createVm({ now: createClock(), limits: { memoryBytes: 256 * MiB } });
    const [one, two] = [vm.createEnvironment('app:one'), vm.createEnvironment('app:two')];
    const threads = [threadOf(one, HOLD), threadOf(two, HOLD)];
    const results = threads.map((thread) => thread.resume(0, 2));
    for (let turn = 0; turn < 100_000 && results.some(({ status }) => status === 'preempted'); turn++)
      threads.forEach((thread, index) => {
        if (results[index]!.status === 'preempted') results[index] = thread.resume(0, 2);
      });
    expect(results.map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('goes on when the one whose measurement it waited for is gone', () => {
    const vm = createVm({ now: createClock(), limits: { memoryBytes: 256 * MiB } });
    const [one, two] = [vm.createEnvironment('app:one'), vm.createEnvironment('app:two')];
    const first = threadOf(one, HOLD);
    for (let turn = 0; turn < 12; turn++) first.resume(0, 2);
    one.release();
    expect(drive(threadOf(two, HOLD), { sliceMs: 2, maxSlices: 100_000 }).values).toEqual([String(HELD)]);
  });

  it('gets what it was resumed with when it goes on', () => {
    const { run } = createLuaWorld({ limits: { memoryBytes: 64 * MiB } });
    const outcome = run(
      'local t, n = {}, 0 for i = 1, 60000 do t[i] = { i } if i % 500 == 0 then n = n + ask(i) end end return n',
      {
        sliceMs: 0.5,
        maxSlices: 1_000_000,
      },
    );
    expect(outcome.values).toEqual([String((500 * 120 * 121) / 2)]);
  });

  it('never holds more than a quarter beyond its limit', () => {
    const vm = createVm({ now: createClock(), limits: { memoryBytes: 16 * MiB } });
    const environment = vm.createEnvironment('app:main');
    const thread = threadOf(environment, 'local t = {} while true do t[#t + 1] = { #t } end');
    let result = thread.resume(0, 2);
    let most = 0;
    while (result.status === 'preempted') {
      most = Math.max(most, environment.memoryBytes);
      result = thread.resume(0, 2);
    }
    expect(result.status).toBe('error');
    expect(most).toBeGreaterThan(15 * MiB);
    expect(most).toBeLessThan(16 * MiB * 1.25 + MiB);
  });

  it('is measured no further once everything is to be stopped', () => {
    let isStopped = false;
    const vm = createVm({ now: createClock(), interrupted: () => isStopped, limits: { memoryBytes: 256 * MiB } });
    const environment = vm.createEnvironment('app:main');
    const thread = threadOf(environment, HOLD);
    for (let turn = 0; turn < 12; turn++) thread.resume(0, 2);
    isStopped = true;
    expect(thread.resume(0, 2)).toEqual({ status: 'killed', reason: 'killed' });
  });

  it('is not measured by work that nobody waits for', () => {
    let looks = 0;
    const slice = { nowMs: () => ++looks, endMs: Infinity, interrupted: () => false };
    const vm = createVm({ now: createClock() });
    const environment = vm.createEnvironment('app:main');
    inSlice(slice, () => environment.load(HOLD, 'app:main'));
    expect(environment.memoryBytes).toBeLessThan(MiB);
  });
});
