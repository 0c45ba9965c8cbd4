/** The one model of WIT types that parser, mapper, codec and canonical ABI share (spec/wit-mapping §2). */

export type ScalarName =
  | 'bool'
  | 's8'
  | 'u8'
  | 's16'
  | 'u16'
  | 's32'
  | 'u32'
  | 's64'
  | 'u64'
  | 'f32'
  | 'f64'
  | 'char';

export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: ScalarName;
}

/** A type that the text names correctly but that calls cannot carry yet; `text` is its WIT spelling, in one line. */
export interface UnsupportedType {
  readonly kind: 'unsupported';
  readonly text: string;
}

export type WitType = ScalarType | UnsupportedType;

export interface Parameter {
  readonly name: string;
  readonly type: WitType;
}

export interface FunctionType {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** null = the function has no result. */
  readonly result: WitType | null;
}

/** Core WebAssembly value types; `ref` stands for every reference type. */
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'ref';

/** A function of a core module, as its type section says. */
export interface CoreFunctionType {
  readonly parameters: readonly CoreType[];
  readonly results: readonly CoreType[];
}
