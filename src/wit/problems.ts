import type { Token } from './lexer.ts';
import type { WitProblem } from './wit-text.ts';

/** Gathers what is wrong with a text of a known length; every place lies inside of it. */
export class Problems {
  readonly #found: WitProblem[] = [];

  at(token: Token, code: WitProblem['code'], message: string, severity: WitProblem['severity'] = 'error'): WitProblem {
    // The end of the text has no width: the last character stands for it.
    const start = token.kind === 'end' ? Math.max(0, token.start - 1) : token.start;
    return this.in(start, token.end, code, message, severity);
  }

  in(
    start: number,
    end: number,
    code: WitProblem['code'],
    message: string,
    severity: WitProblem['severity'] = 'error',
  ): WitProblem {
    const problem: WitProblem = { code, message, start, end, severity };
    this.#found.push(problem);
    return problem;
  }

  /** In order of place. */
  sorted(): WitProblem[] {
    return this.#found.toSorted((a, b) => a.start - b.start);
  }
}

export function describe(token: Token): string {
  return token.kind === 'end' ? 'the end of the text' : `"${token.escaped ? '%' : ''}${token.text}"`;
}
