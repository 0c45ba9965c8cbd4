/** What is believed of what a guest without shared memory says: nothing, its thread may be in the hands of the code that it runs. */
import type { GuestReport } from '../../protocol/guest-messages.ts';

export function isReport(data: unknown): data is GuestReport {
  if (typeof data !== 'object' || data === null) return false;
  const { type, call, programId, result, fault, code, args, to, bytes } = data as Record<string, unknown>;
  if (type === 'here') return typeof programId === 'number';
  if (typeof call !== 'number') return false;
  if (type === 'begun' || type === 'paused' || type === 'spent') return true;
  if (type === 'done') return result instanceof Uint8Array;
  if (type === 'ask') return typeof code === 'number' && args instanceof Uint8Array;
  if (type === 'write') return bytes instanceof Uint8Array && (to === 'stdout' || to === 'stderr');
  return type === 'fault' && typeof fault === 'object' && fault !== null;
}
