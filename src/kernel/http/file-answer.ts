/** A file as an answer, whole or in part: what Go's `ServeContent` does of it. */
import type { HttpHeaders, HttpRequest, HttpResponse } from '../../contract/http.ts';
import type { File } from '../files/file-node.ts';
import { errorResponse, MAX_RESPONSE_BYTES, respond, typeOf } from './exchange.ts';

/** By what a name ends with; of others it is told from what is in them. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    css: 'text/css; charset=utf-8',
    gif: 'image/gif',
    htm: 'text/html; charset=utf-8',
    html: 'text/html; charset=utf-8',
    ico: 'image/x-icon',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    js: 'text/javascript; charset=utf-8',
    json: 'application/json',
    mjs: 'text/javascript; charset=utf-8',
    pdf: 'application/pdf',
    png: 'image/png',
    svg: 'image/svg+xml',
    txt: 'text/plain; charset=utf-8',
    wasm: 'application/wasm',
    webp: 'image/webp',
    woff2: 'font/woff2',
    xml: 'text/xml; charset=utf-8',
  }),
);
/** What is looked at to tell a type. */
const BEGINNING_BYTES = 512;

interface Span {
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
}

/** `name`: what its type is told by; `headers`: those of the answer, whose type counts where they have one. */
export function answerFile(file: File, name: string, request: HttpRequest, headers: HttpHeaders): HttpResponse {
  const { method } = request;
  const asked = new Map(request.headers.map(([header, value]) => [header.toLowerCase(), value]));
  const modified = new Date(file.modifiedMs).toUTCString();
  const common: HttpHeaders = [
    ...(headers.some(([one]) => one === 'content-type') ? [] : [['content-type', typeOfFile(file, name)] as const]),
    ...headers,
    ['last-modified', modified],
    ['accept-ranges', 'bytes'],
  ];
  // Dates have no parts of seconds.
  const known = Date.parse(asked.get('if-modified-since') ?? '');
  if (Math.floor(file.modifiedMs / 1000) * 1000 <= known)
    return respond(
      304,
      common.filter(([one]) => !one.startsWith('content-')),
      new Uint8Array(),
      method,
    );
  // Of nothing there are no parts: Go answers with all of it.
  const mayBePart = file.size > 0 && (asked.get('if-range') ?? modified) === modified;
  const span = mayBePart ? spanOf(asked.get('range') ?? '', file.size) : null;
  if (span === 'none')
    return errorResponse(416, 'invalid range: failed to overlap', method, [['content-range', `bytes */${file.size}`]]);
  const { from, to } = span ?? { from: 0, to: file.size };
  if (to - from > MAX_RESPONSE_BYTES) return errorResponse(500, 'the file is too large', method);
  // The answer keeps it, whatever becomes of the file.
  const body = file.read(from, to - from).slice();
  if (!span) return respond(200, common, body, method);
  return respond(206, [...common, ['content-range', `bytes ${from}-${to - 1}/${file.size}`]], body, method);
}

/** Null: all of it, also where several parts are asked for (RFC 9110 §14.2 leaves that to the server). */
function spanOf(range: string, size: number): Span | 'none' | null {
  const [, first = '', last = ''] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(range) ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const count = Math.min(size, Number(last));
    return count === 0 ? 'none' : { from: size - count, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  if (from >= size) return 'none';
  return to > from ? { from, to } : null;
}

function typeOfFile(file: File, name: string): string {
  const ending = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return TYPES.get(ending) ?? typeOf(file.read(0, Math.min(file.size, BEGINNING_BYTES)).slice());
}
