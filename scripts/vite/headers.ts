/** Gives the answers of the dev and the preview server the headers that the service worker adds on other hosts. */
import type { Connect, Plugin } from 'vite';
import { headersFor } from '../../src/workers/service/service-policy.ts';

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
