/** Maps positions in the value of a YAML scalar back to the file, through indentation, quotes, escapes and folding. */
import { lineStarts, offsetOf, type SourceFile, type SourceText, type Spot } from './source.ts';

export type ScalarStyle = 'literal' | 'folded' | 'plain' | 'single' | 'double';

export interface ScalarRange {
  readonly style: ScalarStyle;
  /** Offsets of the content in the file: without quotes, and after the header line of a block scalar. */
  readonly start: number;
  readonly end: number;
}

/** The text of a scalar that stands in `file`. The map is made when it is first asked for. */
export function scalarSource(file: SourceFile, text: string, range: ScalarRange): SourceText {
  let offsets: ((offset: number) => number) | null = null;
  let starts: number[] | null = null;
  return {
    text,
    file: file.path,
    locate(line, column): Spot {
      starts ??= lineStarts(text);
      offsets ??= range.style === 'literal' ? literalMap(file.text, text, range) : alignedMap(file.text, text, range);
      return file.spot(offsets(offsetOf(text, starts, line, column)));
    },
  };
}

/** A text that is a file of its own. */
export function fileSource(path: string, text: string): SourceText {
  return { text, file: path, locate: (line, column) => ({ file: path, line, column }) };
}

/** Line n of a `|` scalar is line n of its content, shifted by what was cut off in front. */
function literalMap(fileText: string, text: string, range: ScalarRange): (offset: number) => number {
  const content = fileText.slice(range.start, range.end);
  const inFile = lineStarts(content);
  const inText = lineStarts(text);
  return (offset) => {
    let line = 0;
    while (line + 1 < inText.length && inText[line + 1]! <= offset) line++;
    // Behind the last line break of the text there may be no line left in the content.
    const fileLine = Math.min(line, inFile.length - 1);
    const cut = indentOf(content, inFile, text, inText, fileLine);
    const column = line === fileLine ? offset - inText[line]! : 0;
    return Math.min(range.start + inFile[fileLine]! + cut + column, range.end);
  };
}

function indentOf(content: string, inFile: number[], text: string, inText: number[], line: number): number {
  const fileLength = lineLength(content, inFile, line);
  const textLength = lineLength(text, inText, line);
  // An empty line shows no indentation.
  return textLength === 0 ? 0 : Math.max(0, fileLength - textLength);
}

function lineLength(text: string, starts: number[], line: number): number {
  const start = starts[line];
  if (start === undefined) return 0;
  const next = starts[line + 1];
  const end = next === undefined ? text.length : next - 1;
  return (text[end - 1] === '\r' ? end - 1 : end) - start;
}

/** Walks value and content side by side. Where they differ, blanks were folded or an escape stands in the content. */
function alignedMap(fileText: string, text: string, range: ScalarRange): (offset: number) => number {
  const map = new Uint32Array(text.length + 1);
  let at = range.start;
  for (let index = 0; index < text.length; index++) {
    const wanted = text[index]!;
    if (range.style === 'double' && fileText[at] === '\\') {
      // A backslash at the end of a line joins it with the next.
      while (/^\\\r?\n/.test(fileText.slice(at, at + 3))) at = skipBlanks(fileText, at + 1, range.end);
      if (fileText[at] === '\\') {
        map[index] = at;
        at += escapeLength(fileText, at);
        // An escape of a character beyond U+FFFF makes two units.
        if (isHighSurrogate(wanted) && index + 1 < text.length) map[++index] = at;
        continue;
      }
    }
    if (isBlank(wanted)) {
      map[index] = Math.min(at, range.end);
      if (fileText[at] === wanted && wanted !== '\n') at++;
      else if (isBlank(fileText[at])) at = foldEnd(fileText, at, range.end, text[index + 1]);
      continue;
    }
    if (fileText[at] !== wanted) at = skipBlanks(fileText, at, range.end);
    map[index] = Math.min(at, range.end);
    at += range.style === 'single' && wanted === "'" ? 2 : 1;
  }
  map[text.length] = Math.min(at, range.end);
  return (offset) => map[Math.min(offset, text.length)]!;
}

/** One line break of the content, or all of them when the value goes on with something else. */
function foldEnd(fileText: string, start: number, end: number, next: string | undefined): number {
  if (next === '\n') {
    const lineEnd = fileText.indexOf('\n', start);
    return lineEnd < 0 ? start : Math.min(lineEnd + 1, end);
  }
  return next === ' ' || next === '\t' ? start + 1 : skipBlanks(fileText, start, end);
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text[at])) at++;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

function isHighSurrogate(character: string): boolean {
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code < 0xdc00;
}

function escapeLength(text: string, at: number): number {
  switch (text[at + 1]) {
    case 'x':
      return 4;
    case 'u':
      return 6;
    case 'U':
      return 10;
    default:
      return 2;
  }
}
