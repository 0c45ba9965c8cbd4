import type { LuaFunctionSpecs, LuaModuleSpec } from './spec.ts';

const READ = {
  signature: '(path: string) -> (string?, error?)',
  doc: 'All of a file.',
} as const;
const WRITE = {
  signature: '(path: string, data: any, mode: string?) -> (boolean, error?)',
  doc: 'Writes a text, or what is left of another file; mode w, wx or a.',
} as const;

/** spec/lua-modules §11 */
export const fsSpec = {
  name: 'fs',
  doc: 'Files of filesystem entries.',
  functions: {
    get: { signature: '(id: string) -> (any, error?)', doc: 'The filesystem of this entry.' },
  },
  constants: {
    type: { FILE: 'file', DIR: 'directory' },
    seek: { SET: 'set', CUR: 'cur', END: 'end' },
  },
  types: {
    fs: {
      chdir: { signature: '(path: string) -> (boolean, error?)', doc: 'Paths count from this folder from now on.' },
      pwd: { signature: '() -> string', doc: 'The folder that paths count from.' },
      open: { signature: '(path: string, mode: string) -> (any, error?)', doc: 'Opens a file: r, w, wx or a.' },
      readfile: READ,
      read_file: READ,
      writefile: WRITE,
      write_file: WRITE,
      stat: { signature: '(path: string) -> ({[string]: any}?, error?)', doc: 'Name, size, mode, time and type.' },
      exists: { signature: '(path: string) -> (boolean, error?)', doc: 'Whether something is there.' },
      isdir: { signature: '(path: string) -> (boolean, error?)', doc: 'Whether a folder is there.' },
      mkdir: { signature: '(path: string) -> (boolean, error?)', doc: 'Makes a folder.' },
      remove: { signature: '(path: string) -> (boolean, error?)', doc: 'Removes a file or an empty folder.' },
      readdir: { signature: '(path: string) -> (any, error?)', doc: 'Goes over what is in a folder, by name.' },
    } satisfies LuaFunctionSpecs,
    file: {
      read: { signature: '(size: number?) -> (string?, error?)', doc: 'The next bytes, 4096 by default.' },
      write: { signature: '(data: string) -> (boolean, error?)', doc: 'Writes.' },
      seek: { signature: '(whence: string?, offset: number?) -> (number?, error?)', doc: 'Moves; where it is then.' },
      stat: { signature: '() -> ({[string]: any}?, error?)', doc: 'Name, size, mode, time and type.' },
      sync: { signature: '() -> (boolean, error?)', doc: 'Nothing waits to be written.' },
      close: { signature: '() -> (boolean, error?)', doc: 'Closes it.' },
      scanner: { signature: '(split: string?) -> (any, error?)', doc: 'Goes over lines, words, bytes or runes.' },
    },
    scanner: {
      scan: { signature: '() -> boolean', doc: 'Moves to the next piece; false at the end.' },
      text: { signature: '() -> string', doc: 'The piece.' },
      err: { signature: '() -> error?', doc: 'What it ended with, unless that is the end of the file.' },
    },
  },
} as const satisfies LuaModuleSpec;
