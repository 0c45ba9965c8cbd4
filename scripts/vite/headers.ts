/**
 * The response headers the playground needs, in one place for the dev server, the preview server and the tests.
 *
 * Shared memory exists only on a cross-origin isolated page, and every worker script must carry the policy itself: a
 * worker served without COEP does not start on an isolated page.
 */
import type { Connect, Plugin } from 'vite';

export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * What a guest worker may load: its own modules and the glue code made for a component (a blob), nothing else.
 * A `<meta>` policy of the page does not bind workers, so this has to come with the script itself.
 */
export const guestPolicy = [
  "default-src 'none'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "connect-src 'none'",
  "worker-src 'none'",
].join('; ');

/** Matches the guest worker's entry script: its source path in dev, its hashed name in a build. */
const guestScript = /\/guest\.worker(?:\.ts|-[\w-]+\.js)$/;

export function headersFor(path: string): Readonly<Record<string, string>> {
  return guestScript.test(path) ? { ...isolationHeaders, 'Content-Security-Policy': guestPolicy } : isolationHeaders;
}

const middleware: Connect.NextHandleFunction = (request, response, next) => {
  const path = (request.url ?? '/').replace(/[?#].*$/, '');
  for (const [name, value] of Object.entries(headersFor(path))) response.setHeader(name, value);
  next();
};

/** Sets the headers before any other middleware answers, so that errors, 304s and transformed modules carry them too. */
export function responseHeaders(): Plugin {
  return {
    name: 'wippy:response-headers',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}
