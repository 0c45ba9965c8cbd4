/** Bytes that several hold at a time, within one limit for all of them. */
export class HeldBytes {
  readonly maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there was room for them. */
  hold(bytes: number): boolean {
    if (this.#bytes + bytes > this.maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  letGo(bytes: number): void {
    this.#bytes -= bytes;
  }
}
