/** What `http.static` answers (spec/registry §4.4). Fetched with the first request. */
import type { EntryId } from '../../contract/api.ts';
import type { HttpHeaders, HttpResponse } from '../../contract/http.ts';
import type { File, FileNode } from '../files/file-node.ts';
import { errorResponse, MAX_RESPONSE_BYTES, respond, typeOf } from './exchange.ts';
import type { HttpProject, StaticFiles } from './http-project.ts';
import { unescapePath } from './text.ts';

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

/** Whose files a path of a server is about: those of the longest path. Null for nobody's. `path`: as it came, without the query. */
export function findStatic(
  { statics }: Pick<HttpProject, 'statics'>,
  server: EntryId,
  path: string,
): StaticFiles | null {
  let found: StaticFiles | null = null;
  for (const [, one] of statics.list()) {
    const isWithin = path === one.path || path.startsWith(`${one.path}/`);
    if (one.server === server && isWithin && (!found || one.path.length > found.path.length)) found = one;
  }
  return found;
}

/** What files are asked for by. */
export const FILE_METHODS: readonly string[] = ['GET', 'HEAD'];

export function answerStatic(files: StaticFiles, method: string, path: string): HttpResponse {
  if (!FILE_METHODS.includes(method))
    return errorResponse(405, 'Method Not Allowed', method, [['allow', FILE_METHODS.join(', ')]]);
  const asked = unescapePath(path.slice(files.path.length));
  if (asked === null || asked.includes('\0')) return errorResponse(400, '400 Bad Request', method);
  const name = resolve(asked);
  const found = name === null ? 'denied' : look(files, name);
  if (found === 'denied') return errorResponse(403, '403 Forbidden', method);
  if (found === null) return errorResponse(404, '404 page not found', method);
  const { file } = found;
  if (file.size > MAX_RESPONSE_BYTES) return errorResponse(500, 'the file is too large', method);
  // The answer keeps it, whatever becomes of the file.
  const body = file.read(0, file.size).slice();
  const headers: HttpHeaders = [
    ['content-type', TYPES.get(/\.([^./]+)$/.exec(found.name)?.[1]?.toLowerCase() ?? '') ?? typeOf(body)],
    ['last-modified', new Date(file.modifiedMs).toUTCString()],
    ...(files.cache === null ? [] : [['cache-control', files.cache] as const]),
  ];
  return respond(200, headers, body, method);
}

/** Without empty parts, `.` and `..`; null for what leads out of where it begins, wherever that lies in its filesystem. */
function resolve(name: string): string | null {
  const kept: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..' && kept.pop() === undefined) return null;
    if (part !== '' && part !== '.' && part !== '..') kept.push(part);
  }
  return kept.join('/');
}

/** The file, or that of the folder, or that of the application. */
function look(files: StaticFiles, path: string): { readonly file: File; readonly name: string } | 'denied' | null {
  const names = [path, `${path}/${files.index}`, ...(files.isApplication ? [files.index] : [])];
  for (const name of names) {
    const node = open(files, name);
    if (node === 'denied') return node;
    if (node?.kind === 'file') return { file: node, name };
  }
  return null;
}

function open({ volume, directory }: StaticFiles, name: string): FileNode | 'denied' | null {
  const whole = volume();
  const root = whole?.root();
  if (!whole || !root) return null;
  // Paths within a volume are relative, and never lead out of it.
  const path = `${directory}/${name}`.split('/').filter(Boolean).join('/') || '.';
  const opened = whole.open(root, path, { read: true, write: false });
  if (opened.ok) return opened.value;
  return opened.error === 'access' || opened.error === 'not-permitted' ? 'denied' : null;
}
