/** What a browser lacks for running WebAssembly, in words: only what is really missing, and at least one thing. */

import type { Backend } from '../../client/backend.ts';

export interface Abilities {
  /** https, or localhost. */
  readonly isSecure: boolean;
  readonly isIsolated: boolean;
  /** It is a part of another page, on which its isolation hangs. */
  readonly isFramed: boolean;
  readonly hasSharedMemory: boolean;
  readonly hasWebAssembly: boolean;
}

export function abilitiesOf(page: typeof globalThis): Abilities {
  return {
    isSecure: page.isSecureContext,
    isIsolated: page.crossOriginIsolated,
    isFramed: page.top !== page.self,
    hasSharedMemory: typeof page.SharedArrayBuffer === 'function',
    hasWebAssembly: typeof page.WebAssembly === 'object',
  };
}

export function missingAbilities({
  isSecure,
  isIsolated,
  isFramed,
  hasSharedMemory,
  hasWebAssembly,
}: Abilities): readonly string[] {
  const missing: string[] = [];
  if (!isSecure) missing.push('A secure address: open the page over https, or from localhost.');
  if (!isIsolated) {
    missing.push(
      isFramed
        ? 'Cross-origin isolation, without which there is no shared memory. The page around this one must be isolated itself and give the frame allow="cross-origin-isolated", or open the playground in a tab of its own.'
        : 'Cross-origin isolation, without which there is no shared memory. The server must send “Cross-Origin-Opener-Policy: same-origin” and “Cross-Origin-Embedder-Policy: require-corp” with the page and its scripts.',
    );
  } else if (!hasSharedMemory) {
    missing.push(
      'Shared memory (SharedArrayBuffer). The page is isolated as it must be, but this browser does not give it to pages: it may be switched off by a setting, a policy or an extension.',
    );
  }
  if (!hasWebAssembly) missing.push('WebAssembly, which this browser has switched off.');
  return missing;
}

const WAYS: Record<Backend, string> = {
  shared: 'guests may block in workers of their own',
  jspi: 'WebAssembly that waits is suspended, many calls in one worker',
  messages: 'WebAssembly that waits for its host cannot run',
};

/** One line, for where there is no room for more. */
export function isolationText(
  { isIsolated, hasSharedMemory }: Pick<Abilities, 'isIsolated' | 'hasSharedMemory'>,
  backend: Backend,
): string {
  if (!isIsolated) return `Not isolated: ${WAYS[backend]}`;
  return `Isolated${hasSharedMemory ? '' : ', but without shared memory'}: ${WAYS[backend]}`;
}

/** What it costs a visitor that there is no shared memory; what is missing for it follows. */
export function costText(backend: Backend): string {
  return backend === 'jspi'
    ? 'WebAssembly that waits for its host is slower here; missing is'
    : 'WebAssembly cannot wait for its host here, so sleeping, reading and calling out fail; missing is';
}
