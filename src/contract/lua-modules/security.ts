import type { LuaFunctionSpecs, LuaModuleSpec } from './spec.ts';

const EVALUATE = '(actor: any, action: string, resource: string, meta: {[string]: any}?) -> string';

/** spec/lua-modules §7 */
export const securitySpec = {
  name: 'security',
  doc: 'Who acts, and what they may do.',
  functions: {
    actor: { signature: '() -> any', doc: 'Who acts; nil where nobody is named.' },
    scope: { signature: '() -> any', doc: 'The policies that it is judged by; nil where there are none.' },
    can: {
      signature: '(action: string, resource: string, meta: {[string]: any}?) -> boolean',
      doc: 'Whether the scope allows it to the actor.',
    },
    new_actor: { signature: '(id: string, meta: {[string]: any}?) -> any', doc: 'Makes an actor.' },
    new_scope: { signature: '(policies: {any}?) -> any', doc: 'Makes a scope of policies.' },
    policy: { signature: '(id: string) -> (any, error?)', doc: 'The policy of this ID.' },
    named_scope: { signature: '(id: string) -> (any, error?)', doc: 'The scope of all policies of a group.' },
    token_store: {
      signature: '(id: string) -> (any, error?)',
      doc: 'The store of tokens of this ID.',
    },
  },
  types: {
    actor: {
      id: { signature: '() -> string', doc: 'What it is called.' },
      meta: { signature: '() -> {[string]: any}', doc: 'What else is known of it.' },
    } satisfies LuaFunctionSpecs,
    scope: {
      with: { signature: '(policy: any) -> any', doc: 'Another scope, with this policy too.' },
      without: { signature: '(policy: any) -> any', doc: 'Another scope, without this policy or the one of this ID.' },
      evaluate: { signature: EVALUATE, doc: 'What its policies say: allow, deny or undefined.' },
      contains: { signature: '(id: string) -> boolean', doc: 'Whether it has the policy of this ID.' },
      policies: { signature: '() -> {any}', doc: 'Its policies.' },
    },
    token_store: {
      create: {
        signature:
          '(actor: any, scope: any, options: {expiration?: any, meta?: {[string]: any}}?) -> (string?, error?)',
        doc: 'Makes a token that stands for an actor and a scope.',
      },
      validate: { signature: '(token: string) -> (any, any, error?)', doc: 'The actor and the scope of a token.' },
      revoke: { signature: '(token: string) -> (boolean, error?)', doc: 'Ends a token.' },
      close: { signature: '() -> ()', doc: 'Lets go of the store.' },
    },
    policy: {
      id: { signature: '() -> string', doc: 'The ID of its entry.' },
      evaluate: { signature: EVALUATE, doc: 'What it says: allow, deny or undefined.' },
    },
  },
} as const satisfies LuaModuleSpec;
