/** Makes types of the model within {@link TypeLimits}, each in constant time: sizes are kept with what was made. */
import {
  TypeLimits,
  type ListType,
  type Parameter,
  type ScalarName,
  type UnsupportedType,
  type WitType,
} from '../../wit/types.ts';

interface Size {
  readonly depth: number;
  readonly nodes: number;
}

const LEAF: Size = { depth: 1, nodes: 1 };
const TEXT_LENGTH = 120;

export const STRING: WitType = { kind: 'string' };
export const ERROR_CONTEXT: UnsupportedType = { kind: 'unsupported', why: 'other', text: 'error-context' };

const scalars = new Map<ScalarName, WitType>();

export function scalar(name: ScalarName): WitType {
  let type = scalars.get(name);
  if (!type) scalars.set(name, (type = { kind: 'scalar', name }));
  return type;
}

export class TypeMaker {
  readonly #sizes = new Map<WitType, Size>();

  /** `type` when it keeps within the limits, else its stand-in. `parts` are the types it is made of. */
  compound(type: WitType, parts: Iterable<WitType | null>): WitType {
    let depth = 0;
    let nodes = 1;
    for (const part of parts) {
      if (!part) continue;
      const size = this.#size(part);
      depth = Math.max(depth, size.depth);
      nodes += size.nodes;
    }
    if (depth + 1 > TypeLimits.depth || nodes > TypeLimits.nodes) return tooLarge(type);
    this.#sizes.set(type, { depth: depth + 1, nodes });
    return type;
  }

  list(element: WitType, length: number | null): WitType {
    const type: ListType = { kind: 'list', element, length };
    return this.compound(type, [element]);
  }

  /** The type under a name of its own; types that have one keep it, and so do those that have no room for one. */
  named(type: WitType, name: string): WitType {
    switch (type.kind) {
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags': {
        if (type.name !== null) return type;
        const copy = { ...type, name };
        this.#sizes.set(copy, this.#size(type));
        return copy;
      }
      default:
        return type;
    }
  }

  /** Parameters and result together within the limits: what goes beyond is replaced. */
  limit(parameters: readonly Parameter[], result: WitType | null): { parameters: Parameter[]; result: WitType | null } {
    let left: number = TypeLimits.nodes;
    const fit = (type: WitType): WitType => {
      const { nodes } = this.#size(type);
      if (nodes <= left) {
        left -= nodes;
        return type;
      }
      return tooLarge(type);
    };
    return {
      parameters: parameters.map(({ name, type }) => ({ name, type: fit(type) })),
      result: result && fit(result),
    };
  }

  #size(type: WitType): Size {
    return this.#sizes.get(type) ?? LEAF;
  }
}

function tooLarge(type: WitType): UnsupportedType {
  return { kind: 'unsupported', why: 'limit', text: shortText(type) };
}

/** WIT spelling in one line, cut when it is long. Takes no more time than it writes. */
export function shortText(type: WitType): string {
  const out = new ShortText();
  out.type(type);
  return out.text;
}

export function handle(kind: 'own' | 'borrow', resource: string | null): UnsupportedType {
  return { kind: 'unsupported', why: 'handle', text: `${kind}<${resource ?? 'resource'}>` };
}

/** `stream<u8>`, `future`, `map<string, u8>`. */
export function otherType(name: string, parts: readonly (WitType | null)[]): UnsupportedType {
  const out = new ShortText();
  out.generic(name, parts);
  return { kind: 'unsupported', why: 'other', text: out.text };
}

class ShortText {
  #text = '';
  #isFull = false;

  get text(): string {
    return this.#isFull ? `${this.#text.slice(0, TEXT_LENGTH)}…` : this.#text;
  }

  type(type: WitType): void {
    if (this.#isFull) return;
    switch (type.kind) {
      case 'scalar':
        return this.#write(type.name);
      case 'string':
        return this.#write('string');
      case 'unsupported':
        return this.#write(type.text);
      case 'list':
        return this.generic('list', [type.element], type.length);
      case 'option':
        return this.generic('option', [type.some]);
      case 'tuple':
        return this.generic('tuple', type.items);
      case 'result':
        return this.#result(type.ok, type.err);
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags':
        return this.#write(type.name ?? type.kind);
    }
  }

  generic(name: string, parts: readonly (WitType | null)[], length: number | null = null): void {
    this.#write(name);
    if (!parts.some((part) => part !== null)) return;
    this.#write('<');
    for (const [index, part] of parts.entries()) {
      if (this.#isFull) return;
      if (index > 0) this.#write(', ');
      if (part) this.type(part);
    }
    this.#write(length === null ? '>' : `, ${length}>`);
  }

  #result(okType: WitType | null, errType: WitType | null): void {
    this.#write('result');
    if (!okType && !errType) return;
    this.#write('<');
    if (okType) this.type(okType);
    else this.#write('_');
    if (errType) {
      this.#write(', ');
      this.type(errType);
    }
    this.#write('>');
  }

  #write(part: string): void {
    if (this.#isFull) return;
    this.#text += part;
    if (this.#text.length > TEXT_LENGTH) this.#isFull = true;
  }
}
