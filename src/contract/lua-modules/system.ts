import type { LuaFunctionSpec, LuaModuleSpec } from './spec.ts';

const planned = (signature: string, doc: string): LuaFunctionSpec => ({ signature, doc, isPlanned: true });
const NUMBER = '() -> (number?, error?)';

/** spec/lua-modules §15. What a page has nothing to tell of is planned. */
export const systemSpec = {
  name: 'system',
  doc: 'What the runtime holds and runs.',
  functions: {
    modules: {
      signature: '() -> ({{name: string, description: string, class: {string}}}?, error?)',
      doc: 'The modules that there are.',
    },
    exit: { signature: '(code: number?) -> (boolean?, error?)', doc: 'Ends the runtime.', isPlanned: true },
  },
  fields: {
    memory: {
      doc: 'Memory of Lua worlds.',
      functions: {
        stats: { signature: '() -> ({[string]: number}?, error?)', doc: 'Bytes in use, and the limit.' },
        allocated: { signature: NUMBER, doc: 'Bytes in use.' },
        get_limit: { signature: NUMBER, doc: 'Bytes that they may hold together.' },
        set_limit: planned('(limit: number) -> (number?, error?)', 'Sets the limit.'),
        heap_objects: planned(NUMBER, 'Objects in use.'),
      },
    },
    gc: {
      doc: 'Collecting garbage, which is for the browser to do.',
      functions: {
        collect: planned('() -> (boolean?, error?)', 'Collects garbage.'),
        get_percent: planned(NUMBER, 'When it is collected.'),
        set_percent: planned('(percent: number) -> (number?, error?)', 'Sets when it is collected.'),
      },
    },
    runtime: {
      doc: 'What runs.',
      functions: {
        goroutines: { signature: NUMBER, doc: 'Processes and calls that run or wait.' },
        max_procs: planned('(count: number?) -> (number?, error?)', 'How many run at the same time.'),
        cpu_count: planned(NUMBER, 'Processors of the machine.'),
      },
    },
    process: {
      doc: 'The process of the operating system, which a page has none of.',
      functions: {
        pid: planned(NUMBER, 'Its number.'),
        hostname: planned('() -> (string?, error?)', 'The name of the machine.'),
        cwd: planned('() -> (string?, error?)', 'Its folder.'),
      },
    },
    hosts: {
      doc: 'Hosts of processes.',
      functions: {
        list: {
          signature: '() -> ({{[string]: any}}?, error?)',
          doc: 'All of them, with the number of their processes.',
        },
        processes: {
          signature: '(host_id: string) -> ({{[string]: any}}?, error?)',
          doc: 'The processes on one: PID, entry and state.',
        },
      },
    },
    supervisor: {
      doc: 'Services that are kept running.',
      functions: {
        state: { signature: '(service_id: string) -> ({[string]: any}?, error?)', doc: 'The state of one.' },
        states: { signature: '() -> ({{[string]: any}}?, error?)', doc: 'The states of all.' },
      },
    },
    node: {
      doc: 'This node of a cluster of one.',
      functions: {
        id: { signature: '() -> (string?, error?)', doc: 'Its name.' },
        addr: planned('() -> (string?, error?)', 'Its address.'),
        role: { signature: '() -> (string?, error?)', doc: 'Its part in decisions: none.' },
      },
    },
    cluster: {
      doc: 'The nodes, which are this one.',
      functions: {
        members: { signature: '() -> ({{id: string, is_local: boolean}}?, error?)', doc: 'All of them.' },
        leader: { signature: '() -> (string?, error?)', doc: 'Who decides: nobody.' },
        size: { signature: NUMBER, doc: 'How many there are.' },
      },
    },
    raft: {
      doc: 'How nodes decide together, which one alone does not.',
      functions: Object.fromEntries(
        ['is_leader', 'is_member', 'role', 'term', 'commit_index', 'stats'].map((name) => [
          name,
          { signature: '() -> (any, error?)', doc: 'Says that there is no raft.' },
        ]),
      ),
    },
    lock: {
      doc: 'Locks of a cluster.',
      functions: {
        acquire: planned('(name: string) -> (boolean?, error?)', 'Takes a lock.'),
        release: planned('(name: string) -> (boolean?, error?)', 'Lets go of it.'),
      },
    },
  },
} as const satisfies LuaModuleSpec;
