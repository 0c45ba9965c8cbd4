import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §8 */
export const jsonSpec = {
  name: 'json',
  doc: 'JSON from Lua values and back.',
  functions: {
    encode: { signature: '(value: any) -> (string?, error?)', doc: 'The JSON text of a value.' },
    decode: { signature: '(text: string) -> (any, error?)', doc: 'The value of a JSON text.' },
    validate: {
      signature: '(schema: {[string]: any} | string, value: any) -> (boolean, error?)',
      doc: 'Whether a value follows a JSON schema.',
    },
    validate_string: {
      signature: '(schema: {[string]: any} | string, text: string) -> (boolean, error?)',
      doc: 'Whether a JSON text follows a JSON schema.',
    },
  },
} as const satisfies LuaModuleSpec;
