/** The options of `http_client` (spec/lua-modules §13), and the request that they make. */
import { spendBytes } from '../../../base/effort.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { ErrorKind, failure, invalid, type Failure } from '../../../contract/errors.ts';
import type { HttpHeaders } from '../../../contract/http.ts';
import type { Random } from '../../../contract/ports.ts';
import { basicAuthorization, type ClientRequest } from '../../network/http-client.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { durationClass } from './duration-object.ts';
import { parseDuration } from './duration.ts';
import { fileClass } from './fs-file.ts';
import { isNothing } from './process-arguments.ts';
import { escapeQuery } from './uri-text.ts';

const MAX_URL_BYTES = 64 * 1024;
/** Of one table of options. */
const MAX_FIELDS = 1000;
/** Names and values of one, which are escaped in one go. */
const MAX_PAIR_BYTES = 1024 * 1024;
const MAX_TIMEOUT_MS = 86_400_000;
/** What a browser has no way for. */
const NOT_HERE = ['tls', 'unix_socket', 'overlay_network'] as const;
/** A header's name, RFC 9110 §5.1. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_VALUE = /[\r\n\0]/;
const FORM = 'application/x-www-form-urlencoded';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface AskedRequest {
  readonly request: ClientRequest;
  /** The body is read by whoever asked. */
  readonly isStream: boolean;
}

/** `index`: of the options, which may be absent; `name`: of the function, for errors of types, which raise. */
export function requestAt(
  L: LuaState,
  { method, url: urlIndex, options: index, name, random }: RequestPlace,
): Result<AskedRequest, Failure> {
  const bytes = call.checkBytes(L, urlIndex, name);
  if (bytes.length === 0) return call.argumentError(L, urlIndex, name, 'url is empty');
  if (bytes.length > MAX_URL_BYTES) return err(invalid(`url is longer than ${MAX_URL_BYTES} bytes`));
  const url = decoder.decode(bytes);
  if (isNothing(L, index)) return ok({ request: { method, url, headers: [], body: null }, isStream: false });
  call.checkTable(L, index, name);
  const top = stack.getTop(L);
  const made = withOptions(new Options(L, stack.absoluteIndex(L, index), random), method, url);
  stack.setTop(L, top);
  return made;
}

export interface RequestPlace {
  readonly method: string;
  /** Indexes of the arguments. */
  readonly url: number;
  readonly options: number;
  readonly name: string;
  readonly random: Random;
}

function withOptions(options: Options, method: string, url: string): Result<AskedRequest, Failure> {
  const foreign = NOT_HERE.find((name) => options.has(name));
  if (foreign !== undefined)
    return err(failure(ErrorKind.unavailable, `${foreign} is not available in a browser`, { retryable: false }));
  const timeout = options.timeoutMs();
  if (!timeout.ok) return timeout;
  const content = options.content();
  if (!content.ok) return content;
  const headers = options.headers(content.value.type);
  if (!headers.ok) return headers;
  const query = options.pairs('query').map(encodedPair).join('&');
  const maxBodyBytes = options.number('max_response_body');
  const request: ClientRequest = {
    method,
    url: query === '' ? url : withQuery(url, query),
    headers: headers.value,
    body: content.value.body,
    ...(timeout.value === null ? {} : { timeoutMs: timeout.value }),
    ...(maxBodyBytes !== null && maxBodyBytes > 0 ? { maxBodyBytes } : {}),
  };
  return ok({ request, isStream: options.flag('stream') });
}

function withQuery(url: string, query: string): string {
  const [, before = url, fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  return `${before}${before.includes('?') ? '&' : '?'}${query}${fragment}`;
}

type Pair = readonly [name: Uint8Array, value: Uint8Array];

function encodedPair([name, value]: Pair): string {
  return `${decoder.decode(escapeQuery(name))}=${decoder.decode(escapeQuery(value))}`;
}

interface Content {
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** null where the code has to say. */
  readonly type: string | null;
}

class Options {
  readonly #L: LuaState;
  readonly #index: number;
  readonly #random: Random;

  constructor(L: LuaState, index: number, random: Random) {
    this.#L = L;
    this.#index = index;
    this.#random = random;
  }

  has(name: string): boolean {
    return this.#field(name, () => !isNothing(this.#L, -1));
  }

  flag(name: string): boolean {
    return this.#field(name, () => stack.toBoolean(this.#L, -1));
  }

  number(name: string): number | null {
    return this.#field(name, () => (stack.typeName(this.#L, -1) === 'number' ? stack.toNumber(this.#L, -1) : null));
  }

  /** null where nothing is said, and for 0. */
  timeoutMs(): Result<number | null, Failure> {
    return this.#field('timeout', (): Result<number | null, Failure> => {
      const type = stack.typeName(this.#L, -1);
      if (type === 'number') return ok(milliseconds(stack.toNumber(this.#L, -1) * 1000));
      const duration = durationClass.at(this.#L, -1);
      if (duration) return ok(milliseconds(Number(duration.ns) / 1e6));
      if (type !== 'string') return ok(null);
      const parsed = parseDuration(stack.toText(this.#L, -1));
      return parsed.ok ? ok(milliseconds(Number(parsed.value) / 1e6)) : err(invalid(parsed.error));
    });
  }

  /** Fields of a table of texts, by name; others are dropped. */
  pairs(name: string): Pair[] {
    return this.#field(name, () => {
      const L = this.#L;
      if (stack.typeName(L, -1) !== 'table') return [];
      const found: Pair[] = [];
      let sizeBytes = 0;
      const at = stack.absoluteIndex(L, -1);
      stack.pushNil(L);
      while (stack.next(L, at) && found.length < MAX_FIELDS) {
        if (stack.typeName(L, -2) === 'string' && stack.typeName(L, -1) === 'string')
          found.push([copied(stack.toBytes(L, -2)), copied(stack.toBytes(L, -1))]);
        sizeBytes += found.at(-1)?.reduce((sum, bytes) => sum + bytes.length, 0) ?? 0;
        if (sizeBytes > MAX_PAIR_BYTES) return call.raise(L, `${name} has more than ${MAX_PAIR_BYTES} bytes`);
        stack.pop(L, 1);
      }
      return found.toSorted(([a], [b]) => compareBytes(a, b));
    });
  }

  headers(contentType: string | null): Result<HttpHeaders, Failure> {
    const headers: (readonly [string, string])[] = [];
    for (const [nameBytes, valueBytes] of this.pairs('headers')) {
      const [name, value] = [decoder.decode(nameBytes), decoder.decode(valueBytes)];
      if (!TOKEN.test(name)) return err(invalid(`invalid header name: ${JSON.stringify(name)}`));
      if (BAD_VALUE.test(value)) return err(invalid(`invalid value of header ${name}`));
      headers.push([name, value]);
    }
    const has = (name: string): boolean => headers.some(([one]) => one.toLowerCase() === name);
    if (contentType !== null && !has('content-type')) headers.push(['Content-Type', contentType]);
    const cookies = this.pairs('cookies').map((pair) => pair.map((bytes) => decoder.decode(bytes)).join('='));
    if (cookies.some((cookie) => BAD_VALUE.test(cookie) || cookie.includes(';'))) return err(invalid('invalid cookie'));
    if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
    const authorization = this.#authorization();
    if (authorization !== null && !has('authorization')) headers.push(['Authorization', authorization]);
    return ok(headers);
  }

  content(): Result<Content, Failure> {
    const body = this.#field('body', () =>
      stack.typeName(this.#L, -1) === 'string' ? copied(stack.toBytes(this.#L, -1)) : null,
    );
    if (body) return ok({ body, type: null });
    const form = this.pairs('form');
    const files = this.#files();
    if (!files.ok) return files;
    if (files.value.length > 0) return ok(this.#multipart(form, files.value));
    if (form.length === 0) return ok({ body: null, type: null });
    return ok({ body: encoder.encode(form.map(encodedPair).join('&')), type: FORM });
  }

  #authorization(): string | null {
    return this.#field('auth', () => {
      if (stack.typeName(this.#L, -1) !== 'table') return null;
      const auth = new Options(this.#L, stack.absoluteIndex(this.#L, -1), this.#random);
      const [user, pass] = [auth.#text('user'), auth.#text('pass')];
      return user === null ? null : basicAuthorization(user, pass ?? '');
    });
  }

  #files(): Result<FilePart[], Failure> {
    return this.#field('files', (): Result<FilePart[], Failure> => {
      const L = this.#L;
      const files: FilePart[] = [];
      if (stack.typeName(L, -1) !== 'table') return ok(files);
      const at = stack.absoluteIndex(L, -1);
      const count = Math.min(MAX_FIELDS, stack.rawLength(L, at));
      for (let index = 1; index <= count; index++) {
        stack.rawGetIndex(L, at, index);
        if (stack.typeName(L, -1) !== 'table') return err(invalid(`files[${index}]: table expected`));
        const file = new Options(L, stack.absoluteIndex(L, -1), this.#random);
        const content = file.#fileContent();
        if (!content) return err(invalid(`files[${index}]: content or reader expected`));
        const name = file.#text('name') ?? 'file';
        files.push({
          name,
          filename: file.#text('filename') ?? name,
          type: file.#text('content_type') ?? 'application/octet-stream',
          content,
        });
        stack.pop(L, 1);
      }
      return ok(files);
    });
  }

  #fileContent(): Uint8Array | null {
    const text = this.#field('content', () =>
      stack.typeName(this.#L, -1) === 'string' ? copied(stack.toBytes(this.#L, -1)) : null,
    );
    if (text) return text;
    return this.#field('reader', () => {
      const file = fileClass.at(this.#L, -1);
      if (!file?.isOpen || file.mode !== 'r') return null;
      const rest = copied(file.rest());
      file.position += rest.length;
      return rest;
    });
  }

  /** RFC 7578. */
  #multipart(form: readonly Pair[], files: readonly FilePart[]): Content {
    const random = new Uint8Array(15);
    this.#random.fill(random);
    const boundary = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const parts: Uint8Array[] = [];
    const add = (disposition: string, content: Uint8Array): void => {
      parts.push(encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`));
      parts.push(content, encoder.encode('\r\n'));
    };
    for (const [name, value] of form) add(`name="${quotable(decoder.decode(name))}"`, value);
    for (const { name, filename, type, content } of files) {
      const names = `name="${quotable(name)}"; filename="${quotable(filename)}"`;
      add(`${names}\r\nContent-Type: ${type.replaceAll(/[\r\n\0]/g, ' ')}`, content);
    }
    parts.push(encoder.encode(`--${boundary}--\r\n`));
    const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      body.set(part, at);
      at += part.length;
    }
    return { body, type: `multipart/form-data; boundary=${boundary}` };
  }

  #text(name: string): string | null {
    return this.#field(name, () => (stack.typeName(this.#L, -1) === 'string' ? stack.toText(this.#L, -1) : null));
  }

  /** Looks at a field while it is on top of the stack. */
  #field<T>(name: string, look: () => T): T {
    const top = stack.getTop(this.#L);
    stack.rawGetField(this.#L, this.#index, name);
    const found = look();
    stack.setTop(this.#L, top);
    return found;
  }
}

interface FilePart {
  readonly name: string;
  readonly filename: string;
  readonly type: string;
  readonly content: Uint8Array;
}

function milliseconds(ms: number): number | null {
  return ms > 0 ? Math.min(ms, MAX_TIMEOUT_MS) : null;
}

function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  spendBytes(bytes.length);
  return bytes.slice();
}

/** As Go's `mime/multipart` quotes names. */
function quotable(name: string): string {
  return name
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\r\n\0]/g, ' ');
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);
  return a.length - b.length;
}
