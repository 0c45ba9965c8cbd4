import type { LuaEnvironment, LuaState, NativeFunction, PushValue } from '../vm/types.ts';

/** A built-in module: the table that `require(name)` gives. It is frozen when bound (spec/lua-modules, common rules). */
export interface LuaModule {
  readonly name: string;
  readonly functions: Readonly<Record<string, NativeFunction>>;
  readonly constants?: Readonly<Record<string, string | number>>;
  /** Values that need the stack to be made. */
  readonly values?: Readonly<Record<string, PushValue>>;
  /** Names that Wippy has and this module does not yet: calling one says so. */
  readonly missing?: readonly string[];
}

/** What a module may reach while its functions run. */
export interface ModuleContext {
  /** The entry whose code calls, for `location` fields. */
  entryOf(L: LuaState): LuaEnvironment | null;
}
