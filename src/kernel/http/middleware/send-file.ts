import type { EntryId } from '../../../contract/api.ts';
import type { HttpHeaders } from '../../../contract/http.ts';
import { errorResponse } from '../exchange.ts';
import { answerFile } from '../file-answer.ts';
import { type MakeMiddleware } from './middleware.ts';

/** What names a file: that of other servers, and that of Wippy before. */
const PATH_HEADERS = ['x-sendfile', 'x-file-path'];
const NAME_HEADER = 'x-file-name';

/** `sendfile`: an answer that names a file becomes that file. */
export const sendFile: MakeMiddleware = (options, { volume }) => ({
  answered(response, { request }) {
    const headers = new Map(response.headers);
    const path = PATH_HEADERS.map((name) => headers.get(name)).find((value) => value !== undefined && value !== '');
    if (path === undefined) return response;
    const refuse = (status: number, text: string) =>
      errorResponse(status, `sendfile middleware: ${text}`, request.method);
    const id = options['sendfile.fs'];
    if (id === undefined) return refuse(500, 'fs option not configured');
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- volumes are looked up by what the option says
    const files = volume(id as EntryId);
    const root = files?.root();
    if (!files || !root) return refuse(500, `filesystem ${JSON.stringify(id)} not found`);
    if (path === '.' || path === '..') return refuse(400, 'invalid file path');
    const opened = files.open(root, path.replace(/^\/+/, ''), { read: true, write: false });
    if (!opened.ok || opened.value.kind !== 'file') return refuse(404, `file not found: ${path}`);
    const name = headers.get(NAME_HEADER);
    for (const one of [...PATH_HEADERS, NAME_HEADER, 'content-length']) headers.delete(one);
    const saved: HttpHeaders = name ? [['content-disposition', `attachment; filename=${JSON.stringify(name)}`]] : [];
    return answerFile(opened.value, path, request, [...headers, ...saved]);
  },
});
