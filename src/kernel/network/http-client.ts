/** Requests of a project's code (spec/hosts §8, spec/lua-modules §13). Fetched with the first who may make any. */
import type { Dispose } from '../../base/disposable.ts';
import { spendBytes } from '../../base/effort.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { ErrorKind } from '../../contract/errors.ts';
import type { HttpHeaders, HttpRequest } from '../../contract/http.ts';
import { MAX_RESPONSE_BYTES } from '../http/exchange.ts';
import { isOwnAddress, serve } from '../http/serve.ts';
import { unescapePath } from '../http/text.ts';
import type { Frame } from '../scheduler/process.ts';
import { privateAddress } from './addresses.ts';
import type { NetworkHost } from './network-host.ts';
import { deniedRequest, invalidRequest, transportFailure, type RequestFailure } from './request-failure.ts';
import { ResponseBody } from './response-body.ts';

/** Of a request with its answer, where nobody says otherwise (spec/hosts §8.2). */
export const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 10;
/** Requests that answer requests, inside each other. */
const MAX_DEPTH = 32;

export interface ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** From the beginning to the end of the body. */
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
}

export interface ClientResponse {
  readonly status: number;
  /** Where redirects have led. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: HttpHeaders;
  /** For whoever gets it to read or to close. */
  readonly body: ResponseBody;
}

export type Answered = Result<ClientResponse, RequestFailure>;

/**
 * Begins a request for the code of `frame`: to one of the project's own servers, which answers in the page, or to another
 * machine. Each address on the way needs the permission. `done` is called once, perhaps at once, unless the undo was called
 * first; the undo ends the request up to its head, and from then on it ends with its body.
 */
export function startRequest(
  host: NetworkHost,
  frame: Frame,
  request: ClientRequest,
  done: (answered: Answered) => void,
): Dispose {
  const attempt = new Attempt(host, frame, request, done);
  attempt.go(request, 0);
  return () => attempt.cancel();
}

type Step = Pick<ClientRequest, 'method' | 'url' | 'headers' | 'body'>;

class Attempt {
  readonly #host: NetworkHost;
  readonly #frame: Frame;
  readonly #request: ClientRequest;
  readonly #done: (answered: Answered) => void;
  readonly #stopTimer: Dispose;
  #undo: Dispose = () => {};
  #body: ResponseBody | null = null;
  #isDone = false;

  constructor(host: NetworkHost, frame: Frame, request: ClientRequest, done: (answered: Answered) => void) {
    this.#host = host;
    this.#frame = frame;
    this.#request = request;
    this.#done = done;
    const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#stopTimer = host.timers.after(timeoutMs, () => this.#expire(timeoutMs));
  }

  cancel(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#stopTimer();
    this.#undo();
  }

  go(step: Step, redirects: number): void {
    const address = parseAddress(step.url);
    if (!address.ok) return this.#fail(address.error);
    const refusal = this.#refusal(address.value) ?? methodRefusal(step.method);
    if (refusal) return this.#fail(refusal);
    if (isOwn(this.#host, address.value)) this.#askOwn(step, address.value, redirects);
    else this.#askOutside(step, address.value);
  }

  #refusal({ resource, url }: Address): RequestFailure | null {
    const { permissions } = this.#host;
    const { context } = this.#frame;
    if (!permissions.may(context, 'http_client.request', resource)) return deniedRequest(`not allowed: ${resource}`);
    const own = privateAddress(url.hostname);
    if (own === null || permissions.may(context, 'http_client.private_ip', own)) return null;
    return deniedRequest(`not allowed: private IP ${own}`);
  }

  /* ------------------------------------------------------------ in the page */

  #askOwn({ method, headers, body }: Step, { url, authorization }: Address, redirects: number): void {
    const { http, calls, hint, timers } = this.#host;
    const depth = http.depthOf(this.#frame) + 1;
    if (depth > MAX_DEPTH)
      return this.#fail(transportFailure('loop', `requests are nested deeper than ${MAX_DEPTH}: ${url.href}`));
    const request: HttpRequest = {
      method,
      url: url.href,
      headers: [['host', url.host], ...withAuthorization(headers, authorization)],
      body: body ?? new Uint8Array(),
    };
    let isAnswered = false;
    const undo = serve({ http, calls, hint, timers, depth }, request, (result) => {
      isAnswered = true;
      if (this.#isDone) return;
      if (!('status' in result))
        return this.#fail(transportFailure(result.kind === ErrorKind.timeout ? 'closed' : 'refused', result.message));
      const location = redirectOf(result);
      if (location === null)
        return this.#answer({
          status: result.status,
          url: url.href,
          headers: result.headers,
          body: ResponseBody.of(result.body, this.#maxBodyBytes),
        });
      if (redirects >= MAX_REDIRECTS)
        return this.#fail(transportFailure('loop', `stopped after ${MAX_REDIRECTS} redirects`));
      this.go(redirected({ method, url: url.href, headers, body }, location, result.status), redirects + 1);
    });
    // One that was answered at once may have led on to the next.
    if (!isAnswered) this.#undo = undo;
  }

  /* ------------------------------------------------------------ out of it */

  #askOutside({ method, headers, body }: Step, { url, authorization }: Address): void {
    const { network, hint } = this.#host;
    if (body && body.length > 0 && (method === 'GET' || method === 'HEAD'))
      return this.#fail(invalidRequest(`${method} ${url.href}: a browser sends no body with ${method}`));
    const all = withAuthorization(headers, authorization);
    const refused = all.filter(([name]) => isForbidden(name));
    if (refused.length > 0) {
      const names = [...new Set(refused.map(([name]) => name))].join(', ');
      hint(`${method} ${url.href}: a browser sets ${names} itself, so what the code gives is left out`, this.#frame);
    }
    const near = privateAddress(url.hostname);
    if (near !== null) hint(`${method} ${url.href}: ${leavesFor(url.protocol, near)}`, this.#frame);
    const request = {
      method,
      url: url.href,
      headers: all.filter(([name]) => !isForbidden(name)),
      body: body && body.length > 0 ? body : null,
    };
    const outgoing = network.begin(request, (event) => {
      switch (event.type) {
        case 'head': {
          const denied = event.url === url.href ? null : this.#deniedAfterwards(event.url);
          if (denied) {
            outgoing.abort();
            return this.#fail(denied);
          }
          const received = new ResponseBody(outgoing, this.#maxBodyBytes);
          this.#answer({ status: event.status, url: event.url, headers: event.headers, body: received });
          received.start();
          return;
        }
        case 'data':
          return this.#body?.push(event.bytes);
        case 'end':
          return this.#body?.end();
        case 'failed': {
          const failure = transportFailure('unreachable', `${method} ${url.href}: ${event.message}`);
          if (this.#body) this.#body.fail(failure);
          else {
            hint(failure.failure.message, this.#frame);
            this.#fail(failure);
          }
        }
      }
    });
    this.#undo = () => outgoing.abort();
  }

  /** Where a browser was redirected it tells only the last address, and only when it has been there. */
  #deniedAfterwards(url: string): RequestFailure | null {
    const address = parseAddress(url);
    return address.ok ? this.#refusal(address.value) : address.error;
  }

  /* ------------------------------------------------------------ the end */

  get #maxBodyBytes(): number {
    return Math.min(MAX_RESPONSE_BYTES, this.#request.maxBodyBytes ?? MAX_RESPONSE_BYTES);
  }

  #answer(response: ClientResponse): void {
    if (this.#isDone) return response.body.close();
    this.#isDone = true;
    this.#body = response.body;
    response.body.whenOver(this.#stopTimer);
    this.#done(ok(response));
  }

  #fail(failure: RequestFailure): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#stopTimer();
    this.#done(err(failure));
  }

  #expire(timeoutMs: number): void {
    const { method, url } = this.#request;
    const failure = transportFailure('timeout', `${method} ${url}: timeout of ${timeoutMs / 1000}s exceeded`);
    this.#undo();
    if (this.#body) this.#body.fail(failure);
    else this.#fail(failure);
  }
}

/* ---------------------------------------------------------------- addresses */

interface Address {
  readonly url: URL;
  /** What permissions are asked for: as it was written, unless a browser understands another address by it. */
  readonly resource: string;
  /** Of a name and a password before the host. */
  readonly authorization: string | null;
}

function parseAddress(text: string): Result<Address, RequestFailure> {
  if (!URL.canParse(text)) {
    const scheme = /^[a-z][a-z\d+.-]*:/i.exec(text)?.[0] ?? '';
    return err(invalidRequest(scheme === '' ? `${text}: unsupported protocol scheme ""` : `${text}: no address`));
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return err(invalidRequest(`${text}: unsupported protocol scheme "${url.protocol.slice(0, -1)}"`));
  const { username, password } = url;
  const authorization =
    username === '' && password === ''
      ? null
      : basicAuthorization(unescapePath(username) ?? username, unescapePath(password) ?? password);
  url.hash = '';
  url.username = '';
  url.password = '';
  const resource = text === url.href || `${text}/` === url.href ? text : url.href;
  return ok({ url, resource, authorization });
}

/** What a visitor should know of a request to what is near, before it goes. */
function leavesFor(scheme: string, address: string): string {
  const why =
    scheme === 'https:'
      ? 'services of the project speak http, not https'
      : 'no http.service of the project listens there';
  const isSelf = address.startsWith('127.') || address === '::1';
  return (
    `${why}, so the request leaves the page for ${isSelf ? 'this computer' : 'the network around it'}; ` +
    'a policy may refuse it (http_client.private_ip), and the browser may ask first, or refuse'
  );
}

function isOwn({ http }: NetworkHost, { url }: Address): boolean {
  return url.protocol === 'http:' && isOwnAddress(http, url.href);
}

/** Arguments that a call may have, by far. */
const CHARS_AT_ONCE = 8192;

/** The header's value, of a name and a password. Pays for its effort. */
export function basicAuthorization(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  const parts: string[] = [];
  // Sign by sign it would be a chain of a million strings.
  for (let at = 0; at < bytes.length; at += CHARS_AT_ONCE) {
    const part = bytes.subarray(at, at + CHARS_AT_ONCE);
    spendBytes(4 * part.length);
    parts.push(String.fromCharCode(...part));
  }
  return `Basic ${btoa(parts.join(''))}`;
}

function withAuthorization(headers: HttpHeaders, authorization: string | null): HttpHeaders {
  if (authorization === null || headers.some(([name]) => name.toLowerCase() === 'authorization')) return headers;
  return [...headers, ['authorization', authorization]];
}

/* ---------------------------------------------------------------- what HTTP and browsers say */

/** RFC 9110 §9.1: a token. */
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Forbidden to pages by the Fetch standard, and of no use to the project's own servers. */
const FORBIDDEN_METHODS = /^(connect|trace|track)$/i;

function methodRefusal(method: string): RequestFailure | null {
  if (!METHOD.test(method)) return invalidRequest(`invalid method ${JSON.stringify(method)}`);
  return FORBIDDEN_METHODS.test(method) ? invalidRequest(`a browser sends no request with the method ${method}`) : null;
}

/** The Fetch standard's forbidden request-headers. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

function isForbidden(name: string): boolean {
  const lower = name.toLowerCase();
  return FORBIDDEN.has(lower) || lower.startsWith('proxy-') || lower.startsWith('sec-');
}

function redirectOf({ status, headers }: { readonly status: number; readonly headers: HttpHeaders }): string | null {
  if (status !== 301 && status !== 302 && status !== 303 && status !== 307 && status !== 308) return null;
  return headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}

/** As Go's client: other methods than GET and HEAD become GET, except where the status says that all is sent again. */
function redirected(step: Step, location: string, status: number): Step {
  const next = URL.canParse(location, step.url) ? new URL(location, step.url) : null;
  const isElsewhere = next?.host !== new URL(step.url).host;
  const led = {
    ...step,
    url: next?.href ?? location,
    // Nothing secret goes to another host.
    headers: isElsewhere ? step.headers.filter(([name]) => !/^(authorization|cookie)$/i.test(name)) : step.headers,
  };
  if (status === 307 || status === 308) return led;
  return { ...led, method: step.method === 'HEAD' ? 'HEAD' : 'GET', body: null };
}
