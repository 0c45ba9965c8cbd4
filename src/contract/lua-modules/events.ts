import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const eventsSpec = {
  name: 'events',
  doc: 'Events of the project: whoever subscribed hears what others send, as far as there is room.',
  functions: {
    subscribe: {
      signature: '(system: string, kind: string?) -> (any, error?)',
      doc: 'Hears of what is sent to a system from now on; `*` in both stands for a part of a name. `registry` and `supervisor` tell of changes of the project.',
    },
    send: {
      signature: '(system: string, kind: string, path: string, data: any?) -> (boolean?, error?)',
      doc: 'Sends an event to all who hear of its system.',
    },
  },
  types: {
    subscription: {
      channel: {
        signature: '() -> any',
        doc: 'Where the events come, each `{system, kind, path, data}`; of what nobody takes it keeps 64.',
      },
      close: { signature: '() -> boolean', doc: 'Hears of no more, and closes the channel.' },
    },
  },
} as const satisfies LuaModuleSpec;
