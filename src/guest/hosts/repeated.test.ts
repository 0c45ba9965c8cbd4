/**
 * All suites of host interfaces once more, with host functions that are run again from their start after each answer. Answers are there
 * at once wherever core code is between, which nothing suspends here; those of `streams.test.ts` are not, every other one.
 */
import { repeatHostFunctions } from '../testing/repeating.ts';

repeatHostFunctions();
await import('./components.test.ts');
await import('./refusals.test.ts');
await import('./leaks.test.ts');
await import('./http.test.ts');
await import('./sockets.test.ts');
await import('./streams.test.ts');
await import('./misuse.test.ts');
await import('./wasi1/files.test.ts');
await import('./wasi1/refusals.test.ts');
await import('./wasi1/imports.test.ts');
await import('./wasi1/poll.test.ts');
