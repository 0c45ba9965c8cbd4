/** The host profiles of Wippy (spec/hosts §1). */

export interface ProfileFacts {
  /** What it opens for a module that lists it. */
  readonly doc: string;
  /** Words for it besides its own name and those of its interfaces. */
  readonly spellings?: readonly string[];
  /** Its interfaces give things to wait for, which are of no use without polling (spec/hosts §1.6). */
  readonly opensPolling?: true;
}

/** Their interfaces are those that `hosts/` declares for them. */
export const PROFILES = {
  funcs: { doc: 'Calls of functions of the application.' },
  wasi1: { doc: 'Preview 1 of WASI, for core modules.', spellings: ['wasi-preview1', 'preview1'] },
  'wasi:io': { doc: 'Streams, and what can be waited for.', opensPolling: true },
  'wasi:poll': { doc: 'Waiting for several things at once.' },
  'wasi:clocks': { doc: 'Clocks and timers.', opensPolling: true },
  'wasi:cli': { doc: 'Arguments, environment, standard input and output.' },
  'wasi:filesystem': { doc: 'Files that the entry mounts.' },
  'wasi:random': { doc: 'Random bytes.' },
  'wasi:sockets': { doc: 'Connections over the network.', opensPolling: true },
  'wasi:http': { doc: 'Requests over HTTP.', opensPolling: true },
} as const satisfies Readonly<Record<string, ProfileFacts>>;

export type ProfileName = keyof typeof PROFILES;
