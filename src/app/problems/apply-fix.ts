import type { Diagnostic } from '../../kernel/api.ts';
import { offsetAt } from '../files/panes.ts';

/** The text with the fix in the place of what is marked, in the quotes that stand there; null when there is no fix. */
export function applyFix(text: string, { line, column, endLine, endColumn, fix }: Diagnostic): string | null {
  if (!fix) return null;
  const start = offsetAt(text, line, column);
  const end = offsetAt(text, endLine, endColumn);
  const quote = /^(["']).*\1$/s.exec(text.slice(start, end))?.[1] ?? '';
  return text.slice(0, start) + quote + fix.replacement + quote + text.slice(end);
}
