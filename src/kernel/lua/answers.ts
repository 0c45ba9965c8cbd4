/** How the answers of commands come to the code that waits for them: as `value, err`. */
import { assertNever } from '../../base/assert-never.ts';
import { guestFailure, internal, type Failure } from '../../contract/errors.ts';
import { WriterFull } from '../../wit/codec.ts';
import { failed, type Completion } from '../scheduler/process.ts';
import { NO_MEMORY } from './outcome.ts';
import { LuaWriter } from './values.ts';
import { isOverdrawn } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

/** Pushes `value, err`: of a completion that cannot be pushed, why not. */
export function pushAnswer(L: LuaState, completion: Completion): number {
  const base = stack.getTop(L);
  const writer = new LuaWriter(L);
  let refusal: Failure;
  try {
    const count = writePair(writer, completion);
    if (!writer.isFull && !isOverdrawn(L)) return count;
    refusal = internal(NO_MEMORY);
  } catch (error) {
    if (error instanceof WriterFull) refusal = internal(NO_MEMORY);
    // The buffer of a guest whose thread was taken over may hold anything.
    else if (error instanceof RangeError) refusal = guestFailure(`result: ${error.message}`);
    else throw error;
  }
  stack.setTop(L, base);
  return pushRefusal(L, refusal);
}

/** Pushes `nil, err`. */
export function pushRefusal(L: LuaState, refusal: Failure): number {
  return writePair(new LuaWriter(L), failed(refusal));
}

function writePair(writer: LuaWriter, completion: Completion): number {
  switch (completion.status) {
    case 'returned':
      completion.source.writeTo(writer);
      writer.nil();
      return 2;
    case 'guest-error':
      writer.nil();
      completion.source.writeTo(writer);
      return 2;
    case 'failed':
      writer.nil();
      writer.failure(completion.failure);
      return 2;
    default:
      return assertNever(completion);
  }
}
