/** What a YAML text says, in plain data that knows where it stands: without the package that reads it. */
import type { ScalarStyle } from './scalar-source.ts';

/** Of nested values. */
export const MAX_DEPTH = 64;

/** UTF-16 offsets; the end is exclusive. */
export interface YamlRange {
  readonly start: number;
  readonly end: number;
}

export interface YamlScalar extends YamlRange {
  readonly type: 'scalar';
  readonly anchor?: string;
  readonly value: null | boolean | number | bigint | string;
  readonly style: ScalarStyle;
  /** Offsets of its text without quotes, and behind the header line of a block. */
  readonly content: readonly [start: number, end: number];
}

export interface YamlList extends YamlRange {
  readonly type: 'list';
  readonly anchor?: string;
  readonly isFlow: boolean;
  readonly items: readonly (YamlNode | null)[];
}

export interface YamlMap extends YamlRange {
  readonly type: 'map';
  readonly anchor?: string;
  readonly isFlow: boolean;
  readonly pairs: readonly (readonly [key: YamlNode, value: YamlNode | null])[];
}

export interface YamlAlias extends YamlRange {
  readonly type: 'alias';
  readonly name: string;
}

export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;

export interface YamlMistake extends YamlRange {
  readonly message: string;
  readonly hint?: string;
  readonly fix?: YamlRange & { readonly title: string; readonly replacement: string };
}

export interface YamlText {
  readonly error: YamlMistake | null;
  readonly warnings: readonly YamlMistake[];
  /** Of the first document; null where there is none, and with an error. */
  readonly contents: YamlNode | null;
}

export type ReadYaml = (text: string) => YamlText;
