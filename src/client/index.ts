/** The page's handle on the runtime. */
import { readyModules } from 'virtual:ready-modules';
import { backendAbilities, chooseBackend, type Backend, type GuestsFor } from './backend.ts';
import { partsOf, preloadParts } from './lua-part.ts';
import type { Playground } from './playground.ts';
import { PlaygroundClient } from './playground-client.ts';
import { joinTools } from './joined-tools.ts';
import { Runtime } from './runtime.ts';
import { ToolchainClient } from './toolchain.ts';

export type { EvalOptions, Playground, PlaygroundEvents, PlaygroundState, RunState } from './playground.ts';

/** Fewest guests that may run at once, so that a terminated one, which lives on for a moment, does not stop all others. */
const MIN_GUEST_BUDGET = 4;

/** `backend`: see `chooseBackend`. */
export interface PlaygroundOptions {
  readonly backend?: Backend | null;
  readonly guestsFor?: GuestsFor;
}

/** Starts the kernel's workers. One per page. */
export function createPlayground({
  backend: wanted = null,
  guestsFor = 'what-needs-one',
}: PlaygroundOptions = {}): Playground {
  const abilities = backendAbilities(globalThis);
  const backend = chooseBackend(wanted, abilities);
  const createTools = () =>
    new ToolchainClient({
      ready: readyModules,
      createWorker: () =>
        new Worker(new URL('../workers/toolchain/toolchain.worker.ts', import.meta.url), {
          type: 'module',
          name: 'toolchain',
        }),
    });
  const toolchain = createTools();
  const workers = {
    kernel: () =>
      new Worker(new URL('../workers/kernel/kernel.worker.ts', import.meta.url), { type: 'module', name: 'kernel' }),
    guest: () =>
      new Worker(new URL('../workers/guest/guest.worker.ts', import.meta.url), { type: 'module', name: 'guest' }),
    network: () =>
      new Worker(new URL('../workers/network/network.worker.ts', import.meta.url), { type: 'module', name: 'network' }),
  };
  const guestBudget = Math.max(MIN_GUEST_BUDGET, navigator.hardwareConcurrency || 0);
  return new PlaygroundClient(
    () => new Runtime({ workers, toolchain, backend, guestBudget, guestsFor }),
    { backend, isolated: abilities.hasSharedMemory },
    joinTools(toolchain, createTools()),
    (files) => preloadParts(partsOf(files, readyModules)),
  );
}
