/** Work for pages that has not ended: whoever fetches for later waits until there is none. */
export class OngoingAnswers {
  readonly #ongoing = new Set<Promise<unknown>>();

  /** The same promise, counted until it settles. */
  count<T>(answer: Promise<T>): Promise<T> {
    this.#ongoing.add(answer);
    const end = () => void this.#ongoing.delete(answer);
    answer.then(end, end);
    return answer;
  }

  /** Resolves once none is left, of those that begin meanwhile too; at once where none is. Never rejects. */
  async end(): Promise<void> {
    while (this.#ongoing.size > 0) await Promise.allSettled(this.#ongoing);
  }
}
