/** All suites of host interfaces once more, with host functions that are run again from their start after each answer. */
import { repeatHostFunctions } from '../testing/repeating.ts';

repeatHostFunctions();
await import('./components.test.ts');
await import('./http.test.ts');
await import('./sockets.test.ts');
await import('./streams.test.ts');
await import('./misuse.test.ts');
await import('./wasi1/files.test.ts');
await import('./wasi1/imports.test.ts');
