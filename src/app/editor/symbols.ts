/** What is written often in each language and stands behind a second keyboard on phones. */

/** `text`: what is typed; a tab stands for one level of indentation. */
const rows: Readonly<Record<string, string>> = {
  yaml: '\t : - " \' { } [ ] | # , /',
  wat: '\t ( ) $ " . = ; _ - /',
  lua: '\t ( ) " = { } [ ] . : , _ # ~ < >',
  wit: '\t : ; - > < { } ( ) , / @ %',
};

const languages: readonly (readonly [RegExp, string])[] = [
  [/\.ya?ml$/i, 'yaml'],
  [/\.wat$/i, 'wat'],
  [/\.lua$/i, 'lua'],
  [/\.wit$/i, 'wit'],
];

/** Of the file at `path`; empty where its language has none. */
export function symbolsOf(path: string): readonly string[] {
  const language = languages.find(([pattern]) => pattern.test(path))?.[1];
  return language === undefined ? [] : (rows[language]?.split(' ') ?? []);
}

const names: Readonly<Record<string, string>> = {
  '\t': 'Indent',
  '"': 'Quote',
  "'": 'Single quote',
  _: 'Underscore',
  '-': 'Hyphen',
};

/** How a key is called where it is read out. */
export function nameOf(symbol: string): string {
  return names[symbol] ?? symbol;
}
