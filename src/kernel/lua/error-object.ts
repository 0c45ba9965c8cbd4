/** Error objects as Lua holds them (spec/lua-base §6). */
import type { Failure } from '../../contract/errors.ts';
import type { errorsSpec } from '../../contract/lua-modules/errors.ts';
import type { Methods } from './methods.ts';
import { sizeOfPlain, sizeOfText } from '../../contract/plain-size.ts';
import { pushPlain } from './push-plain.ts';
import * as call from './vm/call.ts';
import type { Cell } from './vm/cells.ts';
import { TextBuilder } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, StackFrame } from './vm/types.ts';
import { defineUserdata, type PushOptions } from './vm/userdata.ts';

/** What Lua holds as an error: `type(err)` is `userdata` (spec/lua-base §6). Immutable; compared by identity. */
export interface LuaErrorObject {
  readonly failure: Failure;
  /** Added by `errors.wrap`, the outermost; shown in `:stack()` only. */
  readonly context: Context | null;
  /** Where it was made. */
  readonly frames: readonly StackFrame[];
  /** What all of this takes. */
  readonly sizeBytes: number;
}

interface Context {
  readonly text: string;
  readonly inner: Context | null;
}

const FRAME_BYTES = 120;
const CONTEXT_BYTES = 40;

export function createErrorObject(failure: Failure, frames: readonly StackFrame[]): LuaErrorObject {
  const details = failure.details === null ? 0 : sizeOfPlain(failure.details);
  const sizeBytes = sizeOfText(failure.kind) + sizeOfText(failure.message) + details + frames.length * FRAME_BYTES;
  return { failure, context: null, frames, sizeBytes };
}

/** Shares everything with `inner`. */
export function wrapError(inner: LuaErrorObject, text: string): LuaErrorObject {
  return {
    ...inner,
    context: { text, inner: inner.context },
    sizeBytes: inner.sizeBytes + CONTEXT_BYTES + sizeOfText(text),
  };
}

/** Pushes the text of `err:stack()`. */
function pushStack(L: LuaState, error: LuaErrorObject): number {
  const text = new TextBuilder(L);
  for (let context = error.context; context; context = context.inner) text.text(`${context.text}\n`);
  text.text(error.failure.message);
  for (const frame of error.frames) {
    const place = frame.line > 0 ? `${frame.source}:${frame.line}` : frame.source;
    text.text(`\n\t${place}${frame.name ? `: in function '${frame.name}'` : ''}`);
  }
  return text.push();
}

const errorClass = defineUserdata<LuaErrorObject>('error', {
  methods: {
    kind: (L, error) => {
      stack.pushText(L, error.failure.kind);
      return 1;
    },
    message: (L, error) => {
      stack.pushText(L, error.failure.message);
      return 1;
    },
    retryable: (L, error) => {
      const { retryable } = error.failure;
      if (retryable === null) stack.pushNil(L);
      else stack.pushBoolean(L, retryable);
      return 1;
    },
    details: (L, error) => {
      const { details } = error.failure;
      pushPlain(L, details && Object.keys(details).length > 0 ? details : null);
      return 1;
    },
    stack: pushStack,
  } satisfies Methods<typeof errorsSpec.types.error, LuaErrorObject>,
  tostring: (error) => error.failure.message,
  sizeBytes: (error) => error.sizeBytes,
});

/** The error object at `index`, or null. */
export function errorAt(L: LuaState, index: number): LuaErrorObject | null {
  return errorClass.at(L, index);
}

/** The same of a cell. */
export function errorOf(cell: Cell): LuaErrorObject | null {
  return errorClass.of(cell);
}

/** `from`: index of the error that it wraps. */
export function pushErrorObject(L: LuaState, error: LuaErrorObject, options: PushOptions = {}): void {
  errorClass.push(L, error, options);
}

/** Where the Lua code stands that is being answered; natives on the way say nothing to its author. */
export function luaFrames(L: LuaState): LuaErrorObject['frames'] {
  return call.framesOf(L).filter((frame) => frame.type !== 'native');
}

/** Pushes a new error object for `failure`; its stack is where `L` stands now. */
export function pushFailure(L: LuaState, failure: Failure): void {
  errorClass.push(L, createErrorObject(failure, luaFrames(L)));
}

/** Pushes `nil, err` and returns 2: how a module function reports a failure. */
export function returnFailure(L: LuaState, failure: Failure): number {
  stack.pushNil(L);
  pushFailure(L, failure);
  return 2;
}
