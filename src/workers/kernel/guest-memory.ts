/**
 * What guests hold of the machine's memory, by their own account, against one limit (README, Limits). A guest that runs is
 * charged with the most that its call may take, one that waits for the host with what it takes, an idle one with what it has
 * left, since nothing tells when that was collected. Kernel thread only.
 */
import type { Program } from '../../contract/ports.ts';
import { ceilingBytes, formatMemory, GUEST_MEMORY_BYTES } from '../../contract/module-memory.ts';
import type { GuestRecord } from './guest-record.ts';

/** An engine collects the memories of ended calls when there is about so much of them (measured: V8, a thread that never idles). */
const UNCOLLECTED_BYTES = 64 * 2 ** 20;

/** The total where nothing else is said: room for every guest that may run at once, and at least for four. */
export function totalFor(budget: number): number {
  return GUEST_MEMORY_BYTES * Math.max(4, budget);
}

export class GuestMemory {
  readonly limitBytes: number;
  readonly #ceilings = new Map<number, number>();
  #heldBytes = 0;
  #parkedBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** What is charged to all guests together. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  know(program: Program): void {
    const modules =
      program.form === 'core' ? [program.module] : program.plan.steps.map(({ module }) => program.modules[module]!);
    this.#ceilings.set(program.id, ceilingBytes(modules));
  }

  forget(programId: number): void {
    this.#ceilings.delete(programId);
  }

  /** The most that a call of the program may take. */
  ceilingOf(programId: number | undefined): number {
    return (programId !== undefined && this.#ceilings.get(programId)) || 0;
  }

  fits(bytes: number): boolean {
    return this.#heldBytes + bytes <= this.limitBytes;
  }

  /** The guest is lent for a call that may take so much. */
  lend(record: GuestRecord, ceiling: number): void {
    record.ceilingBytes = ceiling;
    this.#charge(record, ceiling + leftBy(record));
  }

  /**
   * It waits for the host. Returns why it must not, or null: those that wait must leave enough for one of them to go on, or
   * none ever could.
   */
  park(record: GuestRecord): string | null {
    const bytes = (record.end?.memoryBytes ?? 0) + leftBy(record);
    this.#charge(record, bytes);
    this.#setParked(record, bytes);
    const limit = Math.max(0, this.limitBytes - GUEST_MEMORY_BYTES);
    if (this.#parkedBytes <= limit) return null;
    return `the wasm calls that wait for the host would hold ${formatMemory(this.#parkedBytes)} of memory together, more than ${formatMemory(limit)}`;
  }

  /** What is missing for the guest to run on. */
  wantedBy(record: GuestRecord): number {
    return Math.max(0, record.ceilingBytes + leftBy(record) - record.chargedBytes);
  }

  unpark(record: GuestRecord): void {
    this.#setParked(record, 0);
    this.#charge(record, record.ceilingBytes + leftBy(record));
  }

  /** Its call has ended; what it took is not collected yet. */
  ended(record: GuestRecord): void {
    const bytes = record.end?.memoryBytes ?? 0;
    record.uncollectedBytes = bytes + Math.min(record.uncollectedBytes, UNCOLLECTED_BYTES);
    record.ceilingBytes = 0;
    this.#setParked(record, 0);
    this.#charge(record, leftBy(record));
  }

  /** Its worker is gone. */
  gone(record: GuestRecord): void {
    this.#setParked(record, 0);
    this.#charge(record, 0);
  }

  #setParked(record: GuestRecord, bytes: number): void {
    this.#parkedBytes += bytes - record.parkedBytes;
    record.parkedBytes = bytes;
  }

  #charge(record: GuestRecord, bytes: number): void {
    this.#heldBytes += bytes - record.chargedBytes;
    record.chargedBytes = bytes;
  }
}

/** What a guest holds that has no call: its grown channel, and what earlier calls have left. */
export function leftBy(record: GuestRecord): number {
  return record.uncollectedBytes + (record.end?.grownBytes ?? 0);
}
