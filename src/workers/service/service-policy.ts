/**
 * The response headers the playground needs, in one table for the dev server, the preview server and the service worker.
 *
 * Shared memory exists only on a cross-origin isolated page, and every worker script must carry the policy itself: a
 * worker served without COEP does not start on an isolated page.
 */

const CSP = 'Content-Security-Policy';

export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Values of a host that serve as well as ours. A host may have its reasons for them, so they stay. */
const SUFFICIENT: Readonly<Record<string, readonly string[]>> = {
  'Cross-Origin-Opener-Policy': ['same-origin'],
  'Cross-Origin-Embedder-Policy': ['require-corp', 'credentialless'],
  'Cross-Origin-Resource-Policy': ['same-origin', 'same-site', 'cross-origin'],
};

/**
 * `modules`: whether the worker consists of several files. Firefox asks `worker-src` for what a worker's modules import; no worker can
 * make another all the same, since `confine.ts` takes what makes them away.
 */
function workerPolicy(
  scripts: string,
  connections: "'none'" | "'self'" | 'http: https:',
  modules: "'none'" | "'self'",
): string {
  return ["default-src 'none'", `script-src ${scripts}`, `connect-src ${connections}`, `worker-src ${modules}`].join(
    '; ',
  );
}

/**
 * What each kind of worker may load. A `<meta>` policy of the page does not bind workers, so this has to come with the script
 * itself. No script but the page's own files runs in any of them: no `data:`, no `blob:`, no other origin.
 */
export const workerPolicies = {
  guest: workerPolicy("'self' 'wasm-unsafe-eval'", "'none'", "'self'"),
  kernel: workerPolicy("'self' 'wasm-unsafe-eval'", "'none'", "'self'"),
  /** Its tools fetch their WebAssembly from beside their scripts. */
  toolchain: workerPolicy("'self' 'wasm-unsafe-eval'", "'self'", "'self'"),
  /** The only one from which a request goes elsewhere: those of projects, under the kernel's permission checks. */
  network: workerPolicy("'self'", 'http: https:', "'self'"),
  monaco: workerPolicy("'self'", "'none'", "'none'"),
  /**
   * It fetches what the page asks for, workers' scripts too, for which WebKit asks `worker-src`. A host sends this with `sw.js`, or
   * nobody does.
   */
  service: workerPolicy("'self'", "'self'", "'self'"),
} as const;
type WorkerKind = keyof typeof workerPolicies;

/**
 * What the document may load. It travels in the built page as a `<meta>`, not as a header: there it holds on every host
 * from the first visit on, before a service worker is there and where none may be. What a `<meta>` cannot set
 * (`frame-ancestors`, `sandbox`) is not wanted: the page may be embedded. Workers from files are not bound by it, those
 * from blobs are. Monaco sets `style` attributes and style sheets, hence `unsafe-inline` for styles. Development has no
 * document policy: its reloading needs inline scripts that differ from start to start.
 */
export function documentPolicy(inlineScriptHashes: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScriptHashes.map((hash) => `'${hash}'`)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Matches the workers' entry scripts: their source paths in development, their names in a build. */
const WORKER_SCRIPT = /\/(?:(guest|kernel|network|toolchain|monaco)\.worker(?:\.ts|-[\w-]+\.js)|(sw)\.js)$/;

/** null for what is no worker's entry script. */
export function policyFor(path: string): string | null {
  const [, name, service] = WORKER_SCRIPT.exec(path) ?? [];
  if (service) return workerPolicies.service;
  return name ? workerPolicies[name as WorkerKind] : null;
}

export function headersFor(path: string): Readonly<Record<string, string>> {
  const policy = policyFor(path);
  return policy ? { ...isolationHeaders, [CSP]: policy } : isolationHeaders;
}

/** Adds what `path` needs and the host did not send. A policy of the host stays in force beside ours. */
export function completeHeaders(path: string, sent: Headers): Headers {
  const headers = new Headers(sent);
  for (const [name, value] of Object.entries(headersFor(path))) {
    const present = headers.get(name);
    if (name === CSP) {
      if (!present?.includes(value)) headers.append(name, value);
    } else if (!SUFFICIENT[name]?.includes(present?.split(';')[0]?.trim() ?? '')) {
      headers.set(name, value);
    }
  }
  return headers;
}
