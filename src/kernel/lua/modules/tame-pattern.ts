/**
 * Regular expressions of the platform run to their end, however long that takes. So only those are used whose time is bounded by a
 * power of the text's length, and only on texts that are short enough for it.
 */

const MAX_STEPS = 1e8;
/** Escapes, sets of characters, quantifiers and groups. */
const PARTS =
  /\\(?:k<|[pP]\{[^}]*\}|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?[:=!<]?|[()|]|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/gu;

interface Group {
  /** Something in it may come as often as it likes. */
  isUnbounded: boolean;
  /** One text may fit it in several ways, or several lengths of one: repeated, the ways multiply. */
  isAmbiguous: boolean;
  /** What its alternatives begin with so far. */
  readonly firsts: string[];
  /** The next part begins an alternative. */
  isFirst: boolean;
}

const newGroup = (): Group => ({ isUnbounded: false, isAmbiguous: false, firsts: [], isFirst: true });

/** Why the pattern cannot be used; null where it can. */
export function patternMistake(pattern: string): string | null {
  try {
    void new RegExp(pattern, 'u');
  } catch {
    return 'is no regular expression';
  }
  const groups: Group[] = [newGroup()];
  const inner = (): Group => groups.at(-1)!;
  let closed: Group | null = null;
  for (const [part] of pattern.matchAll(PARTS)) {
    if (/^\\(?:[1-9]|k<)/.test(part)) return 'refers back to what it found';
    if (/^\(\?[=!<]/.test(part)) return 'looks around';
    const isUnbounded = isUnboundedQuantifier(part);
    const isRepeated = isUnbounded || part.startsWith('{');
    if (isRepeated && closed?.isUnbounded) return 'repeats what is itself repeated without bound';
    if (isRepeated && closed?.isAmbiguous) return 'repeats what may fit in several ways';
    if (isUnbounded) for (const group of groups) group.isUnbounded = true;
    else if (/^(?:\?|\{\d+,)/.test(part)) for (const group of groups) group.isAmbiguous = true;
    const wasClosed = part === ')' ? inner() : null;
    if (part === ')') groups.pop();
    else if (part === '|') {
      begin(inner(), '');
      inner().isFirst = true;
    } else if (part.startsWith('(')) {
      begin(inner(), part);
      groups.push(newGroup());
    } else if (!isRepeated && !part.startsWith('?')) begin(inner(), part);
    if (wasClosed && isAmbiguousChoice(wasClosed)) for (const group of [wasClosed, ...groups]) group.isAmbiguous = true;
    closed = wasClosed;
  }
  return null;
}

function begin(group: Group, part: string): void {
  if (group.isFirst) group.firsts.push(part);
  group.isFirst = false;
}

/** Alternatives of which no two begin with one character cannot both fit. */
function isAmbiguousChoice({ firsts, isFirst }: Group): boolean {
  if (firsts.length + Number(isFirst) < 2) return false;
  return isFirst || new Set(firsts).size < firsts.length || !firsts.every((first) => /^[^\\[.(^$]$/u.test(first));
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
