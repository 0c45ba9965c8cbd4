/** What a borrower holds. */
import type { Guest, GuestListener, Program } from '../../contract/ports.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import type { GuestRecord } from './guest-record.ts';

export interface LoanActions {
  call(record: GuestRecord, program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void;
  resume(record: GuestRecord, answer: unknown): void;
  interrupt(record: GuestRecord): void;
}

/** A guest in the hands of one borrower. Once the loan is over it does nothing. */
export class Loan implements Guest {
  readonly id: number;
  readonly #actions: LoanActions;
  readonly #record: GuestRecord;
  readonly #loan: number;

  constructor(actions: LoanActions, record: GuestRecord) {
    this.id = record.id;
    this.#actions = actions;
    this.#record = record;
    this.#loan = record.loan;
  }

  /** Null when the loan is over. */
  get record(): GuestRecord | null {
    return this.#record.loan === this.#loan ? this.#record : null;
  }

  call(program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void {
    const record = this.record;
    if (record) this.#actions.call(record, program, encode, listener);
    else listener.fault({ kind: 'lost', message: 'the guest is gone' });
  }

  resume(answer?: unknown): void {
    const record = this.record;
    if (record) this.#actions.resume(record, answer);
  }

  interrupt(): void {
    const record = this.record;
    if (record) this.#actions.interrupt(record);
  }
}
