/** A request that is being answered, and its answer as far as it goes. */
import type { HttpHeaders, HttpRequest, HttpResponse } from '../../contract/http.ts';
import { isText } from './text.ts';

export const TEXT = 'text/plain; charset=utf-8';
export const JSON_TYPE = 'application/json';
export const BYTES = 'application/octet-stream';

/** What is known of a request besides its text. */
export interface Matched {
  readonly host: string;
  /** Without the query, as it came. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Whom it comes from: an address without a port. */
  readonly remoteAddress: string;
}

/** What an answer may not be told any more. */
export type Late = 'cannot set headers after they are sent';
const LATE: Late = 'cannot set headers after they are sent';

/** Bytes of one answer, at most. */
export const MAX_RESPONSE_BYTES = 120 * 1024 * 1024;

export class Exchange {
  readonly request: HttpRequest & Matched;
  readonly answer: Answer;

  constructor(request: HttpRequest, matched: Matched) {
    this.request = { ...request, ...matched };
    this.answer = new Answer(request.method);
  }

  /** The first value of a header of the request. */
  header(name: string): string | null {
    const wanted = name.toLowerCase();
    return this.request.headers.find(([one]) => one.toLowerCase() === wanted)?.[1] ?? null;
  }
}

/** Holds nothing of the request, nor of its own body once that was sent: code may keep it for longer. */
export class Answer {
  readonly #method: string;
  readonly #headers = new Map<string, string>();
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;
  #status: number | null = null;
  /** With the first part of the body. */
  #areHeadersSent = false;
  #isSent = false;

  constructor(method: string) {
    this.#method = method;
  }

  /** Whether anything of the answer was said. */
  get isTouched(): boolean {
    return this.#status !== null || this.#areHeadersSent || this.#headers.size > 0;
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  header(name: string): string | null {
    return this.#headers.get(name.toLowerCase()) ?? null;
  }

  setStatus(status: number): Late | null {
    if (this.#areHeadersSent) return LATE;
    this.#status = status;
    return null;
  }

  setHeader(name: string, value: string): Late | null {
    if (this.#areHeadersSent) return LATE;
    this.#headers.set(name.toLowerCase(), value);
    return null;
  }

  /** Takes the bytes over. False = the answer would be too long or was sent, and these are no part of it. */
  write(bytes: Uint8Array): boolean {
    this.#areHeadersSent = true;
    if (this.#isSent || this.#sizeBytes + bytes.length > MAX_RESPONSE_BYTES) return false;
    this.#sizeBytes += bytes.length;
    this.#chunks.push(bytes);
    return true;
  }

  /** What is sent, once. `otherwise`: the type of what is not said to be any; by default what it looks like. */
  send(otherwise?: string): HttpResponse {
    const status = this.#status ?? 200;
    const body = joined(this.#chunks.splice(0), this.#sizeBytes);
    this.#areHeadersSent = true;
    this.#isSent = true;
    const headers = new Map(this.#headers);
    if (!headers.has('content-type') && (otherwise !== undefined || body.length > 0))
      headers.set('content-type', otherwise ?? typeOf(body));
    return respond(status, [...headers], body, this.#method);
  }
}

/** A whole answer: with its length, and without a body where there is none of it (RFC 9110 §6.4.1). */
export function respond(
  status: number,
  headers: HttpHeaders,
  body: Uint8Array<ArrayBuffer>,
  method: string,
): HttpResponse {
  const isBare = status < 200 || status === 204 || status === 304;
  const length: HttpHeaders = isBare ? [] : [['content-length', String(body.length)]];
  return {
    status,
    headers: [...headers.filter(([name]) => name !== 'content-length'), ...length],
    body: isBare || method === 'HEAD' ? new Uint8Array() : body,
  };
}

/** What went wrong, as a line of text; `Error` of Go's net/http. */
export function errorResponse(status: number, text: string, method: string, headers: HttpHeaders = []): HttpResponse {
  const plain: HttpHeaders = [
    ['content-type', TEXT],
    ['x-content-type-options', 'nosniff'],
  ];
  return respond(status, [...headers, ...plain], encoder.encode(`${text}\n`), method);
}

const encoder = new TextEncoder();

function joined(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The beginning of a page. */
const HTML = /^\s*<(!doctype html|html|head|body|h1|div|p|script|table|title)[\s>]/i;
const LOOKED_AT_BYTES = 512;

/** What a body looks like. */
export function typeOf(body: Uint8Array): string {
  const beginning = body.subarray(0, LOOKED_AT_BYTES);
  if (!isText(beginning)) return BYTES;
  return HTML.test(new TextDecoder().decode(beginning)) ? 'text/html; charset=utf-8' : TEXT;
}
