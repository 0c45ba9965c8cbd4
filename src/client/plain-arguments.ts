import { err, ok, type Result } from '../base/result.ts';
import type { PlainValue } from '../contract/api.ts';

/** Values nested deeper are refused, as they would arrive cut off. */
const MAX_DEPTH = 32;

/**
 * What a script passed to `playground.call`, as plain values that can cross to the kernel: `undefined` is nil. The error
 * names the first argument that has no Lua value.
 */
export function plainArguments(args: readonly unknown[]): Result<readonly PlainValue[], string> {
  const values: PlainValue[] = [];
  for (const [index, arg] of args.entries()) {
    const problem = check(arg, 0);
    if (problem) return err(`argument ${index + 1}: ${problem}`);
    values.push((arg ?? null) as PlainValue);
  }
  return ok(values);
}

function check(value: unknown, depth: number): string | null {
  switch (typeof value) {
    case 'function':
    case 'symbol':
      return `a ${typeof value} of JavaScript has no Lua value`;
    case 'object':
      if (value === null || value instanceof Uint8Array) return null;
      if (depth >= MAX_DEPTH) return `nested deeper than ${MAX_DEPTH}, or inside of itself`;
      return checkMembers(value, depth);
    default:
      return null;
  }
}

function checkMembers(value: object, depth: number): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain) return `a ${value.constructor?.name ?? 'special object'} of JavaScript has no Lua value`;
  for (const member of Object.values(value)) {
    const problem = check(member, depth + 1);
    if (problem) return problem;
  }
  return null;
}
