import { createPlayground } from '../client/index.ts';
import type { Playground } from '../client/playground.ts';
import { startServiceWorker } from '../client/service-worker.ts';
import { shippedExamples } from './files/shipped-examples.ts';
import { start } from './start.tsx';

declare global {
  /** The surface for tests and embedders; see `Playground`. */
  var playground: Playground;
}

// The page may be about to load again, isolated; until that is known nothing starts that could be lost.
const { state } = await startServiceWorker();
if (state !== 'reloading') {
  globalThis.playground = createPlayground();
  start(globalThis.playground, shippedExamples);
}
