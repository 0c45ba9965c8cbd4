/** Mistakes in a text, with exact places. */

/** A part of a text: UTF-16 offsets, 0-based, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface LuaProblem extends Range {
  readonly message: string;
  /** What to try. */
  readonly hint?: string;
  /** 1-based, columns in UTF-16 units; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** As the VM writes it: `entry:line: text`. */
export function problemText(chunkName: string, { line, message }: LuaProblem): string {
  return `${chunkName}:${line}: ${message}`;
}

/** Beyond this many, more messages help nobody. */
const MAX_PROBLEMS = 100;

/** Gathers mistakes; of several that start in one place the first is kept. */
export class Problems {
  readonly #text: string;
  readonly #found = new Map<number, Range & { readonly message: string; readonly hint?: string }>();

  constructor(text: string) {
    this.#text = text;
  }

  get count(): number {
    return this.#found.size;
  }

  /** Whether a mistake that starts in the range is known. */
  isAnyWithin(start: number, end: number): boolean {
    for (const at of this.#found.keys()) if (at >= start && at < end) return true;
    return false;
  }

  add(start: number, end: number, message: string, hint?: string): void {
    if (this.#found.has(start) || this.#found.size >= MAX_PROBLEMS) return;
    this.#found.set(start, { start, end, message, ...(hint ? { hint } : {}) });
  }

  /** In order of place. */
  list(): LuaProblem[] {
    if (this.#found.size === 0) return [];
    const places = new LineIndex(this.#text);
    const list: LuaProblem[] = [];
    for (const problem of [...this.#found.values()].toSorted((a, b) => a.start - b.start)) {
      const { line, column } = places.at(problem.start);
      const to = places.at(Math.max(problem.end, problem.start));
      list.push({ ...problem, line, column, endLine: to.line, endColumn: to.column });
    }
    return list;
  }
}

/** From offsets to lines and columns. Lines end at `\n`, as everywhere in the project's files. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

/** The range alone of whatever has one. */
export function rangeOf({ start, end }: Range): Range {
  return { start, end };
}
