/** Comments and strings of a Lua text, in order, whatever state it is in. */
import type { TextRange } from '../../contract/help.ts';

export interface LuaSpan extends TextRange {
  readonly kind: 'comment' | 'string';
  /** Has an end of its own, and was not ended by the line. */
  readonly isClosed: boolean;
  readonly isLong: boolean;
}

const SPAN = /--\[(=*)\[|--[^\n]*|\[(=*)\[|"(?:[^"\\\n]|\\[^])*("?)|'(?:[^'\\\n]|\\[^])*('?)/g;

export function scanLua(text: string): LuaSpan[] {
  const spans: LuaSpan[] = [];
  SPAN.lastIndex = 0;
  const pattern = new RegExp(SPAN);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    const level = match[1] ?? match[2];
    const kind = match[0].startsWith('--') ? 'comment' : 'string';
    if (level === undefined) {
      const isClosed = kind === 'string' && ((match[3] ?? '') !== '' || (match[4] ?? '') !== '');
      spans.push({ kind, start, end: pattern.lastIndex, isClosed, isLong: false });
      continue;
    }
    const close = text.indexOf(`]${level}]`, pattern.lastIndex);
    const end = close < 0 ? text.length : close + level.length + 2;
    spans.push({ kind, start, end, isClosed: close >= 0, isLong: true });
    pattern.lastIndex = end;
  }
  return spans;
}

/** The one that `offset` is inside of. */
export function spanAt(spans: readonly LuaSpan[], offset: number): LuaSpan | null {
  const span = spans.findLast(({ start }) => start < offset);
  if (!span) return null;
  const reaches = span.isClosed ? offset < span.end : offset <= span.end;
  return reaches ? span : null;
}
