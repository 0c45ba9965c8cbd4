/** How a case of the table is asked, and whether what came back is what it says. Nothing of Node: both sides of the tests use it. */
import type { CallResult, EvalResult, PlainValue } from '../../../contract/api.ts';
import type { WitType } from '../../../wit/types.ts';
import { differencePlain, plainToLua, show, toPlain, type CaseValue, type WitValue } from '../wit-value.ts';
import type { Case, Expectation } from './row.ts';

/** What a function of this result type answers when it returns `value` (spec/wit-mapping §7). */
export function answerOf(type: WitType, value: WitValue): Expectation {
  if (type.kind !== 'result') return { value: toPlain(type, value) };
  const { case: side, payload } = value as CaseValue;
  const payloadType = side === 0 ? type.ok : type.err;
  const form = payloadType === null ? true : toPlain(payloadType, payload!);
  if (side === 0) return { value: form };
  // What is false in Lua, or has no payload, cannot tell that there is an error.
  return payloadType === null || form === null || form === false
    ? { kind: '', message: 'wasm function returned an error' }
    : { guest: form };
}

/** A chunk that answers value, error, whether the error is an error object, and whether the case's condition holds. */
export function luaChunk(target: string, entry: Case): string {
  const args = entry.lua ?? entry.args!.map(plainToLua).join(', ');
  return (
    `local v, e = funcs.call("${target}"${args === '' ? '' : `, ${args}`})\n` +
    `local isObject = pcall(function() return e:kind() end) and type(e) == "userdata"\n` +
    `local held, why = pcall(function() return ${entry.holds ?? 'true'} end)\n` +
    `return v, e, isObject, held and why, held or tostring(why)`
  );
}

interface Seen {
  readonly value: PlainValue;
  readonly error:
    | { readonly from: 'guest'; readonly payload: PlainValue }
    | ({ readonly from: 'runtime' } & Failing)
    | null;
}

interface Failing {
  readonly kind: string;
  readonly message: string;
  readonly details: PlainValue;
}

/** What is wrong about a call from the page; null when it is as the case says. */
export function checkCall(entry: Case, result: CallResult): string | null {
  const { value, error } = result;
  return check(entry.expect, {
    value,
    error:
      error?.from === 'runtime'
        ? { from: 'runtime', kind: error.kind, message: error.message, details: (error.details ?? null) as PlainValue }
        : error,
  });
}

/** The same of a call from Lua, by the answer of {@link luaChunk}. */
export function checkEval(entry: Case, result: EvalResult): string | null {
  if (result.error) return `the chunk failed: ${show(result.error)}`;
  const [value = null, error = null, isObject, held, why] = result.values;
  const wrong = check(entry.expect, {
    value,
    error:
      error === null
        ? null
        : isObject === true
          ? { from: 'runtime', ...(error as unknown as Failing) }
          : { from: 'guest', payload: error },
  });
  if (wrong) return wrong;
  return held === true
    ? null
    : `does not hold: ${entry.holds}${typeof why === 'string' ? ` (${why})` : ''}; v = ${show(value)}, e = ${show(error)}`;
}

function check(expected: Expectation, seen: Seen): string | null {
  if ('value' in expected)
    return seen.error
      ? `expected ${show(expected.value)}, got the error ${show(seen.error)}`
      : differencePlain(expected.value, seen.value);
  if (seen.value !== null && seen.value !== undefined) return `expected an error, got ${show(seen.value)}`;
  if ('guest' in expected)
    return seen.error?.from === 'guest'
      ? differencePlain(expected.guest, seen.error.payload, 'error')
      : `expected the guest's error ${show(expected.guest)}, got ${show(seen.error)}`;
  if (seen.error?.from !== 'runtime') return `expected a failure, got ${show(seen.error)}`;
  const { kind, message, details } = seen.error;
  const fits = typeof expected.message === 'string' ? message === expected.message : expected.message.test(message);
  if (kind !== expected.kind || !fits)
    return `expected ${expected.kind} ${String(expected.message)}, got ${kind} ${message}`;
  for (const [key, item] of Object.entries(expected.details ?? {})) {
    const found = (details as { readonly [key: string]: PlainValue } | null)?.[key] ?? null;
    const wrong = differencePlain(item, found, `details.${key}`);
    if (wrong) return wrong;
  }
  return null;
}
