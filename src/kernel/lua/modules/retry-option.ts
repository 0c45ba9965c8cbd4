/** The option `retry` of executors (spec/lua-modules §1). */
import type { Retry } from '../../commands/retry.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';

/** Of a table of options: null where calls are made once. Delays are milliseconds. */
export function retryAt(L: LuaState, index: number): Retry | null {
  stack.rawGetField(L, index, 'retry');
  const type = stack.typeName(L, -1);
  if (type === 'nil') {
    stack.pop(L, 1);
    return null;
  }
  if (type !== 'table') return call.argumentError(L, index, 'with_options', `retry: table expected, got ${type}`);
  const at = stack.getTop(L);
  const number = (field: string, fallback: number, least: number, most: number): number => {
    stack.rawGetField(L, at, field);
    const found = stack.typeName(L, -1);
    if (found !== 'nil' && found !== 'number')
      return call.argumentError(L, index, 'with_options', `retry.${field}: number expected, got ${found}`);
    const value = found === 'nil' ? fallback : stack.toNumber(L, -1);
    stack.pop(L, 1);
    if (Number.isNaN(value))
      return call.argumentError(L, index, 'with_options', `retry.${field}: number expected, got nan`);
    return Math.min(most, Math.max(least, value));
  };
  const retry = {
    maxAttempts: number('max_attempts', 3, 1, 1000),
    initialDelayMs: number('initial_delay', 100, 0, DAY_MS),
    maxDelayMs: number('max_delay', 5000, 0, DAY_MS),
    backoffFactor: number('backoff_factor', 2, 1, 100),
    jitter: number('jitter', 0.1, 0, 1),
    kinds: kindsAt(L, at, 'retry_kinds'),
    skippedKinds: kindsAt(L, at, 'skip_kinds'),
  };
  stack.setTop(L, at - 1);
  return retry;
}

const DAY_MS = 86_400_000;
const MAX_KINDS = 100;

function kindsAt(L: LuaState, index: number, field: string): string[] {
  stack.rawGetField(L, index, field);
  const kinds: string[] = [];
  if (stack.typeName(L, -1) === 'table') {
    const count = Math.min(MAX_KINDS, stack.rawLength(L, -1));
    for (let at = 1; at <= count; at++) {
      stack.rawGetIndex(L, -1, at);
      if (stack.typeName(L, -1) === 'string') kinds.push(stack.toText(L, -1));
      stack.pop(L, 1);
    }
  }
  stack.pop(L, 1);
  return kinds;
}
