/** Where in a definition file a place is: in which entry, under which keys. */
import type { TextRange } from '../../contract/help.ts';
import { KIND_TABLE } from '../../project/kinds/index.ts';
import { COMMON_FIELDS, Kinds } from '../../project/registry/kind.ts';
import type { FieldShape } from '../../project/registry/schema.ts';
import { outlineYaml } from './outline.ts';
import {
  textOf,
  type YamlItem,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
} from './tree.ts';

export interface Spot {
  /** Keys and list items from the top of the file down. */
  readonly steps: readonly Step[];
  readonly at:
    | { readonly type: 'key'; readonly pair: YamlPair; readonly map: YamlMap }
    | { readonly type: 'value'; readonly scalar: YamlScalar | null };
}

export type Step =
  | { readonly map: YamlMap; readonly pair: YamlPair }
  | { readonly item: YamlItem; readonly indent: number };

/** What is put at a place to see what stands there; no text has it. */
const MARK = '\uE000';

/** Of a key or value that is to be completed; ranges of the spot are those of the text with a mark more. */
export function spotToComplete(text: string, offset: number): Spot | null {
  const marked = outlineYaml(text.slice(0, offset) + MARK + text.slice(offset));
  return spotIn(marked, offset, (part) => part.includes(MARK));
}

export const withoutMark = (text: string): string => text.replace(MARK, '');

/** A range of the marked text in the text itself. */
export function unmarked({ start, end }: TextRange, offset: number): TextRange {
  return { start: start > offset ? start - 1 : start, end: end > offset ? end - 1 : end };
}

export function spotAt(root: YamlMap, offset: number): Spot | null {
  return spotIn(root, offset, () => true);
}

function spotIn(root: YamlMap, offset: number, isMeant: (text: string) => boolean): Spot | null {
  const steps: Step[] = [];
  let node: YamlNode | null = root;
  while (node) {
    if (node.type === 'scalar')
      return isMeant(node.value) || node.style === 'block' ? { steps, at: { type: 'value', scalar: node } } : null;
    if (node.type === 'list') {
      const list: YamlList = node;
      const item: YamlItem | undefined = list.items.find(({ start, end }) => start <= offset && offset <= end + 1);
      if (!item) return null;
      steps.push({ item, indent: list.indent });
      if (!item.value) return { steps, at: { type: 'value', scalar: null } };
      node = item.value;
      continue;
    }
    const map: YamlMap = node;
    const pair: YamlPair | undefined =
      map.pairs.find(({ keyRange }) => keyRange.start <= offset && offset <= keyRange.end) ??
      map.pairs.findLast(({ start }) => start <= offset);
    if (!pair) return null;
    if (pair.keyRange.start <= offset && offset <= pair.keyRange.end)
      return isMeant(pair.key) ? { steps, at: { type: 'key', pair, map } } : null;
    steps.push({ map, pair });
    if (!pair.value) return offset <= pair.end ? { steps, at: { type: 'value', scalar: null } } : null;
    if (pair.value.type === 'scalar' && (offset < pair.value.start || offset > pair.value.end)) return null;
    node = pair.value;
  }
  return null;
}

/** The entry that a spot is in, with the steps within it. */
export function entryOfSpot(
  { steps, at }: Spot,
  root: YamlMap,
): { readonly map: YamlMap; readonly inner: readonly Step[] } | null {
  const [first, second, third] = steps;
  if (first && 'pair' in first && first.pair.key === 'entries') {
    if (!second || !('item' in second)) return null;
    if (third && 'map' in third) return { map: third.map, inner: steps.slice(2) };
    return at.type === 'key' && steps.length === 2 ? { map: at.map, inner: [] } : null;
  }
  return root.pairs.some(({ key }) => key === 'kind') ? { map: root, inner: steps } : null;
}

const KINDS = new Kinds(KIND_TABLE);

export const kindNames = (): readonly string[] => KINDS.names();

/** Fields of a kind; of one that is not described those that every entry has. */
export function fieldsOf(kind: string): Readonly<Record<string, FieldShape>> {
  return KINDS.described(kind)?.fields ?? COMMON_FIELDS;
}

export const isDescribed = (kind: string): boolean => KINDS.described(kind) !== null;

/** What the value at the end of the steps is to be. */
export function shapeAt(map: YamlMap, inner: readonly Step[]): FieldShape | null {
  let shape: FieldShape | null = { type: 'map', doc: '', fields: fieldsOf(withoutMark(textOf(map, 'kind'))) };
  for (const step of inner) {
    if (!shape) return null;
    if ('item' in step) shape = shape.type === 'list' ? (shape.item ?? null) : null;
    else shape = ownField(shape, step.pair.key) ?? (shape.type === 'map' ? (shape.item ?? null) : null);
  }
  return shape;
}

function ownField({ fields }: FieldShape, name: string): FieldShape | null {
  return fields && Object.hasOwn(fields, name) ? fields[name]! : null;
}
