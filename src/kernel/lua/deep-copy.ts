import type { Portions } from '../../base/effort.ts';
import type { Failure } from '../../contract/errors.ts';

/** Values on their way to a stack, whoever brings them: they lie there at once, and are whole when the work is done. */
export interface DeepCopy extends Portions {
  /** Nothing is left to be worked on. */
  readonly isDone: boolean;
  /** The copies are more than the owner of their stack may hold: drop them. */
  readonly isFull: boolean;
  /** Why else they cannot be had, once the work is done: drop them. */
  readonly refusal?: Failure | null;
}
