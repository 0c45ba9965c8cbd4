import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const uuidSpec = {
  name: 'uuid',
  doc: 'Identifiers that nobody else makes.',
  functions: {
    v1: { signature: '() -> (string?, error?)', doc: 'One of the present time and a random node.' },
    v3: {
      signature: '(namespace: string, name: string) -> (string?, error?)',
      doc: 'The one of a name in a namespace, by MD5.',
    },
    v4: { signature: '() -> (string?, error?)', doc: 'One of random bits.' },
    v5: {
      signature: '(namespace: string, name: string) -> (string?, error?)',
      doc: 'The one of a name in a namespace, by SHA-1.',
    },
    v7: {
      signature: '() -> (string?, error?)',
      doc: 'One of the present time and random bits, greater than those before.',
    },
    validate: { signature: '(value: any) -> (boolean, error?)', doc: 'Whether the value is the text of a UUID.' },
    version: { signature: '(uuid: string) -> (number?, error?)', doc: 'The version that the UUID says it is of.' },
    variant: {
      signature: '(uuid: string) -> (string?, error?)',
      doc: 'Whose layout the UUID has: `RFC4122`, `Microsoft` or `NCS`.',
    },
    parse: {
      signature: '(uuid: string) -> ({version: number, variant: string, timestamp: number?, node: string?}?, error?)',
      doc: 'What the UUID says: version, variant, and the time and node that it was made of.',
    },
    format: {
      signature: '(uuid: string, kind: ("standard" | "simple" | "urn")?) -> (string?, error?)',
      doc: 'The UUID as text with dashes, without, or as a URN.',
    },
  },
} as const satisfies LuaModuleSpec;
