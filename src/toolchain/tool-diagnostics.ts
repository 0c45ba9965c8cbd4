/** What wasm-tools says of text that is wrong, as diagnostics. */
import type { Diagnostic } from '../contract/api.ts';
import type { WatProblemCode } from './wat-errors.ts';

/** `''` = the source, `wit` = the text of the world. */
export type TextFile = '' | 'wit';

export type BuildProblemCode = 'component-syntax' | 'component-invalid' | 'wit-invalid' | 'component-build';

/** A stretch of text as offsets in UTF-16 units; the end is exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const MAX_MESSAGE_LENGTH = 500;
/** `kind: Custom("…") })`, `kind: Lex(UnexpectedChar('☃'))`, within the tool's own notation for data. */
const KIND = /\bkind: (Custom\("((?:[^"\\]|\\.)*)"\)|Lex\((.*?)\)(?= }))/s;
const OFFSET = /\bSpan \{ offset: (\d+) \}/;

/** From what `parse` refuses text with: the debug form of an error, with an offset in bytes. */
export function parseProblem(
  report: string,
  source: string,
  code: BuildProblemCode | WatProblemCode = 'component-syntax',
): Diagnostic {
  const kind = KIND.exec(report);
  const message = kind?.[2] === undefined ? lexMessage(kind?.[3] ?? report) : unescape(kind[2]);
  const start = utf16Offset(source, Number(OFFSET.exec(report)?.[1] ?? 0));
  return diagnosticAt(source, '', code, message, wordAt(source, start));
}

/** `UnexpectedChar('☃')` is `unexpected char '☃'`. */
function lexMessage(text: string): string {
  const words = /^([A-Z]\w*)(?:\((.*)\))?$/s.exec(text);
  if (!words) return text;
  const [, name = '', detail] = words;
  const spoken = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return detail === undefined ? spoken : `${spoken} ${detail}`;
}

/**
 * From what `componentEmbed` refuses a WIT text with. The tool gives no place: it is where a reader of ours finds fault, or
 * where the text has the name that the message quotes.
 */
export function witProblems(
  report: string,
  wit: string,
  found: readonly (Stretch & { readonly message: string })[],
): Diagnostic[] {
  const [first] = found;
  const message = clean(report);
  const quoted = /`([^`\n]+)`/.exec(message)?.[1];
  const at = quoted === undefined ? -1 : wit.search(new RegExp(`(?<![\\w-])${escapePattern(quoted)}(?![\\w-])`));
  const place =
    first ?? (at < 0 || quoted === undefined ? { start: 0, end: 1 } : { start: at, end: at + quoted.length });
  return [diagnosticAt(wit, 'wit', 'wit-invalid', message, place)];
}

function escapePattern(text: string): string {
  return text.replace(/[^\w\s]/g, '\\$&');
}

/** For what has no place in any text. */
export function buildProblem(report: string, code: BuildProblemCode = 'component-build'): Diagnostic {
  return diagnosticAt('', '', code, clean(report), { start: 0, end: 1 });
}

/** Sentences of the tool that say nothing. */
const EMPTY =
  /^(?:failed to encode a component from module|\$?failed to decode world from module|module was not valid|failed to (?:classify export|validate export for) .*)$/;

/** One line that says why. */
export function clean(report: string): string {
  const lines = report.split('\n').map((line) => line.replace(/^\s*(?:\d+:\s|\$)?/, '').trim());
  const telling = lines.filter((line) => line !== '' && line !== 'Caused by:' && !EMPTY.test(line));
  const message = telling.length > 0 ? telling.join(': ').replace(/:: /g, ': ') : plainCause(report);
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

export function diagnosticAt(
  text: string,
  file: TextFile,
  code: BuildProblemCode | WatProblemCode,
  message: string,
  { start, end }: Stretch,
): Diagnostic {
  const from = placeOf(text, start);
  const to = placeOf(text, Math.max(end, start + 1));
  const isEmpty = to.line === from.line && to.column <= from.column;
  return {
    file,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: isEmpty ? from.column + 1 : to.column,
    severity: 'error',
    code,
    message,
  };
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}

function utf16Offset(text: string, byteOffset: number): number {
  const bytes = new TextEncoder().encode(text);
  return new TextDecoder().decode(bytes.subarray(0, byteOffset)).length;
}

/** The word that begins there; at least one character. */
function wordAt(text: string, start: number): Stretch {
  const word = /^(?:\$"[^"\n]*"|[^\s()";]+)/.exec(text.slice(start, start + 200))?.[0] ?? '';
  return { start, end: start + Math.max(1, word.length) };
}

function unescape(text: string): string {
  return text.replace(/\\(u\{([0-9a-f]+)\}|.)/gi, (_, escaped: string, code: string | undefined) =>
    code === undefined ? (escaped === 'n' ? '\n' : escaped) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** `what` and, after `Caused by:`, why; the last of them is what a reader can use. */
export function plainCause(message: string): string {
  const [head = '', ...causes] = message.split(/\n+Caused by:\n/);
  const reasons = causes
    .join('\n')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\d+:)?\s*/, ''))
    .filter((line) => line !== '');
  return (reasons.length > 0 ? reasons.join(': ') : head).trim();
}
