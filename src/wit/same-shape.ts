import { parameterTypes } from './flatten.ts';
import { partsOf } from './measure.ts';
import type { FunctionType, WitType } from './types.ts';

/**
 * Whether values of the one type lie in messages as those of the other: names do not count, nor to which resource a handle is.
 */
export function isSameShape(one: FunctionType, other: FunctionType): boolean {
  return new ShapeComparison().areSame(one, other);
}

/** For many functions whose types are shared: each pair of types is compared once. Of no use after it has found two that differ. */
export class ShapeComparison {
  readonly #known = new Map<WitType, Set<WitType>>();

  areSame(one: FunctionType, other: FunctionType): boolean {
    return this.#sameAll(parameterTypes(one), parameterTypes(other)) && this.#same(one.result, other.result);
  }

  #same(a: WitType | null, b: WitType | null): boolean {
    if (!a || !b || a === b) return a === b;
    const known = this.#known.get(a);
    if (known?.has(b)) return true;
    if (known) known.add(b);
    else this.#known.set(a, new Set([b]));
    return formOf(a) === formOf(b) && isSameMode(a, b) && this.#sameAll(payloadsOf(a), payloadsOf(b));
  }

  #sameAll(a: readonly (WitType | null)[], b: readonly (WitType | null)[]): boolean {
    return a.length === b.length && a.every((part, index) => this.#same(part, b[index]!));
  }
}

/** What is not known of a handle is no difference. */
function isSameMode(a: WitType, b: WitType): boolean {
  if (a.kind !== 'unsupported' || b.kind !== 'unsupported' || !a.handle || !b.handle) return true;
  return a.handle.mode === b.handle.mode;
}

function formOf(type: WitType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'list':
      return `list ${type.length}`;
    case 'enum':
      return `enum ${type.cases.length}`;
    case 'flags':
      return `flags ${type.labels.length}`;
    case 'unsupported':
      return `unsupported ${type.why}`;
    case 'record':
      return 'tuple';
    default:
      return type.kind;
  }
}

function payloadsOf(type: WitType): readonly (WitType | null)[] {
  switch (type.kind) {
    case 'variant':
      return type.cases.map((item) => item.type);
    case 'result':
      return [type.ok, type.err];
    default:
      return partsOf(type);
  }
}
