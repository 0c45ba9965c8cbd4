/** Requests to the project's own servers, answered in the page. Fetched with the first of them. */
import type { Dispose } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import { ErrorKind, failure } from '../../contract/errors.ts';
import type { FetchResult, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { PlainReader } from '../../contract/plain.ts';
import { PreviewWriter } from '../../contract/preview.ts';
import type { Frame, Outcome } from '../scheduler/process.ts';
import type { Timers } from '../scheduler/timers.ts';
import { NO_CONTEXT, type FrameContext } from '../security/context.ts';
import { errorResponse, Exchange, JSON_TYPE, respond } from './exchange.ts';
import type { HttpProject, Router } from './http-project.ts';
import type { HttpServer } from './http-server.ts';
import { middlewareOf } from './middleware/index.ts';
import { pass, type Passage } from './middleware/middleware.ts';
import { Routes } from './routes.ts';
import { answerStatic, FILE_METHODS, findStatic } from './static-files.ts';
import { escapeHtml } from './text.ts';

/** Where requests come from: the page, which is on the visitor's machine. */
const PAGE_ADDRESS = '127.0.0.1';

/** Characters of a path with its query, at most. */
const MAX_URL_LENGTH = 16 * 1024;

export interface ServeOptions {
  readonly http: HttpProject;
  readonly calls: {
    rootFrame(target: string, context?: FrameContext): Frame;
    endRoot(root: Frame): void;
    start(
      target: string,
      args: ValueReader,
      parent: Frame,
      done: (outcome: Outcome) => void,
      manner: { readonly isTrusted: true },
    ): Dispose;
  };
  readonly timers: Pick<Timers, 'after'>;
  /** Tells whoever looks at the console. */
  readonly hint: (text: string, frame: Frame) => void;
  /** How many requests this one is inside of: those that are answered by whoever makes it. */
  readonly depth?: number;
}

/**
 * `done` is called once, perhaps at once, unless the returned undo was called first, which ends the call that answers. The call
 * is one of the server: nothing of who asks goes with it but the request, and what middleware finds in that.
 */
export function serve(options: ServeOptions, request: HttpRequest, done: (result: FetchResult) => void): Dispose {
  const answer = (result: FetchResult): Dispose => {
    done(result);
    return () => {};
  };
  if (request.url.length > MAX_URL_LENGTH) return answer(errorResponse(414, '414 URI Too Long', request.method));
  const address = parseUrl(request.url);
  if (!address) return answer(failure(ErrorKind.invalid, `no address of HTTP: ${request.url}`, { retryable: false }));
  const found = findServer(options.http, address);
  if (!found.ok) return answer(failure(ErrorKind.unavailable, found.error, { retryable: true }));
  return inTime(
    options,
    found.value,
    (answered) => serveAt({ ...options, server: found.value }, request, address, answered),
    done,
  );
}

/**
 * `begin` within the time that the server has for an answer. One that comes later is not sent; what makes it goes on, as it does
 * in Wippy.
 */
function inTime(
  { timers }: Pick<ServeOptions, 'timers'>,
  { rules, config: { writeMs } }: HttpServer,
  begin: (done: (result: FetchResult) => void) => Dispose,
  done: (result: FetchResult) => void,
): Dispose {
  if (writeMs === 0) return begin(done);
  let isLate = false;
  const stopTimer = timers.after(writeMs, () => {
    isLate = true;
    const message = `${rules.id} closed the connection: the answer took longer than timeouts.write, ${writeMs} ms`;
    done(failure(ErrorKind.timeout, message, { retryable: true }));
  });
  const stop = begin((result) => {
    stopTimer();
    if (!isLate) done(result);
  });
  return () => {
    stopTimer();
    stop();
  };
}

function serveAt(
  options: ServeOptions & { readonly server: HttpServer },
  request: HttpRequest,
  address: Address,
  done: (result: FetchResult) => void,
): Dispose {
  const answer = (result: FetchResult): Dispose => {
    done(result);
    return () => {};
  };
  const { method } = request;
  const server = options.server.rules.id;
  const passage: Passage = {
    request,
    query: address.query,
    endpoint: null,
    remoteAddress: PAGE_ADDRESS,
    context: NO_CONTEXT,
    hint: (text) => options.hint(text, options.calls.rootFrame(`${method} ${address.path}`)),
  };
  const match = routesOf(options.http, server).match(method, address.path);
  // Files are behind routes: what no endpoint answers. Of a path that endpoints have with other methods they are one method more.
  const files =
    match.type === 'nothing' || match.type === 'other methods' ? findStatic(options.http, server, address.path) : null;
  if (files && (match.type === 'nothing' || FILE_METHODS.includes(method))) {
    const { middleware, surroundings } = files.files;
    const sent = answering(() => answerStatic(files, request));
    return pass(middlewareOf(middleware, surroundings), passage, sent, done);
  }
  switch (match.type) {
    case 'endpoint': {
      const router = routerOf(options.http, match.router);
      const called = (back: (response: HttpResponse) => void): Dispose => {
        const { remoteAddress } = passage;
        const exchange = new Exchange(request, { ...address, parameters: match.parameters, remoteAddress });
        // Middleware looks at who asks; who is nobody to it acts for the server.
        const context = passage.context.actor ? passage.context : options.server.context();
        return callEndpoint(options, match.target, { exchange, context }, back);
      };
      const { middleware, postMiddleware, surroundings } = router;
      return pass(
        middlewareOf(middleware, surroundings),
        passage,
        (back) => {
          passage.endpoint = match.endpoint;
          return pass(middlewareOf(postMiddleware, surroundings), passage, called, back);
        },
        done,
      );
    }
    case 'redirect':
      return answer(redirect(method, `${match.path}${address.query === '' ? '' : `?${address.query}`}`));
    case 'other methods': {
      if (method === 'OPTIONS') {
        const { middleware, surroundings } = routerOf(options.http, match.router);
        const sent = answering(() => respond(204, [], new Uint8Array(), method));
        return pass(middlewareOf(middleware, surroundings), passage, sent, done);
      }
      const allowed = [...new Set([...match.methods, ...(files ? FILE_METHODS : [])])].toSorted().join(', ');
      return answer(errorResponse(405, 'Method Not Allowed', method, [['allow', allowed]]));
    }
    case 'malformed':
      return answer(errorResponse(400, '400 Bad Request', method));
    case 'nothing':
      return answer(errorResponse(404, '404 page not found', method));
  }
}

function answering(answer: () => HttpResponse): (done: (response: HttpResponse) => void) => Dispose {
  return (done) => {
    done(answer());
    return () => {};
  };
}

/** Of a route, which is there as long as its router is. */
function routerOf(http: HttpProject, id: EntryId): Router {
  const router = http.routers.get(id);
  if (!router) throw new Error(`a route is in effect without its router ${id}`);
  return router;
}

function callEndpoint(
  { http, calls, hint, depth = 0 }: ServeOptions,
  target: EntryId,
  { exchange, context }: { readonly exchange: Exchange; readonly context: FrameContext },
  done: (response: HttpResponse) => void,
): Dispose {
  const { method, path } = exchange.request;
  const frame = calls.rootFrame(`${method} ${path}`, context);
  http.begin(frame, exchange, depth);
  const finish = (outcome: Outcome): void => {
    const { isTouched } = exchange.answer;
    const response = responseOf(outcome, exchange);
    if (outcome.status === 'returned' && !isTouched && textOf(outcome) !== null)
      hint(
        `${frame.target}: what ${target} returned is not sent. A Lua function answers with http.response(), ` +
          'one in WebAssembly with transport: wasi-http',
        frame,
      );
    calls.endRoot(frame);
    done(response);
  };
  const cancel = calls.start(target, new PlainReader([]), frame, finish, { isTrusted: true });
  return () => {
    cancel();
    calls.endRoot(frame);
  };
}

function responseOf(outcome: Outcome, exchange: Exchange): HttpResponse {
  // What was begun is sent, whatever came after it.
  if (exchange.answer.isTouched) return exchange.answer.send();
  if (outcome.status === 'returned') return exchange.answer.send(JSON_TYPE);
  const text = outcome.status === 'failed' ? outcome.failure.message : (textOf(outcome) ?? '');
  return errorResponse(500, text, exchange.request.method);
}

/** A value as somebody reads it; null for nil. */
function textOf({ source }: Extract<Outcome, { source: unknown }>): string | null {
  const writer = new PreviewWriter();
  source.writeTo(writer);
  const { value } = writer.shown();
  if (value === null) return null;
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
}

/** As Go's `Redirect`: with a body where the method may have one. */
function redirect(method: string, location: string): HttpResponse {
  if (method !== 'GET' && method !== 'HEAD') return respond(307, [['location', location]], new Uint8Array(), method);
  const body = new TextEncoder().encode(`<a href="${escapeHtml(location)}">Temporary Redirect</a>.\n\n`);
  const headers = [
    ['content-type', 'text/html; charset=utf-8'],
    ['location', location],
  ] as const;
  return respond(307, headers, body, method);
}

/* ---------------------------------------------------------------- addresses */

interface Address {
  /** `localhost:8080`; empty for a path alone. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** null for what is neither a path nor an address of HTTP. */
function parseUrl(url: string): Address | null {
  const match = /^(?:https?:\/\/([^/?#\s]+))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i.exec(url);
  const [, host = '', path, query = ''] = match ?? [];
  if (!match || (host === '' && path === undefined)) return null;
  return { host: host.replace(/^.*@/, '').toLowerCase(), path: path ?? '/', query };
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]', '']);
const HTTP_PORT = 80;

/** Whether an address is one of the project's own, so that nothing leaves the page. */
export function isOwnAddress(http: HttpProject, url: string): boolean {
  const address = parseUrl(url);
  return (
    address !== null &&
    (address.host === '' || http.services.list().some(([, { config }]) => isAt(config, address.host)))
  );
}

function findServer(http: HttpProject, { host }: Address): Result<HttpServer, string> {
  const services = http.services.list().filter(([, { config }]) => host === '' || isAt(config, host));
  const running = services.find(([, { state }]) => state === 'running');
  if (running) return ok(running[1]);
  const [stopped] = services;
  if (stopped) {
    const [id, { rules }] = stopped;
    const why = rules.isStarted ? 'what it requires is not' : 'lifecycle.auto_start is not set';
    return err(`connection refused: ${id} is not running, as ${why}`);
  }
  if (host !== '') return err(`connection refused: no http.service of the project listens at ${host}`);
  return err('connection refused: the project has no http.service');
}

function isAt({ host, port }: HttpServer['config'], wanted: string): boolean {
  const [, name = '', digits] = /^(.*?)(?::(\d+))?$/.exec(wanted) ?? [];
  if (Number(digits ?? HTTP_PORT) !== port) return false;
  return name === host.toLowerCase() || (LOCAL_HOSTS.has(name) && LOCAL_HOSTS.has(host));
}

const tables = new WeakMap<HttpProject, { readonly version: number; readonly byServer: Map<EntryId, Routes> }>();

function routesOf(http: HttpProject, server: EntryId): Routes {
  const known = tables.get(http);
  const table = known?.version === http.version ? known : { version: http.version, byServer: new Map() };
  if (table !== known) tables.set(http, table);
  const routes = table.byServer.get(server) ?? new Routes(http, server);
  table.byServer.set(server, routes);
  return routes;
}
