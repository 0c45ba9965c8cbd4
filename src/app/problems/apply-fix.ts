import type { Diagnostic } from '../../contract/api.ts';
import { offsetAt } from '../model/panes.ts';

/** The file that the fix changes. */
export function fixedFile({ file, fix }: Diagnostic): string {
  return fix?.at?.file ?? file;
}

/**
 * The text of {@link fixedFile} with the fix in it: in the place that the fix names, or else in that of what is marked, in the
 * quotes that stand there; null when there is no fix.
 */
export function applyFix(text: string, { fix, ...marked }: Diagnostic): string | null {
  if (!fix) return null;
  const { line, column, endLine, endColumn } = fix.at ?? marked;
  const start = offsetAt(text, line, column);
  const end = offsetAt(text, endLine, endColumn);
  const quote = fix.at ? '' : (/^(["']).*\1$/s.exec(text.slice(start, end))?.[1] ?? '');
  return text.slice(0, start) + quote + fix.replacement + quote + text.slice(end);
}
