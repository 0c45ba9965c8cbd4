/** Host functions that are run again after each answer, as those of suspended guests, without anybody being suspended. */
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { RepeatedCalls } from '../repeated-calls.ts';

let isRepeated = false;

/** For all tests of the file that asks for it. */
export function repeatHostFunctions(): void {
  isRepeated = true;
}

/** What a test's guest is given in place of `ports`. */
export function portsOf(ports: GuestPorts, isLate?: () => boolean): GuestPorts {
  return isRepeated ? repeating(ports, isLate) : ports;
}

type Called<H> = {
  readonly [N in keyof H]: H[N] extends (args: infer A) => infer R ? (args: A) => Promise<R> : never;
};

/** Functions of a guest half, called without core code between, so that answers may come later. */
export function called<P extends GuestPorts, H extends object>(ports: P, half: (ports: P) => H): Called<H> {
  const functions = Object.entries(half(ports) as Readonly<Record<string, (args: unknown) => unknown>>);
  const run = async (work: () => unknown): Promise<unknown> =>
    ports.suspension ? ports.suspension.repeated(work) : work();
  return Object.fromEntries(
    functions.map(([name, fn]) => [name, (args: unknown) => run(() => fn(args))]),
  ) as unknown as Called<H>;
}

/** `isLate`: whether the answer to a question comes as a promise. */
export function repeating({ calls: host, clock, random }: GuestPorts, isLate: () => boolean = () => false): GuestPorts {
  const { files, timers } = HOST_FUNCTIONS.of;
  const answer = (fn: HostFunction, args: readonly unknown[]): unknown => {
    if (fn === timers.sleep) return host.sleep(args[0] as bigint);
    const [descriptor, length, offset] = args;
    if (fn === files.read) return host.readFile(descriptor as number, length as bigint, offset as bigint);
    return host.call(fn, ...args);
  };
  const calls = new RepeatedCalls({
    ask: (fn, args) => (isLate() ? Promise.resolve().then(() => answer(fn, args)) : answer(fn, args)),
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
