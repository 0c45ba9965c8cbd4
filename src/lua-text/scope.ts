import type { Range } from './problems.ts';

/** Names in a table, each with where it is given a constant, and nothing else anywhere. */
export type Fields = Map<string, Range | null>;

/** What is known of a local name. */
export interface Binding {
  /** What it stands for, such as `funcs` or `funcs.call`; null if that is not known. */
  path: string | null;
  /** It was declared as a function and never assigned to. */
  isFunction: boolean;
  /** Names in a table that was written out and is in nobody else's hands; null if they are not known. */
  fields: Fields | null;
}

/** Local names of a block, within those of the blocks around it. */
export class Scope {
  readonly #parent: Scope | null;
  readonly #names = new Map<string, Binding>();

  constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  declare(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  /** Null for a free name: a global. */
  find(name: string): Binding | null {
    return this.#names.get(name) ?? this.#parent?.find(name) ?? null;
  }
}
