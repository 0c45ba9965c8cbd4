/**
 * What stands in a call form: for each WIT type a plain, immutable draft that can also hold what is not (yet) right. What was
 * typed behind a switch that is off, or under another case, is kept.
 */
import type { WitType } from '../../../wit/types.ts';
import { choicesOf, isBytes } from './types.ts';

export type Draft =
  /** Numbers, characters and strings as they are typed. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bool'; readonly on: boolean }
  /** `list<u8>` */
  | { readonly kind: 'bytes'; readonly form: 'text' | 'hex'; readonly text: string }
  /** Other lists. Keys tell items apart when they move. */
  | { readonly kind: 'items'; readonly items: readonly DraftItem[]; readonly nextKey: number }
  /** Fields of a record or places of a tuple, in the order of the type. */
  | { readonly kind: 'parts'; readonly parts: readonly Draft[] }
  | {
      readonly kind: 'option';
      readonly isSome: boolean;
      /** Null until it was first wanted. */ readonly some: Draft | null;
    }
  /** Variant, enum and result; payloads by the index of their case. */
  | { readonly kind: 'choice'; readonly index: number; readonly payloads: Readonly<Record<number, Draft>> }
  | { readonly kind: 'flags'; readonly on: readonly boolean[] }
  | { readonly kind: 'none' };

export interface DraftItem {
  readonly key: number;
  readonly draft: Draft;
}

/** Items that a list of fixed length begins with; a longer one grows by hand or comes as JSON. */
const maxFirstItems = 64;

/** The plainest value of a type. */
export function defaultDraft(type: WitType): Draft {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'bool') return { kind: 'bool', on: false };
      return { kind: 'text', text: type.name === 'char' ? 'a' : '0' };
    case 'string':
      return { kind: 'text', text: '' };
    case 'list':
      if (isBytes(type))
        return type.length
          ? { kind: 'bytes', form: 'hex', text: '00 '.repeat(Math.min(type.length, maxFirstItems)).trim() }
          : { kind: 'bytes', form: 'text', text: '' };
      return itemsOf(
        Array.from({ length: Math.min(type.length ?? 0, maxFirstItems) }, () => defaultDraft(type.element)),
      );
    case 'tuple':
      return { kind: 'parts', parts: type.items.map(defaultDraft) };
    case 'record':
      return { kind: 'parts', parts: type.fields.map((field) => defaultDraft(field.type)) };
    case 'option':
      return { kind: 'option', isSome: false, some: null };
    case 'variant':
    case 'enum':
    case 'result':
      return choose({ kind: 'choice', index: 0, payloads: {} }, type, 0);
    case 'flags':
      return { kind: 'flags', on: type.labels.map(() => false) };
    case 'unsupported':
      return { kind: 'none' };
    default:
      return type satisfies never;
  }
}

export function itemsOf(drafts: readonly Draft[]): Draft & { readonly kind: 'items' } {
  return { kind: 'items', items: drafts.map((draft, key) => ({ key, draft })), nextKey: drafts.length };
}

type Items = Draft & { readonly kind: 'items' };

export function addItem(list: Items, draft: Draft): Items {
  return { ...list, items: [...list.items, { key: list.nextKey, draft }], nextKey: list.nextKey + 1 };
}
export function removeItem(list: Items, index: number): Items {
  return { ...list, items: list.items.toSpliced(index, 1) };
}
/** One place up or down; at an end nothing changes. */
export function moveItem(list: Items, index: number, step: 1 | -1): Items {
  const item = list.items[index];
  const to = index + step;
  if (!item || to < 0 || to >= list.items.length) return list;
  return { ...list, items: list.items.toSpliced(index, 1).toSpliced(to, 0, item) };
}
export function setItem(list: Items, index: number, draft: Draft): Items {
  return { ...list, items: list.items.map((item, at) => (at === index ? { ...item, draft } : item)) };
}

/** Another case; what was typed for the one before stays with it. */
export function choose(draft: Draft & { readonly kind: 'choice' }, type: WitType, index: number): Draft {
  const payload = choicesOf(type)[index]?.payload ?? null;
  if (payload === null || draft.payloads[index] !== undefined) return { ...draft, index };
  return { ...draft, index, payloads: { ...draft.payloads, [index]: defaultDraft(payload) } };
}

export function switchOption(draft: Draft & { readonly kind: 'option' }, some: WitType, isSome: boolean): Draft {
  return { ...draft, isSome, some: draft.some ?? (isSome ? defaultDraft(some) : null) };
}
