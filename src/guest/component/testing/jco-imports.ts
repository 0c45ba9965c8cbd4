/** What a component's imports are answered with, decided once per program (spec/hosts §2). */
import type { ComponentImport, GuestPorts } from '../../../contract/ports.ts';
import { openedProfiles } from '../../../contract/profiles.ts';
import { withoutVersion } from '../../../wit/interface-name.ts';
import { HostTrap } from '../../faults.ts';
import { camelCase, pascalCase } from './js-names.ts';

/** The guest half of an interface that components import. A description: it is bound once for each program. */
export interface ComponentHost {
  /** Without version: `wasi:io/streams`. */
  readonly interface: string;
  /** Profiles of spec/hosts §1 that switch it on. */
  readonly profiles: readonly string[];
  bind(ports: GuestPorts): BoundComponentHost;
}

export interface BoundComponentHost {
  /**
   * Functions and resource classes as the translator spells them. A function with a `result` throws an error with an own
   * property `payload` for its err side; anything else thrown is a trap.
   */
  readonly members: Readonly<Record<string, unknown>>;
  /** A call of the program begins. */
  enter(): void;
  /** That call has ended, however it did. */
  leave(): void;
}

type Interface = Record<string, unknown>;

export class ComponentImports {
  /** As generated code reads them. */
  readonly imports: Readonly<Record<string, Interface>>;
  readonly #hosts: readonly BoundComponentHost[];
  #trap: HostTrap | null = null;

  /** Everything that no host of the declared `profiles` and of what they open gives is there, and traps when it is called. */
  constructor(
    wanted: readonly ComponentImport[],
    profiles: readonly string[],
    available: readonly ComponentHost[],
    ports: GuestPorts,
  ) {
    const imports = Object.create(null) as Record<string, Interface>;
    const hosts: BoundComponentHost[] = [];
    const opened = openedProfiles(profiles);
    for (const item of wanted) {
      if (item.functions === null) {
        imports[item.name] = { default: this.#refuse(item.name, item.name) };
        continue;
      }
      // Two versions of one interface are one to the translator.
      const key = withoutVersion(item.name);
      const known = imports[key];
      const members = known ?? (Object.create(null) as Interface);
      imports[key] = members;
      const host = available.find(
        (candidate) => candidate.interface === key && candidate.profiles.some((profile) => opened.includes(profile)),
      );
      if (host && !known) {
        const bound = host.bind(ports);
        hosts.push(bound);
        Object.assign(members, bound.members);
      }
      this.#fill(members, item, item.functions);
    }
    this.imports = imports;
    this.#hosts = hosts;
  }

  enter(): void {
    this.#trap = null;
    for (const host of this.#hosts) host.enter();
  }

  leave(): void {
    for (const host of this.#hosts) host.leave();
  }

  /** The refusal that the call ran into: guests can catch what passes through them, and a trap is none the less one. */
  get trap(): HostTrap | null {
    return this.#trap;
  }

  /** Two versions of one interface share their members; what is there already stays. */
  #fill(members: Interface, { name: from, resources }: ComponentImport, functions: readonly string[]): void {
    const classes = new Map<string, { readonly prototype: object }>();
    const classOf = (resource: string): { readonly prototype: object } => {
      let made = classes.get(resource);
      if (!made) {
        const key = pascalCase(resource);
        made = (members[key] ??= this.#resource(from, resource)) as { readonly prototype: object };
        classes.set(resource, made);
      }
      return made;
    };
    for (const resource of resources) classOf(resource);
    for (const name of functions) {
      const [, kind, resource = '', method = ''] = /^\[(\w+)\]([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
      if (kind === undefined) members[camelCase(name)] ??= this.#refuse(from, name);
      else if (kind === 'constructor') classOf(resource);
      else if (kind === 'method') define(classOf(resource).prototype, camelCase(method), this.#refuse(from, name));
      else define(classOf(resource), camelCase(method), this.#refuse(from, name));
    }
  }

  /** Cannot be made; dropping one that the guest holds does nothing, since the class has no way to be disposed of. */
  #resource(from: string, resource: string): { readonly prototype: object } {
    const refuse = this.#refuse(from, `[constructor]${resource}`);
    return function (): never {
      return refuse();
    };
  }

  #refuse(from: string, name: string): () => never {
    return () => {
      const trap = new HostTrap(`unresolved host import "${from}#${name}"`);
      this.#trap ??= trap;
      throw trap;
    };
  }
}

/** Not by assignment: `name`, `length` and `constructor` may be labels. */
function define(owner: object, key: string, value: unknown): void {
  const present = Object.getOwnPropertyDescriptor(owner, key);
  if (present && !present.configurable) return;
  Object.defineProperty(owner, key, { value, configurable: true, writable: true });
}
