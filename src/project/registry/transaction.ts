/** How the operations of a load or a change are applied (spec/registry §3.4). */
import type { EntryId } from '../../contract/api.ts';
import { ErrorKind, notFound, type Failure } from '../../contract/errors.ts';

/** What a transaction is for, as its failure says. */
export type TransactionPhase = 'failed to load state' | 'failed to apply changes';

export interface Operation {
  readonly id: EntryId;
  /** Why it is rejected now, or null once it is applied. Asked again while others make progress, if the reason is `NotFound`. */
  apply(): Failure | null;
}

/**
 * Applies the operations one after the other. One rejected as `NotFound` is put aside and tried again after the rest, as
 * long as passes make progress; any other rejection is the end. Returns why it all failed, or null. What was applied by
 * then is for the caller to undo.
 */
export function runTransaction(operations: readonly Operation[], phase: TransactionPhase): Failure | null {
  let waiting = operations;
  for (;;) {
    const aside: Operation[] = [];
    let last: Failure | null = null;
    for (const operation of waiting) {
      const rejection = operation.apply();
      if (!rejection) continue;
      if (rejection.kind !== ErrorKind.notFound) {
        return { ...rejection, message: `${phase}: operation failed for entry ${operation.id}: ${rejection.message}` };
      }
      last = rejection;
      aside.push(operation);
    }
    if (!last) return null;
    if (aside.length === waiting.length) {
      const ids = aside.map((operation) => operation.id);
      return notFound(`${phase}: unresolved dependencies after retry: ${ids.join(',')}: ${last.message}`, {
        unresolved: ids,
      });
    }
    waiting = aside;
  }
}
