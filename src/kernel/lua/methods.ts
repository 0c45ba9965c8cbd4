import type { LuaFunctionSpecs, ReadyNames } from '../../contract/lua-modules/spec.ts';
import type { Method } from './vm/userdata.ts';

/** A method for each name that a type's specification has, and no other: for `satisfies`. */
export type Methods<F extends LuaFunctionSpecs, Self> = { readonly [N in ReadyNames<F>]: Method<Self> };
