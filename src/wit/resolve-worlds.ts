import { inOrder, type Need } from './in-order.ts';
import { keyOfName, sameName } from './names.ts';
import type { Problems } from './problems.ts';
import type { PackageScope, Scope, Scopes, WorldScope } from './scopes.ts';
import { formatInterface, type FunctionNode, type IncludeNode, type WorldItemNode } from './syntax.ts';
import type { WitFunction, WitWorld, WitWorldItem } from './wit-text.ts';

type Direction = 'import' | 'export';

/** Makes functions of their nodes, each once. */
export interface FunctionSource {
  functionOf(node: FunctionNode, scope: Scope, owner: string | null): WitFunction;
  functionsOf(scope: Scope): readonly WitFunction[];
}

interface Item {
  readonly value: WitWorldItem;
  /** Can be renamed when its world is included: what is written in a world, not what a path leads to. */
  readonly isOwn: boolean;
}

/** By {@link keyOfName}, in order. */
type Items = Record<Direction, Map<string, Item>>;

/** Items that `include` copies, over all worlds of a text: chains of worlds must not grow it without bound. */
const MAX_INCLUDED = 100_000;

/** Puts together what each world of a text imports and exports. */
export class WorldResolver {
  readonly #scopes: Scopes;
  readonly #problems: Problems;
  readonly #functions: FunctionSource;
  readonly #inline: ReadonlyMap<WorldItemNode, Scope>;
  readonly #items = new Map<WorldScope, Items>();
  /** Exports that only exist under the new name an `include` gave them. */
  readonly renamed: WitFunction[] = [];
  #included = 0;

  constructor(
    scopes: Scopes,
    problems: Problems,
    functions: FunctionSource,
    inline: ReadonlyMap<WorldItemNode, Scope>,
  ) {
    this.#scopes = scopes;
    this.#problems = problems;
    this.#functions = functions;
    this.#inline = inline;
  }

  resolve(): WitWorld[] {
    for (const world of this.#scopes.worlds) this.#items.set(world, this.#own(world));
    const targets = new Map<IncludeNode, WorldScope>();
    for (const { node, scope } of this.#scopes.worlds) {
      for (const include of node.includes) {
        const target = this.#scopes.findWorld(include.path, scope.owner);
        if (target.found) targets.set(include, target.found);
        else if (!target.isForeign) this.#problems.in(include.path.start, include.path.end, 'wit-name', target.message);
      }
    }
    const circles = new Set<IncludeNode>();
    const order = inOrder(
      this.#scopes.worlds,
      ({ node }) =>
        node.includes.flatMap((place): Need<WorldScope, IncludeNode>[] =>
          targets.has(place) ? [{ target: targets.get(place)!, place }] : [],
        ),
      (_world, { place }) => {
        circles.add(place);
        this.#problems.in(
          place.path.start,
          place.path.end,
          'wit-name',
          `world ${place.path.name.text} depends on itself`,
        );
      },
    );
    for (const world of order) {
      for (const include of world.node.includes) {
        const target = targets.get(include);
        if (target && !circles.has(include)) this.#include(include, this.#items.get(target)!, this.#items.get(world)!);
      }
    }
    return this.#scopes.worlds.map((world) => {
      const { name, docs } = world.node;
      const items = this.#items.get(world)!;
      const values = (direction: Direction): WitWorldItem[] => [...items[direction].values()].map((item) => item.value);
      return {
        name: name.text,
        docs,
        nameStart: name.start,
        nameEnd: name.end,
        imports: values('import'),
        exports: values('export'),
      };
    });
  }

  #own({ node, scope }: WorldScope): Items {
    const items: Items = { import: new Map(), export: new Map() };
    for (const item of node.items) {
      const made = this.#item(item, scope);
      if (!made) continue;
      const { name } = made.value;
      const at = item.kind === 'path' ? item.path : item.kind === 'interface' ? item.name : item.function.name;
      const key = keyOfName(name);
      const other = items[item.direction].get(key)?.value.name;
      if (other !== undefined) {
        const message =
          other !== name
            ? sameName(name, other)
            : item.kind === 'function'
              ? `function "${name}" is declared twice`
              : `"${name}" is ${item.direction}ed twice`;
        this.#problems.in(at.start, at.end, 'wit-name', message);
      } else if (item.direction === 'import' && made.isOwn && scope.definitions.has(name)) {
        this.#problems.in(at.start, at.end, 'wit-name', `"${name}" is a type already`);
      } else items[item.direction].set(key, made);
    }
    return items;
  }

  #item(item: WorldItemNode, scope: Scope): Item | null {
    if (item.kind === 'function') {
      const made = this.#functions.functionOf(item.function, scope, null);
      return { value: { kind: 'function', name: made.type.name, function: made }, isOwn: true };
    }
    if (item.kind === 'interface') {
      const functions = this.#functions.functionsOf(this.#inline.get(item)!);
      return { value: { kind: 'interface', name: item.name.text, functions }, isOwn: true };
    }
    return this.#pathItem(item, scope.owner);
  }

  #pathItem({ path }: Extract<WorldItemNode, { kind: 'path' }>, owner: PackageScope): Item | null {
    const target = this.#scopes.findInterface(path, owner);
    if (target.found) {
      const functions = this.#functions.functionsOf(target.found);
      return { value: { kind: 'interface', name: target.found.interface!, functions }, isOwn: false };
    }
    // Interfaces of packages that are elsewhere are what worlds usually import.
    const known = path.package ?? owner.aliases.get(path.name.text)?.package ?? null;
    if (target.isForeign)
      return {
        value: { kind: 'interface', name: formatInterface(known, path.name.text), functions: null },
        isOwn: false,
      };
    this.#problems.in(path.start, path.end, 'wit-name', target.message);
    return null;
  }

  #include({ path, renames }: IncludeNode, from: Items, into: Items): void {
    const names = new Map<string, IncludeNode['renames'][number]>();
    for (const rename of renames) {
      const key = keyOfName(rename.from.text);
      if (names.has(key)) this.#problems.at(rename.from, 'wit-name', `${rename.from.text} is renamed twice`);
      names.set(key, rename);
      if (!from.import.get(key)?.isOwn && !from.export.get(key)?.isOwn) {
        this.#problems.at(rename.from, 'wit-name', `world ${path.name.text} has no ${rename.from.text} to rename`);
      }
    }
    for (const direction of ['import', 'export'] as const) {
      for (const [key, item] of from[direction]) {
        if (++this.#included > MAX_INCLUDED) {
          if (this.#included === MAX_INCLUDED + 1)
            this.#problems.in(path.start, path.end, 'wit-name', 'the worlds include too much', 'warning');
          return;
        }
        const rename = item.isOwn ? names.get(key) : undefined;
        const value = rename ? this.#rename(item.value, rename, direction) : item.value;
        const newKey = keyOfName(value.name);
        if (!into[direction].has(newKey)) into[direction].set(newKey, { ...item, value });
        else if (item.isOwn)
          this.#problems.in(path.start, path.end, 'wit-name', `"${value.name}" is ${direction}ed twice`);
      }
    }
  }

  #rename(item: WitWorldItem, { to }: IncludeNode['renames'][number], direction: Direction): WitWorldItem {
    if (item.kind === 'interface')
      return {
        ...item,
        name: to.text,
        functions: item.functions?.map((made) => ({ ...made, interface: to.text })) ?? null,
      };
    const { type } = item.function;
    const made: WitFunction = {
      ...item.function,
      type: { ...type, name: to.text },
      nameStart: to.start,
      nameEnd: to.end,
      end: to.end,
    };
    if (direction === 'export') this.renamed.push(made);
    return { kind: 'function', name: to.text, function: made };
  }
}
