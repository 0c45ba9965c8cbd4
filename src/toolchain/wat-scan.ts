/**
 * Looks over WebAssembly Text before a compiler sees it. What is no token is refused here, since wabt.js 1.0.39 takes some of
 * it. wabt has 64 kB of stack as well; what is nested more deeply overwrites its memory, after which it traps or never returns,
 * so such a text is not for it.
 */
import { WatLexer, type WatProblem } from './wat-lexer.ts';

/**
 * Stack that nesting takes, in units of 40 bytes, and how much of it may be taken. Measured on wabt.js 1.0.39, which bears
 * 146 folded blocks, 160 folded `if`s, 171 flat ones, 252 folded operators, 92 times a block with an operator in it, and
 * 78 times a block with a `try_table`; the budget allows 133, 133, 133, 228, 84 and 66.
 */
export const BLOCK_COST = 12;
export const OPERATOR_COST = 7;
export const STACK_BUDGET = 1600;

export interface WatScan {
  readonly problem: WatProblem | null;
  /** `empty`: nothing is there but blanks and comments. */
  readonly form: 'empty' | 'component' | 'module';
  /** Offset of the first word. */
  readonly wordOffset: number;
  /** Nested more deeply than wabt bears. */
  readonly isDeep: boolean;
  /**
   * Has what wabt.js 1.0.39 writes wrong: data of one of several memories, whose index it leaves out, and typed references,
   * for which it has the numbers of a draft.
   */
  readonly isMiswritten: boolean;
}

const BLOCK_WORDS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);
/** Parts of a block, read in the block's own stack frame. */
const PART_WORDS: ReadonlySet<string> = new Set(['then', 'else', 'do', 'catch', 'catch_all', 'delegate']);
/** What closes a block of the flat form. */
const END_WORDS: ReadonlySet<string> = new Set(['end', 'delegate']);
/** What a memory is declared in; elsewhere the word says which one is meant. */
const FIELD_PARENTS: ReadonlySet<string> = new Set(['', 'module', 'import']);
/** Nobody needs so many parentheses in each other, and every compiler has an end of its stack. */
const MAX_OPEN = 1000;

/** Linear in the text. */
export function scanWat(text: string): WatScan {
  const lexer = new WatLexer(text);
  /** What each open parenthesis costs, and the word behind it. */
  const open: number[] = [];
  const heads: string[] = [];
  let memories = 0;
  let hasData = false;
  let hasTypedReference = false;
  let foldedCost = 0;
  /** Blocks of the flat form that are open. */
  let flat = 0;
  let isDeep = false;
  let form: WatScan['form'] = 'empty';
  let wordOffset = 0;
  let hasWord = false;
  let isAfterOpen = false;
  while (lexer.next()) {
    const { kind } = lexer;
    if (form === 'empty') form = 'module';
    const isHead = isAfterOpen;
    isAfterOpen = kind === 'open';
    switch (kind) {
      case 'open':
      case 'annotation':
        open.push(OPERATOR_COST);
        heads.push('');
        foldedCost += OPERATOR_COST;
        if (open.length > MAX_OPEN) {
          const problem = {
            message: `more than ${MAX_OPEN} parentheses in each other`,
            offset: lexer.start,
            length: 1,
          };
          return { problem, form, wordOffset, isDeep: true, isMiswritten: false };
        }
        break;
      case 'close':
        foldedCost -= open.pop() ?? 0;
        heads.pop();
        break;
      case 'word': {
        if (lexer.annotationDepth > 0) break;
        const { word } = lexer;
        if (!hasWord) {
          hasWord = true;
          wordOffset = lexer.start;
          if (isHead && word === 'component') form = 'component';
        }
        if (isHead) {
          const parent = heads[heads.length - 2] ?? '';
          heads[heads.length - 1] = word;
          if (word === 'memory' && FIELD_PARENTS.has(parent)) memories++;
          hasData ||= word === 'data';
          hasTypedReference ||= word === 'ref';
          if (word === 'func') flat = 0;
          const cost = BLOCK_WORDS.has(word) ? BLOCK_COST : PART_WORDS.has(word) ? 0 : OPERATOR_COST;
          foldedCost += cost - OPERATOR_COST;
          open[open.length - 1] = cost;
        } else if (END_WORDS.has(word)) {
          flat = Math.max(0, flat - 1);
        } else if (BLOCK_WORDS.has(word)) {
          flat++;
        }
        break;
      }
      case 'id':
      case 'string':
        break;
    }
    isDeep ||= foldedCost + flat * BLOCK_COST > STACK_BUDGET;
  }
  const isMiswritten = (memories > 1 && hasData) || hasTypedReference;
  return { problem: lexer.problem, form, wordOffset, isDeep, isMiswritten };
}
