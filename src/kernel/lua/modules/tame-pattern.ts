/**
 * Regular expressions of the platform run to their end, however long that takes. So only those are used whose time is bounded by a
 * power of the text's length, and only on texts that are short enough for it.
 */

const MAX_STEPS = 1e8;
/** Escapes, sets of characters, quantifiers and groups. */
const PARTS = /\\(?:k<|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?[:=!<]?|[()]|[*+]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/g;

interface Group {
  /** Something in it may come as often as it likes. */
  isUnbounded: boolean;
}

/** Why the pattern cannot be used; null where it can. */
export function patternMistake(pattern: string): string | null {
  try {
    void new RegExp(pattern, 'u');
  } catch {
    return 'is no regular expression';
  }
  const groups: Group[] = [{ isUnbounded: false }];
  let closed: Group | null = null;
  for (const [part] of pattern.matchAll(PARTS)) {
    if (/^\\(?:[1-9]|k<)/.test(part)) return 'refers back to what it found';
    if (/^\(\?[=!<]/.test(part)) return 'looks around';
    const isUnbounded = isUnboundedQuantifier(part);
    const isRepeated = isUnbounded || part.startsWith('{');
    if (isRepeated && closed?.isUnbounded) return 'repeats what is itself repeated without bound';
    if (isUnbounded) for (const group of groups) group.isUnbounded = true;
    if (part.startsWith('(')) groups.push({ isUnbounded: false });
    closed = part === ')' ? (groups.pop() ?? null) : null;
  }
  return null;
}

/** The longest text that it may be held against. */
export function patternLimit(pattern: string): number {
  const quantifiers = [...pattern.matchAll(PARTS)].filter(([part]) => isUnboundedQuantifier(part)).length;
  // Where it is not tied to the beginning it is tried at every character.
  const degree = quantifiers + (pattern.startsWith('^') && !pattern.includes('|') ? 0 : 1);
  return degree <= 1 ? Infinity : Math.floor(MAX_STEPS ** (1 / degree));
}

function isUnboundedQuantifier(part: string): boolean {
  return /^[*+]\??$/.test(part) || /^\{\d+,\}\??$/.test(part);
}
