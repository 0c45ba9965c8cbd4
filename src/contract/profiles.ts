/** What profiles open, and how entries spell them (spec/hosts §1): folds over the table of profiles and the declared interfaces. */
import { withoutVersion } from '../wit/interface-name.ts';
import type { HostInterface } from './hosts/host-interface.ts';
import { HOST_INTERFACES } from './hosts/index.ts';
import { PROFILES, type ProfileFacts, type ProfileName } from './profile-table.ts';

const FACTS = Object.entries<ProfileFacts>(PROFILES) as readonly (readonly [ProfileName, ProfileFacts])[];
const INTERFACES: readonly HostInterface[] = Object.values(HOST_INTERFACES);

/** Profiles by what modules can import, without version. */
const BY_INTERFACE: ReadonlyMap<string, ProfileName> = new Map(
  INTERFACES.flatMap(({ name, profile }) => (profile === null ? [] : [[name, profile] as const])),
);

/** Profiles by everything that is accepted for them. */
const BY_TOKEN: ReadonlyMap<string, ProfileName> = new Map([
  ...FACTS.flatMap(([profile, { spellings = [] }]) =>
    [profile, ...spellings].map((token) => [token, profile] as const),
  ),
  ...BY_INTERFACE,
]);

export interface ProfileMatch {
  readonly profile: ProfileName;
  /** Set when only the part after the first colon was known: `anything:funcs`. */
  readonly oddPrefix: boolean;
}

/** Trimmed, in lower case, without version; the part after the first colon is tried alone first. */
export function matchProfile(token: string): ProfileMatch | null {
  const normal = withoutVersion(token).trim().toLowerCase();
  const colon = normal.indexOf(':');
  if (colon >= 0) {
    const rest = BY_TOKEN.get(normal.slice(colon + 1));
    if (rest) return { profile: rest, oddPrefix: true };
  }
  const profile = BY_TOKEN.get(normal);
  return profile ? { profile, oddPrefix: false } : null;
}

/** `""` and `"wasi:"`: an ID whose name is empty (row 6 of spec/wasm §2). */
export function isEmptyToken(token: string): boolean {
  const colon = token.indexOf(':');
  return (colon < 0 ? token : token.slice(colon + 1)).trim() === '';
}

const POLLING = 'wasi:poll';

/** What the declared profiles open: themselves, and polling where one of them needs it. */
export function openedProfiles<P extends string>(declared: readonly P[]): readonly (P | typeof POLLING)[] {
  const known: readonly string[] = declared;
  const needsPolling = FACTS.some(([profile, { opensPolling }]) => opensPolling && known.includes(profile));
  return known.includes(POLLING) || !needsPolling ? declared : [...declared, POLLING];
}

/** Whether core modules may have it, and not components alone. */
export function isCoreProfile(profile: ProfileName): boolean {
  return CORE_PROFILES.includes(profile);
}

export const CORE_PROFILES: readonly ProfileName[] = [
  ...new Set(INTERFACES.flatMap((declared) => ('core' in declared ? declared.profile : []))),
];

/** Versions of interfaces that the profiles give (spec/hosts §1.1): patch numbers do not matter, and neither does a missing version. */
const VERSIONS: readonly { readonly prefix: string; readonly version: RegExp }[] = [
  { prefix: 'wasi:', version: /^0\.2\.\d+$/ },
  { prefix: 'wippy:', version: /^0\.1\.\d+$/ },
];

/** Whether the version of an import's name is one that profiles give. Of other packages, and without a version, every one is. */
export function isCompatibleVersion(name: string): boolean {
  const bare = withoutVersion(name);
  const known = VERSIONS.find(({ prefix }) => bare.startsWith(prefix));
  return bare === name || !known || known.version.test(name.slice(bare.length + 1));
}

/** The profile that gives what a module imports under this name (`wasi:io/streams@0.2.3`); null when none does. */
export function profileOfInterface(name: string): ProfileName | null {
  return isCompatibleVersion(name) ? (BY_INTERFACE.get(withoutVersion(name)) ?? null) : null;
}

/** Whether entries that declare these profiles, in any spelling, may use what this one gives (spec/hosts §2). */
export function isOpened(profile: ProfileName, declared: readonly string[]): boolean {
  return openedProfiles(declared.flatMap((token) => matchProfile(token)?.profile ?? [])).includes(profile);
}

/** As messages show it: a token without a colon gets one in front. */
export function formatToken(token: string): string {
  return token.includes(':') ? token : `:${token}`;
}

export function profileTokens(): Iterable<string> {
  return BY_TOKEN.keys();
}
