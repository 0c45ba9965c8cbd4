import type { Range } from './problems.ts';

/** Names in a table, each with where it is given a constant, and nothing else anywhere. */
export type Fields = Map<string, Range | null>;

/** What `luaFacts` knows of a local name. */
export interface Binding {
  /** What it stands for, such as `funcs` or `funcs.call`; null if that is not known. */
  path: string | null;
  /** It was declared as a function and never assigned to. */
  isFunction: boolean;
  /** Names in a table that was written out and is in nobody else's hands; null if they are not known. */
  fields: Fields | null;
}

/** Local names of a block, within those of the blocks around it, and what is known of each. */
export class Scope<Known> {
  /** Offset in the text behind which nothing of it is in force. */
  readonly end: number;
  readonly #parent: Scope<Known> | null;
  readonly #names = new Map<string, Known>();

  constructor(parent: Scope<Known> | null, end: number) {
    this.#parent = parent;
    this.end = end;
  }

  declare(name: string, known: Known): void {
    this.#names.set(name, known);
  }

  /** Null for a free name: a global. */
  find(name: string): Known | null {
    return this.#names.get(name) ?? this.#parent?.find(name) ?? null;
  }
}
