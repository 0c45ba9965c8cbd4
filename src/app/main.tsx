import { forgetEarlierVersions } from '../client/earlier-versions.ts';
import { createPlayground } from '../client/index.ts';
import { createOutside } from '../client/outside.ts';
import type { Playground } from '../client/playground.ts';
import { startServiceWorker } from '../client/service-worker.ts';
import { showFailure } from './show-failure.ts';
import { pageOptions } from './model/page-options.ts';
import { shippedExamples } from './files/shipped-examples.ts';
import type { ReadLink } from './share/open-link.ts';
import { start, type Sharing } from './start.tsx';

declare global {
  /** The surface for tests and embedders; see `Playground`. */
  var playground: Playground & Sharing;
}

/* Not at the top level: what is loaded on demand shares modules with this file, and would wait for it. */
async function begin(): Promise<void> {
  // The page may be about to load again, isolated; until that is known nothing starts that could be lost.
  const { state, offline, update } = await startServiceWorker();
  if (state === 'reloading') return;
  const options = pageOptions(location.search);
  if (options.theme) document.documentElement.dataset['theme'] = options.theme;
  let shown: ReadLink | null = null;
  if (options.isEmbedded) {
    const { showPoster } = await import('./embedded.tsx');
    shown = await showPoster(document.querySelector('#root') ?? document.body, shippedExamples, options);
  }
  // Not there where the page is no secure context.
  void forgetEarlierVersions(globalThis.caches);
  const playground = createPlayground(options);
  const outside = createOutside(playground);
  globalThis.playground = Object.assign(
    outside.playground,
    start(playground, shippedExamples, { outside, offline, update, options, shown }),
  );
}

begin().catch((error: unknown) => {
  showFailure(document.querySelector('#root') ?? document.body, error);
  throw error;
});
