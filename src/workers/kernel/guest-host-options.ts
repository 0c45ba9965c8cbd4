/** What a guest host is told, and what it takes where it is told nothing. */
import { NO_LOG, type Log } from '../../contract/log.ts';
import type { Clock } from '../../contract/ports.ts';
import type { Doorbell } from '../../protocol/sync-channel-layout.ts';
import type { GuestWorkers } from './guest-fleet.ts';

export interface GuestHostOptions {
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  readonly workers: GuestWorkers;
  /** How many guests may run at once. The caller knows the cores: at least 4, else as many as there are. */
  readonly budget: number;
  /** Where it is written what becomes of guests; default nowhere. */
  readonly log?: Log;
  /** Idle guests kept ready. A start takes about 12 ms. */
  readonly warm?: number;
  /** Lent guests that may wait for the host at once; each holds a worker of about 2 MB. */
  readonly parkedLimit?: number;
  /** How long an interrupted guest may take to notice. Host calls notice at once. */
  readonly graceMs?: number;
  /** The same for calls that look all the while: they notice as soon as their thread has a core. */
  readonly stoppableGraceMs?: number;
  /** How long a terminated worker may go on running (Chromium: up to 2 s), and so counts against the budget. */
  readonly terminatedMs?: number;
  /** Of all guests together, whether they run, wait or are idle. Default: `totalFor(budget)`. */
  readonly memoryBytes?: number;
}

export const GUEST_HOST_DEFAULTS = {
  warm: 2,
  parkedLimit: 128,
  graceMs: 25,
  stoppableGraceMs: 1_000,
  terminatedMs: 2500,
  log: NO_LOG,
} as const;

/** The options that have a default. */
export type GuestHostDefaults = Required<Pick<GuestHostOptions, keyof typeof GUEST_HOST_DEFAULTS>>;
