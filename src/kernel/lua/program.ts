/** A Lua entry as the VM needs it: its code and what it may see. Made when the project boots. */
import type { EntryId } from '../../contract/api.ts';
import type { LuaCode } from './code.ts';

export interface LuaProgram {
  readonly id: EntryId;
  /** Shared by all its Lua worlds; compiled by whoever needs it first. */
  readonly code: LuaCode;
  /** Built-in modules bound as globals (spec/lua-base §3). */
  readonly modules: readonly string[];
  /** Further names of built-in modules. */
  readonly moduleAliases?: readonly { readonly alias: string; readonly module: string }[];
  /** Libraries bound as globals under their alias, in the order they are run. */
  readonly imports: readonly { readonly alias: string; readonly library: LuaProgram }[];
  /** Field of the table that the chunk returns; null for libraries and for chunks whose own results count. */
  readonly method: string | null;
}
