/** How the results of Lua code become the outcome of a call (spec/lua-base §6). */
import type { Dispose } from '../../base/disposable.ts';
import { assertNever } from '../../base/assert-never.ts';
import { canceledFailure, ErrorKind, failure, internal, type Failure } from '../../contract/errors.ts';
import { failed, NIL_SOURCE, type Outcome } from '../scheduler/process.ts';
import { NO_MEMORY } from './copy.ts';
import { errorAt } from './error-object.ts';
import { LuaSource } from './values.ts';
import * as stack from './vm/stack.ts';
import type { KillReason, LuaState } from './vm/types.ts';

/** Outcome of an entry method whose `count` results are on top of `L`. Only the first two matter. `keep`: see {@link LuaSource}. */
export function outcomeOfResults(L: LuaState, count: number, keep: () => Dispose): Outcome {
  if (count === 0) return { status: 'returned', source: NIL_SOURCE };
  const first = stack.getTop(L) - count + 1;
  if (count > 1) {
    const refused = failureAt(L, first + 1);
    if (refused) return failed(refused);
  }
  return { status: 'returned', source: new LuaSource(L, first, 1, keep) };
}

/** Outcome of a chunk whose results are all wanted. */
export function outcomeOfAllResults(L: LuaState, count: number, keep: () => Dispose): Outcome {
  return { status: 'returned', source: new LuaSource(L, stack.getTop(L) - count + 1, count, keep) };
}

/** Outcome of an uncaught raise; the error value is at `index`. */
export function outcomeOfError(L: LuaState, index: number): Outcome {
  const error = errorAt(L, index);
  if (error) return failed(named(error.failure));
  return failed(internal(stack.display(L, index)));
}

/** A second result that is a text or an error object makes the call fail; anything else is dropped. */
function failureAt(L: LuaState, index: number): Failure | null {
  if (stack.typeName(L, index) === 'string')
    return { kind: ErrorKind.internal, message: stack.toText(L, index), retryable: false, details: null };
  const error = errorAt(L, index);
  return error && named(error.failure);
}

function named(error: Failure): Failure {
  return error.kind === ErrorKind.unknown ? { ...error, kind: ErrorKind.internal } : error;
}

/** How a call ends whose Lua code was killed. */
export function killFailure(reason: KillReason): Failure {
  switch (reason) {
    case 'killed':
      return canceledFailure();
    case 'memory':
      return internal(NO_MEMORY);
    case 'unresponsive':
      return failure(ErrorKind.internal, 'ran too long in a place where it cannot be interrupted');
    default:
      return assertNever(reason);
  }
}
