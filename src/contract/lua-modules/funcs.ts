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
    },
    new: {
      signature: '() -> any',
      doc: 'Makes an executor that calls with a context, an actor, a scope or options of its own.',
    },
  },
  types: {
    executor: {
      call: { signature: '(target: string, ...: any) -> (any, error?)', doc: 'As `funcs.call`.' },
      async: { signature: '(target: string, ...: any) -> (any, error?)', doc: 'As `funcs.async`.' },
      with_context: {
        signature: '(values: {[string]: any}) -> (any, error?)',
        doc: 'Another executor, whose calls find these values in their context.',
      },
      with_actor: { signature: '(actor: any) -> (any, error?)', doc: 'Another executor, which calls as this actor.' },
      with_scope: { signature: '(scope: any) -> (any, error?)', doc: 'Another executor, which calls in this scope.' },
      with_options: { signature: '(options: table) -> (any, error?)', doc: 'Another executor with these options.' },
    },
    future: {
      response: { signature: '() -> any', doc: 'The channel that gets the answer once.' },
      channel: { signature: '() -> any', doc: 'The same as response.' },
      is_complete: { signature: '() -> boolean', doc: 'Whether the call has ended.' },
      is_canceled: { signature: '() -> boolean', doc: 'Whether it was given up.' },
      result: { signature: '() -> (any, error?)', doc: 'The payload of the answer; nil while there is none.' },
      error: { signature: '() -> (error?, boolean)', doc: 'The error, and whether there is one.' },
      cancel: { signature: '() -> (boolean, error?)', doc: 'Gives up the answer; the call goes on.' },
    },
  },
} as const satisfies LuaModuleSpec;
