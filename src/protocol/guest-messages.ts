/**
 * Messages about guests. The page owns the workers: it starts and terminates them at the kernel's request, gives each a
 * channel and a port to the kernel, and reports deaths. Programs go over that port; calls go over shared memory.
 */
import type { GuestFault, Program } from '../contract/ports.ts';

/** Page to guest, once, as the worker's first message. The port is transferred. */
export interface GuestInit {
  readonly type: 'init';
  readonly id: number;
  readonly slot: number;
  /** From when the runtime's clock counts: milliseconds since the epoch, as {@link StartGuest} said. */
  readonly originMs: number;
  /** What it shares with the kernel; null where there is no shared memory, and all goes over the port. */
  readonly shared: { readonly channel: SharedArrayBuffer; readonly doorbell: WebAssembly.Memory } | null;
  /** Without shared memory: whether its calls may be suspended by promises, where the engine can. */
  readonly suspends: boolean;
  /** A `MessagePort` whose other end the kernel holds; carries {@link GuestMail}, and {@link GuestOrder} and {@link GuestReport}. */
  readonly port: unknown;
}

/** Kernel to page: start a worker, make its channel and port, send it {@link GuestInit}, and answer `guest-here`. */
export interface StartGuest {
  readonly type: 'start-guest';
  readonly id: number;
  readonly slot: number;
  /** From when the clock counts by which the kernel keeps time: milliseconds since the epoch. */
  readonly originMs: number;
}

/** Kernel to page. */
export type KernelHostToPage =
  | StartGuest
  /** No answer is needed: the kernel has given the guest up. */
  | { readonly type: 'terminate-guest'; readonly id: number };

/** Page to kernel. */
export type GuestToKernelHost =
  /** The worker was made (it may still be loading); the port is transferred. */
  | {
      readonly type: 'guest-here';
      readonly id: number;
      readonly channel: SharedArrayBuffer | null;
      readonly port: unknown;
    }
  /** The worker failed to start, broke or is gone. Not sent for a guest that the kernel had terminated. */
  | { readonly type: 'guest-died'; readonly id: number; readonly message: string };

/** Kernel to guest, over the port. Read when the channel says so. */
export type GuestMail =
  | { readonly type: 'program'; readonly program: Program }
  | { readonly type: 'retract'; readonly programId: number };

/** Kernel to guest, where there is no shared memory. `call` is a number that no other call of the guest has. */
export type GuestOrder =
  | { readonly type: 'call'; readonly call: number; readonly programId: number; readonly args: Uint8Array }
  /** The value that was asked for, as `wit/codec.ts` says, by the type of the function. */
  | { readonly type: 'answer'; readonly call: number; readonly value: Uint8Array }
  /** Nobody waits for the call any more: in place of an answer it is interrupted. */
  | { readonly type: 'abandon'; readonly call: number };

/** Guest to kernel, where there is no shared memory. A call ends with `done` or `fault`. */
export type GuestReport =
  | { readonly type: 'done'; readonly call: number; readonly result: Uint8Array }
  | { readonly type: 'fault'; readonly call: number; readonly fault: GuestFault }
  /** Its thread has come to what the call was sent last, be it to begin, to go on or to end; until it asks or ends, it has the thread. */
  | { readonly type: 'begun'; readonly call: number }
  /** It takes long, and gives its thread to others; `begun` follows. */
  | { readonly type: 'paused'; readonly call: number }
  /** The code that a program with profiles needs is there, or is not to be had: its calls begin at once. */
  | { readonly type: 'here'; readonly programId: number }
  /** The call fails for want of code that could not be fetched. Engines may remember that, and another thread has it fetched again. */
  | { readonly type: 'spent'; readonly call: number }
  /** The call is suspended until its answer comes. `code` and arguments as in a message of shared memory. */
  | { readonly type: 'ask'; readonly call: number; readonly code: number; readonly args: Uint8Array }
  /** The guest waits for no answer. */
  | { readonly type: 'write'; readonly call: number; readonly to: 'stdout' | 'stderr'; readonly bytes: Uint8Array };
