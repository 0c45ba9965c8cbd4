/** More lines than this nobody goes back. */
const MAX_LINES = 200;

/** Lines that were entered; the arrows go through them, and below the newest is what was being typed. */
export class LineHistory {
  #lines: readonly string[] = [];
  #at = 0;
  #typed = '';

  add(line: string): void {
    if (this.#lines.at(-1) !== line) this.#lines = [...this.#lines, line].slice(-MAX_LINES);
    this.#at = this.#lines.length;
  }

  /** The line to show, null where there is no further one. `current`: what stands there now. */
  step(by: -1 | 1, current: string): string | null {
    if (this.#at === this.#lines.length) this.#typed = current;
    const at = this.#at + by;
    if (at < 0 || at > this.#lines.length) return null;
    this.#at = at;
    return this.#lines[at] ?? this.#typed;
  }
}
