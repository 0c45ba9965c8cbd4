/** The door of the folder; what each does is written at its definition. */
export type { GlobalUse, LuaCall, LuaFacts, LuaReturn } from './fact-types.ts';
export { luaFacts } from './facts.ts';
export { parseLua, type ParsedLua } from './parser.ts';
export { LineIndex, problemText, type LuaProblem, type Range } from './problems.ts';
export { stripTypes, TypeStripping, type StrippedLua } from './strip.ts';
export type { Constraint, FieldShape, ScalarName, TypeShape } from './type-shape.ts';
export { isDeclaredName } from './type-shapes.ts';
