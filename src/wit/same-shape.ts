import { parameterTypes } from './flatten.ts';
import { partsOf } from './measure.ts';
import type { FunctionType, WitType } from './types.ts';

/**
 * Whether values of the one type lie in messages as those of the other: names do not count, nor which handle. Types that are
 * shared are compared once.
 */
export function isSameShape(one: FunctionType, other: FunctionType): boolean {
  const known = new Map<WitType, WitType>();
  const same = (a: WitType | null, b: WitType | null): boolean => {
    if (!a || !b) return a === b;
    if (known.get(a) === b) return true;
    known.set(a, b);
    return formOf(a) === formOf(b) && sameAll(payloadsOf(a), payloadsOf(b));
  };
  const sameAll = (a: readonly (WitType | null)[], b: readonly (WitType | null)[]): boolean =>
    a.length === b.length && a.every((part, index) => same(part, b[index]!));
  return sameAll(parameterTypes(one), parameterTypes(other)) && same(one.result, other.result);
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
