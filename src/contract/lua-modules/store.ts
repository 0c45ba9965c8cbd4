import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const storeSpec = {
  name: 'store',
  doc: 'Values by key, kept by an entry of kind store.memory.',
  functions: {
    get: { signature: '(id: string) -> (any, error?)', doc: 'The store of an entry.' },
  },
  types: {
    store: {
      get: {
        signature: '(key: string) -> (any, error?)',
        doc: 'The value of a key; an error of kind NotFound without.',
      },
      entry: {
        signature: '(key: string) -> ({key: string, value: any, version: number, ttl: number?}?, error?)',
        doc: 'The value with its version, and the seconds that it has left.',
      },
      set: {
        signature: '(key: string, value: any, ttl: number?) -> (boolean, error?)',
        doc: 'Keeps a value, for so many seconds or for as long as the store is there.',
      },
      put: {
        signature:
          '(key: string, value: any, options: {ttl: number?, only_if_absent: boolean?, if_version: number?}?) -> (any, error?)',
        doc: 'Keeps a value where the conditions hold; its version.',
      },
      list: {
        signature: '(options: {prefix: string?, after: string?, limit: number?}?) -> ({string}?, error?)',
        doc: 'Keys in ascending order.',
      },
      has: { signature: '(key: string) -> (boolean, error?)', doc: 'Whether a key has a value.' },
      delete: { signature: '(key: string) -> (boolean, error?)', doc: 'Forgets a key; false where it had no value.' },
      info: {
        signature: '() -> ({id: string, backend: string, consistency: string, size: number}?, error?)',
        doc: 'What kind of store it is, and how many keys it has.',
      },
      release: { signature: '() -> boolean', doc: 'Lets go of the store; its methods refuse from then on.' },
    },
  },
  constants: {
    backend: { MEMORY: 'memory', SQL: 'sql' },
    consistency: { STRONG: 'strong', EVENTUAL: 'eventual' },
  },
} as const satisfies LuaModuleSpec;
