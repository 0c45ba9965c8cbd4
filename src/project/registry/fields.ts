/** Typed access to an entry's fields. A wrong type is reported at its value; a missing field or null is "absent". */
import type { Fix } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import { parseId, formatId } from './ids.ts';
import { nearest } from '../../base/nearest.ts';
import type { Place } from './source.ts';
import { describeNode, type MapNode, type ScalarNode, type TreeNode } from './tree.ts';
import { didYouMean } from '../../base/suggestion.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly place: Place;
  readonly hint?: string;
  readonly fix?: Fix;
  /** Of the failure that comes of it. */
  readonly details?: NonNullable<Failure['details']>;
}

/** What a decoder finds wrong, in order, beside the value it makes. */
export class Problems {
  readonly errors: Problem[] = [];
  readonly notes: Problem[] = [];
  readonly warnings: Problem[] = [];

  error(place: Place, code: string, message: string, hint?: string, details?: Failure['details']): void {
    this.errors.push({ place, code, message, ...(hint ? { hint } : {}), ...(details ? { details } : {}) });
  }

  warn(place: Place, code: string, message: string, hint?: string): void {
    this.warnings.push({ place, code, message, ...(hint ? { hint } : {}) });
  }

  note(place: Place, code: string, message: string, hint?: string): void {
    this.notes.push({ place, code, message, ...(hint ? { hint } : {}) });
  }
}

export interface Text {
  readonly value: string;
  readonly place: Place;
  readonly node: ScalarNode;
}

export interface Integer {
  readonly value: number;
  readonly place: Place;
}

/** The file that a `file://` value names, when nothing is in it; null for other texts. */
export function emptyFileOf({ value, place, node }: Text): Place | null {
  const file = node.source?.file;
  if (value !== '' || file === undefined || file === place.file) return null;
  return { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
}

export class Fields {
  readonly node: MapNode;
  readonly #path: string;
  readonly #problems: Problems;

  constructor(node: MapNode, path: string, problems: Problems) {
    this.node = node;
    this.#path = path;
    this.#problems = problems;
  }

  /** Where to point for a field that is not there. */
  placeOf(name: string): Place | null {
    return this.node.fields.get(name)?.value.place ?? null;
  }

  keyPlaceOf(name: string): Place | null {
    return this.node.fields.get(name)?.keyPlace ?? null;
  }

  /** `hint` goes with the report of a wrong type. */
  string(name: string, hint?: string): Text | null {
    const node = this.#get(name);
    return node && this.#stringNode(node, name, hint);
  }

  integer(name: string): Integer | null {
    const node = this.#get(name);
    if (!node) return null;
    if (node.type === 'scalar' && typeof node.value === 'number' && Number.isSafeInteger(node.value))
      return { value: node.value, place: node.place };
    const got = node.type === 'scalar' && typeof node.value === 'number' ? String(node.value) : describeNode(node);
    this.#wrongType(node, name, 'integer', got);
    return null;
  }

  boolean(name: string): boolean | null {
    const node = this.#get(name);
    if (!node) return null;
    if (node.type === 'scalar' && typeof node.value === 'boolean') return node.value;
    this.#wrongType(node, name, 'boolean');
    return null;
  }

  map(name: string): Fields | null {
    const node = this.#get(name);
    if (!node) return null;
    if (node.type === 'map') return new Fields(node, this.#at(name), this.#problems);
    this.#wrongType(node, name, 'map');
    return null;
  }

  list(name: string): readonly TreeNode[] {
    const node = this.#get(name);
    if (!node) return [];
    if (node.type === 'list') return node.items;
    this.#wrongType(node, name, 'list');
    return [];
  }

  strings(name: string): Text[] {
    return this.list(name).flatMap((item, index) => this.#stringNode(item, `${name}[${index}]`) ?? []);
  }

  maps(name: string): Fields[] {
    return this.list(name).flatMap((item, index) => {
      if (item.type === 'map') return [new Fields(item, this.#at(`${name}[${index}]`), this.#problems)];
      this.#wrongType(item, `${name}[${index}]`, 'map');
      return [];
    });
  }

  /** An ID: `ns:name`, or an object `{ns, name}` (spec/registry §2.4). Relative ones come with an empty namespace. */
  id(name: string): Text | null {
    const node = this.#get(name);
    if (!node) return null;
    if (node.type === 'map') {
      const inner = new Fields(node, this.#at(name), this.#problems);
      const value = formatId({ namespace: inner.string('ns')?.value ?? '', name: inner.string('name')?.value ?? '' });
      return {
        value: value === ':' ? '' : value,
        place: node.place,
        node: { type: 'scalar', value, written: value, place: node.place, source: null },
      };
    }
    const text = this.#stringNode(node, name);
    return text && text.value !== '' ? { ...text, value: formatId(parseId(text.value)) } : text;
  }

  /** Unknown fields are no error (spec/registry §1.1), but a near miss of a known one is worth a word. */
  noteUnknown(known: readonly string[]): void {
    for (const [name, field] of this.node.fields) {
      if (known.includes(name)) continue;
      const guess = nearest(name, known);
      this.#problems.note(
        field.keyPlace,
        'unknown-field',
        `unknown field ${this.#at(name)} is ignored`,
        guess ? didYouMean(guess) : undefined,
      );
    }
  }

  #stringNode(node: TreeNode, name: string, hint?: string): Text | null {
    if (node.type === 'scalar' && typeof node.value === 'string') return { value: node.value, place: node.place, node };
    // JSON's null leaves a Go string empty.
    if (node.type === 'scalar' && node.value === null) return { value: '', place: node.place, node };
    this.#wrongType(node, name, 'string', describeNode(node), hint);
    return null;
  }

  #get(name: string): TreeNode | null {
    const node = this.node.fields.get(name)?.value;
    return !node || (node.type === 'scalar' && node.value === null) ? null : node;
  }

  #at(name: string): string {
    return this.#path ? `${this.#path}.${name}` : name;
  }

  #wrongType(node: TreeNode, name: string, expected: string, got = describeNode(node), hint?: string): void {
    this.#problems.error(node.place, 'wrong-type', `${this.#at(name)}: expected ${expected}, got ${got}`, hint);
  }
}
