/** Host functions that are run again after each answer, as those of suspended guests, without anybody being suspended. */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { RepeatedCalls } from '../repeated-calls.ts';

let isRepeated = false;

/** For all tests of the file that asks for it. */
export function repeatHostFunctions(): void {
  isRepeated = true;
}

/** What a test's guest is given in place of `ports`. */
export function portsOf(ports: GuestPorts): GuestPorts {
  return isRepeated ? repeating(ports) : ports;
}

export function repeating({ calls: host, clock, random }: GuestPorts): GuestPorts {
  const { files, timers } = HOST_FUNCTIONS.of;
  const calls = new RepeatedCalls({
    ask(fn, args) {
      if (fn === timers.sleep) return host.sleep(args[0] as bigint);
      const [descriptor, length, offset] = args;
      if (fn === files.read) return host.readFile(descriptor as number, length as bigint, offset as bigint);
      return host.call(fn, ...args);
    },
    write: (to, bytes) => host.write(to, bytes),
    checkInterrupt: () => host.checkInterrupt(),
  });
  const suspension = {
    imported: (fn: () => unknown) => fn,
    entered: (fn: () => unknown) => fn,
    repeated: <T>(work: () => T) => calls.repeated(work),
  };
  return { calls, clock: calls.clockOf(clock), random, suspension };
}
