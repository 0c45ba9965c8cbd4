import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §1 */
export const funcsSpec = {
  name: 'funcs',
  doc: 'Calls of functions, whether they are written in Lua or in WebAssembly.',
  functions: {
    call: {
      signature: '(target: string, ...: any) -> (any, error?)',
      doc: 'Calls the function of this ID and waits for its answer.',
    },
    async: {
      signature: '(target: string, ...: any) -> (any, error?)',
      doc: 'Begins a call and returns a future for its answer.',
      isPlanned: true,
    },
    new: {
      signature: '() -> any',
      doc: 'Makes an executor that calls with a context, an actor, a scope or options of its own.',
      isPlanned: true,
    },
  },
} as const satisfies LuaModuleSpec;
