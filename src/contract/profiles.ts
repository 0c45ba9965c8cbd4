/** Host profiles of WASM entries (spec/hosts §1). */

/** Profile and everything that is accepted for it. */
const PROFILES: { readonly [profile: string]: readonly string[] } = {
  funcs: ['wippy:runtime/funcs'],
  wasi1: ['wasi-preview1', 'preview1', 'wasi_snapshot_preview1'],
  'wasi:io': ['wasi:io/error', 'wasi:io/streams'],
  'wasi:poll': ['wasi:io/poll'],
  'wasi:clocks': ['wasi:clocks/wall-clock', 'wasi:clocks/monotonic-clock'],
  'wasi:cli': [
    'environment',
    'exit',
    'stdin',
    'stdout',
    'stderr',
    'terminal-stdin',
    'terminal-stdout',
    'terminal-stderr',
  ].map((name) => `wasi:cli/${name}`),
  'wasi:filesystem': ['wasi:filesystem/types', 'wasi:filesystem/preopens'],
  'wasi:random': ['random', 'insecure', 'insecure-seed'].map((name) => `wasi:random/${name}`),
  'wasi:sockets': ['instance-network', 'ip-name-lookup', 'tcp', 'tcp-create-socket', 'udp', 'udp-create-socket'].map(
    (name) => `wasi:sockets/${name}`,
  ),
  'wasi:http': ['wasi:http/types', 'wasi:http/outgoing-handler'],
};

const BY_TOKEN: ReadonlyMap<string, string> = new Map(
  Object.entries(PROFILES).flatMap(([profile, tokens]) =>
    [profile, ...tokens].map((token) => [token, profile] as const),
  ),
);

export interface ProfileMatch {
  readonly profile: string;
  /** Set when only the part after the first colon was known: `anything:funcs`. */
  readonly oddPrefix: boolean;
}

/** Trimmed, in lower case, without version; the part after the first colon is tried alone first. */
export function matchProfile(token: string): ProfileMatch | null {
  const normal = normalize(token);
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

/** Their interfaces give things to wait for, which are of no use without polling (spec/hosts §1.6). */
const WAITING: ReadonlySet<string> = new Set(['wasi:io', 'wasi:clocks', 'wasi:sockets', 'wasi:http']);
const POLLING = 'wasi:poll';

/** What the declared profiles open: themselves, and polling where one of them needs it. */
export function openedProfiles(declared: readonly string[]): readonly string[] {
  return declared.includes(POLLING) || !declared.some((profile) => WAITING.has(profile))
    ? declared
    : [...declared, POLLING];
}

/** Profiles that the playground has host functions for. */
const READY_PROFILES: ReadonlySet<string> = new Set(['wasi1']);

export function isReadyProfile(profile: string): boolean {
  return READY_PROFILES.has(profile);
}

/** Versions of interfaces that the profiles give (spec/hosts §1.1): patch numbers do not matter, and neither does a missing version. */
const VERSIONS: readonly { readonly prefix: string; readonly version: RegExp }[] = [
  { prefix: 'wasi:', version: /^0\.2\.\d+$/ },
  { prefix: 'wippy:', version: /^0\.1\.\d+$/ },
];

/** The profile that gives what a module imports under this name (`wasi:io/streams@0.2.3`); null when none does. */
export function profileOfInterface(name: string): string | null {
  const at = name.indexOf('@');
  const bare = at < 0 ? name : name.slice(0, at);
  if (at >= 0 && !VERSIONS.some(({ prefix, version }) => bare.startsWith(prefix) && version.test(name.slice(at + 1))))
    return null;
  // Profiles themselves and other spellings of them are no interfaces.
  return bare.includes('/') || bare === 'wasi_snapshot_preview1' ? (BY_TOKEN.get(bare) ?? null) : null;
}

/** As messages show it: a token without a colon gets one in front. */
export function formatToken(token: string): string {
  return token.includes(':') ? token : `:${token}`;
}

export function profileTokens(): Iterable<string> {
  return BY_TOKEN.keys();
}

function normalize(token: string): string {
  const at = token.indexOf('@');
  return (at < 0 ? token : token.slice(0, at)).trim().toLowerCase();
}
