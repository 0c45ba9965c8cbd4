import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15, spec/processes §6.1 */
export const ioSpec = {
  name: 'io',
  doc: 'The terminal that a command runs in; elsewhere what is written goes to the console, and there is no input.',
  functions: {
    write: { signature: '(...: any) -> nil', doc: 'Writes values to standard output, one after the other.' },
    print: {
      signature: '(...: any) -> nil',
      doc: 'Writes a line of values to standard output, with tabs between them.',
    },
    eprint: {
      signature: '(...: any) -> nil',
      doc: 'Writes a line of values to standard error, with tabs between them.',
    },
    read: { signature: '(max_bytes: integer?) -> (string?, error?)', doc: 'Waits for input; nil at its end.' },
    readline: {
      signature: '() -> (string?, error?)',
      doc: 'Waits for a line of input, given without its end; nil at the end of input.',
    },
    flush: { signature: '() -> nil', doc: 'Does nothing: what is written is there at once.' },
    args: { signature: '() -> {string}', doc: 'The words after the name of the command.' },
    raw: { signature: '() -> (nil, error)', doc: 'Input key by key.', isPlanned: true },
  },
} as const satisfies LuaModuleSpec;
