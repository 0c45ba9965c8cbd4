/** Mistakes in WebAssembly Text as diagnostics: what wabt reports, and what we found ourselves. */
import type { Diagnostic } from '../contract/api.ts';
import type { WatProblem } from './wat-lexer.ts';
import { outlineOf } from './wat-outline.ts';

/** Under this name wabt knows the text. */
export const WAT_FILE = 'module.wat';
/** One wrong character can make hundreds of errors; nobody reads more than these. */
const MAX_ERRORS = 100;

export type WatProblemCode =
  | 'wat-syntax'
  | 'wat-invalid'
  | 'wat-limit'
  | 'wat-empty'
  | 'wat-component'
  | 'wasm-compile'
  | 'toolchain';

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

/** A name that is not there, or there twice, mostly because a field with a mistake was left out. */
const OF_NAMES = /^(?:undefined|redefinition) /;

/**
 * One mark for each mistake: after the first one in a field wabt finds others that are none, and where parentheses do not
 * match it mistakes the fields for each other.
 */
export function withoutConsequences(found: readonly Diagnostic[], source: string): readonly Diagnostic[] {
  const [first] = found;
  if (!first || found.length === 1) return found;
  const { isBalanced, fields } = outlineOf(source);
  if (!isBalanced) return [found.find(({ message }) => !OF_NAMES.test(message)) ?? first];
  const marked = new Set<number>();
  const said = new Set<string>();
  const places = new Places(source);
  const hasOthers = found.some(({ message }) => !OF_NAMES.test(message));
  return found.filter(({ line, column, message }) => {
    if ((hasOthers && OF_NAMES.test(message)) || said.has(message)) return false;
    const offset = places.offset(line, column);
    const field = fields.findLastIndex((one) => one.offset <= offset);
    if (marked.has(field)) return false;
    marked.add(field);
    said.add(message);
    return true;
  });
}

/** Relative to the text: its `file` is empty. */
export function watDiagnostic(
  line: number,
  column: number,
  endColumn: number,
  code: WatProblemCode,
  message: string,
): Diagnostic {
  return { file: '', line, column, endLine: line, endColumn, severity: 'error', code, message };
}

export function problemDiagnostic(
  places: Places,
  { message, offset, length, hint, fix }: WatProblem,
  code: WatProblemCode = 'wat-syntax',
): Diagnostic {
  const { line, column } = places.at(offset);
  return {
    ...watDiagnostic(line, column, column + length, code, message),
    ...(hint === undefined ? {} : { hint }),
    ...(fix ? { fix } : {}),
  };
}

/** Lines and columns of offsets in one text, 1-based, in UTF-16 units. */
export class Places {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  offset(line: number, column: number): number {
    return (this.#starts[line - 1] ?? 0) + column - 1;
  }
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
