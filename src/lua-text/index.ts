/** The door of the folder; what each does is written at its definition. */
export { luaFacts, type GlobalUse, type LuaCall, type LuaFacts, type LuaReturn } from './facts.ts';
export { parseLua, type ParsedLua } from './parser.ts';
export { LineIndex, problemText, type LuaProblem, type Range } from './problems.ts';
export { stripTypes, type StrippedLua } from './strip.ts';
