/** wabt's error text as diagnostics. */
import type { Diagnostic } from '../kernel/api.ts';

/** Under this name wabt knows the text. */
export const WAT_FILE = 'module.wat';
/** One wrong character can make hundreds of errors; nobody reads more than these. */
const MAX_ERRORS = 100;

export type WatProblemCode = 'wat-syntax' | 'wat-invalid' | 'wat-limit';

/**
 * Each error is three lines: `file:line:column: error: message`, the source line (cut to 80 bytes), and carets below it.
 * wabt counts columns in bytes; a diagnostic counts UTF-16 units.
 */
export function parseWabtErrors(report: string, source: string, code: WatProblemCode): Diagnostic[] {
  const sourceLines = source.split('\n');
  const lines = report.split('\n');
  const diagnostics: Diagnostic[] = [];
  for (let index = 0; index < lines.length && diagnostics.length < MAX_ERRORS; index++) {
    const header = /^module\.wat:(\d+):(\d+): (?:error|warning): ([^]*)$/.exec(lines[index]!);
    if (!header) continue;
    const carets = /^ *(\^+)$/.exec(lines[index + 2] ?? '')?.[1]?.length ?? 1;
    const text = sourceLines[Number(header[1]) - 1] ?? '';
    const start = columnOfByte(text, Number(header[2]));
    const end = Math.max(start + 1, columnOfByte(text, Number(header[2]) + carets));
    diagnostics.push(watDiagnostic(Number(header[1]), start, end, code, header[3]!));
    // The source line may itself look like a header.
    index += carets > 0 ? 1 : 0;
  }
  return diagnostics;
}

/** Relative to the text: its `file` is empty. */
export function watDiagnostic(line: number, column: number, endColumn: number, code: WatProblemCode, message: string): Diagnostic {
  return { file: '', line, column, endLine: line, endColumn, severity: 'error', code, message };
}

/** Both 1-based. */
function columnOfByte(line: string, byteColumn: number): number {
  let bytes = 1;
  let column = 1;
  for (const character of line) {
    if (bytes >= byteColumn) return column;
    const codePoint = character.codePointAt(0)!;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    column += character.length;
  }
  return column;
}
