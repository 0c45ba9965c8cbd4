import { err, ok, type Result } from '../../base/result.ts';

/**
 * The words of a line as a shell has them: apart by spaces, together in `"…"` and `'…'`, and `\` takes the next character as it
 * is (not within `'…'`). Nothing else has a meaning: no variables, no patterns, no pipes. The error is a sentence.
 */
export function splitWords(line: string): Result<readonly string[], string> {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '\\' && quote !== "'") {
      if (at + 1 === line.length)
        return err('The line ends after a backslash, which takes the next character as it is.');
      const next = line.charAt(++at);
      word = (word ?? '') + (quote === '"' && !/["\\$`]/.test(next) ? char + next : next);
    } else if (quote !== null) {
      if (char === quote) quote = null;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== null) return err(`A ${quote} is opened and not closed.`);
  if (word !== null) words.push(word);
  return ok(words);
}

/** One word of a line that {@link splitWords} reads back. */
export function quoteWord(word: string): string {
  return word !== '' && !/[\s"'\\]/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
