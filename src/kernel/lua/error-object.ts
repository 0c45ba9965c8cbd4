import type { Failure } from '../errors.ts';
import type { StackFrame } from './vm/types.ts';

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
