/** Whether what a component is instantiated with has the types of its imports (Component Model, "Type Checking"). */
import type { WitType } from '../../wit/types.ts';
import type { Exporter, Extern } from './entities.ts';
import { ShapeComparison } from '../../wit/same-shape.ts';
import { typeOf } from './link-maker.ts';
import { quoteName } from './names.ts';

/**
 * Of one plan. Compares structurally, by how values lie in messages: names of types, fields and parameters do not count, nor
 * which resource a handle is to, since what is given brings its own types along and is lifted and lowered by those.
 */
export class ArgumentCheck {
  readonly #shapes = new ShapeComparison();

  /** Why `given` does not do for the import, as a sentence; null when it does. */
  misfit(name: string, declared: Extern, given: Extern | undefined): string | null {
    if (given?.sort !== declared.sort) return `a component is instantiated without its import ${quoteName(name)}`;
    const wrong = this.#wrong(declared, given);
    return wrong && `the import ${quoteName(name)} is given ${wrong}`;
  }

  #wrong(declared: Extern, given: Extern): string | null {
    switch (declared.sort) {
      case 'func': {
        if (given.sort !== 'func' || !declared.signature || !given.signature) return null;
        const isSame = this.#shapes.areSame(typeOf('', declared.signature), typeOf('', given.signature));
        return isSame ? null : 'a function of another type';
      }
      case 'type': {
        if (given.sort !== 'type') return null;
        const [one, other] = [declared.type, given.type];
        if (one.kind !== other.kind) return 'a type of another kind';
        if (one.kind !== 'value' || other.kind !== 'value') return null;
        return this.#shapes.areSame(returning(one.type), returning(other.type)) ? null : 'another type';
      }
      case 'instance':
        return given.sort === 'instance' ? this.#wrongInstance(declared.exporter, given.exporter) : null;
      case 'component':
      case 'module':
      case 'value':
        return null;
    }
  }

  #wrongInstance(declared: Exporter, given: Exporter): string | null {
    for (const [name, wanted] of declared.exports) {
      const found = given.exports.get(name);
      if (found?.sort !== wanted.sort) return `an instance without ${quoteName(name)}`;
      const wrong = this.#wrong(wanted, found);
      if (wrong !== null) return `an instance whose ${quoteName(name)} is ${wrong}`;
    }
    return null;
  }
}

function returning(result: WitType): ReturnType<typeof typeOf> {
  return { name: '', parameters: [], result };
}
