/** What a browser lacks for running WebAssembly, in words: only what is really missing, and at least one thing. */

export interface Abilities {
  /** https, or localhost. */
  readonly isSecure: boolean;
  readonly isIsolated: boolean;
  readonly hasSharedMemory: boolean;
  readonly hasWebAssembly: boolean;
}

export function abilitiesOf(page: typeof globalThis): Abilities {
  return {
    isSecure: page.isSecureContext,
    isIsolated: page.crossOriginIsolated,
    hasSharedMemory: typeof page.SharedArrayBuffer === 'function',
    hasWebAssembly: typeof page.WebAssembly === 'object',
  };
}

export function missingAbilities({
  isSecure,
  isIsolated,
  hasSharedMemory,
  hasWebAssembly,
}: Abilities): readonly string[] {
  const missing: string[] = [];
  if (!isSecure) missing.push('A secure address: open the page over https, or from localhost.');
  if (!isIsolated) {
    missing.push(
      'Cross-origin isolation, without which there is no shared memory. The server must send “Cross-Origin-Opener-Policy: same-origin” and “Cross-Origin-Embedder-Policy: require-corp” with the page and its scripts.',
    );
  } else if (!hasSharedMemory) {
    missing.push(
      'Shared memory (SharedArrayBuffer). The page is isolated as it must be, but this browser does not give it to pages: it may be switched off by a setting, a policy or an extension.',
    );
  }
  if (!hasWebAssembly) missing.push('WebAssembly, which this browser has switched off.');
  return missing;
}

/** One line, for where there is no room for more. */
export function isolationText({
  isIsolated,
  hasSharedMemory,
}: Pick<Abilities, 'isIsolated' | 'hasSharedMemory'>): string {
  if (isIsolated && hasSharedMemory) return 'Isolated: guests may block in workers of their own';
  return isIsolated
    ? 'Isolated, but without shared memory: WebAssembly that blocks cannot run'
    : 'Not isolated: WebAssembly that blocks cannot run';
}
