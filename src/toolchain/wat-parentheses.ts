/** The parenthesis behind a text whose parentheses do not match, where a reader sees it: by the indentation of the lines. */
import { WatLexer, type WatProblem } from './wat-lexer.ts';

interface Open {
  readonly offset: number;
  /** Of its line, from 0. */
  readonly line: number;
  /** Blanks in front of it, where it is the first thing on its line. */
  readonly indentation: number | null;
  word: string;
}

/**
 * One for a text: the first that shows. Where something opens that is indented no deeper than an earlier parenthesis that is
 * still open, that one was meant to be closed; where indentation tells nothing, it is the innermost one that is open at the
 * end. Null where all match. Linear in the text.
 */
export function findUnmatched(text: string): WatProblem | null {
  const lexer = new WatLexer(text);
  const open: Open[] = [];
  let crossed: WatProblem | null = null;
  let line = 0;
  let lineStart = 0;
  let lineEnd = endOfLine(text, 0);
  let isAfterOpen = false;
  let lastLine = 0;
  while (lexer.next()) {
    const { kind, start } = lexer;
    while (lineEnd < start) {
      lineStart = lineEnd + 1;
      lineEnd = endOfLine(text, lineStart);
      line++;
    }
    if (isAfterOpen && kind === 'word') open[open.length - 1]!.word = lexer.word;
    isAfterOpen = kind === 'open';
    if (kind === 'open' || kind === 'annotation') {
      const isFirst = text.slice(lineStart, start).trim() === '';
      const indentation = isFirst ? start - lineStart : null;
      const around = open.findLast((one) => one.indentation !== null);
      if (indentation !== null && around && indentation <= around.indentation!)
        crossed ??= neverClosed(around, lastLine);
      open.push({ offset: start, line, indentation, word: '' });
    } else if (kind === 'close' && open.pop() === undefined) {
      return crossed ?? { message: 'this ) closes nothing', offset: start, length: 1 };
    }
    lastLine = line;
  }
  const inner = open.at(-1);
  if (!inner) return null;
  return crossed ?? neverClosed(inner, lastLine);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** `lastLine`: from 0, the last one that is still within it. */
function neverClosed({ offset, line, word }: Open, lastLine: number): WatProblem {
  const where = lastLine === line ? 'on this line' : `at the end of line ${lastLine + 1}`;
  return {
    message: `the ( of (${word} …) is never closed`,
    offset,
    length: 1 + word.length,
    hint: `put a ) ${where}, or wherever it ends`,
  };
}
