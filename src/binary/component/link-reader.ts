/**
 * Makes the link plan of a component (Component Model, Binary.md and "Instantiation" of Explainer.md): reads it as it would be
 * instantiated, each component inside of it once for each of its instantiations. Pure; malformed input is an answer with its
 * place, never a throw. What is passed in is compared with the imports and brings its own types along: everything is lifted and
 * lowered by those.
 */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { LinkPlan } from '../../contract/link-plan.ts';
import { binaryKind, readModule, type BinaryProblem } from '../binary.ts';
import { Cursor, Malformed } from '../cursor.ts';
import type { Exporter, Extern } from './entities.ts';
import { ArgumentCheck } from './link-arguments.ts';
import { readCanon } from './link-canon.ts';
import { PlanMaker, type PlanModule } from './link-maker.ts';
import { LinkScope, type CoreExtern, type CoreInstance } from './link-scope.ts';
import type { ExternKind } from '../binary.ts';
import { quoteName } from './names.ts';
import { eachItem, instanceForm, nextSection, skipPreamble, type SectionName } from './sections.ts';
import { MAX_DEPTH, MAX_PLAN_BYTES } from '../limits.ts';
import { checkDepth, TypeReader } from './type-reader.ts';

/** By their codes. */
const CORE_SORTS: { readonly [code: number]: ExternKind } = {
  0x00: 'function',
  0x01: 'table',
  0x02: 'memory',
  0x03: 'global',
  0x04: 'tag',
};
const CORE_SORT = { type: 0x10, module: 0x11, instance: 0x12 } as const;
const TYPE_SORT = 0x03;
const TARGET = { coreExport: 0x01, outer: 0x02 } as const;
const RESOURCE = 0x3f;
const ASYNC_RESOURCE = 0x3e;
const POINTER = 0x7f;

/** Where the definition of a component lies. */
interface Body {
  readonly start: number;
  readonly end: number;
  readonly parent: LinkScope;
}

type Arguments = ReadonlyMap<string, Extern>;

/** Whoever reads names by a tool of JavaScript's has to mind them; a plan is followed without any. */
const NOBODY = { extern: () => {}, core: () => {} };

/** Fails for what is no component, and for what cannot be linked, by name. */
export function readLinkPlan(bytes: Uint8Array): Result<LinkPlan, BinaryProblem> {
  try {
    if (binaryKind(bytes) !== 'component') throw new Malformed('not a WebAssembly component', 0);
    return ok(new LinkReader(bytes).read());
  } catch (error) {
    if (error instanceof Malformed) return err({ message: error.message, offset: error.offset });
    // A mistake of this reader: it costs the one component, not the kernel that asked.
    return err({ message: `the component cannot be linked (${String(error)})`, offset: 0 });
  }
}

class LinkReader {
  readonly #bytes: Uint8Array;
  readonly #types = new TypeReader(NOBODY, 'followed');
  readonly #maker = new PlanMaker(() => this.#types.newResource(null).id);
  readonly #arguments = new ArgumentCheck();
  readonly #modules = new Map<number, PlanModule>();
  readonly #modulesByNumber: PlanModule[] = [];
  readonly #bodies = new WeakMap<Exporter, Body>();
  #nesting = 0;
  #readBytes = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): LinkPlan {
    return this.#maker.finish(this.#component(new Cursor(this.#bytes, 0, this.#bytes.length, 'component'), null, null));
  }

  /** `args`: what it is instantiated with; null for the outermost one. */
  #component(cursor: Cursor, parent: LinkScope | null, args: Arguments | null): Exporter {
    skipPreamble(cursor);
    const scope = new LinkScope(parent, this.#maker.newInstance(cursor.offset));
    checkDepth(scope, cursor.offset);
    while (!cursor.atEnd) {
      const { name, section } = nextSection(cursor);
      this.#readBytes += 2 + (name === 'core module' || name === 'component' ? 0 : section.left);
      if (this.#readBytes > MAX_PLAN_BYTES) throw new Malformed('the component instantiates too much', section.offset);
      this.#section(name, section, scope, args);
    }
    return scope.exporter;
  }

  #section(name: SectionName, section: Cursor, scope: LinkScope, args: Arguments | null): void {
    const each = (read: () => void): void => eachItem(section, read);
    switch (name) {
      case 'custom':
      case 'core type':
        return;
      case 'start':
        throw new Malformed('start functions of components are not supported', section.offset);
      case 'value':
        throw new Malformed('values of components are not supported', section.offset);
      case 'core module':
        return scope.add({ sort: 'module', module: this.#moduleAt(section) });
      case 'component':
        return scope.add({ sort: 'component', exporter: this.#definition(section, scope) });
      case 'core instance':
        return each(() => scope.addCoreInstance(this.#coreInstance(section, scope)));
      case 'instance':
        return each(() => scope.add({ sort: 'instance', exporter: this.#instance(section, scope) }));
      case 'alias':
        return each(() => this.#alias(section, scope));
      case 'type':
        return each(() => this.#type(section, scope));
      case 'canon':
        return each(() => readCanon(section, scope, this.#maker));
      case 'import':
        return each(() => this.#import(section, scope, args));
      case 'export':
        return each(() => this.#export(section, scope));
    }
  }

  /** Read once, however often its component is instantiated. */
  #moduleAt(section: Cursor): number {
    const { offset } = section;
    let module = this.#modules.get(offset);
    if (!module) {
      const bytes = section.rest();
      const read = readModule(bytes);
      if (!read.ok) throw new Malformed(read.error.message, offset + read.error.offset);
      module = { number: this.#modulesByNumber.length, offset, sizeBytes: bytes.length, shape: read.value };
      this.#modules.set(offset, module);
      this.#modulesByNumber.push(module);
    }
    return module.number;
  }

  /** Nothing of it is read before it is instantiated. */
  #definition(section: Cursor, parent: LinkScope): Exporter {
    const exporter: Exporter = { exports: new Map(), resources: [] };
    this.#bodies.set(exporter, { start: section.offset, end: section.offset + section.left, parent });
    return exporter;
  }

  #coreInstance(cursor: Cursor, scope: LinkScope): CoreInstance {
    const { offset } = cursor;
    if (instanceForm(cursor)) {
      const module = this.#modulesByNumber[scope.module(cursor.u32(), offset)]!;
      const args = new Map<string, CoreInstance>();
      for (let left = cursor.count(); left > 0; left--) {
        const name = this.#newName(cursor, args);
        if (cursor.byte() !== CORE_SORT.instance) throw new Malformed('a core module takes instances', cursor.offset);
        args.set(name, scope.coreInstance(cursor.u32(), cursor.offset));
      }
      return this.#maker.instantiate(module, args, offset);
    }
    const exports = new Map<string, CoreExtern>();
    for (let left = cursor.count(); left > 0; left--) {
      const name = this.#newName(cursor, exports);
      const kind = coreKind(cursor.byte(), cursor.offset);
      exports.set(name, scope.core(kind, cursor.u32(), cursor.offset));
    }
    return exports;
  }

  #newName(cursor: Cursor, taken: ReadonlyMap<string, unknown>): string {
    const { offset } = cursor;
    const name = cursor.name();
    if (taken.has(name)) throw new Malformed(`the name ${quoteName(name)} occurs twice`, offset);
    return name;
  }

  #instance(cursor: Cursor, scope: LinkScope): Exporter {
    const { offset } = cursor;
    if (instanceForm(cursor)) {
      const component = scope.at('component', cursor.u32(), offset);
      const args = new Map<string, Extern>();
      for (let left = cursor.count(); left > 0; left--)
        args.set(this.#newName(cursor, args), this.#reference(cursor, scope));
      return this.#instantiate(component, args, offset);
    }
    const exports = new Map<string, Extern>();
    for (let left = cursor.count(); left > 0; left--) {
      const at = cursor.offset;
      const name = this.#types.externName(cursor);
      if (exports.has(name)) throw new Malformed('two exports have the same name', at);
      exports.set(name, this.#reference(cursor, scope));
    }
    return { exports, resources: [] };
  }

  #instantiate(component: Extern, args: Arguments, offset: number): Exporter {
    const body = component.sort === 'component' ? this.#bodies.get(component.exporter) : undefined;
    if (!body) throw new Malformed('a component that is not here cannot be instantiated', offset);
    if (this.#nesting >= MAX_DEPTH) throw new Malformed('nested too deeply', offset);
    this.#nesting++;
    const exporter = this.#component(new Cursor(this.#bytes, body.start, body.end, 'component'), body.parent, args);
    this.#nesting--;
    return exporter;
  }

  #reference(cursor: Cursor, scope: LinkScope): Extern {
    const { offset } = cursor;
    const sort = this.#types.readSort(cursor);
    if (sort === 'core' || sort === 'value') throw new Malformed('what stands here is no part of a component', offset);
    return scope.at(sort, cursor.u32(), offset);
  }

  #alias(cursor: Cursor, scope: LinkScope): void {
    const { offset } = cursor;
    const sort = cursor.byte();
    const coreSort = sort === 0x00 ? cursor.byte() : null;
    const target = cursor.byte();
    if (target === TARGET.coreExport) {
      const instance = scope.coreInstance(cursor.u32(), offset);
      const name = cursor.name();
      const found = instance.get(name);
      if (coreSort === null || found?.kind !== coreKind(coreSort, offset))
        throw new Malformed(`a core instance does not export ${quoteName(name)} of that kind`, offset);
      return scope.addCore(found);
    }
    if (target === TARGET.outer) {
      // Core types are known from the modules that use them.
      if (coreSort === CORE_SORT.type) return void [cursor.u32(), cursor.u32()];
      if (coreSort !== CORE_SORT.module && sort !== TYPE_SORT && sort !== 0x04)
        throw new Malformed('an alias of what only its own component may use', offset);
    }
    cursor.seek(offset);
    this.#types.alias(cursor, scope);
  }

  #type(cursor: Cursor, scope: LinkScope): void {
    const { offset } = cursor;
    const code = cursor.peek();
    if (code !== RESOURCE) {
      if (code === ASYNC_RESOURCE) throw new Malformed('asynchronous destructors are not supported', offset);
      return scope.add({ sort: 'type', type: this.#types.type(cursor, scope) });
    }
    cursor.byte();
    if (cursor.byte() !== POINTER) throw new Malformed('a resource is represented by an i32', offset);
    const destructor = cursor.byte() === 0 ? null : scope.core('function', cursor.u32(), offset);
    const type = this.#types.newResource(null);
    this.#maker.ownResource(type.id, scope.instance, destructor, offset);
    scope.add({ sort: 'type', type });
  }

  #import(cursor: Cursor, scope: LinkScope, args: Arguments | null): void {
    const { offset } = cursor;
    const name = this.#types.externName(cursor);
    const { isOwn, ...declared } = this.#types.externType(cursor, scope, args ? null : name);
    if (!args) return scope.add(this.#maker.import(name, declared, isOwn === true, offset));
    const given = args.get(name);
    const misfit = this.#arguments.misfit(name, declared, given);
    if (misfit !== null || !given) throw new Malformed(misfit ?? `${quoteName(name)} is not given`, offset);
    scope.add(given);
  }

  #export(cursor: Cursor, scope: LinkScope): void {
    const { offset } = cursor;
    const name = this.#types.externName(cursor);
    const actual = this.#reference(cursor, scope);
    // Says less than what is there, or the same.
    const ascribed = cursor.byte() === 0 ? null : this.#types.externType(cursor, scope, name);
    if (ascribed && ascribed.sort !== actual.sort)
      throw new Malformed('export is not of the kind that it says', offset);
    const extern: Extern =
      actual.sort === 'type' ? { sort: 'type', type: this.#types.named(actual.type, name) } : actual;
    scope.add(extern);
    scope.export(name, extern, offset);
  }
}

function coreKind(code: number, offset: number): ExternKind {
  const kind = CORE_SORTS[code];
  if (!kind) throw new Malformed('what stands here is no part of a core module', offset);
  return kind;
}
