import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §2 */
export const channelSpec = {
  name: 'channel',
  doc: 'Channels between the coroutines of one process.',
  isAlwaysThere: true,
  functions: {
    new: {
      signature: '(capacity: integer?) -> any',
      doc: 'Makes a channel that holds so many values, by default none: then sender and receiver wait for each other.',
    },
    select: {
      signature: '(cases: table, default: boolean?) -> any',
      doc: 'Waits for the first of several cases that can go on; with a default it does not wait.',
    },
  },
  types: {
    channel: {
      send: {
        signature: '(value: any) -> (boolean?, error?)',
        doc: 'Sends a value, and waits while there is no room.',
      },
      receive: { signature: '() -> (any, boolean)', doc: 'Waits for a value; false when the channel is closed.' },
      close: { signature: '() -> ()', doc: 'Ends it: what was sent can still be received.' },
      case_send: { signature: '(value: any) -> any', doc: 'A case of a select that sends.' },
      case_receive: { signature: '() -> any', doc: 'A case of a select that receives.' },
    },
  },
} as const satisfies LuaModuleSpec;
