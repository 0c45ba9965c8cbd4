/** What a type says of values, without the tree. */

export type ScalarName =
  | 'nil'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'string'
  | 'table'
  | 'function'
  | 'thread'
  | 'userdata'
  | 'error';

export interface FieldShape {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: TypeShape;
}

export type Constraint =
  | { readonly kind: 'min' | 'max' | 'min_len' | 'max_len'; readonly value: number }
  | { readonly kind: 'integer' }
  | { readonly kind: 'pattern'; readonly value: string };

export type TypeShape =
  /** Anything: what cannot be known here, too. */
  | { readonly kind: 'any' | 'never' }
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | {
      readonly kind: 'table';
      readonly fields: readonly FieldShape[];
      /** Of its keys and values, of whatever key; none for a record. */
      readonly maps: readonly { readonly key: TypeShape; readonly value: TypeShape }[];
      /** Of an array; null for what is none. */
      readonly item: TypeShape | null;
    }
  | { readonly kind: 'union' | 'intersection'; readonly members: readonly TypeShape[] }
  | { readonly kind: 'optional'; readonly inner: TypeShape }
  | { readonly kind: 'constrained'; readonly inner: TypeShape; readonly constraints: readonly Constraint[] }
  /** Another of the same text. */
  | { readonly kind: 'named'; readonly name: string };
