/** Imports that share a type of instance have resources of their own each: the type is taken anew. */
import type { WitType } from '../../wit/types.ts';
import type { Exporter, Extern, Signature, TypeEntity } from './entities.ts';

/** Numbers of the resources that an instance brings, be it in instances inside of it. */
export function ownResources({ exports, resources }: Exporter): number[] {
  const own = resources.flatMap((name) => {
    const extern = exports.get(name);
    return extern?.sort === 'type' && extern.type.kind === 'resource' ? [extern.type.id] : [];
  });
  const inside = [...exports.values()].flatMap((item) => (item.sort === 'instance' ? ownResources(item.exporter) : []));
  return [...own, ...inside];
}

/** The same with other resources: `fresh` has the new number of each that changes. */
export function withResources(exporter: Exporter, fresh: ReadonlyMap<number, number>): Exporter {
  return new Renewal(fresh).exporter(exporter);
}

class Renewal {
  readonly #fresh: ReadonlyMap<number, number>;
  readonly #known = new Map<WitType, WitType>();

  constructor(fresh: ReadonlyMap<number, number>) {
    this.#fresh = fresh;
  }

  exporter({ exports, resources }: Exporter): Exporter {
    return { exports: new Map([...exports].map(([name, extern]) => [name, this.#extern(extern)])), resources };
  }

  #extern(extern: Extern): Extern {
    switch (extern.sort) {
      case 'func':
        return { ...extern, signature: extern.signature && this.#signature(extern.signature) };
      case 'type':
        return { sort: 'type', type: this.#entity(extern.type) };
      case 'instance':
        return { sort: 'instance', exporter: this.exporter(extern.exporter) };
      case 'component':
      case 'module':
      case 'value':
        return extern;
    }
  }

  #entity(entity: TypeEntity): TypeEntity {
    switch (entity.kind) {
      case 'value':
        return { kind: 'value', type: this.#type(entity.type) };
      case 'func':
        return { kind: 'func', signature: this.#signature(entity.signature) };
      case 'resource':
        return { ...entity, id: this.#fresh.get(entity.id) ?? entity.id };
      case 'instance':
      case 'component':
        return entity;
    }
  }

  #signature({ parameters, result, isAsync }: Signature): Signature {
    return {
      parameters: parameters.map(({ name, type }) => ({ name, type: this.#type(type) })),
      result: this.#optional(result),
      isAsync,
    };
  }

  #optional(type: WitType | null): WitType | null {
    return type && this.#type(type);
  }

  #type(type: WitType): WitType {
    let made = this.#known.get(type);
    if (!made) this.#known.set(type, (made = this.#make(type)));
    return made;
  }

  #make(type: WitType): WitType {
    switch (type.kind) {
      case 'scalar':
      case 'string':
      case 'enum':
      case 'flags':
        return type;
      case 'list':
        return { ...type, element: this.#type(type.element) };
      case 'tuple':
        return { ...type, items: type.items.map((item) => this.#type(item)) };
      case 'option':
        return { ...type, some: this.#type(type.some) };
      case 'result':
        return { ...type, ok: this.#optional(type.ok), err: this.#optional(type.err) };
      case 'record':
        return { ...type, fields: type.fields.map(({ name, type: part }) => ({ name, type: this.#type(part) })) };
      case 'variant':
        return { ...type, cases: type.cases.map(({ name, type: part }) => ({ name, type: this.#optional(part) })) };
      case 'unsupported': {
        const { handle } = type;
        const resource = handle && this.#fresh.get(handle.resource);
        return handle && resource !== undefined ? { ...type, handle: { ...handle, resource } } : type;
      }
    }
  }
}
