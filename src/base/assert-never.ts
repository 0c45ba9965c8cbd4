/** Ends a switch over a union: does not compile while a case is missing, throws if a bad value gets through. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
