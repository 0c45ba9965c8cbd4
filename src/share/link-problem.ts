import type { LimitProblem } from './limits.ts';

/** Why a link cannot be made or opened. `message` is for the visitor: whole sentences, no internals. */
export type LinkProblem =
  | LimitProblem
  /** The fragment is something else than a link of ours, or there is none. */
  | { readonly code: 'not-a-link'; readonly message: string }
  | { readonly code: 'newer-version'; readonly message: string; readonly version: number }
  /** Cut, mistyped or made by something else. */
  | { readonly code: 'damaged'; readonly message: string }
  /** The name of a file, or two names that cannot be together. */
  | { readonly code: 'path'; readonly message: string }
  /** A name or ID that cannot be shown, a value that cannot be sent. */
  | { readonly code: 'invalid'; readonly message: string };

/** Ends the writing or reading of a link's content from any depth. Caught where that began. */
export class LinkRefusal extends Error {
  readonly problem: LinkProblem;

  constructor(problem: LinkProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
