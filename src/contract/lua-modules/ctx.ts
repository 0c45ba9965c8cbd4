import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §6 */
export const ctxSpec = {
  name: 'ctx',
  doc: 'Values that came along with a call: those of with_context, here or further up.',
  functions: {
    get: { signature: '(key: string) -> (any, error?)', doc: 'The value of this name.' },
    all: { signature: '() -> ({[string]: any}, error?)', doc: 'All values.' },
  },
} as const satisfies LuaModuleSpec;
