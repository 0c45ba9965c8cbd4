import type { Block, InterfaceStatement, TypeStatement } from './ast.ts';
import type { TypeSpan } from './cursor.ts';
import { tokenize } from './lexer.ts';
import { StatementParser } from './parse-statements.ts';
import type { LuaProblem } from './problems.ts';
import { finish, type Reading } from './reading.ts';

export interface ParsedLua {
  readonly text: string;
  readonly chunk: Block;
  /** In order of place; empty if the text is right as far as the parser can tell. */
  readonly problems: readonly LuaProblem[];
  /** Type syntax, inner stretches before the ones around them. */
  readonly types: readonly TypeSpan[];
  /** Types with a name, wherever they stand. */
  readonly declarations: readonly (TypeStatement | InterfaceStatement)[];
}

/**
 * Reads a text of Lua 5.3 with Wippy's types (spec/lua-base §1 and §2). Any text has a tree; mistakes are listed, several at
 * once. Never throws; time and memory grow with the length of the text only.
 */
export function parseLua(text: string): ParsedLua {
  return finish(readLua(text));
}

/** The same in portions. */
export function readLua(text: string): Reading<ParsedLua> {
  return new Parser(text).parse();
}

class Parser extends StatementParser {
  *parse(): Reading<ParsedLua> {
    this.begin(yield* tokenize(this.text, this.problems));
    const chunk = yield* this.chunk();
    const { text, spans, declarations } = this;
    return { text, chunk, problems: this.problems.list(), types: spans, declarations };
  }
}
