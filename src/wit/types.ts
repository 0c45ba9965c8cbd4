/**
 * The one model of WIT types that parser, component reader, mapper, codec and canonical ABI share (spec/wit-mapping §2).
 * Plain data, so that it crosses threads. Aliases are resolved: a type that several places name is one shared object, and a
 * type never contains itself. Whoever makes types keeps them within {@link TypeLimits}, so everybody may walk them.
 */

import type { SCALAR_NAMES } from './words.ts';

export type ScalarName = (typeof SCALAR_NAMES)[number];

export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: ScalarName;
}

export interface StringType {
  readonly kind: 'string';
}

export interface ListType {
  readonly kind: 'list';
  readonly element: WitType;
  /** `list<T, N>`; null = any length. */
  readonly length: number | null;
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly items: readonly WitType[];
}

export interface OptionType {
  readonly kind: 'option';
  readonly some: WitType;
}

export interface ResultType {
  readonly kind: 'result';
  /** null = no payload */
  readonly ok: WitType | null;
  readonly err: WitType | null;
}

/** `name` is the label the type was defined under; null where a binary leaves it out. */
export interface RecordType {
  readonly kind: 'record';
  readonly name: string | null;
  /** At least one. */
  readonly fields: readonly { readonly name: string; readonly type: WitType }[];
}

export interface VariantType {
  readonly kind: 'variant';
  readonly name: string | null;
  readonly cases: readonly { readonly name: string; readonly type: WitType | null }[];
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string | null;
  readonly cases: readonly string[];
}

export interface FlagsType {
  readonly kind: 'flags';
  readonly name: string | null;
  readonly labels: readonly string[];
}

/**
 * A type that is named correctly and that calls cannot carry (spec/wit-mapping §9); `text` is its WIT spelling in one line.
 * `handle` = `own<R>` and `borrow<R>`; `other` = stream, future, error-context, map; `limit` = beyond {@link TypeLimits}.
 */
export interface UnsupportedType {
  readonly kind: 'unsupported';
  readonly why: 'handle' | 'other' | 'limit';
  readonly text: string;
  /** What the handle is to, where that is known: in the types of link plans, whose components pass handles to each other. */
  readonly handle?: HandleTo;
}

export interface HandleTo {
  readonly mode: 'own' | 'borrow';
  /** Number of the resource in its link plan. */
  readonly resource: number;
}

export type WitType =
  | ScalarType
  | StringType
  | ListType
  | TupleType
  | OptionType
  | ResultType
  | RecordType
  | VariantType
  | EnumType
  | FlagsType
  | UnsupportedType;

export interface Parameter {
  readonly name: string;
  readonly type: WitType;
}

export interface FunctionType {
  /** As WIT spells it; for a function of an interface without the interface. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** null = the function has no result. */
  readonly result: WitType | null;
  /** `async func`, which calls cannot carry. */
  readonly isAsync?: boolean;
}

/** Beyond these a type becomes {@link UnsupportedType} with `limit`: nobody writes such types, and every walk stays short. */
export const TypeLimits = {
  /** Levels of nesting; every walker recurses that deep. */
  depth: 100,
  /** Nodes of one function's types, shared ones counted each time they occur. */
  nodes: 20_000,
} as const;

/** Core WebAssembly value types; `ref` stands for every reference type. */
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'ref';

/** A function of a core module, as its type section says. */
export interface CoreFunctionType {
  readonly parameters: readonly CoreType[];
  readonly results: readonly CoreType[];
}

/** A list of bytes, which is one piece of memory or text and not a list of numbers. */
export function isByteList(type: WitType): boolean {
  return type.kind === 'list' && type.element.kind === 'scalar' && type.element.name === 'u8';
}
