/** How the translator spells WIT names in JavaScript (spec/wit-mapping §11). */

/** Fields, flags, functions: `user-ID` is `userId`. */
export function camelCase(label: string): string {
  const [first = '', ...rest] = label.split('-');
  return first.toLowerCase() + rest.map(capitalized).join('');
}

/** Resources: `input-stream` is `InputStream`. */
export function pascalCase(label: string): string {
  return label.split('-').map(capitalized).join('');
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
