/** Runs that are stopped in mid-flight, again and again, with guests on threads. */
import { expect, it, vi } from 'vitest';
import { examples } from '../../examples/index.ts';
import { createNodeKernel } from '../testing/node-kernel.ts';

const RUNS = 150;
/** What is warm is there by then. */
const WARM_RUNS = 5;

it(
  'leave no process, wait, parked guest or worker too many after 150 runs, as after five, and no more of Lua',
  { timeout: 300_000 },
  async () => {
    const made = await createNodeKernel({ budget: 2, warm: 2 });
    const { kernel, guests, sink, settle } = made;
    const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const pools = examples.find(({ id }) => id === 'pools')!;
    await settle(kernel.open(await pools.files()));
    const level = () => {
      const { processes, pools: all } = kernel.state();
      const { parked, terminating } = guests.host.workers();
      const waits = all.map(({ target, active, queued }) => ({ target, active, queued }));
      return { processes, waits, guests: { parked, terminating } };
    };
    // On a busy machine one that does not hear the interrupt in time is terminated, replaced, and counted for a while.
    const settled = () =>
      vi.waitFor(
        () => {
          expect(level()).toMatchObject({ processes: [], guests: { parked: 0, terminating: 0 } });
          // Those that may run, and as many that are kept warm.
          expect(guests.host.workers().alive).toBeLessThanOrEqual(4);
          return level();
        },
        { timeout: 30_000 },
      );
    let after: ReturnType<typeof level> | null = null;
    let luaBytes = 0;
    for (let run = 1; run <= RUNS; run++) {
      const main = settle(kernel.call('app:main', []));
      // Stop comes at another moment each time.
      for (let turn = 0; turn < run % 7; turn++) await breathe();
      await settle(kernel.stop());
      expect((await main).error).toMatchObject({ kind: 'Canceled' });
      sink.events.length = sink.entries.length = 0;
      if (run !== WARM_RUNS) continue;
      after = await settled();
      luaBytes = kernel.state().memory.luaBytes;
    }
    expect(await settled()).toEqual(after);
    expect(kernel.state().memory.luaBytes).toBeLessThanOrEqual(luaBytes * 1.5);
    await made.dispose();
  },
);
