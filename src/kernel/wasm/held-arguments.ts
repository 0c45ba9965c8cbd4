/** Encoded arguments of all calls that wait, together: a Lua world may pass one string to any number of them. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** Bounds what calls hold of arguments while they wait for a slot or a guest, across all functions of a project. */
export class HeldArguments {
  readonly maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number = MAX_HELD_BYTES) {
    this.maxBytes = maxBytes;
  }

  /** False where there is no more room for them. */
  hold(bytes: number): boolean {
    if (this.#bytes + bytes > this.maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  letGo(bytes: number): void {
    this.#bytes -= bytes;
  }
}
