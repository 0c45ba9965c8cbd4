import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createDoorbell, Doorbell } from '../../protocol/sync-channel-layout.ts';
import { DoorbellLoop, type TurnResult } from './doorbell-loop.ts';
import { realClock } from '../testing/node-guests.ts';

const QUIET: TurnResult = { more: false, nextTimerMs: null, awaitingGuest: false, startingGuest: false };

/** A pending `waitAsync` does not keep Node alive. */
const alive = setInterval(() => {}, 1000);
const loops: DoorbellLoop[] = [];
const workers: Worker[] = [];

afterEach(async () => {
  for (const loop of loops.splice(0)) loop.dispose();
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
  alive.refresh();
});

interface Setup {
  readonly doorbell: Doorbell;
  readonly memory: WebAssembly.Memory;
  readonly loop: DoorbellLoop;
}

function createLoop(turn: (setup: Setup) => TurnResult): Setup {
  const memory = createDoorbell();
  const doorbell = new Doorbell(memory);
  const loop = new DoorbellLoop({ doorbell, clock: realClock, turn: () => turn(setup) });
  const setup: Setup = { doorbell, memory, loop };
  loops.push(loop);
  return setup;
}

/** A thread that rings whenever word 0 of `orders` grows, and counts in word 1. */
function createRinger(memory: WebAssembly.Memory): Int32Array {
  const orders = new Int32Array(new SharedArrayBuffer(8));
  const source = `
    const { workerData } = require('node:worker_threads');
    const orders = new Int32Array(workerData.orders), words = new Int32Array(workerData.memory.buffer);
    for (let done = 0; ; done++) {
      while (Atomics.load(orders, 0) === done) Atomics.wait(orders, 0, done, 50);
      Atomics.add(orders, 1, 1);
      Atomics.add(words, 0, 1);
      Atomics.notify(words, 0);
    }`;
  workers.push(new Worker(source, { eval: true, workerData: { orders: orders.buffer, memory } }));
  return orders;
}

describe('the loop', () => {
  it('runs turns while there is more, and lets timers through all the same', async () => {
    let turns = 0;
    let isTimerDone = false;
    const { loop } = createLoop(() => {
      turns++;
      return { ...QUIET, more: !isTimerDone };
    });
    setTimeout(() => (isTimerDone = true), 1);
    loop.poke();
    await expect.poll(() => isTimerDone, { interval: 1 }).toBe(true);
    expect(turns).toBeGreaterThan(10);
  });

  it('lets timers through while every synchronous wait succeeds', async () => {
    let isTimerDone = false;
    let orders: Int32Array | null = null;
    const { loop, memory } = createLoop(() => {
      if (orders) {
        Atomics.add(orders, 0, 1);
        Atomics.notify(orders, 0);
      }
      return { ...QUIET, awaitingGuest: !isTimerDone };
    });
    orders = createRinger(memory);
    await expect
      .poll(
        () => {
          loop.poke();
          return orders && Atomics.load(orders, 1);
        },
        { interval: 1 },
      )
      .toBeGreaterThan(10);
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
    isTimerDone = true;
  });

  it('sleeps until a ring, wherever it comes from, and loses none', async () => {
    let seen = 0;
    let turns = 0;
    const { loop, memory } = createLoop(() => {
      turns++;
      seen = orders ? Atomics.load(orders, 1) : 0;
      // Sometimes sleep, sometimes wait for a guest, sometimes with a timer far away.
      return { ...QUIET, awaitingGuest: turns % 3 === 0, nextTimerMs: turns % 5 === 0 ? 100_000 : null };
    });
    const orders = createRinger(memory);
    loop.poke();
    for (let order = 1; order <= 3000; order++) {
      Atomics.add(orders, 0, 1);
      Atomics.notify(orders, 0);
      while (seen < order) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(seen).toBe(3000);
  });

  it('wakes for a timer', async () => {
    const startMs = performance.now();
    let woken = 0;
    const { loop } = createLoop(() => {
      const leftMs = startMs + 20 - performance.now();
      if (leftMs <= 0) woken = performance.now();
      return { ...QUIET, nextTimerMs: leftMs > 0 ? leftMs : null };
    });
    loop.poke();
    await expect.poll(() => woken, { interval: 1 }).toBeGreaterThan(0);
    expect(woken - startMs).toBeGreaterThanOrEqual(20);
  });

  it('does not wait synchronously while a worker starts', () => {
    const { loop } = createLoop(() => ({ ...QUIET, awaitingGuest: true, startingGuest: true }));
    const wait = Atomics.wait;
    let waits = 0;
    Atomics.wait = ((...parameters: Parameters<typeof wait>) => {
      waits++;
      return wait(...parameters);
    }) as typeof wait;
    try {
      loop.poke();
    } finally {
      Atomics.wait = wait;
    }
    expect(waits).toBe(0);
  });

  it('takes a poke from inside a turn as more work', () => {
    let turns = 0;
    const { loop } = createLoop((setup) => {
      if (++turns < 3) setup.loop.poke();
      return QUIET;
    });
    loop.poke();
    expect(turns).toBe(3);
  });

  it('runs no turn after it was disposed, also when that happens in a turn', async () => {
    let turns = 0;
    const { loop, doorbell } = createLoop((setup) => {
      turns++;
      if (turns === 2) setup.loop.dispose();
      return { ...QUIET, nextTimerMs: 1, more: turns === 2 };
    });
    loop.poke();
    await expect.poll(() => turns, { interval: 1 }).toBe(2);
    doorbell.ring();
    loop.poke();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(turns).toBe(2);
  });
});
