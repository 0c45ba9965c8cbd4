import { inOrder, type Need } from './in-order.ts';
import type { Token } from './lexer.ts';
import { beyondLimits, partsOf, TypeMeter } from './measure.ts';
import type { Problems } from './problems.ts';
import { findDefinition, type Definition, type Scope, type Scopes } from './scopes.ts';
import type { PathNode, TypeNode } from './syntax.ts';
import { spellName, spellType, typeProblem, type TypePlace } from './type-parser.ts';
import { TypeLimits, type WitType } from './types.ts';
import type { WitProblem } from './wit-text.ts';

/** The first names of f32 and f64. Not in the way of a type that the text calls so. */
const OLD_NAMES: ReadonlyMap<string, WitType> = new Map([
  ['float32', { kind: 'scalar', name: 'f32' }],
  ['float64', { kind: 'scalar', name: 'f64' }],
]);

export interface ResolvedType {
  readonly type: WitType;
  /** Why the type is only a stand-in. */
  readonly problem: WitProblem | null;
}

/** One type on its way from nodes to a {@link WitType}. */
interface Context {
  readonly scope: Scope;
  readonly place: TypePlace;
  /** What stands for the type when it is too large. */
  readonly label: string | null;
  problem: WitProblem | null;
  isTooLarge: boolean;
}

/**
 * Gives every definition of a text its type, each after those it needs, so that the order in the text does not matter, chains
 * may be long, and what shares a type shares one object.
 */
export class TypeResolver {
  readonly #scopes: Scopes;
  readonly #problems: Problems;
  readonly #meter = new TypeMeter();
  readonly #paths = new Map<PathNode, { readonly scope: Scope | null; readonly problem: WitProblem | null }>();
  readonly #borrowing = new Map<WitType, boolean>();

  constructor(scopes: Scopes, problems: Problems) {
    this.#scopes = scopes;
    this.#problems = problems;
  }

  /** To be called once, when all scopes are there. */
  resolveDefinitions(): void {
    this.#resolvePaths();
    const all = this.#scopes.all.flatMap((scope) => [...scope.definitions.values()]);
    const inSequence = inOrder(
      all,
      (item) => this.#needsOf(item),
      (item, { target, place }) => {
        item.problem ??= this.#problems.at(place, 'wit-type', `type ${target.node.name.text} depends on itself`);
      },
    );
    for (const item of inSequence) this.#define(item);
  }

  /** The type of a parameter or a result. */
  resolve(node: TypeNode, scope: Scope, place: 'param' | 'result'): ResolvedType {
    const context: Context = { scope, place, label: null, problem: null, isTooLarge: false };
    const type = this.#type(node, context);
    this.#warnOfSize(context, node);
    if (!type) return { type: { kind: 'unsupported', why: 'other', text: spellType(node) }, problem: context.problem };
    if (place === 'result' && !context.problem && this.#borrows(type)) {
      context.problem = this.#problems.in(
        node.start,
        node.end,
        'wit-type',
        'a function cannot return what is borrowed',
      );
    }
    return { type, problem: context.problem };
  }

  nodesOf(type: WitType): number {
    return this.#meter.size(type).nodes;
  }

  #resolvePaths(): void {
    const interfaces: Scope[] = [];
    for (const scope of this.#scopes.all) {
      if (scope.interface !== null) interfaces.push(scope);
      for (const path of scope.body.uses) {
        const target = this.#scopes.findInterface(path, scope.owner);
        const problem = target.found ? null : this.#problems.in(path.start, path.end, 'wit-name', target.message);
        this.#paths.set(path, { scope: target.found, problem });
      }
    }
    for (const owner of this.#scopes.packages) {
      for (const { path } of owner.node.aliases) {
        const target = this.#scopes.findInterface(path, owner);
        if (!target.found) this.#problems.in(path.start, path.end, 'wit-name', target.message);
      }
    }
    inOrder(
      interfaces,
      (scope) =>
        scope.body.uses.flatMap((place): Need<Scope, PathNode>[] => {
          const target = this.#paths.get(place)?.scope;
          return target ? [{ target, place }] : [];
        }),
      (_scope, { place }) => {
        this.#problems.in(place.start, place.end, 'wit-name', `interface ${place.name.text} depends on itself`);
      },
    );
  }

  #needsOf(item: Definition): readonly Need<Definition, Token>[] {
    const { node, scope } = item;
    if (node.kind === 'use') {
      const target = this.#usedDefinition(item);
      return target ? [{ target, place: node.original }] : [];
    }
    const needs: Need<Definition, Token>[] = [];
    const visit = (part: TypeNode | null): void => {
      if (!part) return;
      const name = part.kind === 'name' ? part.name : part.kind === 'handle' ? part.resource : null;
      const target = name && findDefinition(scope, name.text);
      if (target) needs.push({ target, place: name });
      for (const inner of nodesIn(part)) visit(inner);
    };
    if (node.kind === 'alias') visit(node.type);
    else if (node.kind === 'record') for (const field of node.fields) visit(field.type);
    else if (node.kind === 'variant') for (const part of node.cases) visit(part.type);
    return needs;
  }

  /** What a name of a `use` stands for; null, with a problem, when that is not there. */
  #usedDefinition(item: Definition): Definition | null {
    const { node } = item;
    if (node.kind !== 'use') return null;
    const path = this.#paths.get(node.path);
    const found = path?.scope?.definitions.get(node.original.text);
    if (found) return found;
    if (path?.problem) item.problem ??= path.problem;
    else if (!item.problem) {
      const { original } = node;
      const isFunction = path?.scope?.body.functions.some((other) => other.name.text === original.text) ?? false;
      const message = isFunction
        ? `${original.text} is a function, not a type`
        : `interface ${node.path.name.text} has no type ${original.text}`;
      item.problem = this.#problems.at(original, 'wit-type', message);
    }
    return null;
  }

  #define(item: Definition): void {
    const { node, scope } = item;
    if (node.kind === 'resource') {
      item.isResource = true;
      return;
    }
    if (node.kind === 'use') {
      const target = item.problem ? null : this.#usedDefinition(item);
      if (target) {
        item.problem = target.problem;
        item.type = target.type;
        item.isResource = target.isResource;
      }
      return;
    }
    const name = node.name.text;
    // The cause of a circle stays the problem; its parts are not looked at again.
    const isCircle = item.problem !== null && item.problem !== node.problem;
    if (isCircle) return;
    const context: Context = { scope, place: 'type', label: name, problem: item.problem, isTooLarge: false };
    if (node.kind === 'alias' && node.type.kind === 'name') {
      const target = findDefinition(scope, node.type.name.text);
      item.isResource = target?.isResource ?? false;
    }
    const type = item.isResource ? null : this.#definedType(item, context);
    this.#warnOfSize(context, { start: node.name.start, end: node.name.end });
    item.problem = context.problem;
    item.type = context.problem ? null : type;
  }

  #definedType({ node }: Definition, context: Context): WitType | null {
    const name = node.name.text;
    switch (node.kind) {
      case 'alias':
        return this.#type(node.type, context);
      case 'record': {
        const fields = node.fields.flatMap((field) => {
          const type = this.#type(field.type, context);
          return type ? { name: field.name.text, type } : [];
        });
        return this.#fit({ kind: 'record', name, fields }, context);
      }
      case 'variant': {
        const cases = node.cases.map((part) => ({
          name: part.name.text,
          type: part.type && this.#type(part.type, context),
        }));
        return this.#fit({ kind: 'variant', name, cases }, context);
      }
      case 'enum':
        return { kind: 'enum', name, cases: node.cases.map((token) => token.text) };
      case 'flags':
        return { kind: 'flags', name, labels: node.labels.map((token) => token.text) };
      case 'resource':
      case 'use':
        return null;
    }
  }

  /** null, with the problem in the context, for what is no type. */
  #type(node: TypeNode, context: Context): WitType | null {
    switch (node.kind) {
      case 'known':
        return node.type;
      case 'name':
        return this.#named(node.name, context);
      case 'handle':
        return this.#handle(node, context);
      case 'broken':
        context.problem ??= node.problem;
        return null;
      case 'deep':
        context.isTooLarge = true;
        return beyondLimits(context.label ?? 'list<…>');
      case 'list': {
        const element = this.#type(node.element, context);
        return element && this.#fit({ kind: 'list', element, length: node.length }, context);
      }
      case 'option': {
        const some = this.#type(node.some, context);
        return some && this.#fit({ kind: 'option', some }, context);
      }
      case 'tuple': {
        const items = node.items.flatMap((item) => this.#type(item, context) ?? []);
        return items.length < node.items.length ? null : this.#fit({ kind: 'tuple', items }, context);
      }
      case 'result': {
        const ok = node.ok && this.#type(node.ok, context);
        const err = node.err && this.#type(node.err, context);
        return (node.ok && !ok) || (node.err && !err) ? null : this.#fit({ kind: 'result', ok, err }, context);
      }
      case 'other':
        return this.#other(node, context);
    }
  }

  #named(name: Token, context: Context): WitType | null {
    const found = findDefinition(context.scope, name.text);
    if (!found) {
      const old = name.escaped ? undefined : OLD_NAMES.get(name.text);
      if (old) return old;
      const message = context.place === 'type' ? `unknown type ${name.text}` : typeProblem(context.place, name);
      return this.#fail(context, this.#problems.at(name, 'wit-type', message));
    }
    if (found.problem) return this.#fail(context, found.problem);
    return found.isResource ? { kind: 'unsupported', why: 'handle', text: `own<${spellName(name)}>` } : found.type;
  }

  #handle(node: Extract<TypeNode, { kind: 'handle' }>, context: Context): WitType | null {
    const { resource, mode } = node;
    const found = findDefinition(context.scope, resource.text);
    if (found?.problem) return this.#fail(context, found.problem);
    if (found?.isResource) return { kind: 'unsupported', why: 'handle', text: `${mode}<${spellName(resource)}>` };
    const message = found
      ? `${resource.text} is not a resource`
      : context.place === 'type'
        ? `unknown type ${resource.text}`
        : typeProblem(context.place, resource);
    return this.#fail(context, this.#problems.at(resource, 'wit-type', message));
  }

  #other(node: Extract<TypeNode, { kind: 'other' }>, context: Context): WitType | null {
    const inside = node.inside.map((part) => this.#type(part, context));
    if (inside.includes(null)) return null;
    const key = node.keyword === 'map' ? inside[0] : null;
    if (key && !isMapKey(key)) {
      const { start, end } = node.inside[0]!;
      return this.#fail(
        context,
        this.#problems.in(start, end, 'wit-type', 'the keys of a map are bool, integers, char or string'),
      );
    }
    const type: WitType = { kind: 'unsupported', why: 'other', text: spellType(node) };
    this.#borrowing.set(
      type,
      inside.some((part) => part !== null && this.#borrows(part)),
    );
    return type;
  }

  #fail(context: Context, problem: WitProblem): null {
    context.problem ??= problem;
    return null;
  }

  #fit(type: WitType, context: Context): WitType {
    const fitted = this.#meter.fit(type, context.label ?? `${type.kind}<…>`);
    if (fitted !== type) context.isTooLarge = true;
    return fitted;
  }

  #warnOfSize(context: Context, { start, end }: { readonly start: number; readonly end: number }): void {
    if (context.isTooLarge) this.warnOfSize(start, end);
  }

  warnOfSize(start: number, end: number): void {
    const message = `the type is too large: at most ${TypeLimits.depth} levels and ${TypeLimits.nodes} parts can be carried`;
    this.#problems.in(start, end, 'wit-type', message, 'warning');
  }

  #borrows(type: WitType): boolean {
    const known = this.#borrowing.get(type);
    if (known !== undefined) return known;
    const borrows =
      type.kind === 'unsupported'
        ? type.why === 'handle' && type.text.startsWith('borrow<')
        : partsOf(type).some((part) => this.#borrows(part));
    this.#borrowing.set(type, borrows);
    return borrows;
  }
}

function isMapKey(type: WitType): boolean {
  return type.kind === 'string' || (type.kind === 'scalar' && type.name !== 'f32' && type.name !== 'f64');
}

function nodesIn(node: TypeNode): readonly TypeNode[] {
  switch (node.kind) {
    case 'list':
      return [node.element];
    case 'option':
      return [node.some];
    case 'tuple':
      return node.items;
    case 'result':
      return [node.ok, node.err].filter((side) => side !== null);
    case 'other':
      return node.inside;
    default:
      return [];
  }
}
