import type { Diagnostic } from '../../../contract/api.ts';
import { lineStarts, offsetOf } from '../source.ts';

/** The file's text after the fix of a diagnostic that says what it replaces or inserts; null without one. */
export function mend(text: string, { fix, ...marked }: Diagnostic): string | null {
  if (!fix) return null;
  const { line, column, endLine, endColumn } = fix.at ?? marked;
  const starts = lineStarts(text);
  const [start, end] = [offsetOf(text, starts, line, column), offsetOf(text, starts, endLine, endColumn)];
  return text.slice(0, start) + fix.replacement + text.slice(end);
}
