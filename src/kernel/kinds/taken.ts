import type { EntryId } from '../../contract/api.ts';
import { ErrorKind, failure } from '../../contract/errors.ts';
import type { Place } from '../../project/registry/source.ts';
import type { Loaded, Stage } from './kind.ts';

/** Takes what one entry of a project may have only; the rejection of an entry that another was ahead of. */
export function taken(
  { taken: byWhat }: Stage,
  id: EntryId,
  claim: { readonly what: string; readonly place: Place; readonly message: (by: EntryId) => string },
): Extract<Loaded<never>, { status: 'rejected' }> | null {
  const by = byWhat.get(claim.what);
  if (by === undefined) {
    byWhat.set(claim.what, id);
    return null;
  }
  const message = claim.message(by);
  return {
    status: 'rejected',
    error: failure(ErrorKind.alreadyExists, message, { retryable: false }),
    diagnostics: [
      { ...claim.place, severity: 'error', code: 'already-exists', message, hint: `${by} has it`, entry: id },
    ],
  };
}
