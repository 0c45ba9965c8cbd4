import type { NativeFunction } from '../vm/types.ts';

/** A built-in module: the table that `require(name)` gives. It is frozen when bound (spec/lua-modules, common rules). */
export interface LuaModule {
  readonly name: string;
  readonly functions: Readonly<Record<string, NativeFunction>>;
  readonly constants?: Readonly<Record<string, string | number>>;
  /** Names that Wippy has and this module does not yet: calling one says so. */
  readonly missing?: readonly string[];
}
