/** What is written often in each language and stands behind a second keyboard on phones. */

/** By the end of a path; a tab stands for one level of indentation. */
const rows: readonly (readonly [path: RegExp, symbols: string])[] = [
  [/\.ya?ml$/i, '\t : - " \' { } [ ] | # , /'],
  [/\.wat$/i, '\t ( ) $ " . = ; _ - /'],
  [/\.lua$/i, '\t ( ) " = { } [ ] . : , _ # ~ < >'],
  [/\.wit$/i, '\t : ; - > < { } ( ) , / @ %'],
];

/** Of the file at `path`; empty where its language has none. */
export function symbolsOf(path: string): readonly string[] {
  return rows.find(([pattern]) => pattern.test(path))?.[1].split(' ') ?? [];
}

const names: ReadonlyMap<string, string> = new Map([
  ['\t', 'Indent'],
  ['"', 'Quote'],
  ["'", 'Single quote'],
  ['_', 'Underscore'],
  ['-', 'Hyphen'],
]);

/** How a key is called where it is read out. */
export function nameOf(symbol: string): string {
  return names.get(symbol) ?? symbol;
}
