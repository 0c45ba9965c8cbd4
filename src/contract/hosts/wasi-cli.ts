/** `wasi:cli` (spec/hosts §5). */
import { byGuest, list, option, own, result, string, tuple, type HostInterfaceSpec } from './host-interface.ts';

export const environment = {
  name: 'wasi:cli/environment',
  profile: 'wasi:cli',
  doc: 'What the program was started with.',
  functions: {
    'get-environment': byGuest('Variables, by name.', {}, list(tuple(string, string))),
    'get-arguments': byGuest('Arguments, without a name of the program.', {}, list(string)),
    'initial-cwd': byGuest('The working directory.', {}, option(string)),
  },
} as const satisfies HostInterfaceSpec;

export const exit = {
  name: 'wasi:cli/exit',
  profile: 'wasi:cli',
  doc: 'The end of the program.',
  functions: { exit: byGuest('Ends the call.', { status: result(null, null) }, null) },
} as const satisfies HostInterfaceSpec;

export const stdin = {
  name: 'wasi:cli/stdin',
  profile: 'wasi:cli',
  doc: 'Standard input.',
  functions: { 'get-stdin': byGuest('The stream.', {}, own('input-stream')) },
} as const satisfies HostInterfaceSpec;

export const stdout = {
  name: 'wasi:cli/stdout',
  profile: 'wasi:cli',
  doc: 'Standard output: the console.',
  functions: { 'get-stdout': byGuest('The stream.', {}, own('output-stream')) },
} as const satisfies HostInterfaceSpec;

export const stderr = {
  name: 'wasi:cli/stderr',
  profile: 'wasi:cli',
  doc: 'Standard output for what goes wrong: the console.',
  functions: { 'get-stderr': byGuest('The stream.', {}, own('output-stream')) },
} as const satisfies HostInterfaceSpec;

export const terminalInput = {
  name: 'wasi:cli/terminal-input',
  profile: 'wasi:cli',
  doc: 'The input side of a terminal.',
  functions: {},
} as const satisfies HostInterfaceSpec;

export const terminalOutput = {
  name: 'wasi:cli/terminal-output',
  profile: 'wasi:cli',
  doc: 'The output side of a terminal.',
  functions: {},
} as const satisfies HostInterfaceSpec;

export const terminalStdin = {
  name: 'wasi:cli/terminal-stdin',
  profile: 'wasi:cli',
  doc: 'Whether standard input is a terminal.',
  functions: { 'get-terminal-stdin': byGuest('None without a terminal.', {}, option(own('terminal-input'))) },
} as const satisfies HostInterfaceSpec;

export const terminalStdout = {
  name: 'wasi:cli/terminal-stdout',
  profile: 'wasi:cli',
  doc: 'Whether standard output is a terminal.',
  functions: { 'get-terminal-stdout': byGuest('None without a terminal.', {}, option(own('terminal-output'))) },
} as const satisfies HostInterfaceSpec;

export const terminalStderr = {
  name: 'wasi:cli/terminal-stderr',
  profile: 'wasi:cli',
  doc: 'Whether the output for what goes wrong is a terminal.',
  functions: { 'get-terminal-stderr': byGuest('None without a terminal.', {}, option(own('terminal-output'))) },
} as const satisfies HostInterfaceSpec;
