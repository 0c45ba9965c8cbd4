/** The option `retry` of executors (spec/lua-modules §1). */
import { readRetry, type Retry } from '../../scheduler/retry-rule.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { durationAt } from './duration-object.ts';

/** Of a table of options: null where it says nothing of it. */
export function retryAt(L: LuaState, index: number): Retry | null {
  stack.rawGetField(L, index, 'retry');
  const type = stack.typeName(L, -1);
  if (type === 'nil') {
    stack.pop(L, 1);
    return null;
  }
  const refuse = (what: string): never => call.argumentError(L, index, 'with_options', what);
  if (type !== 'table') return refuse(`retry: table expected, got ${type}`);
  const at = stack.getTop(L);
  const number = (field: string): number | null => {
    stack.rawGetField(L, at, field);
    const found = stack.typeName(L, -1);
    if (found !== 'nil' && found !== 'number') return refuse(`retry.${field}: number expected, got ${found}`);
    const value = found === 'nil' ? null : stack.toNumber(L, -1);
    stack.pop(L, 1);
    if (value !== null && Number.isNaN(value)) return refuse(`retry.${field}: number expected, got nan`);
    return value;
  };
  const retry = readRetry({
    number,
    delayMs(field) {
      stack.rawGetField(L, at, field);
      const found = stack.typeName(L, -1);
      stack.pop(L, 1);
      if (found === 'nil' || found === 'number') return number(field);
      if (found !== 'string' && found !== 'userdata')
        return refuse(`retry.${field}: duration, string or number expected, got ${found}`);
      stack.rawGetField(L, at, field);
      const duration = durationAt(L, stack.getTop(L), 'with_options');
      stack.pop(L, 1);
      return duration.ok ? Number(duration.value) / 1e6 : refuse(`retry.${field}: ${duration.error.message}`);
    },
    kinds: (field) => kindsAt(L, at, field),
  });
  stack.setTop(L, at - 1);
  return retry;
}

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
