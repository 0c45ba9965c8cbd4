/** Longer names are typed by nobody. */
const MAX_LENGTH = 100;
/** Candidates that differ more in length are another name. */
const MAX_LENGTH_DIFFERENCE = 20;
/**
 * Letters compared with letters before the search ends with what it has: some 10 ms. Enough for a thousand names of
 * ordinary length; a project or a binary may have any number of them.
 */
const MAX_COMPARISONS = 2_000_000;
const TOO_FAR = 1000;

/** The known name that was probably meant: at most a third of its letters differ; two that are exchanged count as one. null when none is near, or none was found in time. */
export function nearest(name: string, known: Iterable<string>): string | null {
  if (name.length > MAX_LENGTH) return null;
  const search = new Search(name.toLowerCase());
  for (const candidate of known) if (!search.look(candidate)) break;
  return search.best;
}

class Search {
  best: string | null = null;
  readonly #name: string;
  #bestDistance = Infinity;
  #left = MAX_COMPARISONS;
  #row = new Uint16Array(MAX_LENGTH + MAX_LENGTH_DIFFERENCE + 1);
  #next = new Uint16Array(MAX_LENGTH + MAX_LENGTH_DIFFERENCE + 1);
  /** Two letters back, where two that are exchanged began. */
  #before = new Uint16Array(MAX_LENGTH + MAX_LENGTH_DIFFERENCE + 1);

  constructor(name: string) {
    this.#name = name;
  }

  /** False when there is no use in looking at others. */
  look(candidate: string): boolean {
    const atMost = Math.min(this.#bestDistance - 1, Math.max(1, Math.floor(candidate.length / 3)));
    const difference = Math.abs(candidate.length - this.#name.length);
    if (difference > atMost || difference > MAX_LENGTH_DIFFERENCE) return true;
    const distance = this.#distance(candidate.toLowerCase(), atMost);
    if (distance <= atMost) {
      this.best = candidate;
      this.#bestDistance = distance;
    }
    return this.#bestDistance > 0 && this.#left > 0;
  }

  /** Edits between the name and `other`, {@link TOO_FAR} beyond `atMost`: so only a band beside the diagonal is filled in. */
  #distance(other: string, atMost: number): number {
    const name = this.#name;
    // Lower case may be longer.
    if (other.length >= this.#row.length) return TOO_FAR;
    for (let at = 0; at <= other.length; at++) this.#row[at] = at;
    for (let letter = 1; letter <= name.length; letter++) {
      const [before, row, next] = [this.#before, this.#row, this.#next];
      const from = Math.max(1, letter - atMost);
      const to = Math.min(other.length, letter + atMost);
      let least = (next[from - 1] = from === 1 ? letter : TOO_FAR);
      for (let at = from; at <= to; at++) {
        const replaced = row[at - 1]! + (name[letter - 1] === other[at - 1] ? 0 : 1);
        const added = next[at - 1]! + 1;
        const removed = at < letter + atMost ? row[at]! + 1 : TOO_FAR;
        const isExchange =
          letter > 1 && at > 1 && name[letter - 1] === other[at - 2] && name[letter - 2] === other[at - 1];
        const exchanged = isExchange ? before[at - 2]! + 1 : TOO_FAR;
        const edits = Math.min(replaced, added, removed, exchanged);
        next[at] = edits;
        least = Math.min(least, edits);
      }
      this.#left -= to - from + 1;
      if (least > atMost) return TOO_FAR;
      this.#before = row;
      this.#row = next;
      this.#next = before;
    }
    return this.#row[other.length]!;
  }
}
