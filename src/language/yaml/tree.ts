/** What a YAML text holds, as far as it can be told while it is being written. Offsets are of the text, in UTF-16 units. */
import type { TextRange } from '../../contract/help.ts';

export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap extends TextRange {
  readonly type: 'map';
  readonly pairs: YamlPair[];
  /** Column of its keys, counted from 0; -1 within brackets. */
  readonly indent: number;
  end: number;
}

export interface YamlPair extends TextRange {
  readonly key: string;
  readonly keyRange: TextRange;
  /** False for a key that is half typed. */
  readonly hasColon: boolean;
  value: YamlNode | null;
  end: number;
}

export interface YamlList extends TextRange {
  readonly type: 'list';
  readonly items: YamlItem[];
  /** Column of its dashes, counted from 0; -1 within brackets. */
  readonly indent: number;
  end: number;
}

export interface YamlItem extends TextRange {
  value: YamlNode | null;
  end: number;
}

export interface YamlScalar extends TextRange {
  readonly type: 'scalar';
  /** What it says; of an alias what the anchor's value says. */
  readonly value: string;
  readonly style: 'plain' | 'quoted' | 'block' | 'alias';
  /** Its text as it stands in the file, without quotes; null where characters are written otherwise. Of an alias that of its anchor. */
  readonly content: EmbeddedText | null;
}

/** A text within another one: the lines of a block scalar without their indentation. */
export class EmbeddedText {
  readonly text: string;
  /** Where each of its lines begins: in itself, and in the text around. */
  readonly #lines: readonly { readonly inner: number; readonly outer: number; readonly length: number }[];

  constructor(
    text: string,
    lines: readonly { readonly inner: number; readonly outer: number; readonly length: number }[],
  ) {
    this.text = text;
    this.#lines = lines;
  }

  /** One stretch that stands as it is. */
  static of(text: string, start: number): EmbeddedText {
    return new EmbeddedText(text, [{ inner: 0, outer: start, length: text.length }]);
  }

  toOuter(offset: number): number {
    const line = this.#lines.findLast(({ inner }) => inner <= offset) ?? this.#lines[0];
    return line ? line.outer + Math.min(Math.max(0, offset - line.inner), line.length) : 0;
  }

  /** Null for what is no part of it: the indentation, or beyond. */
  toInner(offset: number): number | null {
    const line = this.#lines.findLast(({ outer }) => outer <= offset);
    if (!line || offset > line.outer + line.length) return null;
    return line.inner + offset - line.outer;
  }

  rangeToOuter({ start, end }: TextRange): TextRange {
    return { start: this.toOuter(start), end: this.toOuter(end) };
  }
}

export function valueOf(map: YamlMap | null, key: string): YamlNode | null {
  return pairOf(map, key)?.value ?? null;
}

export function pairOf(map: YamlMap | null, key: string): YamlPair | null {
  return map?.pairs.find((pair) => pair.key === key && pair.hasColon) ?? null;
}

export function scalarOf(map: YamlMap | null, key: string): YamlScalar | null {
  const value = valueOf(map, key);
  return value?.type === 'scalar' ? value : null;
}

export function textOf(map: YamlMap | null, key: string): string {
  return scalarOf(map, key)?.value ?? '';
}
