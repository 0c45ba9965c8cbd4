/** Types in Lua texts, in code of their own: texts that the VM takes as they are do without. */
import type { problemText, TypeStripping } from '../../lua-text/index.ts';
import type { bindTypes } from './type-value.ts';

export interface LuaTypes {
  readonly TypeStripping: typeof TypeStripping;
  readonly problemText: typeof problemText;
  readonly bindTypes: typeof bindTypes;
}

let known: LuaTypes | null = null;

/** For `typed-code.ts`. */
export function giveTypes(types: LuaTypes): void {
  known = types;
}

/** Throws where nobody has loaded them: see `parts.ts`. */
export function luaTypes(): LuaTypes {
  if (!known) throw new Error('a text has types or mistakes, and nobody has loaded what reads them');
  return known;
}
