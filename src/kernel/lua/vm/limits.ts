import type { VmLimits } from './types.ts';

/**
 * What runs in a tab beside others must leave them room: losing the heap loses the tab. Sizes are our estimates, for every kind of
 * value within a factor of two of what the heap grows by (accounts.test.ts).
 */
export const DEFAULT_LIMITS: VmLimits = {
  memoryBytes: 128 * 1024 * 1024,
  totalMemoryBytes: 512 * 1024 * 1024,
  stringBytes: 64 * 1024 * 1024,
  patternSteps: 4_000_000,
  unyieldableMs: 1000,
};
