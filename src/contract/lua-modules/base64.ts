import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const base64Spec = {
  name: 'base64',
  doc: 'Bytes as text of 64 characters, and back.',
  functions: {
    encode: { signature: '(data: string) -> (string?, error?)', doc: 'The base64 text of the bytes, with padding.' },
    decode: { signature: '(text: string) -> (string?, error?)', doc: 'The bytes of a base64 text.' },
  },
} as const satisfies LuaModuleSpec;
