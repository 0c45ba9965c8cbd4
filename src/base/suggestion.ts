/** Hints that name what was probably meant. Written and read here only, so that the hint is also a fix. */

const HINT = /^did you mean "(.+)"\?$/;

export function didYouMean(guess: string): string {
  return `did you mean "${guess}"?`;
}

/** What the hint suggests in place of what is marked; null when it suggests nothing. */
export function suggestionIn(hint: string): string | null {
  return HINT.exec(hint)?.[1] ?? null;
}
