/** Which rows of a long list are on screen. Heights are known for rows seen so far and estimated for the others. */

export interface RowWindow {
  /** First row to render, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** Pixels above the first rendered row and of all rows together. */
  readonly offset: number;
  readonly total: number;
  /** Tops of all rows. */
  readonly tops: Float64Array;
}

export interface RowWindowOptions {
  readonly count: number;
  readonly heightOf: (index: number) => number;
  readonly scrollTop: number;
  readonly viewHeight: number;
  /** Show the end, wherever the list is scrolled to. */
  readonly atEnd: boolean;
  readonly overscanPx: number;
}

export function rowWindow({ count, heightOf, scrollTop, viewHeight, atEnd, overscanPx }: RowWindowOptions): RowWindow {
  const tops = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) tops[index + 1] = (tops[index] ?? 0) + heightOf(index);
  const total = tops[count] ?? 0;
  const top = atEnd ? Math.max(0, total - viewHeight) : Math.min(scrollTop, Math.max(0, total - viewHeight));
  const start = rowAt(tops, count, top - overscanPx);
  const end = Math.min(count, rowAt(tops, count, top + viewHeight + overscanPx) + 1);
  return { start, end, offset: tops[start] ?? 0, total, tops };
}

/** The row that covers a height in pixels; the nearest one outside of the list. */
function rowAt(tops: Float64Array, count: number, y: number): number {
  let low = 0;
  let high = Math.max(0, count - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
