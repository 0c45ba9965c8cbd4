import type { ProcessIdentity } from '../scheduler/process.ts';

/**
 * Whose code runs now in a VM: one process at a time. Set by processes around their steps; natives ask here, so that one table of
 * them serves every Lua world.
 */
export interface Running {
  /** Null between the steps. */
  process: ProcessIdentity | null;
}
