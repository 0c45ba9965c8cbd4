/** Guests without shared memory, which no other page fetches. */
import { promiseIntegration } from '../../guest/promise-integration.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { GuestDesk } from './guest-desk.ts';
import type { GuestPlatform } from './guest-loop.ts';
import { SuspendingDesk } from './suspending-desk.ts';

export { threadTurns } from './pauses.ts';

export interface MessageDesk {
  take(message: GuestMail | GuestOrder): void;
}

/** `suspends`: the kernel takes questions of calls that are suspended while they wait. `turn`: see {@link SuspendingDesk}. */
export function createDesk(
  report: (one: GuestReport) => void,
  platform: GuestPlatform,
  suspends: boolean,
  turn: () => Promise<void>,
): MessageDesk {
  const integration = suspends ? promiseIntegration() : null;
  return integration ? new SuspendingDesk(report, platform, integration, { turn }) : new GuestDesk(report, platform);
}
