/** What `http.static` answers (spec/registry §4.4). Fetched with the first request. */
import type { EntryId } from '../../contract/api.ts';
import type { HttpRequest, HttpResponse } from '../../contract/http.ts';
import type { File, FileNode } from '../files/file-node.ts';
import { errorResponse } from './exchange.ts';
import { answerFile } from './file-answer.ts';
import type { HttpProject, StaticFiles } from './http-project.ts';
import { unescapePath } from './text.ts';

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

export function answerStatic(files: StaticFiles, request: HttpRequest, path: string): HttpResponse {
  const { method } = request;
  if (!FILE_METHODS.includes(method))
    return errorResponse(405, 'Method Not Allowed', method, [['allow', FILE_METHODS.join(', ')]]);
  const asked = unescapePath(path.slice(files.path.length));
  if (asked === null || asked.includes('\0')) return errorResponse(400, '400 Bad Request', method);
  const name = resolve(asked);
  const found = name === null ? 'denied' : look(files, name);
  if (found === 'denied') return errorResponse(403, '403 Forbidden', method);
  if (found === null) return errorResponse(404, '404 page not found', method);
  return answerFile(found.file, found.name, request, files.cache === null ? [] : [['cache-control', files.cache]]);
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
