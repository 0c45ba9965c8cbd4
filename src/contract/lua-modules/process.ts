import type { LuaFunctionSpecs, LuaModuleSpec } from './spec.ts';

const SPAWN = '(id: string, host: string, ...: any) -> (string?, error?)';

const SPAWNS = {
  spawn: { signature: SPAWN, doc: 'Starts a process on a host and answers its PID.' },
  spawn_monitored: { signature: SPAWN, doc: 'As spawn; an event comes when it ends.' },
  spawn_linked: { signature: SPAWN, doc: 'As spawn; where one of both fails the other does too.' },
  spawn_linked_monitored: { signature: SPAWN, doc: 'As spawn, both linked and monitored.' },
} as const satisfies LuaFunctionSpecs;

const ON_PROCESS = '(destination: string) -> (boolean?, error?)';

/** spec/lua-modules §3. A destination is a PID or a registered name. */
export const processSpec = {
  name: 'process',
  doc: 'Processes: starting and ending them, messages and events.',
  isAlwaysThere: true,
  functions: {
    id: { signature: '() -> string', doc: 'The ID of the entry that runs.' },
    pid: { signature: '() -> string', doc: 'The PID of the process that runs.' },
    send: {
      signature: '(destination: string, topic: string, ...: any) -> (boolean?, error?)',
      doc: 'Puts a message into the mailbox of a process.',
    },
    ...SPAWNS,
    exec: {
      signature: '(id: string, host: string, ...: any) -> (any, error?)',
      doc: 'Starts a process on a host and waits for its result.',
    },
    terminate: { signature: ON_PROCESS, doc: 'Ends a process at once.' },
    cancel: {
      signature: '(destination: string, reason: string?) -> (boolean?, error?)',
      doc: 'Asks a process to end, by an event.',
    },
    monitor: { signature: ON_PROCESS, doc: 'Has an event come when a process ends.' },
    unmonitor: { signature: ON_PROCESS, doc: 'Takes a monitor back.' },
    link: { signature: ON_PROCESS, doc: 'Links two processes: where one fails the other does too.' },
    unlink: { signature: ON_PROCESS, doc: 'Takes a link back.' },
    inbox: { signature: '() -> (any, error?)', doc: 'The channel of all messages that nobody listens for.' },
    events: { signature: '() -> (any, error?)', doc: 'The channel of events about other processes.' },
    listen: {
      signature: '(topic: string, options: {message?: boolean}?) -> (any, error?)',
      doc: 'The channel of the messages of a topic.',
    },
    unlisten: { signature: '(channel: any) -> (boolean, error?)', doc: 'Closes the channel of a topic.' },
    get_options: { signature: '() -> ({trap_links: boolean}, error?)', doc: 'How this process takes events.' },
    set_options: {
      signature: '(options: {trap_links?: boolean}) -> (boolean, error?)',
      doc: 'Whether the failures of linked processes come as events.',
    },
    upgrade: {
      signature: '(id: string?, ...: any) -> (nil, error?)',
      doc: 'Goes on as the same or another entry under the same PID.',
    },
    with_context: {
      signature: '(values: {[string]: any}) -> (any, error?)',
      doc: 'A spawner whose processes find these values in their context.',
    },
    with_options: { signature: '(options: table) -> any', doc: 'A spawner with these options.' },
  },
  constants: {
    event: { CANCEL: 'pid.cancel', EXIT: 'pid.exit', LINK_DOWN: 'pid.link.down' },
  },
  fields: {
    registry: { doc: 'Names of processes: register, lookup, unregister.' },
  },
  types: {
    spawner: {
      ...SPAWNS,
      with_context: { signature: '(values: {[string]: any}) -> (any, error?)', doc: 'Another spawner, with values.' },
      with_options: { signature: '(options: table) -> any', doc: 'Another spawner, with these options.' },
      with_actor: { signature: '(actor: any) -> (any, error?)', doc: 'Another spawner, which starts as this actor.' },
      with_scope: { signature: '(scope: any) -> (any, error?)', doc: 'Another spawner, which starts in this scope.' },
      with_name: { signature: '(name: string) -> any', doc: 'Another spawner: a process of that name is there once.' },
      with_message: {
        signature: '(topic: string, ...: any) -> (any, error?)',
        doc: 'Another spawner, whose processes find a message in their mailbox.',
      },
    },
    message: {
      topic: { signature: '() -> string', doc: 'What it is about.' },
      from: { signature: '() -> string', doc: 'The PID of the sender.' },
      payload: { signature: '() -> any', doc: 'The payload; of several values a table of payloads, of none nil.' },
    },
  },
} as const satisfies LuaModuleSpec;
