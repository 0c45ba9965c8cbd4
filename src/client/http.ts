/** Requests of the page to the project's servers, in the browser's own terms. */
import type { Failure } from '../contract/errors.ts';
import type { FetchResult, HttpRequest } from '../contract/http.ts';
import type { FetchInit } from './playground.ts';

/** Headers and body as the browser understands them. Rejects with a `TypeError` for what it refuses, such as a GET with a body. */
export async function requestOf(url: string, { method = 'GET', headers, body }: FetchInit): Promise<HttpRequest> {
  // The address does not matter: it makes headers and bytes of what a page may give.
  const request = new Request('http://localhost/', {
    method,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  });
  const bytes = new Uint8Array(await request.arrayBuffer());
  return { method: request.method, url, headers: [...request.headers], body: bytes };
}

/** Throws where nobody answered. */
export function responseOf(result: FetchResult): Response {
  if (!('status' in result)) throw noResponse(result);
  const { status, headers, body } = result;
  // Browsers make no response of a status beyond these.
  if (status < 200 || status > 599) throw new TypeError(`the server answered with the status ${status}`);
  return new Response(isBare(status) ? null : body, { status, headers: headers.map(([name, value]) => [name, value]) });
}

export function noResponse({ message, kind, retryable, details }: Failure): TypeError {
  return new TypeError(message, { cause: { kind, message, retryable, details } });
}

/** The Fetch standard's null body statuses. */
function isBare(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
