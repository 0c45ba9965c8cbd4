/** Gathers a link plan while its component is read, and numbers what is in it. */
import type { Builtin, CanonicalOptions, CoreItem, LinkPlan, PlannedFunction } from '../../contract/link-plan.ts';
import type { CoreFunctionType, FunctionType } from '../../wit/types.ts';
import type { ModuleShape } from '../binary.ts';
import { Malformed } from '../cursor.ts';
import type { Exporter, Extern, Signature } from './entities.ts';
import { checkCoreType, DESTRUCTOR_TYPE, isSameCoreType } from './link-checks.ts';
import { ownResources, withResources } from './link-resources.ts';
import type { CoreExtern, CoreInstance } from './link-scope.ts';
import { formatCoreType } from '../../wit/print.ts';
import { MAX_INSTANCES, MAX_PLAN_ITEMS } from '../limits.ts';
import { quoteName } from './names.ts';

export interface PlanModule {
  /** Among the modules of the component. */
  readonly number: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly shape: ModuleShape;
}

type Grown<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

export class PlanMaker {
  readonly #plan: Grown<LinkPlan> = {
    modules: [],
    steps: [],
    builtins: [],
    functions: [],
    options: [],
    instances: 0,
    resources: [],
    exports: [],
  };
  /** Types of the built-in functions; null where any will do. */
  readonly #builtinTypes: (CoreFunctionType | null)[] = [];
  /** Place in the plan by number in the component. */
  readonly #moduleIndexes = new Map<number, number>();
  readonly #resources = new Map<number, LinkPlan['resources'][number]>();
  readonly #optionIndexes = new Map<string, number>();
  readonly #newResource: () => number;
  #items = 0;

  /** `newResource`: the number of one that is none of those before. */
  constructor(newResource: () => number) {
    this.#newResource = newResource;
  }

  finish(exporter: Exporter): LinkPlan {
    for (const [name, extern] of exporter.exports) {
      if (extern.sort === 'func') this.#export(null, name, extern.planned);
      else if (extern.sort === 'instance') {
        for (const [own, item] of extern.exporter.exports)
          if (item.sort === 'func') this.#export(name, own, item.planned);
      }
    }
    return this.#plan;
  }

  newInstance(offset: number): number {
    if (this.#plan.instances >= MAX_INSTANCES)
      throw new Malformed(`more than ${MAX_INSTANCES} instances of components`, offset);
    return this.#plan.instances++;
  }

  instantiate(module: PlanModule, args: ReadonlyMap<string, CoreInstance>, offset: number): CoreInstance {
    const { steps } = this.#plan;
    if (steps.length >= MAX_INSTANCES)
      throw new Malformed(`more than ${MAX_INSTANCES} instances of core modules`, offset);
    const imports = module.shape.imports.map(({ module: from, name, kind, type }) => {
      this.#count(offset);
      const given = args.get(from)?.get(name);
      const what = `the core import ${quoteName(from)} ${quoteName(name)}`;
      if (!given) throw new Malformed(`${what} is not given`, offset);
      if (given.kind !== kind) throw new Malformed(`${what} is a ${kind}, and is given a ${given.kind}`, offset);
      if (kind === 'function') this.#checkImport(what, type, given, offset);
      return { module: from, name, item: given.item };
    });
    const instance = steps.length;
    steps.push({ module: this.#moduleIndex(module), imports });
    const exports = new Map<string, CoreExtern>();
    for (const { name, kind, type, isWide } of module.shape.exports) {
      this.#count(offset);
      exports.set(name, { kind, type, item: { from: 'instance', instance, name }, ...(isWide ? { isWide } : {}) });
    }
    return exports;
  }

  /** The engine compares types of core functions with each other, and takes a function of ours as any type. */
  #checkImport(what: string, wanted: CoreFunctionType | null, { item, type }: CoreExtern, offset: number): void {
    if (item.from !== 'builtin' || this.#builtinTypes[item.builtin] === null) return;
    if (wanted && type && isSameCoreType(wanted, type)) return;
    const needs = wanted ? formatCoreType(wanted) : 'a type of another kind';
    throw new Malformed(`${what} needs ${needs}, and is given ${type ? formatCoreType(type) : 'none'}`, offset);
  }

  #moduleIndex({ number, offset, sizeBytes }: PlanModule): number {
    let index = this.#moduleIndexes.get(number);
    if (index === undefined) {
      index = this.#plan.modules.push({ offset, sizeBytes }) - 1;
      this.#moduleIndexes.set(number, index);
    }
    return index;
  }

  /** `type`: null where any will do. */
  builtin(builtin: Builtin, type: CoreFunctionType | null, offset: number): CoreExtern {
    this.#count(offset);
    this.#builtinTypes.push(type);
    const index = this.#plan.builtins.push(builtin) - 1;
    return { kind: 'function', type, item: { from: 'builtin', builtin: index } };
  }

  /** Equal options are one. */
  options(options: CanonicalOptions): number {
    const key = JSON.stringify([options.instance, options.encoding, keyOf(options.memory), keyOf(options.realloc)]);
    let index = this.#optionIndexes.get(key);
    if (index === undefined) {
      index = this.#plan.options.push(options) - 1;
      this.#optionIndexes.set(key, index);
    }
    return index;
  }

  function(planned: PlannedFunction, offset: number): number {
    this.#count(offset);
    return this.#plan.functions.push(planned) - 1;
  }

  functionType(planned: number): FunctionType {
    return this.#plan.functions[planned]!.type;
  }

  ownResource(id: number, instance: number, destructor: CoreExtern | null, offset: number): void {
    if (destructor) checkCoreType('a destructor', DESTRUCTOR_TYPE, destructor, offset);
    this.#resource({ id, instance, destructor: destructor?.item ?? null, import: null }, offset);
  }

  /** The component instance that implements a resource; null for one from outside. */
  implementerOf(resource: number, offset: number): number | null {
    const known = this.#resources.get(resource);
    // The type of an import that stands for itself alone, inside of a component that was given another.
    if (!known) throw new Malformed('a resource that nobody has', offset);
    return known.instance;
  }

  /** What an import of the outermost component stands for. */
  import(name: string, declared: Extern, isOwn: boolean, offset: number): Extern {
    switch (declared.sort) {
      case 'func':
        return this.#importedFunction(name, name, declared.signature, offset);
      case 'instance':
        return { sort: 'instance', exporter: this.#importedInstance(name, declared.exporter, offset) };
      case 'type':
        if (isOwn) this.#importedResource(name, name, declared, offset);
        return declared;
      default:
        throw new Malformed(`the import ${quoteName(name)} is a ${declared.sort}, which nobody gives`, offset);
    }
  }

  #importedInstance(name: string, declared: Exporter, offset: number): Exporter {
    const { exports, resources } = this.#withOwnResources(declared);
    const given = new Map<string, Extern>();
    for (const [own, extern] of exports) {
      this.#count(offset);
      if (extern.sort === 'type' && resources.includes(own)) this.#importedResource(name, own, extern, offset);
      if (extern.sort === 'func') given.set(own, this.#importedFunction(name, own, extern.signature, offset));
      else if (extern.sort === 'instance')
        given.set(own, { sort: 'instance', exporter: this.#importedInstance(own, extern.exporter, offset) });
      else given.set(own, extern);
    }
    return { exports: given, resources };
  }

  /** Imports may share one type of instance, and each has resources of its own all the same. */
  #withOwnResources(exporter: Exporter): Exporter {
    const own = ownResources(exporter);
    if (!own.some((id) => this.#resources.has(id))) return exporter;
    return withResources(exporter, new Map(own.map((id) => [id, this.#newResource()])));
  }

  #importedFunction(from: string, name: string, signature: Signature | null, offset: number): Extern {
    if (!signature) throw new Malformed(`the type of ${quoteName(name)} cannot be followed`, offset);
    const source = { from: 'import', import: from, name } as const;
    return { sort: 'func', signature, planned: this.function({ type: typeOf(name, signature), source }, offset) };
  }

  #importedResource(from: string, name: string, extern: Extern, offset: number): void {
    if (extern.sort !== 'type' || extern.type.kind !== 'resource') return;
    this.#resource({ id: extern.type.id, instance: null, destructor: null, import: { interface: from, name } }, offset);
  }

  #resource(resource: LinkPlan['resources'][number], offset: number): void {
    this.#count(offset);
    if (this.#resources.has(resource.id)) throw new Malformed('a resource that two have', offset);
    this.#resources.set(resource.id, resource);
    this.#plan.resources.push(resource);
  }

  #export(owner: string | null, name: string, planned: number | undefined): void {
    this.#count(0);
    if (planned !== undefined) this.#plan.exports.push({ interface: owner, name, function: planned });
  }

  #count(offset: number): void {
    if (++this.#items > MAX_PLAN_ITEMS) throw new Malformed(`a plan of more than ${MAX_PLAN_ITEMS} items`, offset);
  }
}

export function typeOf(name: string, { parameters, result, isAsync }: Signature): FunctionType {
  return { name, parameters, result, ...(isAsync ? { isAsync } : {}) };
}

function keyOf(item: CoreItem | null): unknown {
  if (!item) return null;
  return item.from === 'builtin' ? item.builtin : [item.instance, item.name];
}
