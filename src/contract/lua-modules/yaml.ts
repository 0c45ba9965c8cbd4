import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const yamlSpec = {
  name: 'yaml',
  doc: 'YAML from Lua tables and back.',
  functions: {
    encode: {
      signature:
        '(table: {[any]: any}, options: {field_order: {string}?, sort_unordered: boolean?}?) -> (string?, error?)',
      doc: 'The YAML text of a table; the fields that `field_order` names come first.',
    },
    decode: { signature: '(text: string) -> (any, error?)', doc: 'The value of the first document of a YAML text.' },
  },
} as const satisfies LuaModuleSpec;
