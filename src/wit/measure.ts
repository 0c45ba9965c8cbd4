import { TypeLimits, type UnsupportedType, type WitType } from './types.ts';

export interface TypeSize {
  /** Levels of nesting; a scalar has one. */
  readonly depth: number;
  /** Shared parts count each time they occur, so this may be far beyond what can be walked. */
  readonly nodes: number;
}

const LEAF: TypeSize = { depth: 1, nodes: 1 };

/**
 * Measures types that are built from the inside out, each part once however often it occurs. Who makes types asks it for each
 * one ({@link fit}); then every type stays within {@link TypeLimits}.
 */
export class TypeMeter {
  readonly #known = new Map<WitType, TypeSize>();

  size(type: WitType): TypeSize {
    const known = this.#known.get(type);
    if (known) return known;
    let depth = 0;
    let nodes = 0;
    for (const part of partsOf(type)) {
      const size = this.size(part);
      depth = Math.max(depth, size.depth);
      nodes += size.nodes;
    }
    const size = depth === 0 ? LEAF : { depth: depth + 1, nodes: nodes + 1 };
    this.#known.set(type, size);
    return size;
  }

  /** `type`, or what stands for it when it is beyond the limits; `text` names it then. */
  fit(type: WitType, text: string): WitType {
    const { depth, nodes } = this.size(type);
    return depth > TypeLimits.depth || nodes > TypeLimits.nodes ? beyondLimits(text) : type;
  }
}

export function beyondLimits(text: string): UnsupportedType {
  return { kind: 'unsupported', why: 'limit', text };
}

/** The types that a type is made of, in order. */
export function partsOf(type: WitType): readonly WitType[] {
  switch (type.kind) {
    case 'list':
      return [type.element];
    case 'tuple':
      return type.items;
    case 'option':
      return [type.some];
    case 'result':
      return [type.ok, type.err].filter((side) => side !== null);
    case 'record':
      return type.fields.map((field) => field.type);
    case 'variant':
      return type.cases.flatMap((item) => item.type ?? []);
    default:
      return [];
  }
}
