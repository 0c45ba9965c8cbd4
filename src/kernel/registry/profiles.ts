/** Host profiles of WASM entries (spec/hosts §1). */

/** Profile and everything that is accepted for it. */
const PROFILES: { readonly [profile: string]: readonly string[] } = {
  funcs: ['wippy:runtime/funcs'],
  wasi1: ['wasi-preview1', 'preview1', 'wasi_snapshot_preview1'],
  'wasi:io': ['wasi:io/error', 'wasi:io/streams'],
  'wasi:poll': ['wasi:io/poll'],
  'wasi:clocks': ['wasi:clocks/wall-clock', 'wasi:clocks/monotonic-clock'],
  'wasi:cli': ['environment', 'exit', 'stdin', 'stdout', 'stderr', 'terminal-stdin', 'terminal-stdout', 'terminal-stderr'].map(
    (name) => `wasi:cli/${name}`,
  ),
  'wasi:filesystem': ['wasi:filesystem/types', 'wasi:filesystem/preopens'],
  'wasi:random': ['random', 'insecure', 'insecure-seed'].map((name) => `wasi:random/${name}`),
  'wasi:sockets': ['instance-network', 'ip-name-lookup', 'tcp', 'tcp-create-socket', 'udp', 'udp-create-socket'].map(
    (name) => `wasi:sockets/${name}`,
  ),
  'wasi:http': ['wasi:http/types', 'wasi:http/outgoing-handler'],
};

const BY_TOKEN: ReadonlyMap<string, string> = new Map(
  Object.entries(PROFILES).flatMap(([profile, tokens]) => [profile, ...tokens].map((token) => [token, profile] as const)),
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
