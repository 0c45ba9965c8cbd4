/** How the answers of commands come to the code that waits for them: as `value, err`. */
import { assertNever } from '../../base/assert-never.ts';
import type { Portions } from '../../base/effort.ts';
import { guestFailure, internal, type Failure } from '../../contract/errors.ts';
import type { HeldValues, ValueSource } from '../../contract/values.ts';
import { WriterFull } from '../../wit/codec.ts';
import { failed, type Completion } from '../scheduler/process.ts';
import { NO_MEMORY } from './copy.ts';
import type { DeepCopy } from './deep-copy.ts';
import { LuaWriter } from './values.ts';
import { charged, Held, isOverdrawn } from './vm/held.ts';
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
    refusal = whyNot(error);
  }
  stack.setTop(L, base);
  return pushRefusal(L, refusal);
}

/** Why values could not be written; what is no such reason is thrown again. */
function whyNot(error: unknown): Failure {
  if (error instanceof WriterFull) return internal(NO_MEMORY);
  // The buffer of a guest whose thread was taken over may hold anything.
  if (error instanceof RangeError) return guestFailure(`result: ${error.message}`);
  throw error;
}

/** The values of a source that are many, and no copy of Lua's; null for others, which {@link pushAnswer} is as good for. */
export function holdLong(source: ValueSource): HeldValues | null {
  return source.isManyValues === true ? (source.hold?.(Infinity) ?? null) : null;
}

/** One value that is held, on its way to the top of a stack that nobody else uses meanwhile. Whoever held it lets it go. */
export class HeldPushing implements DeepCopy {
  readonly #writer: LuaWriter;
  readonly #writing: Portions;
  readonly #as: 'value' | 'error' | 'alone';
  /** Of what counts the copy that is held, below the value until that is there. */
  readonly #place: number;
  isDone = false;
  refusal: Failure | null = null;

  /** `as`: `value, nil` or `nil, value` come of it, or the value alone. */
  constructor(L: LuaState, held: HeldValues, as: 'value' | 'error' | 'alone') {
    this.#as = as;
    if (as === 'error') stack.pushNil(L);
    charged(L, () => new Held(L).grow(held.sizeBytes ?? 0));
    this.#place = stack.getTop(L);
    this.#writer = new LuaWriter(L);
    this.#writing = held.writing(this.#writer);
  }

  get isFull(): boolean {
    return this.#writer.isFull;
  }

  work(): boolean {
    const { L } = this.#writer;
    this.#writer.resume();
    try {
      if (!this.#writing.work()) return false;
    } catch (error) {
      this.refusal = whyNot(error);
    }
    this.isDone = true;
    stack.remove(L, this.#place);
    if (this.#as === 'value') stack.pushNil(L);
    return true;
  }
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
