import type { ValueReader } from '../../contract/values.ts';
import { internal, type Failure } from '../../contract/errors.ts';
import type { Parcel } from './arriving.ts';
import { NO_MEMORY } from './copy.ts';
import type { Coroutine } from './coroutine.ts';
import { Incoming } from './incoming.ts';
import { pushValues } from './values.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';

/** What a process is given, until its method has it. */
export class ProcessArguments {
  /** Until they are copied. */
  #given: ValueReader | null;
  #taken: (() => void) | undefined;
  /** Copies, where whoever gave them did not wait until they are needed. */
  #parcel: Parcel | null = null;
  #areUnderway: boolean;
  #refusal: Failure | null = null;

  /** `taken`: they are copied when the process begins, and who gave them need not wait any longer once this is called. */
  constructor(given: ValueReader, taken: (() => void) | undefined) {
    this.#given = given;
    this.#taken = taken;
    this.#areUnderway = taken !== undefined;
  }

  /** Nothing of the process runs before they have come. */
  get areUnderway(): boolean {
    return this.#areUnderway;
  }

  /** Why they cannot be had. */
  get refusal(): Failure | null {
    return this.#refusal;
  }

  /** The process has its number. `pack` copies values to it, and tells once, perhaps at once. */
  begin(pack: (values: ValueReader, packed: (parcel: Parcel | null) => void) => void): void {
    const given = this.#given;
    const taken = this.#taken;
    if (!taken || !given) return;
    this.#taken = undefined;
    if (given.count === 0) {
      this.#areUnderway = false;
      taken();
      return;
    }
    this.#given = null;
    pack(given, (parcel) => {
      this.#parcel = parcel;
      this.#areUnderway = false;
      if (!parcel) this.#refusal = internal(NO_MEMORY);
      taken();
    });
  }

  /** Gives them to the method, which is on the coroutine's stack; they may be on their way there. A failure is why they do not fit. */
  moveTo(main: Coroutine): Failure | null {
    const { thread } = main;
    if (this.#parcel) {
      main.count = this.#parcel.moveTo(thread.L);
      this.#parcel = null;
      return null;
    }
    const given = this.#given;
    if (!given) throw new Error('a process began without its arguments');
    this.#given = null;
    if (given.count === 0) return null;
    const base = stack.getTop(thread.L);
    const copy = charged(thread.L, () => pushValues(thread.L, given));
    if (copy.isFull) return internal(NO_MEMORY);
    main.count = given.count;
    // The caller waits, and keeps them.
    if (!copy.isDone) main.incoming = new Incoming(thread, copy, base, () => {});
    return null;
  }

  release(): void {
    this.#parcel?.release();
  }
}
