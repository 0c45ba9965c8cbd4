/** What the kernel knows of one guest. Owned and changed by {@link SharedGuestHost} alone. */
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import type { GuestStatus } from '../../contract/api.ts';
import type { GuestFault, GuestListener, Program } from '../../contract/ports.ts';
import type { GuestMail } from '../../protocol/guest-messages.ts';
import type { KernelEnd } from '../../protocol/sync-channel-kernel.ts';

/** The kernel's end of the port to a guest. */
export interface GuestPort {
  postMessage(message: GuestMail): void;
  close(): void;
}

export interface GuestRecord {
  readonly id: number;
  /** Bit on the doorbell. Not used again before the worker is surely gone. */
  readonly slot: number;
  status: GuestStatus;
  /** Null until the page has made the worker. */
  end: KernelEnd | null;
  port: GuestPort | null;
  /** Messages posted to the port, and how many the guest has said to have taken. */
  mailPosted: number;
  mailTaken: number;
  /** Has once said `ready`. */
  wasReady: boolean;
  /** When its worker was asked for, in the clock's milliseconds. */
  readonly askedAtMs: number;
  /** Calls that it has run, the current one included. */
  calls: number;
  /** Number of the current loan: what an earlier borrower says is not heard. */
  loan: number;
  isLent: boolean;
  program: Program | null;
  /** Set while a call runs. */
  listener: GuestListener | null;
  /** What the guest waits for an answer of; null = it does not. */
  asking: HostFunction | null;
  isParked: boolean;
  /** Unparked, but there was no slot: the answer is held back until there is one. */
  waitsForSlot: boolean;
  answerHeld: boolean;
  answer: unknown;
  /** When the guest is terminated unless its call has ended; null = not interrupted. In the clock's milliseconds. */
  terminateAtMs: number | null;
  /** What `guest-memory.ts` counts, in bytes: charged in all, and while it waits; at most for the call; left by ended calls. */
  chargedBytes: number;
  parkedBytes: number;
  ceilingBytes: number;
  uncollectedBytes: number;
  /** Why the call is being ended, in the place of what the guest will say; null = it is not. */
  endsWith: GuestFault | null;
  /** When it came to rest and holds more than an idle guest should, in the clock's milliseconds; else null. */
  largeSinceMs: number | null;
}

export function createRecord(id: number, slot: number, askedAtMs: number): GuestRecord {
  return {
    id,
    slot,
    status: 'starting',
    end: null,
    port: null,
    mailPosted: 0,
    mailTaken: 0,
    wasReady: false,
    askedAtMs,
    calls: 0,
    loan: 0,
    isLent: false,
    program: null,
    listener: null,
    asking: null,
    isParked: false,
    waitsForSlot: false,
    answerHeld: false,
    answer: undefined,
    terminateAtMs: null,
    chargedBytes: 0,
    parkedBytes: 0,
    ceilingBytes: 0,
    uncollectedBytes: 0,
    endsWith: null,
    largeSinceMs: null,
  };
}

export function beginLoan(record: GuestRecord, loan: number): void {
  record.isLent = true;
  record.loan = loan;
  record.status = 'running';
}

export function forgetLoan(record: GuestRecord): void {
  record.isLent = record.isParked = record.waitsForSlot = record.answerHeld = false;
  record.asking = null;
  record.answer = undefined;
  record.loan = 0;
  record.program = null;
  record.endsWith = null;
  record.terminateAtMs = null;
}
