/** The host profiles of Wippy (spec/hosts §1). */

export interface ProfileFacts {
  /** Words for it besides its own name and those of its interfaces. */
  readonly spellings?: readonly string[];
  /** Its interfaces give things to wait for, which are of no use without polling (spec/hosts §1.6). */
  readonly opensPolling?: true;
}

/** Their interfaces are those that `hosts/` declares for them. */
export const PROFILES = {
  funcs: {},
  wasi1: { spellings: ['wasi-preview1', 'preview1'] },
  'wasi:io': { opensPolling: true },
  'wasi:poll': {},
  'wasi:clocks': { opensPolling: true },
  'wasi:cli': {},
  'wasi:filesystem': {},
  'wasi:random': {},
  'wasi:sockets': { opensPolling: true },
  'wasi:http': { opensPolling: true },
} as const satisfies Readonly<Record<string, ProfileFacts>>;

export type ProfileName = keyof typeof PROFILES;
