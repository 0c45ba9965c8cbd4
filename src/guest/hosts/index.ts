/**
 * The guest halves of all host interfaces, by the profile that opens them: one line for each that has functions of the guest's, which
 * does not compile before. Each profile is fetched with the first program that has it, so a page without any has none of their code.
 */
import type { InterfacesOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import type { HostInterface } from '../../contract/ports.ts';
import { isOpened } from '../../contract/profiles.ts';
import { PROFILES, type ProfileName } from '../../contract/profile-table.ts';
import { componentInterfaces, type GuestHalf, type TypedInterface } from './guest-half.ts';

type Answered = InterfacesOf<typeof HOST_INTERFACES, 'guest'>;
type HalvesOf<P extends ProfileName> = {
  readonly [I in keyof Answered as Answered[I]['profile'] extends P ? I : never]: GuestHalf<Answered[I]>;
};
interface Part<P extends ProfileName> {
  /** What components import. */
  readonly component: HalvesOf<P>;
  /** What core modules import. */
  readonly core?: readonly HostInterface[];
}

const PARTS: { readonly [P in ProfileName]: () => Promise<Part<P>> } = {
  // All of it is the kernel's.
  funcs: () => Promise.resolve({ component: {} }),
  async wasi1() {
    const { createWasi1 } = await import('./wasi1/imports.ts');
    return { component: {}, core: [createWasi1()] };
  },
  async 'wasi:io'() {
    const { ioError, streams } = await import('./streams.ts');
    return { component: { ioError, streams } };
  },
  async 'wasi:poll'() {
    const { poll } = await import('./poll.ts');
    return { component: { poll } };
  },
  async 'wasi:clocks'() {
    const { monotonicClock, wallClock } = await import('./clocks.ts');
    return { component: { monotonicClock, wallClock } };
  },
  async 'wasi:cli'() {
    const { environment, exit, stderr, stdin, stdout, terminalStderr, terminalStdin, terminalStdout } =
      await import('./cli.ts');
    return {
      component: { environment, exit, stderr, stdin, stdout, terminalStderr, terminalStdin, terminalStdout },
    };
  },
  async 'wasi:filesystem'() {
    const { filesystemTypes, preopens } = await import('./filesystem.ts');
    return { component: { filesystemTypes, preopens } };
  },
  async 'wasi:random'() {
    const { insecureRandom, insecureSeed, random } = await import('./random.ts');
    return { component: { insecureRandom, insecureSeed, random } };
  },
  async 'wasi:sockets'() {
    const [{ tcp, tcpCreateSocket }, { udp, udpCreateSocket }, { instanceNetwork, ipNameLookup }] = await Promise.all([
      import('./sockets.ts'),
      import('./udp-sockets.ts'),
      import('./socket-addresses.ts'),
    ]);
    return { component: { tcp, tcpCreateSocket, udp, udpCreateSocket, instanceNetwork, ipNameLookup } };
  },
  async 'wasi:http'() {
    const { httpTypes, outgoingHandler } = await import('./http.ts');
    return { component: { httpTypes, outgoingHandler } };
  },
};

const NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** Those that a thread has fetched. */
export class GuestHosts {
  readonly #inTime: (fetching: Promise<void>) => Promise<void>;
  readonly #fetched = new Set<ProfileName>();
  readonly #fetching = new Map<ProfileName, Promise<void>>();
  /** What lists of profiles open: a program has one, and is asked for it for each call that is suspended. */
  readonly #known = new WeakMap<readonly string[], readonly ProfileName[]>();
  readonly #component: TypedInterface[] = [];
  readonly #core: HostInterface[] = [];

  /** `inTime` ends a fetch that comes to no end; what has ended otherwise it hands on. */
  constructor(inTime: (fetching: Promise<void>) => Promise<void> = (fetching) => fetching) {
    this.#inTime = inTime;
  }

  get component(): readonly TypedInterface[] {
    return this.#component;
  }

  get core(): readonly HostInterface[] {
    return this.#core;
  }

  /** Of a program that declares these profiles; null where all of it is there. Never rejects: see {@link lacking}. */
  need(declared: readonly string[]): Promise<void> | null {
    const wanted = this.#opened(declared).filter((name) => !this.#fetched.has(name));
    if (wanted.length === 0) return null;
    return Promise.all(wanted.map((name) => this.#fetch(name))).then(() => {});
  }

  /** The first of them that could not be fetched; the next program that declares it has it tried again. */
  lacking(declared: readonly string[]): ProfileName | null {
    return this.#opened(declared).find((name) => !this.#fetched.has(name)) ?? null;
  }

  #opened(declared: readonly string[]): readonly ProfileName[] {
    let opened = this.#known.get(declared);
    if (!opened) {
      opened = declared.length === 0 ? [] : NAMES.filter((name) => isOpened(name, declared));
      this.#known.set(declared, opened);
    }
    return opened;
  }

  #fetch(name: ProfileName): Promise<void> {
    const known = this.#fetching.get(name);
    if (known) return known;
    const fetching = this.#inTime(this.#add(name))
      // Whoever needs it asks what is lacking.
      .catch(() => {})
      .finally(() => this.#fetching.delete(name));
    this.#fetching.set(name, fetching);
    return fetching;
  }

  async #add(name: ProfileName): Promise<void> {
    const { component, core = [] } = await PARTS[name]();
    // One that came late, after another.
    if (this.#fetched.has(name)) return;
    const declared = Object.entries(HOST_INTERFACES).filter(([, { profile }]) => profile === name);
    this.#component.push(...componentInterfaces(Object.fromEntries(declared), HOST_FUNCTIONS, component));
    this.#core.push(...core);
    this.#fetched.add(name);
  }
}
