/**
 * What guests say: messages, and what they write besides. A guest's thread may be in the hands of the code that it runs, so none of it
 * is believed. Kernel thread only; nothing here blocks.
 */
import type { GuestListener, GuestOperation } from '../../contract/ports.ts';
import { GuestMessage } from '../../protocol/sync-channel-layout.ts';
import { decodeOperation, faultCodec } from '../../protocol/sync-channel-operations.ts';
import type { ByteReader } from '../../wit/codec.ts';
import type { DeferredBugs } from './deferred-bugs.ts';
import type { GuestRecord } from './guest-record.ts';

export interface HearingEvents {
  /** It has gone on writing: it is to be heard again, after the others. */
  readonly hasMore: (record: GuestRecord) => void;
  readonly isReady: (record: GuestRecord) => void;
  /** Its call is over; the listener hears of it after this. */
  readonly isSettled: (record: GuestRecord) => void;
  readonly isMalformed: (record: GuestRecord, what: string) => void;
}

export class GuestHearing {
  readonly #bugs: DeferredBugs;
  readonly #events: HearingEvents;

  /** Listeners are guarded by `bugs`: none of what they throw comes through. */
  constructor(bugs: DeferredBugs, events: HearingEvents) {
    this.#bugs = bugs;
    this.#events = events;
  }

  /** Its message, if there is one, and all that it wrote before. */
  hear(record: GuestRecord): void {
    const { end } = record;
    if (!end) return;
    try {
      const code = end.receive();
      // It wrote its output before the message: once that is here all of it is, and not a moment sooner. What comes where there is no
      // message has its turn after the others.
      if (this.#hearOutput(record)) this.#events.hasMore(record);
      if (code !== 0) this.#take(record, code, end.reader);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.#events.isMalformed(record, thrown.message);
    }
  }

  /** What it wrote before its end. */
  hearLast(record: GuestRecord): void {
    try {
      this.#hearOutput(record);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }

  /** Whether more has come meanwhile. Throws RangeError at what cannot be. */
  #hearOutput({ end, listener }: GuestRecord): boolean {
    return end?.takeOutput((to, bytes) => listener && this.#bugs.guard(() => listener.wrote(to, bytes))) ?? false;
  }

  /** Throws RangeError at a message that cannot be, or not now. */
  #take(record: GuestRecord, code: number, body: ByteReader): void {
    const isDue = code === GuestMessage.ready ? !record.isLent : record.listener !== null;
    if (!isDue) throw new RangeError(`${code} is not due`);
    if (code === GuestMessage.ready) {
      this.#events.isReady(record);
    } else if (code === GuestMessage.done) {
      this.#settle(record, (listener) => listener.done(body));
    } else if (code === GuestMessage.fault) {
      const fault = faultCodec.decode(body);
      this.#settle(record, (listener) => listener.fault(record.endsWith ?? fault));
    } else {
      const operation = decodeOperation(code, body);
      if (!operation) throw new RangeError(`${code} is unknown`);
      this.#hearOperation(record, operation);
    }
  }

  #hearOperation(record: GuestRecord, operation: GuestOperation): void {
    // It may have asked before it saw the interrupt.
    if (record.terminateAtMs !== null) return record.end?.interrupt();
    record.asking = operation.fn;
    this.#bugs.guard(() => record.listener?.operation(operation));
  }

  /** The call is over before its listener hears of it, so that it may release the guest at once. */
  #settle(record: GuestRecord, tell: (listener: GuestListener) => void): void {
    const { listener } = record;
    record.listener = null;
    record.asking = null;
    record.terminateAtMs = null;
    this.#events.isSettled(record);
    if (listener) this.#bugs.guard(() => tell(listener));
  }
}
