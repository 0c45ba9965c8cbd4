/** What of the page is there without a network, in words. */

/** By what a file's name begins with; the first that fits. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/wasm-tools|component|jco|binary-tools/, 'the tools for components'],
  [/monaco|editor|codicon|yaml|lua/, 'the code editor'],
  [/\.wasm$/, 'binaries of examples'],
];

/** `missing` are names of files; null where the browser keeps none. */
export function offlineText(missing: readonly string[] | null): string {
  if (missing === null) return 'Without a network the page does not open: this browser keeps no files for it';
  if (missing.length === 0) return 'All of the page works without a network';
  const names = missing.map((file) => parts.find(([pattern]) => pattern.test(file))?.[1] ?? 'parts of the page');
  return `Without a network not everything is there: ${[...new Set(names)].join(', ')} (${missing.length === 1 ? '1 file' : `${missing.length} files`})`;
}
