import type { Diagnostic, EntryId, Fix, Severity } from '../../contract/api.ts';
import { suggestionIn } from '../../base/suggestion.ts';

/** A range in a project file. Lines and columns are 1-based, the end is exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A text of an entry (`source`, `wit`) that knows where it came from: inline in YAML or a file of its own. */
export interface SourceText {
  readonly text: string;
  /** Project file that holds the text. */
  readonly file: string;
  /** Where a position of the text (1-based) stands in {@link file}. Positions beyond the text go to its nearest end. */
  locate(line: number, column: number): Spot;
}

/** A diagnostic relative to a text, such as a compiler makes, at its true place. */
export function placeDiagnostic(source: SourceText, relative: Diagnostic, entry?: EntryId): Diagnostic {
  const start = source.locate(relative.line, relative.column);
  const end = source.locate(relative.endLine, relative.endColumn);
  return {
    ...relative,
    ...(entry ? { entry } : {}),
    file: start.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.line === start.line ? Math.max(end.column, start.column + 1) : end.column,
  };
}

/** A file with its lines counted once. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | null = null;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  spot(offset: number): Spot {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { file: this.path, line: low + 1, column: at - starts[low]! + 1 };
  }

  /** As {@link place}, and empty where nothing lies between. */
  range(start: number, end: number): Place {
    const from = this.spot(start);
    const to = this.spot(end);
    return { file: this.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  place(start: number, end: number): Place {
    const from = this.spot(start);
    // Something must be left to underline, also at the end of the file.
    const to = this.spot(Math.max(end, start));
    const isEmpty = to.line === from.line && to.column === from.column;
    return {
      file: this.path,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: isEmpty ? to.column + 1 : to.column,
    };
  }
}

export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Offset of a 1-based position; beyond a line's end it is that end. */
export function offsetOf(text: string, starts: readonly number[], line: number, column: number): number {
  if (line > starts.length) return text.length;
  const start = starts[Math.max(1, line) - 1]!;
  const next = starts[Math.max(1, line)];
  const end = next === undefined ? text.length : next - 1;
  return Math.min(start + Math.max(1, column) - 1, end);
}

export interface DiagnosticOptions {
  readonly severity?: Severity;
  readonly hint?: string | undefined;
  /** In place of the one that the hint may stand for. */
  readonly fix?: Fix | undefined;
  readonly entry?: EntryId | undefined;
}

/** A hint that suggests something is a fix as well. */
export function hintAndFix(hint: string | undefined): Pick<Diagnostic, 'hint' | 'fix'> {
  if (!hint) return {};
  const replacement = suggestionIn(hint);
  return replacement === null ? { hint } : { hint, fix: { title: `Replace with ${replacement}`, replacement } };
}

/** Gathers diagnostics in the order they are found. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  add(place: Place, code: string, message: string, options: DiagnosticOptions = {}): void {
    this.diagnostics.push({
      file: place.file,
      line: place.line,
      column: place.column,
      endLine: place.endLine,
      endColumn: place.endColumn,
      severity: options.severity ?? 'error',
      code,
      message,
      ...hintAndFix(options.hint),
      ...(options.fix ? { fix: options.fix } : {}),
      ...(options.entry ? { entry: options.entry } : {}),
    });
  }
}
