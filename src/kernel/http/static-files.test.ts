import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import { endpoint, lua, open, openWith, ROUTER, SERVER, type Site } from './testing/site.ts';

describe('files of an http.static', () => {
  const FILES: ProjectFiles = {
    'public/index.html': '<p>home</p>',
    'public/app.js': 'let a;',
    'public/docs/index.html': '<p>docs</p>',
    'public/docs/a b.txt': 'text',
    'public/data': Uint8Array.of(0, 1, 2),
    'public/nothing.txt': '',
    'public/more/&<b> "c".txt': '',
    'public/more/sub/a:b': '',
    'public/more/sub/100%': '',
    'secret.txt': 'no',
  };
  const site = async (files: string, ...more: string[]): Promise<Site['answer']> => {
    const { report, answer } = await openWith(
      FILES,
      SERVER,
      'name: public, kind: fs.directory, directory: ./public, mode: "0555"',
      `name: files, kind: http.static, meta: {server: server}, ${files}`,
      ...more,
    );
    expect(report.error).toBeUndefined();
    return answer;
  };

  it.each<[string, string, number, string, string]>([
    ['GET', '/a/', 200, 'text/html; charset=utf-8', '<p>home</p>'],
    ['GET', '/a', 200, 'text/html; charset=utf-8', '<p>home</p>'],
    ['GET', '/a/app.js?v=1', 200, 'text/javascript; charset=utf-8', 'let a;'],
    ['HEAD', '/a/app.js', 200, 'text/javascript; charset=utf-8', ''],
    ['GET', '/a/docs', 200, 'text/html; charset=utf-8', '<p>docs</p>'],
    ['GET', '/a/docs/a%20b.txt', 200, 'text/plain; charset=utf-8', 'text'],
    ['GET', '/a/data', 200, 'application/octet-stream', '\0\u0001\u0002'],
    ['GET', '/a/none', 404, 'text/plain; charset=utf-8', '404 page not found\n'],
    ['GET', '/%61/app.js', 200, 'text/javascript; charset=utf-8', 'let a;'],
    ['GET', '/a/..%2Fsecret.txt', 404, 'text/plain; charset=utf-8', '404 page not found\n'],
    ['GET', '/..%2F..%2Fa/app.js', 404, 'text/plain; charset=utf-8', '404 page not found\n'],
    ['GET', '/a/app.js%00', 404, 'text/plain; charset=utf-8', '404 page not found\n'],
    ['GET', '/ab/app.js', 404, 'text/plain; charset=utf-8', '404 page not found\n'],
    ['GET', '/a/%zz', 400, 'text/plain; charset=utf-8', '400 Bad Request\n'],
    ['POST', '/a/app.js', 405, 'text/plain; charset=utf-8', 'Method Not Allowed\n'],
  ])('are what they are: %s %s is %i', async (method, url, status, type, text) => {
    const answer = await site('path: /a, fs: public');
    const response = await answer(method, url);
    expect({ status: response.status, text: response.text }).toEqual({ status, text });
    expect(Object.fromEntries(response.headers)['content-type']).toBe(type);
  });

  it.each<[string, number, string]>([
    ['/a/..%2Fsecret.txt', 404, '404 page not found\n'],
    ['/a/%2e%2e/secret.txt', 404, '404 page not found\n'],
    ['/a/docs%2F..%2f%2E./secret.txt', 404, '404 page not found\n'],
    ['/a/docs%2f..%2Fapp.js', 200, 'let a;'],
    ['/a/none%2F%2e%2e%2F%2e%2Fapp.js', 200, 'let a;'],
  ])('stay within their directory, whatever else is in the filesystem: %s is %i', async (url, status, text) => {
    for (const options of ['', ', static_options: {spa: true, index: index.html}']) {
      const answer = await site(
        `path: /a, fs: all, directory: public${options}`,
        'name: all, kind: fs.directory, directory: .',
      );
      expect(await answer('GET', url)).toMatchObject({ status, text });
    }
  });

  const LISTED = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n';
  it.each<[string, string]>([
    ['/a/more/', '<a href="%26%3Cb%3E%20%22c%22.txt">&#38;&#60;b&#62; &#34;c&#34;.txt</a>\n<a href="sub/">sub/</a>\n'],
    [
      '/a/more?x=/',
      '<a href="more/%26%3Cb%3E%20%22c%22.txt">&#38;&#60;b&#62; &#34;c&#34;.txt</a>\n<a href="more/sub/">sub/</a>\n',
    ],
    ['http://localhost:8080/a/more/sub', '<a href="sub/100%25">100%</a>\n<a href="sub/a%3Ab">a:b</a>\n'],
    ['/a/%6Dore/sub/', '<a href="100%25">100%</a>\n<a href="a%3Ab">a:b</a>\n'],
  ])('are listed where a folder has no index: %s', async (url, links) => {
    const answer = await site('path: /a, fs: public, static_options: {cache: no-store}');
    const response = await answer('GET', url);
    expect(response).toMatchObject({ status: 200, text: `${LISTED}${links}</pre>\n` });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': String(response.body.length),
    });
    expect((await answer('HEAD', url)).body.length).toBe(0);
    expect((await answer('POST', url)).status).toBe(405);
  });

  it('are not listed by an application, nor where the filesystem cannot be read', async () => {
    const asApplication = await site('path: /a, fs: public, static_options: {spa: true, index: index.html}');
    expect((await asApplication('GET', '/a/more/')).text).toBe('<p>home</p>');
    const unreadable = await site('path: /a, fs: shut', 'name: shut, kind: fs.directory, directory: ., mode: "0111"');
    expect((await unreadable('GET', '/a/')).status).toBe(403);
  });

  it('answer what is not there with the index of an application, behind all endpoints', async () => {
    const answer = await site(
      'path: /, fs: "app:public", static_options: {spa: true, index: index.html, cache: no-store}',
      ROUTER,
      lua('f', 'http.response():write("endpoint")'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    expect((await answer('GET', '/users/7')).text).toBe('<p>home</p>');
    expect((await answer('GET', '/api/x')).text).toBe('endpoint');
    const { headers } = await answer('GET', '/app.js');
    expect(Object.fromEntries(headers)).toMatchObject({ 'cache-control': 'no-store', 'content-length': '6' });
  });

  it.each<[Record<string, string>, number, string, string | undefined]>([
    [{ range: 'bytes=0-2' }, 206, 'let', 'bytes 0-2/6'],
    [{ Range: 'bytes=4-' }, 206, 'a;', 'bytes 4-5/6'],
    [{ range: 'bytes=-1' }, 206, ';', 'bytes 5-5/6'],
    [{ range: 'bytes=-99' }, 206, 'let a;', 'bytes 0-5/6'],
    [{ range: 'bytes=4-99' }, 206, 'a;', 'bytes 4-5/6'],
    [{ range: 'bytes=6-' }, 416, 'invalid range: failed to overlap\n', 'bytes */6'],
    [{ range: 'bytes=-0' }, 416, 'invalid range: failed to overlap\n', 'bytes */6'],
    [{ range: 'bytes=0-0,2-2' }, 200, 'let a;', undefined],
    [{ range: 'bytes=3-1' }, 200, 'let a;', undefined],
    [{ range: 'lines=1-2' }, 200, 'let a;', undefined],
    [{ range: 'bytes=0-2', 'if-range': '"another"' }, 200, 'let a;', undefined],
    [{ 'if-modified-since': 'Fri, 01 Jan 2999 00:00:00 GMT' }, 304, '', undefined],
    [{ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200, 'let a;', undefined],
    [{ 'if-modified-since': 'never' }, 200, 'let a;', undefined],
  ])('are sent in part where that is asked for: %j is %i', async (headers, status, text, span) => {
    const answer = await site('path: /a, fs: public');
    const response = await answer('GET', '/a/app.js', '', headers);
    expect({ status: response.status, text: response.text }).toEqual({ status, text });
    expect(Object.fromEntries(response.headers)['content-range']).toBe(span);
  });

  it.each(['bytes=0-2', 'bytes=-1', 'bytes=0-'])('are sent whole where they are empty: %s', async (range) => {
    const answer = await site('path: /a, fs: public');
    const response = await answer('GET', '/a/nothing.txt', '', { range });
    expect(response).toMatchObject({ status: 200, text: '' });
    expect(Object.fromEntries(response.headers)).not.toHaveProperty('content-range');
  });

  it.each<[string, string, number, string | undefined]>([
    ['OPTIONS', '/api/x', 204, undefined],
    ['DELETE', '/api/x', 405, 'GET, HEAD, OPTIONS, POST'],
    ['GET', '/api/x', 404, undefined],
    ['OPTIONS', '/app.js', 405, 'GET, HEAD'],
  ])('leave to endpoints the paths that these have: %s %s is %i', async (method, url, status, allow) => {
    const answer = await site('path: /, fs: public', ROUTER, lua('f', ''), endpoint('e', 'POST', '/x', 'f'));
    const response = await answer(method, url);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)['allow']).toBe(allow);
  });

  it.each<[string, string]>([
    ['fs: public', 'path is required'],
    ['path: a, fs: public', 'path must start with /'],
    ['path: /', 'fs is required'],
    ['path: /, fs: none', 'filesystem not found: app:none'],
    ['path: /, fs: public, static_options: {spa: true}', 'index is required'],
    ['path: "/b/", fs: public', '/b is answered by app:b already'],
  ])('are refused where {%s}: %s', async (fields, message) => {
    const { report } = await open(
      SERVER,
      'name: public, kind: fs.directory, directory: .',
      'name: b, kind: http.static, meta: {server: server}, path: /b, fs: public',
      `name: c, kind: http.static, meta: {server: server}, ${fields}`,
    );
    expect(report.error?.message).toContain(message);
  });
});
