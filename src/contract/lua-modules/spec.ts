/**
 * What is known of a built-in Lua module without running anything: names, signatures, a line of documentation each. The
 * runtime binds natives to these names (`kernel/lua/modules/`), the editor's checks read them on threads that have no Lua.
 */

export interface LuaFunctionSpec {
  /** Its type in Wippy's own notation: `(target: string, ...: any) -> (any, error?)`. Of a method without the object. */
  readonly signature: string;
  /** One sentence. */
  readonly doc: string;
  /** Wippy has it and the playground not yet: here it answers with an error that says so. */
  readonly isPlanned?: true;
}

export type LuaFunctionSpecs = Readonly<Record<string, LuaFunctionSpec>>;

/** A table of constants is one too. */
export type LuaConstant = string | number | Readonly<Record<string, string | number>>;

export interface LuaModuleSpec {
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  /** Every Lua world has it, whether the entry lists it or not (spec/lua-modules §0). */
  readonly isAlwaysThere?: true;
  readonly functions: LuaFunctionSpecs;
  readonly constants?: Readonly<Record<string, LuaConstant>>;
  /** Values that the natives make once, with a sentence each. */
  readonly fields?: Readonly<Record<string, { readonly doc: string; readonly functions?: LuaFunctionSpecs }>>;
  /** Methods of the objects that its functions give, by the name of their type. */
  readonly types?: Readonly<Record<string, LuaFunctionSpecs>>;
  /** The module is itself an object of this type of its own, called with a colon, in place of a table of functions. */
  readonly object?: string;
}

/** What a module that is a table holds. */
export function memberNames({ functions, constants = {}, fields = {} }: LuaModuleSpec): readonly string[] {
  return [...Object.keys(functions), ...Object.keys(constants), ...Object.keys(fields)];
}

/** Names of what is there to be called. */
export type ReadyNames<F extends LuaFunctionSpecs> = {
  [N in keyof F & string]: F[N] extends { readonly isPlanned: true } ? never : N;
}[keyof F & string];

export function readyNames(functions: LuaFunctionSpecs): readonly string[] {
  return Object.keys(functions).filter((name) => functions[name]?.isPlanned !== true);
}

export function plannedNames(functions: LuaFunctionSpecs): readonly string[] {
  return Object.keys(functions).filter((name) => functions[name]?.isPlanned === true);
}
