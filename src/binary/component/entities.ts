/** Index spaces of a component while it is read (Component Model, Explainer.md "Index spaces"). */
import type { Parameter, WitType } from '../../wit/types.ts';
import { Malformed } from '../cursor.ts';

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly result: WitType | null;
  readonly isAsync: boolean;
}

/** An instance, a component, or the type of either: all that is asked of them is what they export. */
export interface Exporter {
  readonly exports: ReadonlyMap<string, Extern>;
  /** Of an interface with resources of its own: their names. */
  readonly resources: readonly string[];
}

export type TypeEntity =
  | { readonly kind: 'value'; readonly type: WitType }
  | { readonly kind: 'func'; readonly signature: Signature }
  /** `id`: tells resources of one reading apart, under whatever names they go. */
  | { readonly kind: 'resource'; readonly name: string | null; readonly id: number }
  | { readonly kind: 'instance' | 'component'; readonly exporter: Exporter };

export type Extern =
  /** null = a function whose type cannot be followed. `planned`: its number in a link plan. */
  | { readonly sort: 'func'; readonly signature: Signature | null; readonly planned?: number }
  | { readonly sort: 'type'; readonly type: TypeEntity }
  | { readonly sort: 'instance' | 'component'; readonly exporter: Exporter }
  /** `module`: its number among those that a link plan may use. */
  | { readonly sort: 'module'; readonly module?: number }
  | { readonly sort: 'value' };

export type Sort = Extern['sort'];

/** The spaces of one component, component type or instance type. */
export class Scope {
  readonly parent: Scope | null;
  readonly depth: number;
  readonly #types: TypeEntity[] = [];
  readonly #functions: Extract<Extern, { sort: 'func' }>[] = [];
  readonly #instances: Exporter[] = [];
  readonly #components: Exporter[] = [];
  readonly #exports = new Map<string, Extern>();
  readonly #resources: string[] = [];
  /** Indexes of functions from here on are not to be trusted: something unknown may have come between. */
  #lostFunctions = Infinity;

  constructor(parent: Scope | null) {
    this.parent = parent;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  get exporter(): Exporter {
    return { exports: this.#exports, resources: this.#resources };
  }

  /** From here on the index of no function is known. */
  loseFunctions(): void {
    this.#lostFunctions = Math.min(this.#lostFunctions, this.#functions.length);
  }

  /** Gives it the next index of its space. */
  add(extern: Extern): void {
    switch (extern.sort) {
      case 'func':
        this.#functions.push(extern);
        break;
      case 'type':
        this.#types.push(extern.type);
        break;
      case 'instance':
        this.#instances.push(extern.exporter);
        break;
      case 'component':
        this.#components.push(extern.exporter);
        break;
      case 'module':
      case 'value':
        break;
    }
  }

  export(name: string, extern: Extern, offset: number): void {
    if (this.#exports.has(name)) throw new Malformed('two exports have the same name', offset);
    this.#exports.set(name, extern);
  }

  ownResource(name: string): void {
    this.#resources.push(name);
  }

  type(index: number, offset: number): TypeEntity {
    return this.#types[index] ?? missing('type', index, offset);
  }

  at(sort: Sort, index: number, offset: number): Extern {
    switch (sort) {
      case 'func':
        if (index >= this.#lostFunctions) return { sort, signature: null };
        return this.#functions[index] ?? missing('function', index, offset);
      case 'type':
        return { sort, type: this.type(index, offset) };
      case 'instance':
        return { sort, exporter: this.#instances[index] ?? missing('instance', index, offset) };
      case 'component':
        return { sort, exporter: this.#components[index] ?? missing('component', index, offset) };
      case 'module':
      case 'value':
        return { sort };
    }
  }

  /** The scope that `count` levels of nesting lie around; 0 is this one. */
  outer(count: number, offset: number): Scope {
    if (count > this.depth) throw new Malformed('alias of a scope that does not exist', offset);
    return count === 0 ? this : this.parent!.outer(count - 1, offset);
  }
}

function missing(what: string, index: number, offset: number): never {
  throw new Malformed(`${what} ${index} does not exist`, offset);
}
