import { lineStarts, type Place, type SourceText, type Spot } from '../registry/source.ts';

/** From offsets of an entry's text to places of the project. */
export class TextPlaces {
  readonly #source: SourceText;
  #starts: number[] | null = null;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** UTF-16 offsets, the end exclusive. */
  of(range: { readonly start: number; readonly end: number }): Place {
    const start = this.#locate(range.start);
    const end = this.#locate(Math.max(range.end, range.start));
    const isEmpty = end.line < start.line || (end.line === start.line && end.column <= start.column);
    return { ...start, endLine: isEmpty ? start.line : end.line, endColumn: isEmpty ? start.column + 1 : end.column };
  }

  /** One offset. */
  at(offset: number): Spot {
    return this.#locate(offset);
  }

  #locate(offset: number): Spot {
    const starts = (this.#starts ??= lineStarts(this.#source.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#source.locate(low + 1, offset - starts[low]! + 1);
  }
}
