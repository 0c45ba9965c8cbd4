/** What a guest is sent, taken in the order in which it comes, each once the code is there that it needs. On a guest's thread. */
export class Mail {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** `ready`: null for what needs nothing. What may be taken at once is. */
  take(ready: Promise<void> | null, work: () => void): void {
    if (!ready && this.#waiting === 0) return work();
    this.#waiting++;
    this.#last = this.#inTurn(this.#last, ready, work);
  }

  async #inTurn(before: Promise<void>, ready: Promise<void> | null, work: () => void): Promise<void> {
    await before;
    await ready;
    this.#waiting--;
    work();
  }
}
