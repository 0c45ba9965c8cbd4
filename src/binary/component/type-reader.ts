/** Type definitions of a component (Component Model, Binary.md "Type Definitions"). */
import type { Parameter, ScalarName, WitType } from '../../wit/types.ts';
import { Malformed, type Cursor } from '../cursor.ts';
import { Scope, type Extern, type Signature, type Sort, type TypeEntity } from './entities.ts';
import { isLabel, quoteName } from './names.ts';
import { skipCoreType } from './skip-core.ts';
import { ERROR_CONTEXT, handle, otherType, scalar, STRING, TypeMaker } from './type-maker.ts';
import { MAX_DEPTH, MAX_PARAMETERS } from '../limits.ts';

const SCALARS: { readonly [code: number]: ScalarName } = {
  0x7f: 'bool',
  0x7e: 's8',
  0x7d: 'u8',
  0x7c: 's16',
  0x7b: 'u16',
  0x7a: 's32',
  0x79: 'u32',
  0x78: 's64',
  0x77: 'u64',
  0x76: 'f32',
  0x75: 'f64',
  0x74: 'char',
};

/** Where scopes are nested deeper than this, the component is malformed. */
export function checkDepth({ depth }: Scope, offset: number): void {
  if (depth > MAX_DEPTH) throw new Malformed('nested too deeply', offset);
}

/** Hears of names that are no part of types. */
export interface NameWatch {
  extern(name: string): void;
  core(name: string): void;
}

export class TypeReader {
  readonly #maker = new TypeMaker();
  readonly #names: NameWatch;
  readonly #areHandlesFollowed: boolean;
  #resources = 0;

  /** `handles`: whether handle types tell which resource they are to, or its name alone. */
  constructor(names: NameWatch, handles: 'named' | 'followed' = 'named') {
    this.#names = names;
    this.#areHandlesFollowed = handles === 'followed';
  }

  /** A resource that is none of those before. */
  newResource(name: string | null): Extract<TypeEntity, { kind: 'resource' }> {
    return { kind: 'resource', name, id: this.#resources++ };
  }

  newScope(parent: Scope | null, offset: number): Scope {
    const scope = new Scope(parent);
    checkDepth(scope, offset);
    return scope;
  }

  /** One item of a type section. */
  type(cursor: Cursor, scope: Scope): TypeEntity {
    const offset = cursor.offset;
    switch (cursor.peek()) {
      case 0x40:
      case 0x43:
        return { kind: 'func', signature: this.#signature(cursor, scope, cursor.byte() === 0x43) };
      case 0x41:
      case 0x42: {
        const kind = cursor.byte() === 0x41 ? 'component' : 'instance';
        return { kind, exporter: this.#declarations(cursor, this.newScope(scope, offset)) };
      }
      case 0x3f:
      case 0x3e: {
        const isAsync = cursor.byte() === 0x3e;
        cursor.byte();
        // A destructor, and of an asynchronous one its callback.
        for (let left = isAsync ? 2 : 1; left > 0; left--) if (cursor.byte() !== 0) cursor.u32();
        return this.newResource(null);
      }
      default:
        return { kind: 'value', type: this.#definedType(cursor, scope) };
    }
  }

  /** What follows a name in imports, exports and declarations. `label`: the name that a type gets from it. */
  externType(cursor: Cursor, scope: Scope, label: string | null): Extern & { readonly isOwn?: boolean } {
    const offset = cursor.offset;
    switch (cursor.byte()) {
      case 0x00:
        cursor.byte();
        cursor.u32();
        return { sort: 'module' };
      case 0x01: {
        const type = scope.type(cursor.u32(), offset);
        if (type.kind !== 'func') throw new Malformed('the type of a function is not a function type', offset);
        return { sort: 'func', signature: type.signature };
      }
      case 0x02:
        if (cursor.byte() === 0) cursor.u32();
        else this.valueType(cursor, scope);
        return { sort: 'value' };
      case 0x03:
        if (cursor.byte() !== 0) return { sort: 'type', type: this.newResource(label), isOwn: true };
        return { sort: 'type', type: this.named(scope.type(cursor.u32(), offset), label) };
      case 0x04:
      case 0x05: {
        const type = scope.type(cursor.u32(), offset);
        if (type.kind !== 'instance' && type.kind !== 'component')
          throw new Malformed('the type of an instance is not an instance type', offset);
        return { sort: type.kind, exporter: type.exporter };
      }
      default:
        throw new Malformed('unknown kind of import or export', offset);
    }
  }

  named(type: TypeEntity, label: string | null): TypeEntity {
    if (label === null) return type;
    if (type.kind === 'value') return { kind: 'value', type: this.#maker.named(type.type, label) };
    return type.kind === 'resource' && type.name === null ? { ...type, name: label } : type;
  }

  externName(cursor: Cursor): string {
    const offset = cursor.offset;
    const form = cursor.byte();
    if (form > 2) throw new Malformed('unknown form of name', offset);
    const name = cursor.name();
    if (form === 2) {
      for (let left = cursor.count(); left > 0; left--) {
        cursor.byte();
        cursor.name();
      }
    }
    this.#names.extern(name);
    return name;
  }

  readSort(cursor: Cursor): Sort | 'core' {
    const offset = cursor.offset;
    switch (cursor.byte()) {
      case 0x00:
        // Of the sorts of core modules only whole modules are ever named.
        return cursor.byte() === 0x11 ? 'module' : 'core';
      case 0x01:
        return 'func';
      case 0x02:
        return 'value';
      case 0x03:
        return 'type';
      case 0x04:
        return 'component';
      case 0x05:
        return 'instance';
      default:
        throw new Malformed('unknown sort', offset);
    }
  }

  alias(cursor: Cursor, scope: Scope): void {
    const sort = this.readSort(cursor);
    const offset = cursor.offset;
    switch (cursor.byte()) {
      case 0x00: {
        const instance = scope.at('instance', cursor.u32(), offset);
        const name = cursor.name();
        const found = instance.sort === 'instance' ? instance.exporter.exports.get(name) : undefined;
        if (sort === 'core') return;
        if (!found || found.sort !== sort)
          throw new Malformed(`an instance does not export the ${sort} ${quoteName(name)}`, offset);
        return scope.add(found);
      }
      case 0x01:
        cursor.u32();
        return this.#names.core(cursor.name());
      case 0x02: {
        const outer = scope.outer(cursor.u32(), offset);
        const index = cursor.u32();
        if (sort !== 'core') scope.add(outer.at(sort, index, offset));
        return;
      }
      default:
        throw new Malformed('unknown target of an alias', offset);
    }
  }

  #declarations(cursor: Cursor, scope: Scope): Scope['exporter'] {
    for (let left = cursor.count(); left > 0; left--) {
      const offset = cursor.offset;
      switch (cursor.byte()) {
        case 0x00:
          skipCoreType(cursor, this.#names);
          break;
        case 0x01:
          scope.add({ sort: 'type', type: this.type(cursor, scope) });
          break;
        case 0x02:
          this.alias(cursor, scope);
          break;
        case 0x03:
          this.externName(cursor);
          scope.add(this.externType(cursor, scope, null));
          break;
        case 0x04: {
          const name = this.externName(cursor);
          const extern = this.externType(cursor, scope, name);
          scope.add(extern);
          scope.export(name, extern, offset);
          if (extern.isOwn) scope.ownResource(name);
          break;
        }
        default:
          throw new Malformed('unknown declaration', offset);
      }
    }
    return scope.exporter;
  }

  #signature(cursor: Cursor, scope: Scope, isAsync: boolean): Signature {
    const offset = cursor.offset;
    const count = cursor.count();
    if (count > MAX_PARAMETERS) throw new Malformed(`function has more than ${MAX_PARAMETERS} parameters`, offset);
    const parameters: Parameter[] = this.#labelled(cursor, scope, count);
    const form = cursor.byte();
    if (form > 1) throw new Malformed('unknown form of result', cursor.offset - 1);
    let result: WitType | null = null;
    if (form === 0) result = this.valueType(cursor, scope);
    else {
      // Named results are gone from the specification; without any the function has no result.
      const named = this.#labelled(cursor, scope, cursor.count());
      if (named.length > 0) result = otherType('named results', []);
    }
    return { ...this.#maker.limit(parameters, result), isAsync };
  }

  #labelled(cursor: Cursor, scope: Scope, count: number): { name: string; type: WitType }[] {
    const labels = new Set<string>();
    const items: { name: string; type: WitType }[] = [];
    for (let left = count; left > 0; left--) {
      const name = this.#label(cursor, labels);
      items.push({ name, type: this.valueType(cursor, scope) });
    }
    return items;
  }

  #labels(cursor: Cursor): string[] {
    const labels = new Set<string>();
    const names: string[] = [];
    for (let left = this.#someCount(cursor); left > 0; left--) names.push(this.#label(cursor, labels));
    return names;
  }

  /** Two labels that differ in case only are the same. */
  #label(cursor: Cursor, taken: Set<string>): string {
    const offset = cursor.offset;
    const name = cursor.name();
    if (!isLabel(name)) throw new Malformed(`${quoteName(name)} is no label`, offset);
    const key = name.toLowerCase();
    if (taken.has(key)) throw new Malformed(`the label ${quoteName(name)} occurs twice`, offset);
    taken.add(key);
    return name;
  }

  #someCount(cursor: Cursor): number {
    const offset = cursor.offset;
    const count = cursor.count();
    if (count === 0) throw new Malformed('a type without parts', offset);
    return count;
  }

  valueType(cursor: Cursor, scope: Scope): WitType {
    const offset = cursor.offset;
    const primitive = primitiveType(cursor);
    if (primitive) return primitive;
    const type = scope.type(cursor.u32(), offset);
    if (type.kind !== 'value') throw new Malformed('the type of a value is no value type', offset);
    return type.type;
  }

  #optional(cursor: Cursor, scope: Scope): WitType | null {
    const offset = cursor.offset;
    const flag = cursor.byte();
    if (flag > 1) throw new Malformed('expected 0 or 1', offset);
    return flag === 1 ? this.valueType(cursor, scope) : null;
  }

  #definedType(cursor: Cursor, scope: Scope): WitType {
    const offset = cursor.offset;
    const maker = this.#maker;
    const primitive = primitiveType(cursor);
    if (primitive) return primitive;
    const value = (): WitType => this.valueType(cursor, scope);
    switch (cursor.byte()) {
      case 0x72: {
        const fields = this.#labelled(cursor, scope, this.#someCount(cursor));
        return maker.compound(
          { kind: 'record', name: null, fields },
          fields.map((field) => field.type),
        );
      }
      case 0x71: {
        const cases = this.#cases(cursor, scope);
        return maker.compound(
          { kind: 'variant', name: null, cases },
          cases.map((one) => one.type),
        );
      }
      case 0x70:
        return maker.list(value(), null);
      case 0x67: {
        const element = value();
        return maker.list(element, cursor.u32());
      }
      case 0x6f: {
        const items: WitType[] = [];
        for (let left = this.#someCount(cursor); left > 0; left--) items.push(value());
        return maker.compound({ kind: 'tuple', items }, items);
      }
      case 0x6e:
        return maker.compound({ kind: 'flags', name: null, labels: this.#labels(cursor) }, []);
      case 0x6d:
        return maker.compound({ kind: 'enum', name: null, cases: this.#labels(cursor) }, []);
      case 0x6b: {
        const some = value();
        return maker.compound({ kind: 'option', some }, [some]);
      }
      case 0x6a: {
        const ok = this.#optional(cursor, scope);
        const error = this.#optional(cursor, scope);
        return maker.compound({ kind: 'result', ok, err: error }, [ok, error]);
      }
      case 0x69:
        return this.#handle('own', cursor, scope);
      case 0x68:
        return this.#handle('borrow', cursor, scope);
      case 0x66:
        return otherType('stream', [this.#optional(cursor, scope)]);
      case 0x65:
        return otherType('future', [this.#optional(cursor, scope)]);
      case 0x63: {
        const key = value();
        return otherType('map', [key, value()]);
      }
      default:
        throw new Malformed('unknown type', offset);
    }
  }

  #cases(cursor: Cursor, scope: Scope): { name: string; type: WitType | null }[] {
    const labels = new Set<string>();
    const cases: { name: string; type: WitType | null }[] = [];
    for (let left = this.#someCount(cursor); left > 0; left--) {
      const name = this.#label(cursor, labels);
      const type = this.#optional(cursor, scope);
      // What a case refines, in an old form of the format.
      if (cursor.byte() !== 0) cursor.u32();
      cases.push({ name, type });
    }
    return cases;
  }

  #handle(mode: 'own' | 'borrow', cursor: Cursor, scope: Scope): WitType {
    const offset = cursor.offset;
    const type = scope.type(cursor.u32(), offset);
    if (type.kind !== 'resource') throw new Malformed('a handle to what is no resource', offset);
    const named = handle(mode, type.name);
    return this.#areHandlesFollowed ? { ...named, handle: { mode, resource: type.id } } : named;
  }
}

/** null, and nothing read, where no primitive type stands. */
function primitiveType(cursor: Cursor): WitType | null {
  const code = cursor.peek();
  const name = SCALARS[code];
  const type = name ? scalar(name) : code === 0x73 ? STRING : code === 0x64 ? ERROR_CONTEXT : null;
  if (type) cursor.byte();
  return type;
}
