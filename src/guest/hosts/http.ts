/** `wasi:http`: requests, over those of the kernel. */
import type { ArgumentsOf, ResultOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type {
  HttpErrorCode,
  httpTypes as spec,
  outgoingHandler as handlerSpec,
} from '../../contract/hosts/wasi-http.ts';
import type { HostCalls } from '../../contract/ports.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';
import { InputStream, IoError, OutputStream } from './streams.ts';

const REQUESTS = HOST_FUNCTIONS.of.requests;
/** Of one body, which goes to the kernel in one message. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** RFC 9110 §5.1. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

type Functions = (typeof spec)['functions'];
type Entry = readonly [name: string, value: Uint8Array];
type HeaderAnswer = ResultOf<Functions['[method]fields.set']>;
type Method = ResultOf<Functions['[method]outgoing-request.method']>;
type Scheme = ResultOf<Functions['[method]outgoing-request.scheme']>;
type OptionName = 'connect' | 'first-byte' | 'between-bytes';

const DONE = { ok: null } as const;
const REFUSED = { err: null } as const;

class Fields {
  entries: Entry[];
  readonly isImmutable: boolean;

  constructor(entries: readonly Entry[], isImmutable = false) {
    this.entries = [...entries];
    this.isImmutable = isImmutable;
  }

  of(name: string): Entry[] {
    return this.entries.filter(([one]) => isSame(one, name));
  }

  /** Puts values in place of those that the name has, where the first of these is. */
  replace(name: string, values: readonly Uint8Array[]): void {
    const at = this.entries.findIndex(([one]) => isSame(one, name));
    const before = this.entries.slice(0, at < 0 ? undefined : at);
    const after = at < 0 ? [] : this.entries.slice(at).filter(([one]) => !isSame(one, name));
    this.entries = [...before, ...values.map((value): Entry => [name, value]), ...after];
  }

  change(name: string, values: readonly Uint8Array[], work: () => void): HeaderAnswer {
    if (this.isImmutable) return { err: { tag: 'immutable', val: null } };
    if (!isGood(name, values)) return { err: { tag: 'invalid-syntax', val: null } };
    work();
    return DONE;
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isGood(name: string, values: readonly Uint8Array[]): boolean {
  return TOKEN.test(name) && !values.some((value) => value.some((byte) => byte === 0 || byte === 10 || byte === 13));
}

class OutgoingRequest {
  readonly headers: Fields;
  method: Method = { tag: 'get', val: null };
  scheme: Scheme = null;
  authority: string | null = null;
  path: string | null = null;
  body: OutgoingBody | null = null;

  constructor(headers: Fields) {
    this.headers = headers;
  }
}

class RequestOptions {
  readonly timeouts = new Map<OptionName, bigint | null>();
}

class OutgoingBody {
  readonly parts: Uint8Array[] = [];
  sizeBytes = 0;
  isWritten = false;
  isFinished = false;
  /** Where it was sent before its body was all there. */
  future: FutureResponse | null = null;

  all(): Uint8Array {
    const all = new Uint8Array(this.sizeBytes);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  dropped(): void {
    this.future?.fail({ tag: 'HTTP-protocol-error', val: null });
  }
}

class FutureResponse {
  readonly request: OutgoingRequest;
  /** The kernel's; null while the body is not finished. */
  number: number | null = null;
  failure: HttpErrorCode | null = null;
  isTaken = false;
  readonly #calls: HostCalls;

  constructor(request: OutgoingRequest, calls: HostCalls) {
    this.request = request;
    this.#calls = calls;
  }

  fail(failure: HttpErrorCode): void {
    if (this.number === null) this.failure ??= failure;
  }

  begin(): void {
    const { method, scheme, authority, path, headers, body } = this.request;
    const protocol = scheme === null || scheme.tag === 'HTTP' ? 'http' : scheme.tag === 'HTTPS' ? 'https' : scheme.val;
    this.number = this.#calls.call(
      REQUESTS.begin,
      method.tag === 'other' ? method.val : method.tag.toUpperCase(),
      `${protocol}://${authority ?? ''}${path ?? '/'}`,
      headers.entries,
      body ? body.all() : null,
    );
  }

  dropped(): void {
    if (this.number !== null && !this.isTaken) this.#calls.call(REQUESTS.close, this.number);
  }
}

class IncomingResponse {
  readonly number: number;
  readonly status: number;
  readonly headers: Fields;
  isConsumed = false;
  readonly #calls: HostCalls;

  constructor(number: number, status: number, headers: Fields, calls: HostCalls) {
    this.number = number;
    this.status = status;
    this.headers = headers;
    this.#calls = calls;
  }

  dropped(): void {
    if (!this.isConsumed) this.#calls.call(REQUESTS.close, this.number);
  }
}

class IncomingBody {
  readonly number: number;
  isRead = false;
  readonly #calls: HostCalls;

  constructor(number: number, calls: HostCalls) {
    this.number = number;
    this.#calls = calls;
  }

  dropped(): void {
    this.#calls.call(REQUESTS.close, this.number);
  }
}

class FutureTrailers {
  isTaken = false;
}

/** An error of a stream, with what HTTP calls it. */
class HttpIoError extends IoError {
  readonly http: HttpErrorCode;

  constructor(http: HttpErrorCode, text: string) {
    super(null, text);
    this.http = http;
  }
}

export const httpTypes: GuestHalf<typeof spec> = ({ calls, handles }) => {
  const fields = (self: number): Fields => handles.get(Fields, self);
  const request = (self: number): OutgoingRequest => handles.get(OutgoingRequest, self);
  const options = (self: number): RequestOptions => handles.get(RequestOptions, self);
  const timeout = (name: OptionName) => (args: { readonly self: number }) =>
    options(args.self).timeouts.get(name) ?? null;
  const setTimeout = (name: OptionName) => (args: { readonly self: number; readonly duration: bigint | null }) => {
    options(args.self).timeouts.set(name, args.duration);
    return DONE;
  };
  /** Of a text that would change the address around it. */
  const isPart = (text: string | null, pattern: RegExp): boolean => text === null || pattern.test(text);

  function response(future: FutureResponse): ResultOf<Functions['[method]future-incoming-response.get']> {
    if (future.failure) {
      future.isTaken = true;
      return { ok: { err: future.failure } };
    }
    const { number } = future;
    if (number === null) return null;
    const answer = calls.call(REQUESTS.answer, number);
    if (answer === null) return null;
    future.isTaken = true;
    if ('err' in answer) return { ok: { err: answer.err } };
    const { status, headers } = answer.ok;
    return { ok: { ok: handles.add(new IncomingResponse(number, status, new Fields(headers, true), calls)) } };
  }

  function bodyStream(number: number): InputStream {
    return new InputStream({
      read(length, manner) {
        const got = calls.call(REQUESTS.read, number, length, manner === 'waiting');
        if ('err' in got) {
          return new HttpIoError({ tag: 'internal-error', val: got.err }, got.err);
        }
        if (got.ok === null) return new Uint8Array();
        return got.ok.length === 0 ? 'closed' : got.ok;
      },
      waitable: () => number,
    });
  }

  return {
    'http-error-code': ({ err: error }) => {
      const known = handles.get(IoError, error);
      return known instanceof HttpIoError ? known.http : null;
    },
    '[constructor]fields': () => handles.add(new Fields([])),
    '[static]fields.from-list': ({ entries }) =>
      entries.every(([name, value]) => isGood(name, [value]))
        ? { ok: handles.add(new Fields(entries)) }
        : { err: { tag: 'invalid-syntax', val: null } },
    '[method]fields.get': ({ self, name }) =>
      fields(self)
        .of(name)
        .map(([, value]) => value),
    '[method]fields.has': ({ self, name }) => fields(self).of(name).length > 0,
    '[method]fields.set': ({ self, name, value }) => {
      const of = fields(self);
      return of.change(name, value, () => of.replace(name, value));
    },
    '[method]fields.delete': ({ self, name }) => {
      const of = fields(self);
      return of.change(name, [], () => of.replace(name, []));
    },
    '[method]fields.append': ({ self, name, value }) => {
      const of = fields(self);
      return of.change(name, [value], () => void of.entries.push([name, value]));
    },
    '[method]fields.entries': ({ self }) => fields(self).entries,
    '[method]fields.clone': ({ self }) => handles.add(new Fields(fields(self).entries)),

    '[constructor]outgoing-request': ({ headers }) =>
      handles.add(new OutgoingRequest(new Fields(handles.take(Fields, headers).entries, true))),
    '[method]outgoing-request.body': ({ self }) => {
      const of = request(self);
      if (of.body) return REFUSED;
      return { ok: handles.add((of.body = new OutgoingBody())) };
    },
    '[method]outgoing-request.method': ({ self }) => request(self).method,
    '[method]outgoing-request.set-method': ({ self, method }) => {
      const of = request(self);
      if (method.tag === 'other' && !TOKEN.test(method.val)) return REFUSED;
      of.method = method;
      return DONE;
    },
    '[method]outgoing-request.path-with-query': ({ self }) => request(self).path,
    '[method]outgoing-request.set-path-with-query': ({ self, 'path-with-query': path }) => {
      const of = request(self);
      if (!isPart(path, /^(\/[^\s#]*|\*|\?[^\s#]*|)$/)) return REFUSED;
      of.path = path === '' || path?.startsWith('?') ? `/${path}` : path;
      return DONE;
    },
    '[method]outgoing-request.scheme': ({ self }) => request(self).scheme,
    '[method]outgoing-request.set-scheme': ({ self, scheme }) => {
      const of = request(self);
      if (scheme?.tag === 'other' && !/^[a-z][a-z\d+.-]*$/i.test(scheme.val)) return REFUSED;
      of.scheme = scheme;
      return DONE;
    },
    '[method]outgoing-request.authority': ({ self }) => request(self).authority,
    '[method]outgoing-request.set-authority': ({ self, authority }) => {
      const of = request(self);
      if (!isPart(authority, /^[^\s/?#\\]+$/)) return REFUSED;
      of.authority = authority;
      return DONE;
    },
    '[method]outgoing-request.headers': ({ self }) => handles.add(request(self).headers),

    '[constructor]request-options': () => handles.add(new RequestOptions()),
    '[method]request-options.connect-timeout': timeout('connect'),
    '[method]request-options.set-connect-timeout': setTimeout('connect'),
    '[method]request-options.first-byte-timeout': timeout('first-byte'),
    '[method]request-options.set-first-byte-timeout': setTimeout('first-byte'),
    '[method]request-options.between-bytes-timeout': timeout('between-bytes'),
    '[method]request-options.set-between-bytes-timeout': setTimeout('between-bytes'),

    '[method]outgoing-body.write': ({ self }) => {
      const body = handles.get(OutgoingBody, self);
      if (body.isWritten) return REFUSED;
      body.isWritten = true;
      const write = (bytes: Uint8Array): IoError | null => {
        if (body.isFinished) return new IoError(null, 'the body is finished');
        if (body.sizeBytes + bytes.length > MAX_BODY_BYTES) {
          const text = `request body too large (max ${MAX_BODY_BYTES} bytes)`;
          return new HttpIoError({ tag: 'HTTP-request-body-size', val: BigInt(MAX_BODY_BYTES) }, text);
        }
        body.sizeBytes += bytes.length;
        body.parts.push(bytes);
        return null;
      };
      return { ok: handles.add(new OutputStream({ write })) };
    },
    '[static]outgoing-body.finish': (args) => {
      const body = handles.get(OutgoingBody, args.this);
      if (args.trailers !== null) handles.get(Fields, args.trailers);
      body.future?.begin();
      body.isFinished = true;
      handles.take(OutgoingBody, args.this);
      if (args.trailers !== null) handles.take(Fields, args.trailers);
      return DONE;
    },

    '[method]future-incoming-response.subscribe': ({ self }) => {
      const future = handles.get(FutureResponse, self);
      return handles.add(
        new Pollable(
          () => (future.failure || future.isTaken ? 0n : NEVER_NS),
          () => (future.failure || future.isTaken ? null : future.number),
        ),
      );
    },
    '[method]future-incoming-response.get': ({ self }) => {
      const future = handles.get(FutureResponse, self);
      return future.isTaken ? REFUSED : response(future);
    },
    '[method]incoming-response.status': ({ self }) => handles.get(IncomingResponse, self).status,
    '[method]incoming-response.headers': ({ self }) => handles.add(handles.get(IncomingResponse, self).headers),
    '[method]incoming-response.consume': ({ self }) => {
      const of = handles.get(IncomingResponse, self);
      if (of.isConsumed) return REFUSED;
      of.isConsumed = true;
      return { ok: handles.add(new IncomingBody(of.number, calls)) };
    },
    '[method]incoming-body.stream': ({ self }) => {
      const body = handles.get(IncomingBody, self);
      if (body.isRead) return REFUSED;
      body.isRead = true;
      return { ok: handles.add(bodyStream(body.number)) };
    },
    '[static]incoming-body.finish': (args) => {
      handles.get(IncomingBody, args.this).dropped();
      handles.take(IncomingBody, args.this);
      return handles.add(new FutureTrailers());
    },
    '[method]future-trailers.subscribe': ({ self }) => {
      handles.get(FutureTrailers, self);
      return handles.add(new Pollable(() => 0n));
    },
    '[method]future-trailers.get': ({ self }) => {
      const trailers = handles.get(FutureTrailers, self);
      if (trailers.isTaken) return REFUSED;
      trailers.isTaken = true;
      return { ok: { ok: null } };
    },
  };
};

/** What is waited for in vain: an hour, and another one after it. */
const NEVER_NS = 3_600_000_000_000n;

export const outgoingHandler: GuestHalf<typeof handlerSpec> = ({ calls, handles }) => ({
  handle({ request, options }: ArgumentsOf<(typeof handlerSpec)['functions']['handle']>) {
    const of = handles.get(OutgoingRequest, request);
    if (options !== null) handles.get(RequestOptions, options);
    const future = new FutureResponse(of, calls);
    const { body } = of;
    if (body && !body.isFinished) body.future = future;
    else future.begin();
    handles.take(OutgoingRequest, request);
    if (options !== null) handles.take(RequestOptions, options);
    return { ok: handles.add(future) };
  },
});
