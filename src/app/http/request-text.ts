/** Requests and answers as people write and read them. */
import { err, ok, type Result } from '../../base/result.ts';

export interface RequestText {
  readonly method: string;
  readonly path: string;
  /** A line each: `Name: value`. */
  readonly headers: string;
  readonly body: string;
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

export function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The error is a sentence. */
export function parseHeaders(text: string): Result<readonly (readonly [string, string])[], string> {
  const headers: (readonly [string, string])[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name, value = ''] = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return err(`Line ${index + 1} of the headers is not of the form “Name: value”.`);
    headers.push([name, value]);
  }
  return ok(headers);
}

/** For a shell of Unix. */
export function curlText({ method, path, headers, body }: RequestText, host: string): string {
  const parsed = parseHeaders(headers);
  const parts = [
    'curl',
    ...(method === 'GET' ? [] : method === 'HEAD' ? ['--head'] : ['-X', method]),
    quoted(`http://${host}${path}`),
    ...(parsed.ok ? parsed.value.flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]) : []),
    ...(hasBody(method) && body !== '' ? ['--data-raw', quoted(body)] : []),
  ];
  return parts.join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** More than this makes a page slow, and nobody reads it. */
const MAX_SHOWN = 200_000;

export type ShownBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'binary' };

/** Text as it is, JSON set in. */
export function shownBody(body: Uint8Array, contentType: string): ShownBody {
  if (body.length === 0) return { kind: 'none' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { kind: 'binary' };
  }
  if (text.includes('\0')) return { kind: 'binary' };
  if (/\bjson\b/.test(contentType) && text.length <= MAX_SHOWN) text = indented(text);
  return { kind: 'text', text: text.slice(0, MAX_SHOWN), isCut: text.length > MAX_SHOWN };
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  414: 'URI Too Long',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** `404 Not Found` */
export function statusText(status: number): string {
  const reason = REASONS[status];
  return reason === undefined ? String(status) : `${status} ${reason}`;
}
