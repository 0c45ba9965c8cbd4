import { beyondLimits } from './measure.ts';
import { keyOfName, sameName } from './names.ts';
import type { Problems } from './problems.ts';
import { TypeResolver } from './resolve-types.ts';
import { WorldResolver, type FunctionSource } from './resolve-worlds.ts';
import { Scopes, type Scope } from './scopes.ts';
import type { FunctionNode, MethodNode, PackageNode, TypeNode, WorldItemNode } from './syntax.ts';
import { TypeLimits, type Parameter, type WitType } from './types.ts';
import type { WitDefinition, WitFunction, WitProblem, WitWorld } from './wit-text.ts';

export interface Resolved {
  readonly functions: WitFunction[];
  readonly definitions: WitDefinition[];
  readonly worlds: WitWorld[];
}

/** Gives names their meaning and functions their types. */
export function resolveText(packages: readonly PackageNode[], problems: Problems): Resolved {
  return new TextResolver(packages, problems).resolve();
}

class TextResolver implements FunctionSource {
  readonly #problems: Problems;
  readonly #scopes: Scopes;
  readonly #types: TypeResolver;
  readonly #inline = new Map<WorldItemNode, Scope>();
  /** Nobody can export what is written into an import. */
  readonly #inlineImports = new Set<Scope>();
  readonly #imported = new Set<Scope>();
  readonly #exported = new Set<Scope>();
  readonly #byNode = new Map<FunctionNode, WitFunction>();
  readonly #byScope = new Map<Scope, readonly WitFunction[]>();

  constructor(packages: readonly PackageNode[], problems: Problems) {
    this.#problems = problems;
    this.#scopes = new Scopes(packages, problems);
    this.#types = new TypeResolver(this.#scopes, problems);
    for (const owner of this.#scopes.packages) this.#noteItems(owner.node.items, this.#scopes.bare.get(owner)!);
    for (const { node, scope } of this.#scopes.worlds) this.#noteItems(node.items, scope);
  }

  resolve(): Resolved {
    this.#types.resolveDefinitions();
    const functions: WitFunction[] = [];
    for (const scope of this.#scopes.all) {
      this.#checkMethods(scope);
      if (scope.interface !== null) this.#checkKeys(scope);
      if (scope.interface !== null && !this.#inlineImports.has(scope)) functions.push(...this.functionsOf(scope));
    }
    for (const owner of this.#scopes.packages)
      functions.push(...this.#bareFunctions(owner.node.items, this.#scopes.bare.get(owner)!));
    const worldResolver = new WorldResolver(this.#scopes, this.#problems, this, this.#inline);
    const worlds = worldResolver.resolve();
    for (const { node, scope } of this.#scopes.worlds) {
      const names = new Set<string>();
      for (const item of node.items) {
        if (item.kind !== 'function' || item.direction !== 'export' || names.has(item.function.name.text)) continue;
        names.add(item.function.name.text);
        functions.push(this.functionOf(item.function, scope, null));
      }
    }
    functions.push(...worldResolver.renamed);
    return {
      functions: functions.toSorted((a, b) => a.nameStart - b.nameStart),
      definitions: this.#definitions(),
      worlds,
    };
  }

  functionOf(node: FunctionNode, scope: Scope, owner: string | null): WitFunction {
    const known = this.#byNode.get(node);
    if (known) return known;
    const made = this.#make(node, scope, owner);
    this.#byNode.set(node, made);
    return made;
  }

  functionsOf(scope: Scope): readonly WitFunction[] {
    const known = this.#byScope.get(scope);
    if (known) return known;
    const made = this.#withoutRepeats(scope.body.functions).map((node) =>
      this.functionOf(node, scope, scope.interface),
    );
    this.#byScope.set(scope, made);
    return made;
  }

  /** Interfaces written into worlds get their scopes, the others are marked. */
  #noteItems(items: readonly WorldItemNode[], scope: Scope): void {
    for (const item of items) {
      let target: Scope | null = null;
      if (item.kind === 'interface') {
        target = this.#scopes.add(item.body, scope.owner, item.name.text);
        this.#inline.set(item, target);
        if (item.direction === 'import') this.#inlineImports.add(target);
      } else if (item.kind === 'path') target = this.#scopes.findInterface(item.path, scope.owner).found;
      if (target) (item.direction === 'import' ? this.#imported : this.#exported).add(target);
    }
  }

  #isImported(scope: Scope): boolean {
    return this.#imported.has(scope) && !this.#exported.has(scope);
  }

  #bareFunctions(items: readonly WorldItemNode[], scope: Scope): WitFunction[] {
    const nodes = items.flatMap((item) => (item.kind === 'function' ? [item] : []));
    for (const item of nodes) if (item.direction === 'import') this.functionOf(item.function, scope, null);
    const exported = nodes.filter((item) => item.direction === 'export').map((item) => item.function);
    return this.#withoutRepeats(exported).map((node) => this.functionOf(node, scope, null));
  }

  #withoutRepeats(nodes: readonly FunctionNode[]): FunctionNode[] {
    const names = new Set<string>();
    return nodes.filter(({ name }) => {
      const isNew = !names.has(name.text);
      names.add(name.text);
      if (!isNew) this.#problems.at(name, 'wit-name', `function "${name.text}" is declared twice`);
      return isNew;
    });
  }

  /** Components cannot have both of `a-b` and `ab`, core modules can. */
  #checkKeys(scope: Scope): void {
    const byKey = new Map<string, string>();
    for (const { name } of scope.body.functions) {
      const other = byKey.get(keyOfName(name.text));
      if (other === undefined) byKey.set(keyOfName(name.text), name.text);
      else if (other !== name.text) this.#problems.at(name, 'wit-name', sameName(name.text, other));
    }
  }

  #make(node: FunctionNode, scope: Scope, owner: string | null): WitFunction {
    let problem: WitProblem | null = node.problem;
    let nodes = 0;
    const typeOf = (part: TypeNode, place: 'param' | 'result'): WitType => {
      const resolved = this.#types.resolve(part, scope, place);
      problem ??= resolved.problem;
      nodes += this.#types.nodesOf(resolved.type);
      if (nodes <= TypeLimits.nodes) return resolved.type;
      nodes -= this.#types.nodesOf(resolved.type) - 1;
      this.#types.warnOfSize(part.start, part.end);
      return beyondLimits(`${resolved.type.kind}<…>`);
    };
    const parameters = node.parameters.map(({ name, type }): Parameter => ({
      name: name.text,
      type: typeOf(type, 'param'),
    }));
    const result = node.result && typeOf(node.result, 'result');
    return {
      type: { name: node.name.text, parameters, result, ...(node.isAsync ? { isAsync: true } : {}) },
      docs: node.docs,
      nameStart: node.name.start,
      nameEnd: node.name.end,
      end: node.end,
      interface: owner,
      isImported: this.#isImported(scope),
      problem,
    };
  }

  /** Methods of resources cannot be called, but what is wrong in them is said. */
  #checkMethods(scope: Scope): void {
    for (const { node } of scope.definitions.values()) {
      if (node.kind !== 'resource') continue;
      for (const method of node.methods) {
        this.#make(method.function, scope, null);
        if (method.role === 'constructor') this.#checkConstructor(method, node.name.text);
        const self =
          method.role === 'method' &&
          method.function.parameters.find((parameter) => parameter.name.text.toLowerCase() === 'self');
        if (self) this.#problems.at(self.name, 'wit-name', 'every method has a parameter self already');
      }
    }
  }

  #checkConstructor({ function: { result } }: MethodNode, resource: string): void {
    if (!result || result.kind === 'broken') return;
    const ok = result.kind === 'result' ? result.ok : null;
    const name = ok?.kind === 'name' ? ok.name : ok?.kind === 'handle' && ok.mode === 'own' ? ok.resource : null;
    const isGood = name?.text === resource;
    if (!isGood)
      this.#problems.in(result.start, result.end, 'wit-type', `a constructor returns nothing, or result<${resource}>`);
  }

  #definitions(): WitDefinition[] {
    const found: WitDefinition[] = [];
    for (const scope of this.#scopes.all) {
      for (const { node, type } of scope.definitions.values()) {
        if (node.kind === 'use') continue;
        const { name, kind, docs } = node;
        found.push({
          name: name.text,
          kind,
          interface: scope.interface,
          docs,
          nameStart: name.start,
          nameEnd: name.end,
          type,
        });
      }
    }
    return found.toSorted((a, b) => a.nameStart - b.nameStart);
  }
}
