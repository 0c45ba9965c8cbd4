/** Writes the scripts of workers without characters beyond Latin-1, so that engines keep a byte a character of them. */
import type { Plugin } from 'vite';

/**
 * The same program. Each thread keeps the text of its script, and one character beyond Latin-1 makes that two bytes a character of
 * all of it: half a megabyte in each of a hundred guests (measured, Chromium). Characters stand in literals alone, and not in
 * `String.raw`, where an escape would be another text.
 */
export function withNarrowText(code: string): string {
  return code.replace(/(\\*)([^\0-\xff])/g, (_, slashes: string, unit: string) => {
    // An odd one escapes the character, which says the same without.
    const kept = slashes.slice(slashes.length % 2);
    return `${kept}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

export function narrowText(): Plugin {
  return {
    name: 'wippy:narrow-text',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle))
        if (output.type === 'chunk') output.code = withNarrowText(output.code);
    },
  };
}
