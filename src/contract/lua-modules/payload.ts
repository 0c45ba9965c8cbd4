import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §1 */
export const payloadSpec = {
  name: 'payload',
  doc: 'Values with the format that they are in.',
  isAlwaysThere: true,
  functions: {
    new: { signature: '(value: any) -> any', doc: 'A payload of a Lua value.' },
  },
  constants: {
    format: {
      JSON: 'json/plain',
      YAML: 'yaml/plain',
      STRING: 'text/plain',
      BYTES: 'application/octet-stream',
      MSGPACK: 'application/msgpack',
      LUA: 'lua/any',
      GOLANG: 'golang/any',
      ERROR: 'golang/error',
    },
  },
  types: {
    payload: {
      data: { signature: '() -> (any, error?)', doc: 'The Lua value that it stands for.' },
      unmarshal: { signature: '() -> (any, error?)', doc: 'The Lua value that it stands for.' },
      get_format: { signature: '() -> string', doc: 'One of the constants in `payload.format`.' },
      transcode: { signature: '(format: string) -> (any, error?)', doc: 'The same in another format.' },
    },
  },
} as const satisfies LuaModuleSpec;
