/** How guests wait for their host: blocked in shared memory, suspended by promises, or not at all (docs/decisions/waiting.md). */
import type { GuestsFor } from '../protocol/messages.ts';

export type { GuestsFor };

export const BACKENDS = ['shared', 'jspi', 'messages'] as const;

export type Backend = (typeof BACKENDS)[number];

/** What this page has of it. */
export interface BackendAbilities {
  readonly hasSharedMemory: boolean;
  /** JavaScript Promise Integration. */
  readonly hasPromises: boolean;
}

export function backendAbilities(page: typeof globalThis): BackendAbilities {
  return {
    hasSharedMemory: page.crossOriginIsolated && typeof page.SharedArrayBuffer === 'function',
    hasPromises: typeof page.WebAssembly === 'object' && 'Suspending' in page.WebAssembly,
  };
}

/** The best there is, from `wanted` on; what is wanted and is not there is passed over. */
export function chooseBackend(wanted: Backend | null, { hasSharedMemory, hasPromises }: BackendAbilities): Backend {
  const has: Record<Backend, boolean> = { shared: hasSharedMemory, jspi: hasPromises, messages: true };
  const from = wanted ? BACKENDS.indexOf(wanted) : 0;
  return BACKENDS.slice(from).find((backend) => has[backend]) ?? 'messages';
}
