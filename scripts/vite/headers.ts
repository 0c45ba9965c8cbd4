/** Gives the answers of the dev and the preview server the headers that the service worker adds on other hosts. */
import type { Connect, Plugin } from 'vite';
import { headersFor } from '../../src/workers/service/service-policy.ts';

const pathOf = (url = '/'): string => url.replace(/[?#].*$/, '');

const isolation: Connect.NextHandleFunction = (request, response, next) => {
  for (const [name, value] of Object.entries(headersFor(pathOf(request.url)))) response.setHeader(name, value);
  next();
};

/**
 * A built file below `assets` has a hash of its content in its name. Hosts let browsers keep such files, and with them what
 * was compiled of the scripts; so does the preview.
 */
const keeping: Connect.NextHandleFunction = (request, response, next) => {
  if (/\/assets\/[^/]+-[\w-]{8}\.\w+$/.test(pathOf(request.url)))
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  next();
};

/** Sets the headers before any other middleware answers, so that errors, 304s and transformed modules carry them too. */
export function responseHeaders(): Plugin {
  return {
    name: 'wippy:response-headers',
    configureServer: (server) => void server.middlewares.use(isolation),
    configurePreviewServer: (server) => void server.middlewares.use(isolation).use(keeping),
  };
}
