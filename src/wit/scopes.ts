/** What names mean in which part of a WIT text. */
import type { Token } from './lexer.ts';
import { keyOfName } from './names.ts';
import type { Problems } from './problems.ts';
import {
  formatInterface,
  formatPackage,
  type BodyNode,
  type DefinitionNode,
  type PackageNode,
  type PathNode,
  type WorldNode,
} from './syntax.ts';
import type { WitType } from './types.ts';
import type { WitProblem } from './wit-text.ts';

/** A name of a type, on its way from text to type. */
export interface Definition {
  readonly node: DefinitionNode;
  readonly scope: Scope;
  /** null also for a resource. */
  type: WitType | null;
  isResource: boolean;
  /** Why nothing can be built from it. */
  problem: WitProblem | null;
}

export interface Scope {
  readonly body: BodyNode;
  /** Where names are looked for that this one lacks: what a `wit` field defines beside its interfaces. */
  readonly outer: Scope | null;
  readonly owner: PackageScope;
  /** As methods have it before `#`; null outside of interfaces. */
  readonly interface: string | null;
  readonly definitions: ReadonlyMap<string, Definition>;
}

export interface WorldScope {
  readonly node: WorldNode;
  readonly scope: Scope;
}

export class PackageScope {
  readonly node: PackageNode;
  /** By name; of two with one name the first. */
  readonly interfaces = new Map<string, Scope>();
  readonly worlds = new Map<string, WorldScope>();
  readonly aliases = new Map<string, PathNode>();

  constructor(node: PackageNode) {
    this.node = node;
  }
}

/** What a path leads to; `foreign` = into a package that the text does not hold. */
export type PathTarget<T> =
  | { readonly found: T }
  | { readonly found: null; readonly isForeign: boolean; readonly message: string };

export function findDefinition(scope: Scope, name: string): Definition | null {
  for (let at: Scope | null = scope; at; at = at.outer) {
    const found = at.definitions.get(name);
    if (found) return found;
  }
  return null;
}

/** All scopes of a text, and the way from a path to its interface or world. Reports what is there twice. */
export class Scopes {
  readonly packages: PackageScope[] = [];
  readonly all: Scope[] = [];
  readonly worlds: WorldScope[] = [];
  /** What stands outside of interfaces and worlds, by package. */
  readonly bare = new Map<PackageScope, Scope>();
  readonly #problems: Problems;
  readonly #byName = new Map<string, PackageScope>();
  #root: Scope | null = null;

  constructor(packages: readonly PackageNode[], problems: Problems) {
    this.#problems = problems;
    for (const node of packages) this.#package(node);
  }

  /** `name` is the interface's that the body is of; null for any other body. */
  add(body: BodyNode, owner: PackageScope, name: string | null): Scope {
    const definitions = new Map<string, Definition>();
    const scope: Scope = { body, owner, outer: this.#root, interface: name, definitions };
    const taken = new Set<string>();
    for (const node of body.definitions) {
      if (!isNew(node.name, taken)) this.#problems.at(node.name, 'wit-name', `type ${node.name.text} is defined twice`);
      else definitions.set(node.name.text, { node, scope, type: null, isResource: false, problem: node.problem });
    }
    if (name !== null) {
      for (const item of body.functions) {
        if (taken.has(keyOfName(item.name.text)))
          this.#problems.at(item.name, 'wit-name', `"${item.name.text}" is a type already`);
      }
    }
    this.all.push(scope);
    return scope;
  }

  findInterface(path: PathNode, from: PackageScope): PathTarget<Scope> {
    return this.#find(path, from, 'interface', (owner) => owner.interfaces);
  }

  findWorld(path: PathNode, from: PackageScope): PathTarget<WorldScope> {
    return this.#find(path, from, 'world', (owner) => owner.worlds);
  }

  #package(node: PackageNode): void {
    const owner = new PackageScope(node);
    this.packages.push(owner);
    if (node.name) {
      const name = formatPackage(node.name);
      if (!this.#byName.has(name)) this.#byName.set(name, owner);
      else this.#problems.in(node.start, node.end, 'wit-name', `package ${name} is there twice`);
    }
    const bare = this.add(node.body, owner, null);
    this.bare.set(owner, bare);
    this.#root ??= bare;
    const taken = new Set<string>();
    const claim = (name: Token): boolean => {
      const isFirst = isNew(name, taken);
      if (!isFirst) this.#problems.at(name, 'wit-name', `"${name.text}" is defined twice`);
      return isFirst;
    };
    for (const item of node.interfaces) {
      // One that is there twice still has functions to read.
      const scope = this.add(item.body, owner, formatInterface(node.name, item.name.text));
      if (claim(item.name)) owner.interfaces.set(item.name.text, scope);
    }
    for (const item of node.worlds) {
      const world = { node: item, scope: this.add(item.body, owner, null) };
      this.worlds.push(world);
      if (claim(item.name)) owner.worlds.set(item.name.text, world);
    }
    for (const alias of node.aliases) if (claim(alias.name)) owner.aliases.set(alias.name.text, alias.path);
  }

  #find<T>(
    path: PathNode,
    from: PackageScope,
    kind: 'interface' | 'world',
    table: (owner: PackageScope) => ReadonlyMap<string, T>,
  ): PathTarget<T> {
    const alias = path.package ? undefined : from.aliases.get(path.name.text);
    const { package: name, name: token } = alias ?? path;
    const owner = name ? this.#byName.get(formatPackage(name)) : from;
    if (!owner) return { found: null, isForeign: true, message: `package ${formatPackage(name!)} is not in this text` };
    const found = table(owner).get(token.text);
    if (found) return { found };
    const other = kind === 'interface' ? owner.worlds.has(token.text) : owner.interfaces.has(token.text);
    const message = other
      ? `${token.text} is ${kind === 'interface' ? 'a world, not an interface' : 'an interface, not a world'}`
      : `${kind} ${token.text} is not in this text`;
    return { found: null, isForeign: false, message };
  }
}

function isNew(name: Token, taken: Set<string>): boolean {
  const key = keyOfName(name.text);
  if (taken.has(key)) return false;
  taken.add(key);
  return true;
}
