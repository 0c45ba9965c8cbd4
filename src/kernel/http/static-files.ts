/** What `http.static` answers (spec/registry §4.4). Fetched with the first request. */
import type { EntryId } from '../../contract/api.ts';
import { spend } from '../../base/effort.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '../../contract/http.ts';
import type { File, FileNode } from '../files/file-node.ts';
import { errorResponse, respond } from './exchange.ts';
import { answerFile } from './file-answer.ts';
import type { HttpProject, StaticFiles } from './http-project.ts';
import { escapeHtml, unescapePath } from './text.ts';

/** Whose files are asked for, and which of them. */
export interface AskedFiles {
  readonly files: StaticFiles;
  /** Within them, without empty parts, `.` and `..`. */
  readonly name: string;
}

/**
 * Whose files a path of a server is about: those of the longest path that it begins with, once it is read. What guards files is
 * found by the same text as they are, whatever signs of it were escaped. `path`: as it came, without the query.
 */
export function findStatic(
  { statics }: Pick<HttpProject, 'statics'>,
  server: EntryId,
  path: string,
): AskedFiles | null {
  const asked = cleanPath(path);
  if (asked === null) return null;
  let found: AskedFiles | null = null;
  let longest = -1;
  for (const [, files] of statics.list()) {
    const place = cleanPath(files.path);
    if (place === null || files.server !== server || place.length <= longest || !`${asked}/`.startsWith(`${place}/`))
      continue;
    longest = place.length;
    found = { files, name: asked.slice(longest + 1) };
  }
  return found;
}

/** What files are asked for by. */
export const FILE_METHODS: readonly string[] = ['GET', 'HEAD'];

export function answerStatic({ files, name }: AskedFiles, request: HttpRequest): HttpResponse {
  const { method } = request;
  if (!FILE_METHODS.includes(method))
    return errorResponse(405, 'Method Not Allowed', method, [['allow', FILE_METHODS.join(', ')]]);
  const found = look(files, name);
  if (found === 'denied') return errorResponse(403, '403 Forbidden', method);
  if (found === null) return errorResponse(404, '404 page not found', method);
  const cache: HttpHeaders = files.cache === null ? [] : [['cache-control', files.cache]];
  if ('file' in found) return answerFile(found.file, found.name, request, cache);
  const type = ['content-type', 'text/html; charset=utf-8'] as const;
  return respond(200, [type, ...cache], listing(found.folder, request.url), method);
}

/** What a path is once it is read: without escapes, empty parts, `.` and `..`, and without a slash at the end. Null for none. */
function cleanPath(path: string): string | null {
  const read = unescapePath(path);
  if (read === null || read.includes('\0')) return null;
  const kept: string[] = [];
  for (const part of read.split('/')) {
    if (part === '..' && kept.pop() === undefined) return null;
    if (part !== '' && part !== '.' && part !== '..') kept.push(part);
  }
  return kept.map((part) => `/${part}`).join('');
}

/** Rows of one listing; how many more there are is said. */
const MAX_LISTED = 5000;

type Listed = readonly (readonly [name: string, node: FileNode])[];

/** The file, or that of the folder, or that of the application, or what is in the folder. */
function look(
  files: StaticFiles,
  path: string,
): { readonly file: File; readonly name: string } | { readonly folder: Listed } | 'denied' | null {
  const names = [path, `${path}/${files.index}`, ...(files.isApplication ? [files.index] : [])];
  for (const name of names) {
    const node = open(files, name);
    if (node === 'denied') return node;
    if (node?.kind === 'file') return { file: node, name };
  }
  const folder = open(files, path);
  if (folder === null || folder === 'denied') return folder;
  const listed = files.volume()?.list(folder);
  return listed?.ok ? { folder: listed.value } : 'denied';
}

/** What is in a folder, as Go's `FileServer` writes it. Links hold for `url`, with or without a slash at its end. */
function listing(folder: Listed, url: string): Uint8Array<ArrayBuffer> {
  const [, last = ''] = /^(?:https?:\/\/[^/?#]*)?(?:[^?#]*\/)?([^/?#]*)/i.exec(url) ?? [];
  const base = last === '' ? '' : `${last}/`;
  const lines = folder.slice(0, MAX_LISTED).map(([name, { kind }]) => {
    spend(1);
    const shown = kind === 'folder' ? `${name}/` : name;
    return `<a href="${escapeHtml(base + shown.split('/').map(encodeURIComponent).join('/'))}">${escapeHtml(shown)}</a>\n`;
  });
  if (folder.length > MAX_LISTED) lines.push(`… and ${folder.length - MAX_LISTED} more\n`);
  const head = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n';
  return new TextEncoder().encode(`${head}${lines.join('')}</pre>\n`);
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
