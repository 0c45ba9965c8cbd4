import type { Fold } from '../contract/help.ts';

/** Lines of comments that follow each other, as one stretch each. */
export function commentFolds(text: string, mark: string): Fold[] {
  const folds: Fold[] = [];
  let first = -1;
  let last = -1;
  let count = 0;
  let at = 0;
  const flush = (): void => {
    if (count > 1) folds.push({ start: first, end: last, isComment: true });
    count = 0;
  };
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith(mark)) {
      if (count === 0) first = at;
      last = at + line.length;
      count++;
    } else flush();
    at += line.length + 1;
  }
  flush();
  return folds;
}

/** Where the lines of a text end: asked often, and found once. */
export class LineEnds {
  readonly #ends: number[] = [];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#ends.push(at);
  }

  /** The last one in front of an offset; -1 where there is none. */
  before(offset: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return this.#ends[low - 1] ?? -1;
  }
}
