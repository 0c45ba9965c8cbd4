/** How components reach the host: interfaces as values in, values out. */
import type { ImportedFunction } from '../../contract/link-plan.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { isCompatibleVersion, openedProfiles } from '../../contract/profiles.ts';
import type { FunctionType } from '../../wit/types.ts';
import { withoutVersion } from '../../wit/interface-name.ts';
import type { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { formatFunction } from '../../wit/print.ts';
import { isSameShape } from '../../wit/same-shape.ts';
import type { ResultBytes } from '../canonical-abi/result-bytes.ts';
import { HostTrap, unresolved } from '../faults.ts';

/**
 * Takes its arguments, which lie as `wit/codec.ts` says, and appends its result in the same way. A handle is what the host
 * represents the resource by, as a `u32`; a borrowed one is the host's until the function returns. What it throws is a trap. A promise
 * where the guest has to be suspended: nobody uses arguments and result meanwhile.
 */
export type HostFunction = (args: ArgumentBytes, result: ResultBytes) => void | Promise<void>;

/** The guest half of an interface that components import. A description: it is bound once for each program. */
export interface ComponentInterface {
  /** Without version: `wasi:io/streams`. */
  readonly interface: string;
  /** Profiles of spec/hosts §1 that switch it on. */
  readonly profiles: readonly string[];
  /** What its functions take and give; what a component wants of other types traps. */
  readonly types?: ReadonlyMap<string, FunctionType>;
  bind(ports: GuestPorts): BoundInterface;
}

export interface BoundInterface {
  /** By the names of the binary: `get-stdout`, `[method]output-stream.write`. Whoever asks keeps what was given. */
  readonly functions: Pick<ReadonlyMap<string, HostFunction>, 'get'>;
  /** The guest owned a handle and has dropped it. */
  drop(resource: string, representation: number): void | Promise<void>;
  /** A call of the program begins. */
  enter(): void;
  /** That call has ended, however it did. */
  leave(): void;
}

/** What a program's imports are answered with: decided once per program (spec/hosts §2). */
export class HostImports {
  readonly #available: readonly ComponentInterface[];
  readonly #ports: GuestPorts;
  readonly #bound = new Map<ComponentInterface, BoundInterface>();

  /** `profiles`: those that the entry declares, which open what belongs to them. */
  constructor(profiles: readonly string[], available: readonly ComponentInterface[], ports: GuestPorts) {
    const opened = openedProfiles(profiles);
    this.#available = available.filter((item) => item.profiles.some((profile) => opened.includes(profile)));
    this.#ports = ports;
  }

  /** Of a function that no host gives, or none of this type, the trap that its calls end with; it costs nothing until then. */
  find({ import: from, name }: ImportedFunction, type: FunctionType): HostFunction | HostTrap {
    const host = this.#interface(from);
    const found = host?.bound.functions.get(name);
    if (!found) return unresolved(from, name);
    const expected = host!.described.types?.get(name);
    if (!expected || isSameShape(type, expected)) return found;
    const [wanted, there] = [type, expected].map((one) => formatFunction({ ...one, name }));
    return new HostTrap(`host import "${from}#${name}" is ${there}, and the component wants ${wanted}`);
  }

  /** What the drop of an owned handle does. */
  dropOf({
    interface: from,
    name,
  }: {
    readonly interface: string;
    readonly name: string;
  }): (representation: number) => void | Promise<void> {
    const host = this.#interface(from);
    return host ? (representation) => host.bound.drop(name, representation) : () => {};
  }

  enter(): void {
    for (const host of this.#bound.values()) host.enter();
  }

  leave(): void {
    for (const host of this.#bound.values()) host.leave();
  }

  #interface(from: string): { readonly described: ComponentInterface; readonly bound: BoundInterface } | null {
    const name = withoutVersion(from);
    const described = this.#available.find((item) => item.interface === name && isCompatibleVersion(from));
    if (!described) return null;
    let bound = this.#bound.get(described);
    if (!bound) this.#bound.set(described, (bound = described.bind(this.#ports)));
    return { described, bound };
  }
}
