/** Error objects as Lua holds them (spec/lua-base §6). */
import type { Failure } from '../errors.ts';
import { pushPlain } from './push-plain.ts';
import * as call from './vm/call.ts';
import type { Cell } from './vm/cells.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, StackFrame } from './vm/types.ts';
import { defineUserdata } from './vm/userdata.ts';

/** What Lua holds as an error: `type(err)` is `userdata` (spec/lua-base §6). Immutable; compared by identity. */
export interface LuaErrorObject {
  readonly failure: Failure;
  /** Contexts added by `errors.wrap`, outermost first; they show in `:stack()` only. */
  readonly contexts: readonly string[];
  /** Where it was made. */
  readonly frames: readonly StackFrame[];
}

/** The text of `err:stack()`. */
export function formatStack(error: LuaErrorObject): string {
  const lines = [...error.contexts, error.failure.message];
  for (const frame of error.frames) {
    const place = frame.line > 0 ? `${frame.source}:${frame.line}` : frame.source;
    lines.push(`\t${place}${frame.name ? `: in function '${frame.name}'` : ''}`);
  }
  return lines.join('\n');
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
    stack: (L, error) => {
      stack.pushText(L, formatStack(error));
      return 1;
    },
  },
  tostring: (error) => error.failure.message,
});

/** The error object at `index`, or null. */
export function errorAt(L: LuaState, index: number): LuaErrorObject | null {
  return errorClass.at(L, index);
}

/** The same of a cell. */
export function errorOf(cell: Cell): LuaErrorObject | null {
  return errorClass.of(cell);
}

export function pushErrorObject(L: LuaState, error: LuaErrorObject): void {
  errorClass.push(L, error);
}

/** Where the Lua code stands that is being answered; natives on the way say nothing to its author. */
export function luaFrames(L: LuaState): LuaErrorObject['frames'] {
  return call.framesOf(L).filter((frame) => frame.type !== 'native');
}

/** Pushes a new error object for `failure`; its stack is where `L` stands now. */
export function pushFailure(L: LuaState, failure: Failure): void {
  errorClass.push(L, { failure, contexts: [], frames: luaFrames(L) });
}

/** Pushes `nil, err` and returns 2: how a module function reports a failure. */
export function returnFailure(L: LuaState, failure: Failure): number {
  stack.pushNil(L);
  pushFailure(L, failure);
  return 2;
}
