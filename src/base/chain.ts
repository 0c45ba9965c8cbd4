/** A place in a {@link Chain}. */
export interface Place<T> {
  readonly item: T;
  /** Gives the place up; does nothing the second time. */
  leave(): void;
}

class Node<T> implements Place<T> {
  readonly item: T;
  chain: Chain<T> | null;
  before: Node<T> | null = null;
  after: Node<T> | null = null;

  constructor(item: T, chain: Chain<T>) {
    this.item = item;
    this.chain = chain;
  }

  leave(): void {
    this.chain?.take(this);
  }
}

/** First in, first out, and anybody may leave from wherever it stands, all in constant time. */
export class Chain<T> {
  #first: Node<T> | null = null;
  #last: Node<T> | null = null;

  /** The one who came first. */
  get first(): Place<T> | null {
    return this.#first;
  }

  /** In order; whoever stands here may leave meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let node = this.#first; node;) {
      const next: Node<T> | null = node.after;
      yield node.item;
      node = next;
    }
  }

  append(item: T): Place<T> {
    const node = new Node(item, this);
    node.before = this.#last;
    if (this.#last) this.#last.after = node;
    else this.#first = node;
    this.#last = node;
    return node;
  }

  /** For places only. */
  take(node: Node<T>): void {
    if (node.before) node.before.after = node.after;
    else this.#first = node.after;
    if (node.after) node.after.before = node.before;
    else this.#last = node.before;
    node.chain = null;
  }
}
