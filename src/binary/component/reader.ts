/**
 * Reads a component binary (Component Model, Binary.md) as far as its exports, imports and names go. Pure; takes time in
 * proportion to the bytes, whatever they say. Malformed input is an answer, never a throw.
 */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { BinarySection } from '../../contract/binaries.ts';
import type { FunctionType } from '../../wit/types.ts';
import { binaryKind, readModule, type BinaryProblem } from '../binary.ts';
import { Cursor, Malformed } from '../cursor.ts';
import { skipCanon, skipOptions } from './canons.ts';
import type { Exporter, Extern, Scope, Signature } from './entities.ts';
import { isCoreName, isExternName } from './names.ts';
import { eachItem, instanceForm, nextSection, skipPreamble, type SectionName } from './sections.ts';
import type { ComponentShape, EmbeddedModule, ExportedFunction, ImportShape } from './shape.ts';
import { TypeReader, type NameWatch } from './type-reader.ts';
import { MAX_LISTED_ITEMS, MAX_REREAD_BYTES, MAX_REREADS } from '../limits.ts';

const NOTHING: Exporter = { exports: new Map(), resources: [] };

const SECTION_HEAD_BYTES = 2;

/** Sections that are one thing and no list. */
const WITHOUT_COUNT: ReadonlySet<SectionName> = new Set(['custom', 'core module', 'component', 'start']);

/** What was wrong, at which byte (0-based), and what had been read by then. */
export interface ComponentProblem extends BinaryProblem {
  readonly sections: readonly BinarySection[];
}

/** Where the definition of a component lies. */
interface Body {
  readonly start: number;
  readonly end: number;
  readonly parent: Scope;
}

type Arguments = ReadonlyMap<string, Extern>;

interface ReadImport {
  readonly name: string;
  readonly extern: Extern;
  /** Of types: a resource of its own, and no name for another type. */
  readonly isOwn: boolean;
}

export function readComponent(bytes: Uint8Array): Result<ComponentShape, ComponentProblem> {
  const reader = new ComponentReader(bytes);
  try {
    return ok(reader.read());
  } catch (error) {
    if (error instanceof Malformed)
      return err({ message: error.message, offset: error.offset, sections: reader.sections });
    // A mistake of this reader: it costs the one component, not the kernel that asked.
    return err({ message: `the component cannot be read (${String(error)})`, offset: 0, sections: reader.sections });
  }
}

class ComponentReader implements NameWatch {
  readonly sections: BinarySection[] = [];
  readonly #bytes: Uint8Array;
  readonly #types = new TypeReader(this);
  readonly #modules: EmbeddedModule[] = [];
  readonly #imports: ReadImport[] = [];
  readonly #bodies = new WeakMap<Exporter, Body>();
  /** Instantiations that are being looked into, one inside of the other. */
  #rereads = 0;
  #rereadBytes = 0;
  #suspect: ComponentShape['suspect'] = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): ComponentShape {
    if (binaryKind(this.#bytes) !== 'component') throw new Malformed('not a WebAssembly component', 0);
    const exporter = this.#component(new Cursor(this.#bytes, 0, this.#bytes.length, 'component'), null, null);
    const listing = new Listing();
    return {
      ...listing.exports(exporter),
      imports: this.#imports.map((item) => listing.import(item)),
      modules: this.#modules,
      sections: this.sections,
      suspect: this.#suspect,
    };
  }

  extern(name: string): void {
    if (!isExternName(name)) this.#suspect ??= { what: 'name', name };
  }

  core(name: string): void {
    if (!isCoreName(name)) this.#suspect ??= { what: 'core name', name };
  }

  /** `args`: what the component is instantiated with; null where it is defined. */
  #component(cursor: Cursor, parent: Scope | null, args: Arguments | null): Exporter {
    const start = cursor.offset;
    skipPreamble(cursor);
    const scope = this.#types.newScope(parent, start);
    while (!cursor.atEnd) {
      const { name, section } = nextSection(cursor);
      if (!parent) this.sections.push(describeSection(name, section, this.#bytes));
      if (this.#rereads > 0) {
        if (name === 'core module') continue;
        // What lies in a component is counted there.
        this.#rereadBytes += SECTION_HEAD_BYTES + (name === 'component' ? 0 : section.left);
      }
      this.#section(name, section, scope, args);
    }
    const { exporter } = scope;
    if (parent && !args) this.#bodies.set(exporter, { start, end: cursor.offset, parent });
    return exporter;
  }

  #section(name: SectionName, section: Cursor, scope: Scope, args: Arguments | null): void {
    const each = (read: () => void): void => eachItem(section, read);
    switch (name) {
      case 'custom':
      case 'core type':
      case 'start':
      case 'value':
        // Nothing in them changes what can be called.
        return;
      case 'core module':
        return this.#module(section);
      case 'component':
        return scope.add({ sort: 'component', exporter: this.#component(section, scope, null) });
      case 'core instance':
        return each(() => this.#coreInstance(section));
      case 'instance':
        return each(() => scope.add({ sort: 'instance', exporter: this.#instance(section, scope) }));
      case 'alias':
        return each(() => this.#types.alias(section, scope));
      case 'type':
        return each(() => scope.add({ sort: 'type', type: this.#types.type(section, scope) }));
      case 'canon':
        return this.#canons(section, scope);
      case 'import':
        return each(() => this.#import(section, scope, args));
      case 'export':
        return each(() => this.#export(section, scope));
    }
  }

  #module(section: Cursor): void {
    const { offset } = section;
    const bytes = section.rest();
    const module = readModule(bytes);
    this.#modules.push({
      offset,
      sizeBytes: bytes.length,
      module: module.ok ? module.value : null,
      problem: module.ok ? null : { message: module.error.message, offset: offset + module.error.offset },
    });
  }

  #coreInstance(cursor: Cursor): void {
    const isInstantiation = instanceForm(cursor);
    if (isInstantiation) cursor.u32();
    for (let left = cursor.count(); left > 0; left--) {
      this.core(cursor.name());
      cursor.byte();
      cursor.u32();
    }
  }

  #instance(cursor: Cursor, scope: Scope): Exporter {
    const { offset } = cursor;
    if (instanceForm(cursor)) {
      const component = scope.at('component', cursor.u32(), offset);
      const args = new Map<string, Extern>();
      for (let left = cursor.count(); left > 0; left--) {
        const name = cursor.name();
        this.extern(name);
        const extern = this.#reference(cursor, scope);
        if (extern) args.set(name, extern);
      }
      return component.sort === 'component' ? this.#instantiate(component.exporter, args) : NOTHING;
    }
    const exports = new Map<string, Extern>();
    for (let left = cursor.count(); left > 0; left--) {
      const name = this.#types.externName(cursor);
      const extern = this.#reference(cursor, scope);
      if (extern) exports.set(name, this.#named(extern, name));
    }
    return { exports, resources: [] };
  }

  /** What is passed in changes no type but gives types their names, and resources with them. */
  #instantiate(component: Exporter, args: Arguments): Exporter {
    const body = this.#bodies.get(component);
    if (!body || this.#rereads >= MAX_REREADS || this.#rereadBytes > MAX_REREAD_BYTES) return component;
    this.#rereads++;
    const exporter = this.#component(new Cursor(this.#bytes, body.start, body.end, 'component'), body.parent, args);
    this.#rereads--;
    return exporter;
  }

  /** null for what only core modules have. */
  #reference(cursor: Cursor, scope: Scope): Extern | null {
    const sort = this.#types.readSort(cursor);
    const { offset } = cursor;
    const index = cursor.u32();
    return sort === 'core' ? null : scope.at(sort, index, offset);
  }

  #named(extern: Extern, name: string): Extern {
    return extern.sort === 'type' ? { sort: 'type', type: this.#types.named(extern.type, name) } : extern;
  }

  #canons(section: Cursor, scope: Scope): void {
    for (let left = section.count(); left > 0; left--) {
      const { offset } = section;
      if (section.byte() === 0x00) {
        this.#lift(section, scope);
        continue;
      }
      // The others make core functions. Their forms are many and grow, and all that matters is whether lifts come after.
      section.seek(offset);
      if (skipCanon(section) !== null) continue;
      return scope.loseFunctions();
    }
  }

  #lift(section: Cursor, scope: Scope): void {
    section.byte();
    section.u32();
    skipOptions(section);
    const { offset } = section;
    const type = scope.type(section.u32(), offset);
    if (type.kind !== 'func') throw new Malformed('a function is lifted to what is no function type', offset);
    scope.add({ sort: 'func', signature: type.signature });
  }

  #import(cursor: Cursor, scope: Scope, args: Arguments | null): void {
    const name = this.#types.externName(cursor);
    // Inside of others, imports are named by whoever wired them.
    const isOutermost = scope.parent === null;
    const { isOwn, ...extern } = this.#types.externType(cursor, scope, isOutermost ? name : null);
    const given = extern.sort === 'type' ? args?.get(name) : undefined;
    scope.add(given?.sort === 'type' ? given : extern);
    if (isOutermost) this.#imports.push({ name, extern, isOwn: isOwn === true });
  }

  #export(cursor: Cursor, scope: Scope): void {
    const { offset } = cursor;
    const name = this.#types.externName(cursor);
    const actual = this.#reference(cursor, scope);
    const ascribed = cursor.byte() === 0 ? null : this.#types.externType(cursor, scope, name);
    if (!actual) throw new Malformed('export of what only core modules have', offset);
    if (ascribed && ascribed.sort !== actual.sort)
      throw new Malformed('export is not of the kind that it says', offset);
    const extern = this.#named(ascribed && !ascribed.isOwn ? ascribed : actual, name);
    scope.add(extern);
    scope.export(name, extern, offset);
    if (extern.sort === 'type' && extern.type.kind === 'resource') scope.ownResource(name);
  }
}

function describeSection(name: SectionName, section: Cursor, bytes: Uint8Array): BinarySection {
  const look = new Cursor(bytes, section.offset, section.offset + section.left, 'component');
  const label = name === 'custom' ? `custom ${JSON.stringify(look.name())}` : name;
  const count = WITHOUT_COUNT.has(name) ? null : name === 'value' ? look.u32() : look.count();
  return { name: label, offset: section.offset, sizeBytes: section.left, count };
}

function functionType(name: string, signature: Signature | null): FunctionType | null {
  if (!signature) return null;
  const { parameters, result, isAsync } = signature;
  return { name, parameters, result, ...(isAsync ? { isAsync } : {}) };
}

/** Counts what is listed, over all interfaces. */
class Listing {
  #left = MAX_LISTED_ITEMS;

  *items(exporter: Exporter): Generator<[string, Extern]> {
    for (const item of exporter.exports) {
      if (this.#left-- === 0) throw new Malformed(`exports and imports hold more than ${MAX_LISTED_ITEMS} items`, 0);
      yield item;
    }
  }

  exports(exporter: Exporter): Pick<ComponentShape, 'functions' | 'otherExports'> {
    const functions: ExportedFunction[] = [];
    const otherExports: { name: string; kind: string }[] = [];
    const add = (owner: string | null, name: string, signature: Signature | null): void => {
      functions.push({
        method: owner === null ? name : `${owner}#${name}`,
        interface: owner,
        name,
        type: functionType(name, signature),
      });
    };
    for (const [name, extern] of this.items(exporter)) {
      if (extern.sort === 'func') add(null, name, extern.signature);
      else if (extern.sort === 'instance') {
        const before = functions.length;
        for (const [own, item] of this.items(extern.exporter)) if (item.sort === 'func') add(name, own, item.signature);
        if (functions.length === before) otherExports.push({ name, kind: 'instance' });
      } else otherExports.push({ name, kind: extern.sort });
    }
    return { functions, otherExports };
  }

  import({ name, extern, isOwn }: ReadImport): ImportShape {
    if (extern.sort === 'func')
      return { name, kind: 'func', functions: null, resources: [], types: [functionType(name, extern.signature)] };
    if (extern.sort !== 'instance')
      return { name, kind: extern.sort, functions: [], resources: isOwn ? [name] : [], types: [] };
    const functions: string[] = [];
    const types: (FunctionType | null)[] = [];
    for (const [own, item] of this.items(extern.exporter)) {
      if (item.sort !== 'func') continue;
      functions.push(own);
      types.push(functionType(own, item.signature));
    }
    return { name, kind: 'instance', functions, resources: extern.exporter.resources, types };
  }
}
