/** What a WIT text turns out to be. Plain data. */
import type { FunctionType, WitType } from './types.ts';

export interface WitProblem {
  readonly code: 'wit-syntax' | 'wit-type' | 'wit-empty' | 'wit-name';
  readonly message: string;
  /** Offsets into the text in UTF-16 units; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** A warning leaves the function as it is. */
  readonly severity: 'error' | 'warning';
}

export interface WitFunction {
  readonly type: FunctionType;
  /** Its documentation comment, without marks. */
  readonly docs: string | null;
  /** Where the name stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** From the name to the end of the type. */
  readonly end: number;
  /**
   * The interface it belongs to, as a method's part before `#`: `docs:adder/add@0.1.0`, or the name alone where the text
   * names no package or the interface is written inside a world. null for a bare function or one of a world.
   */
  readonly interface: string | null;
  /** True where the worlds of the text import the interface and none exports it. */
  readonly isImported: boolean;
  /** What makes this function uncallable. */
  readonly problem: WitProblem | null;
}

/** A type that the text defines under a name. */
export interface WitDefinition {
  readonly name: string;
  readonly kind: 'alias' | 'record' | 'variant' | 'enum' | 'flags' | 'resource';
  /** As {@link WitFunction.interface}; null also for a type of a world. */
  readonly interface: string | null;
  readonly docs: string | null;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** null for a resource, and for what could not be read. */
  readonly type: WitType | null;
}

export type WitWorldItem =
  | { readonly kind: 'function'; readonly name: string; readonly function: WitFunction }
  /** `functions` is null for an interface that the text only names. */
  | { readonly kind: 'interface'; readonly name: string; readonly functions: readonly WitFunction[] | null };

export interface WitWorld {
  readonly name: string;
  readonly docs: string | null;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** With what the world includes. */
  readonly imports: readonly WitWorldItem[];
  readonly exports: readonly WitWorldItem[];
}

export interface WitText {
  /** Everything that can be exported: bare functions, exports of worlds, and the functions of all interfaces. */
  readonly functions: readonly WitFunction[];
  /** In order of place; never unsupported types. */
  readonly problems: readonly WitProblem[];
  readonly definitions: readonly WitDefinition[];
  readonly worlds: readonly WitWorld[];
}
