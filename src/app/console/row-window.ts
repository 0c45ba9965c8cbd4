/** Which rows of a long list are on screen. Heights are known for rows seen so far and estimated for the others. */

export interface RowWindow {
  /** First row to render, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** Pixels above the first rendered row and of all rows together. */
  readonly offset: number;
  readonly total: number;
}

export interface RowWindowOptions {
  /** From {@link rowTops}. */
  readonly tops: Float64Array;
  readonly scrollTop: number;
  readonly viewHeight: number;
  /** Show the end, wherever the list is scrolled to. */
  readonly atEnd: boolean;
  readonly overscanPx: number;
}

/** The top of each row, and behind them the height of all. */
export function rowTops(count: number, heightOf: (index: number) => number): Float64Array {
  const tops = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) tops[index + 1] = (tops[index] ?? 0) + heightOf(index);
  return tops;
}

export function rowWindow({ tops, scrollTop, viewHeight, atEnd, overscanPx }: RowWindowOptions): RowWindow {
  const count = tops.length - 1;
  const total = tops[count] ?? 0;
  const top = atEnd ? Math.max(0, total - viewHeight) : Math.min(scrollTop, Math.max(0, total - viewHeight));
  const start = rowAt(tops, top - overscanPx);
  const end = Math.min(count, rowAt(tops, top + viewHeight + overscanPx) + 1);
  return { start, end, offset: tops[start] ?? 0, total };
}

/** The row that covers a height in pixels; the nearest one outside of the list. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
