/** The undo of a subscription or the release of a resource. Calling it twice does nothing the second time. */
export type Dispose = () => void;

/** Collects what an owner must release; releases in reverse order, once. */
export class DisposableStore {
  #items: Dispose[] = [];
  #disposed = false;

  add(dispose: Dispose): Dispose {
    if (this.#disposed) dispose();
    else this.#items.push(dispose);
    return dispose;
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items;
    this.#items = [];
    for (let item = items.pop(); item; item = items.pop()) item();
  }
}
