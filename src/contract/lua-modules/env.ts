import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §10 */
export const envSpec = {
  name: 'env',
  doc: 'Environment variables: entries of kind env.variable, by ID or public name.',
  functions: {
    get: { signature: '(key: string) -> (string?, error?)', doc: 'The value, or its default.' },
    set: { signature: '(key: string, value: string) -> (boolean?, error?)', doc: 'Stores a value.' },
    get_all: { signature: '() -> ({[string]: string}?, error?)', doc: 'All that have a value.' },
  },
} as const satisfies LuaModuleSpec;
