/**
 * Puts texts in order without a word of them being changed: blanks in front of lines follow what is open, blanks behind lines go.
 * What is inside strings and comments of several lines stays as it is.
 */
import { scanLua } from './lua/scan.ts';
import type { FileEdit, TextRange } from '../contract/help.ts';

type Indentable = 'lua' | 'wat' | 'wit';

/** What a line is made of besides blanks, strings and comments. */
interface Rules {
  readonly unit: string;
  /** Stretches that are no code, in order. */
  readonly quiet: (text: string) => readonly TextRange[];
  /** Words and signs that open and close. */
  readonly pattern: RegExp;
  readonly steps: (word: string, text: string, at: number) => { readonly closes: number; readonly opens: number };
}

const LUA_OPENS: ReadonlySet<string> = new Set(['function', 'then', 'do', 'repeat', 'else', '{', '(', '[']);
const LUA_CLOSES: ReadonlySet<string> = new Set(['end', 'until', 'else', 'elseif', '}', ')', ']']);
const WAT_QUIET = /;;[^\n]*|"(?:[^"\\\n]|\\.)*"?/g;
const WIT_QUIET = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
/** In the flat form; folded ones have a parenthesis in front, which counts for them. */
const WAT_BLOCKS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);

const RULES: Readonly<Record<Indentable, Rules>> = {
  lua: {
    unit: '    ',
    quiet: scanLua,
    pattern: /[{}()[\]]|[A-Za-z_]\w*/g,
    steps: (word) => ({ closes: LUA_CLOSES.has(word) ? 1 : 0, opens: LUA_OPENS.has(word) ? 1 : 0 }),
  },
  wat: {
    unit: '  ',
    quiet: watQuiet,
    pattern: /[()]|[^\s()"]+/g,
    steps(word, text, at) {
      if (word === '(') return { closes: 0, opens: 1 };
      if (word === ')') return { closes: 1, opens: 0 };
      const isFolded = text[at - 1] === '(';
      if (word === 'end') return { closes: 1, opens: 0 };
      if (word === 'else' && !isFolded) return { closes: 1, opens: 1 };
      return { closes: 0, opens: WAT_BLOCKS.has(word) && !isFolded ? 1 : 0 };
    },
  },
  wit: {
    unit: '  ',
    quiet: (text) =>
      [...text.matchAll(WIT_QUIET)].map(({ index, 0: found }) => ({ start: index, end: index + found.length })),
    pattern: /[{}()]/g,
    steps: (word) => ({ closes: '})'.includes(word) ? 1 : 0, opens: '{('.includes(word) ? 1 : 0 }),
  },
};

/** Edits that put the whole text in order; none where it is. */
export function formatText(language: Indentable, text: string, file: string): FileEdit[] {
  const { unit, quiet, pattern, steps } = RULES[language];
  const spans = quiet(text);
  const edits: FileEdit[] = [];
  const step = unitOf(text, spans) ?? unit;
  /** Lines that opened something that is open, with how deep they are themselves. */
  const open: { readonly depth: number; readonly line: number }[] = [];
  let next = 0;
  let line = 0;
  for (let start = 0; start <= text.length; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    while (next < spans.length && spans[next]!.end <= start) next++;
    const isInside = next < spans.length && spans[next]!.start < start && spans[next]!.end > start;
    const content = text.slice(start, end);
    const blanks = /^[ \t]*/.exec(content)![0];
    const code = isInside ? Math.min(end, spans[next]!.end) : start;
    const words = wordsOf(text, code, end, spans, next, pattern);
    let depth = depthOf(open);
    let isLeading = true;
    for (const { word, at } of words) {
      const { closes, opens } = steps(word, text, at);
      if (closes > 0) {
        const closed = open.pop();
        if (isLeading && closed) depth = closed.depth;
      } else isLeading = false;
      if (opens > 0) open.push({ depth, line });
      if (opens > 0) isLeading = false;
    }
    if (!isInside && content.trim() !== '') {
      const wanted = step.repeat(depth);
      if (blanks !== wanted) edits.push({ file, start, end: start + blanks.length, text: wanted });
    }
    // What a string or comment has at the end of its lines is its own.
    const isOpenEnd = spans.some((span, index) => index >= next && span.start < end && span.end > end);
    const trailing = /[ \t]+(?=\r?$)/.exec(content);
    if (trailing && !isOpenEnd && !(isInside && spans[next]!.end >= end)) {
      const from = start + trailing.index;
      const isWhole = trailing.index === 0 || content.trim() === '';
      if (isWhole) edits.push({ file, start, end: from + trailing[0].length, text: '' });
      else edits.push({ file, start: from, end: from + trailing[0].length, text: '' });
    }
    if (newline < 0) break;
    start = newline + 1;
  }
  return edits;
}

/** Lines that open several things indent what follows once. */
function depthOf(open: readonly { readonly depth: number; readonly line: number }[]): number {
  const last = open.at(-1);
  return last ? last.depth + 1 : 0;
}

/** The blanks of the first line that has as many as a step: a text goes on as it began. Null where no line tells. */
function unitOf(text: string, spans: readonly TextRange[]): string | null {
  for (const { index, 1: blanks } of text.matchAll(/^( {2}| {4}|\t)(?=\S)/gm))
    if (!spans.some(({ start, end }) => start <= index && index < end)) return blanks ?? null;
  return null;
}

function wordsOf(
  text: string,
  from: number,
  end: number,
  spans: readonly TextRange[],
  next: number,
  pattern: RegExp,
): { readonly word: string; readonly at: number }[] {
  const words: { readonly word: string; readonly at: number }[] = [];
  let at = from;
  for (let index = next; at < end; index++) {
    const span = spans[index];
    const stop = span && span.start < end ? Math.max(at, span.start) : end;
    for (const match of text.slice(at, stop).matchAll(pattern)) words.push({ word: match[0], at: at + match.index });
    if (!span || span.start >= end) break;
    at = Math.max(at, span.end);
  }
  return words;
}

/** Comments of WebAssembly Text nest. */
function watQuiet(text: string): TextRange[] {
  const spans: TextRange[] = [];
  const pattern = new RegExp(`${WAT_QUIET.source}|\\(;`, 'g');
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    let end = pattern.lastIndex;
    if (match[0] === '(;') {
      let depth = 1;
      const mark = /\(;|;\)/g;
      mark.lastIndex = end;
      end = text.length;
      for (let inner = mark.exec(text); inner; inner = mark.exec(text)) {
        depth += inner[0] === '(;' ? 1 : -1;
        if (depth > 0) continue;
        end = mark.lastIndex;
        break;
      }
    }
    spans.push({ start: match.index, end });
    pattern.lastIndex = end;
  }
  return spans;
}
