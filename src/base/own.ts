/**
 * What a plain object has under a name that somebody else chose. Every object answers to `constructor`, `toString` and ten other
 * names that it was never given, so such names are looked up here, by `Object.hasOwn`, or in a Map.
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
