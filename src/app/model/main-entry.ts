/** Which function the Run button calls. */
import { findKind, type KindFacts } from '../../client/kinds.ts';
import type { EntryReport } from '../../contract/api.ts';

/** An entry as calls see it: some are functions by their kind, others say that they take calls. */
export type CalledEntry = Pick<EntryReport, 'kind' | 'calls'>;

/** Whether it can be called. */
export function isCallable(entry: CalledEntry): boolean {
  return callsOf(entry) !== null;
}

/** Whether it declares no types, so that a call may pass anything. */
export function takesAnything(entry: CalledEntry): boolean {
  return callsOf(entry) === 'anything';
}

function callsOf({ kind, calls }: CalledEntry): KindFacts['calls'] {
  return calls ?? findKind(kind)?.calls ?? null;
}

export function functionEntries(entries: readonly EntryReport[]): readonly EntryReport[] {
  return entries.filter(isCallable);
}

/** Functions that booted, in the order of the project. */
export function callableEntries(entries: readonly EntryReport[]): readonly EntryReport[] {
  return functionEntries(entries).filter((entry) => entry.status === 'ready');
}

/**
 * The first of `wanted` that exists; else a Lua function called `main`; else a function that takes nothing; else any.
 * Null when the project has no function.
 */
export function chooseMainEntry(entries: readonly EntryReport[], wanted: readonly (string | null)[]): string | null {
  const callable = callableEntries(entries);
  const asked = wanted.find((id) => id !== null && callable.some((entry) => entry.id === id));
  if (asked) return asked;
  const named = callable.find((entry) => takesAnything(entry) && entry.id.endsWith(':main'));
  const chosen = named ?? callable.find(takesNothing) ?? callable[0];
  return chosen?.id ?? null;
}

/** Lua functions declare no parameters, so whether they need any is not known; a call without is allowed. */
function takesNothing(entry: EntryReport): boolean {
  return entry.signature === undefined ? takesAnything(entry) : /func\s*\(\s*\)/.test(entry.signature);
}
