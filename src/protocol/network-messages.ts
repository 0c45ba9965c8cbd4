/**
 * Requests that leave the page, between the kernel and the network worker. The page carries them: it owns the worker, which it starts
 * with the first of them.
 */
import type { OutgoingEvent, OutgoingRequest } from '../contract/network.ts';

export type KernelToNetwork =
  | { readonly type: 'net-begin'; readonly id: number; readonly request: OutgoingRequest }
  | { readonly type: 'net-pull'; readonly id: number }
  /** Nobody listens any more. */
  | { readonly type: 'net-abort'; readonly id: number };

/** Of one that was given up nothing more is heard, apart from what was on its way. */
export interface NetworkToKernel {
  readonly type: 'net-event';
  readonly id: number;
  readonly event: OutgoingEvent;
}
