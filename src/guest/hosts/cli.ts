/** `wasi:cli`. */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type {
  environment as environmentSpec,
  exit as exitSpec,
  stderr as stderrSpec,
  stdin as stdinSpec,
  stdout as stdoutSpec,
  terminalStderr as terminalStderrSpec,
  terminalStdin as terminalStdinSpec,
  terminalStdout as terminalStdoutSpec,
} from '../../contract/hosts/wasi-cli.ts';
import type { GuestHalf, HalfPorts } from './guest-half.ts';
import { InputStream, OutputStream } from './streams.ts';

export const environment: GuestHalf<typeof environmentSpec> = ({ calls }) => {
  const settings = () => calls.call(HOST_FUNCTIONS.of.system.settings);
  return {
    'get-environment': () => settings().environment,
    'get-arguments': () => settings().arguments,
    'initial-cwd': () => settings().cwd,
  };
};

export const exit: GuestHalf<typeof exitSpec> = ({ calls }) => ({
  exit: ({ status }) => calls.exit('err' in status ? 1 : 0),
});

const WAIT = HOST_FUNCTIONS.of.waiting.wait;

/** What is typed; at its end, or where nobody types, closed. */
export const stdin: GuestHalf<typeof stdinSpec> = ({ calls, handles }) => ({
  'get-stdin': () => {
    let number: number | null = null;
    const watched = (): number => (number ??= calls.call(HOST_FUNCTIONS.of.program['watch-input']));
    return handles.add(
      new InputStream({
        read(length, manner) {
          if (manner === 'now' && calls.call(WAIT, [watched()], 0n).length === 0) return new Uint8Array();
          const bytes = calls.call(HOST_FUNCTIONS.of.program['read-input'], Number(length));
          return bytes.length === 0 ? 'closed' : bytes;
        },
        waitable: watched,
      }),
    );
  },
});

function console(to: 'stdout' | 'stderr', { calls, handles }: HalfPorts): number {
  return handles.add(new OutputStream({ write: (bytes) => (calls.write(to, bytes), null) }));
}

export const stdout: GuestHalf<typeof stdoutSpec> = (ports) => ({ 'get-stdout': () => console('stdout', ports) });
export const stderr: GuestHalf<typeof stderrSpec> = (ports) => ({ 'get-stderr': () => console('stderr', ports) });

export const terminalStdin: GuestHalf<typeof terminalStdinSpec> = () => ({ 'get-terminal-stdin': () => null });
export const terminalStdout: GuestHalf<typeof terminalStdoutSpec> = () => ({ 'get-terminal-stdout': () => null });
export const terminalStderr: GuestHalf<typeof terminalStderrSpec> = () => ({ 'get-terminal-stderr': () => null });
