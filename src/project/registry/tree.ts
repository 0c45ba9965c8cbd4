/** What a definition file holds, with the place of every key and value. */
import type { PlainValue } from '../../contract/api.ts';
import type { Place, SourceText } from './source.ts';

export type TreeNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly type: 'map';
  readonly place: Place;
  readonly fields: ReadonlyMap<string, Field>;
  /** Written in brackets. */
  readonly isFlow: boolean;
}

export interface Field {
  readonly keyPlace: Place;
  readonly value: TreeNode;
}

export interface ListNode {
  readonly type: 'list';
  readonly place: Place;
  readonly items: readonly TreeNode[];
  readonly isFlow: boolean;
}

export interface ScalarNode {
  readonly type: 'scalar';
  readonly place: Place;
  readonly value: null | boolean | number | bigint | string;
  /** As it stands in the file; for strings the value. */
  readonly written: string;
  /** For strings: the text with its origin. */
  readonly source: SourceText | null;
}

/** In words of YAML, for messages. */
export function describeNode(node: TreeNode): string {
  if (node.type !== 'scalar') return node.type;
  const { value } = node;
  if (value === null) return 'null';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

/** As plain values; objects have no prototype. Shared parts stay shared, so aliases cost nothing. */
export function toPlain(node: TreeNode, done: Map<TreeNode, PlainValue> = new Map()): PlainValue {
  if (node.type === 'scalar') return node.value;
  const known = done.get(node);
  if (known !== undefined) return known;
  if (node.type === 'list') {
    const items = node.items.map((item) => toPlain(item, done));
    done.set(node, items);
    return items;
  }
  const object = Object.create(null) as Record<string, PlainValue>;
  for (const [key, field] of node.fields) object[key] = toPlain(field.value, done);
  done.set(node, object);
  return object;
}
