import { withTokenColors } from '../theme/token-colors.ts';

/** What runs a span: which language, or a process of its own. */
export type SpanKind = 'lua' | 'wasm' | 'process';

/** Colours of the page of the moment in which it is made, those of the reader where the reader has some. */
export interface Palette {
  readonly surface: string;
  readonly stripe: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly danger: string;
  readonly focus: string;
  readonly selection: string;
  readonly kinds: Readonly<Record<SpanKind, string>>;
}

export function readPalette(): Palette {
  return withTokenColors((color) => ({
    surface: color('surface'),
    stripe: color('canvas'),
    line: color('line'),
    lineStrong: color('line-strong'),
    text: color('text'),
    muted: color('text-muted'),
    danger: color('danger'),
    focus: color('focus'),
    selection: color('selection'),
    kinds: { lua: color('info'), wasm: color('accent'), process: color('syntax-keyword') },
  }));
}
