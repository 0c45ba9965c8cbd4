import { createPlayground } from '../client/index.ts';
import type { Playground } from '../client/playground.ts';
import { shippedExamples } from './files/shipped-examples.ts';
import { start } from './start.tsx';

declare global {
  /** The surface for tests and embedders; see `Playground`. */
  var playground: Playground;
}

globalThis.playground = createPlayground();
start(globalThis.playground, shippedExamples);
