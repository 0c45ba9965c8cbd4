/** What other files need to know of a Lua text. */
import type { LuaProblem, Range } from './problems.ts';

export interface LuaCall {
  /** Under this name whatever the local name and whether or not an executor stands between: `funcs.call`, `process.spawn`, … */
  readonly callee: string;
  /** The entry that is called, if it is written out. */
  readonly target: string | null;
  /** The first argument; null without arguments. */
  readonly targetRange: Range | null;
  /** How many arguments the target gets; null when the last argument is a call or `...` and may be any number of values. */
  readonly argumentCount: number | null;
  readonly range: Range;
}

export interface LuaFacts {
  readonly calls: readonly LuaCall[];
  /** `require("name")`; the range is the string's. */
  readonly requires: readonly { readonly name: string; readonly range: Range }[];
  /** Names that are not local. Names of types count as local: what they are at run time nobody sets. */
  readonly globalsUsed: readonly GlobalUse[];
  /** `string.upper`, whatever the local name of the library. */
  readonly membersUsed: readonly MemberUse[];
  /** Every name that is local somewhere. */
  readonly localNames: ReadonlySet<string>;
  readonly returned: LuaReturn;
  readonly problems: readonly LuaProblem[];
}

export interface GlobalUse {
  readonly name: string;
  readonly range: Range;
  /** `called` and `indexed` fail where nobody has set it; `read` may be a question whether somebody has. */
  readonly use: 'read' | 'called' | 'indexed' | 'assigned';
}

/** A field by its name, of what is a free name or stands for a module. The range is the name's. */
export interface MemberUse extends GlobalUse {
  readonly of: string;
}

/** What the chunk returns at its end. */
export type LuaReturn =
  /** A table whose names are known, in order. */
  | {
      readonly kind: 'table';
      readonly names: readonly string[];
      /** Names that are a constant, nil say, and where that stands. */
      readonly constants: ReadonlyMap<string, Range>;
      readonly range: Range;
    }
  | { readonly kind: 'function' }
  | { readonly kind: 'nothing' }
  /** Neither a table nor a function: a constant. */
  | { readonly kind: 'constant'; readonly range: Range }
  /** Anything else, and where other returns stand before. */
  | { readonly kind: 'unknown' };
