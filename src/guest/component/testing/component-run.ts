import type { GuestFault } from '../../../contract/ports.ts';

/** How a call ended. */
export interface ComponentRun {
  readonly fault: GuestFault | null;
  readonly result: Uint8Array;
}
