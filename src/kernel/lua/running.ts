import type { AnswerKind } from '../scheduler/command.ts';
import type { Command, Completion, ProcessIdentity } from '../scheduler/process.ts';

/**
 * Issues a command for the coroutine that runs, within its native: the answer where it comes at once, `issued` where the coroutine has
 * to wait for it. Null, and nothing is issued, where another coroutine would run before this one went on.
 */
export type AtOnce = (command: Command, answer: AnswerKind) => Completion | 'issued' | null;

/**
 * Whose code runs now in a VM: one process at a time. Set by processes around their steps; natives ask here, so that one table of
 * them serves every Lua world.
 */
export interface Running {
  /** Null between the steps. */
  process: ProcessIdentity | null;
  /** Likewise. */
  atOnce: AtOnce | null;
}
