import type { Random } from '../contract/ports.ts';
import type { Tape } from '../contract/tape.ts';

/** All that is kept, bytes. The oldest makes room. */
const MAX_BYTES = 48 * 1024 * 1024;

interface Kept {
  readonly sizeBytes: number;
  readonly record: () => Tape | null;
}

/**
 * Values of which the console shows the beginning, whole: for as long as there is room. Handles are used once and never mean
 * anything to another kernel. One per kernel.
 */
export class KeptValues {
  readonly #random: Random;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #count = 0;
  #prefix = '';

  constructor(random: Random, maxBytes: number = MAX_BYTES) {
    this.#random = random;
    this.#maxBytes = maxBytes;
  }

  /** The handle to get it by; null for what is larger than all there is room for. */
  keep(tape: Tape): string | null {
    return this.keepFor(tape.length, () => tape);
  }

  /** The same for what takes so many bytes until it is asked for. */
  keepFor(sizeBytes: number, record: () => Tape | null): string | null {
    return sizeBytes > this.#maxBytes ? null : this.#add(sizeBytes, record);
  }

  /**
   * The same for what is still on its way to its tape, which `fill` is told, or that there is none. `finish` has it told at once,
   * for whoever asks before.
   */
  keepLater(finish: () => void): { readonly handle: string; readonly fill: (tape: Tape | null) => void } {
    let told: Tape | null = null;
    const handle = this.#add(0, () => {
      if (!told) finish();
      return told;
    });
    return {
      handle,
      fill: (tape) => {
        told = tape;
        if (!this.#kept.delete(handle) || !tape || tape.length > this.#maxBytes) return;
        this.#put(handle, { sizeBytes: tape.length, record: () => tape });
      },
    };
  }

  /** Null when it is not kept any more. */
  get(handle: string): Tape | null {
    return this.#kept.get(handle)?.record() ?? null;
  }

  get bytes(): number {
    return this.#bytes;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #add(sizeBytes: number, record: () => Tape | null): string {
    this.#prefix ||= this.#newPrefix();
    const handle = `${this.#prefix}-${++this.#count}`;
    this.#put(handle, { sizeBytes, record });
    return handle;
  }

  #put(handle: string, added: Kept): void {
    this.#kept.set(handle, added);
    this.#bytes += added.sizeBytes;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= kept.sizeBytes;
    }
  }

  /** A kernel that takes the place of another must not answer for its handles. */
  #newPrefix(): string {
    const bytes = new Uint8Array(8);
    this.#random.fill(bytes);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
