import type { LimitProblem } from './limits.ts';

/** Why files cannot become a project. `message` is for the visitor: whole sentences, no internals. */
export type ImportProblem =
  | LimitProblem
  | { readonly code: 'not-a-zip'; readonly message: string }
  | { readonly code: 'damaged'; readonly message: string }
  /** Encrypted, or compressed in a way that is not read here. */
  | { readonly code: 'unsupported'; readonly message: string }
  /** The name of a file, or two names that cannot be together. */
  | { readonly code: 'path'; readonly message: string }
  /** Nothing in it that belongs to a project. */
  | { readonly code: 'empty'; readonly message: string };
