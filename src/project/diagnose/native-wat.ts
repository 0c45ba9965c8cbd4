/**
 * What native Wippy's reader of WebAssembly text does not take (measured, see `DIFFERENCES.md`). It is the text that is
 * refused there and not the module, so it is the text that is looked at.
 */

export interface NativeMark {
  /** UTF-16 offsets; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** As it stands in a sentence. */
  readonly what: string;
}

const SIMD = /^(?:v128|i8x16|i16x8|i32x4|i64x2|f32x4|f64x2)(?:\.|$)/;
const TAIL_CALL = /^return_call(?:_indirect|_ref)?$/;
const EXCEPTION = /^(?:try|try_table|catch|catch_all|delegate|throw|throw_ref|rethrow)$/;
const ATOMIC = /(?:^|\.)atomic\./;
const EXTENDED_CONST = /^i(?:32|64)\.(?:add|sub|mul)$/;
const CONSTANT_FIELDS: ReadonlySet<string> = new Set(['global', 'data', 'elem', 'table']);

/** Of a text that compiles: each feature once, where it is first used, in order of place. Linear in the text. */
export function nativeMarks(text: string): readonly NativeMark[] {
  const marks = new Map<string, NativeMark>();
  const mark = (what: string, start: number, end: number): void => {
    if (!marks.has(what)) marks.set(what, { start, end, what });
  };
  /** The words behind the open parentheses. */
  const heads: string[] = [];
  let functions = 0;
  let constants = 0;
  let memories = 0;
  for (const token of tokensOf(text)) {
    const { start, end } = token;
    const word = text.slice(start, end);
    const head = heads.at(-1);
    if (word === '(') {
      heads.push('');
    } else if (word === ')') {
      const closed = heads.pop();
      if (closed === 'func') functions--;
      else if (closed !== undefined && CONSTANT_FIELDS.has(closed)) constants--;
    } else if (word.startsWith('"')) {
      if (head === 'export' && word.includes('\\')) mark('escapes in the name of an export', start, end);
    } else if (head === '') {
      const outer = heads.at(-2) ?? 'module';
      heads[heads.length - 1] = word;
      if (word === 'func') functions++;
      else if (CONSTANT_FIELDS.has(word)) constants++;
      if (word === 'memory' && (outer === 'module' || outer === 'import') && ++memories === 2)
        mark('a second memory', start, end);
      if (word === 'tag' && outer !== 'export') mark('exceptions', start, end);
      markWord(word, start, end);
    } else {
      if (head === 'memory' && word === 'i64') mark('a memory of 64 bits', start, end);
      if (head === 'memory' && word === 'shared') mark('atomics and shared memory', start, end);
      markWord(word, start, end);
    }
  }
  return [...marks.values()].toSorted((a, b) => a.start - b.start);

  function markWord(word: string, start: number, end: number): void {
    if (SIMD.test(word)) mark('SIMD', start, end);
    else if (TAIL_CALL.test(word)) mark('tail calls', start, end);
    else if (EXCEPTION.test(word)) mark('exceptions', start, end);
    else if (ATOMIC.test(word)) mark('atomics and shared memory', start, end);
    else if (functions === 0 && constants > 0 && EXTENDED_CONST.test(word)) mark('arithmetic in constants', start, end);
  }
}

interface Token {
  readonly start: number;
  readonly end: number;
}

/** Parentheses, strings and words; nothing of comments and annotations' insides is told apart. */
function* tokensOf(text: string): Generator<Token> {
  const pattern = /;;[^\n]*|\(;|"(?:[^"\\]|\\[^])*"|[()]|[^\s()";]+/g;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    if (match[0] === '(;') pattern.lastIndex = commentEnd(text, start);
    else if (!match[0].startsWith(';;')) yield { start, end: pattern.lastIndex };
  }
}

/** Block comments nest. */
function commentEnd(text: string, start: number): number {
  const bracket = /\(;|;\)/g;
  bracket.lastIndex = start;
  for (let depth = 0, match = bracket.exec(text); match; match = bracket.exec(text)) {
    depth += match[0] === '(;' ? 1 : -1;
    if (depth === 0) return bracket.lastIndex;
  }
  return text.length;
}
