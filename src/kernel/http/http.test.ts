import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import type { HttpResponse } from '../../contract/http.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { endpoint, lua, open, project, ROUTER, SERVER, type Site } from './testing/site.ts';

describe('entries of HTTP', () => {
  it.each<[string, string[], string]>([
    ['a server without an address', ['name: s, kind: http.service'], 'address is required'],
    ['a server with an address that is none', ['name: s, kind: http.service, addr: "80 80"'], 'invalid address: 80 80'],
    ['a router without meta', ['name: r, kind: http.router'], 'metadata is required'],
    ['a router of no server', ['name: r, kind: http.router, meta: {comment: hi}'], 'server metadata is required'],
    ['a router of an unknown server', ['name: r, kind: http.router, meta: {server: s}'], 'server not found'],
    [
      'a prefix for the second time',
      [SERVER, ROUTER, 'name: more, kind: http.router, meta: {server: "app:server"}, prefix: api/'],
      'router prefix already exists',
    ],
    [
      'an endpoint without meta',
      ['name: e, kind: http.endpoint, method: GET, path: /, func: f'],
      'metadata is required',
    ],
    [
      'an endpoint of no router',
      ['name: e, kind: http.endpoint, meta: {a: b}, method: GET, path: /, func: f'],
      'router metadata is required',
    ],
    [
      'an endpoint of an unknown router',
      ['name: e, kind: http.endpoint, meta: {router: r}, method: GET, path: /, func: f'],
      'router not found',
    ],
    [
      'an endpoint without a method',
      [SERVER, ROUTER, 'name: e, kind: http.endpoint, meta: {router: api}, path: /, func: f'],
      'method is required',
    ],
    ['a method in small letters', [SERVER, ROUTER, endpoint('e', 'get', '/', 'f')], 'invalid HTTP method: get'],
    [
      'an endpoint without a path',
      [SERVER, ROUTER, 'name: e, kind: http.endpoint, meta: {router: api}, method: GET, func: f'],
      'path is required',
    ],
    ['a path without a slash', [SERVER, ROUTER, endpoint('e', 'GET', 'x', 'f')], 'path must start with /'],
    [
      'a parameter that is part of a name',
      [SERVER, ROUTER, endpoint('e', 'GET', '/x{id}', 'f')],
      'invalid path: a parameter is not all of x{id}',
    ],
    [
      'a rest that is not the end',
      [SERVER, ROUTER, endpoint('e', 'GET', '/{a...}/b', 'f')],
      'invalid path: {a...} is not at the end',
    ],
    [
      'a parameter that is there twice',
      [SERVER, ROUTER, endpoint('e', 'GET', '/{a}/:a', 'f')],
      'invalid path: parameter a is there twice',
    ],
    [
      'an endpoint without a function',
      [SERVER, ROUTER, 'name: e, kind: http.endpoint, meta: {router: api}, method: GET, path: /'],
      'function name is required',
    ],
    [
      'an endpoint that another one hides',
      [SERVER, ROUTER, endpoint('a', 'GET', '/{x}', 'f'), endpoint('b', 'GET', '/:y', 'f')],
      'GET /:y is answered by app:a already',
    ],
  ])('refuse %s', async (_what, entries, message) => {
    const { report } = await open(...entries);
    expect(report.error?.message).toContain(message);
    expect(report.diagnostics.find((one) => one.severity === 'error')).toMatchObject({ file: '_index.yaml', message });
  });

  it('load whether there is such a function or not', async () => {
    const { report } = await open(SERVER, ROUTER, endpoint('e', 'GET', '/x', 'nothing'));
    expect(report).toMatchObject({ ok: true, diagnostics: [] });
  });
});

describe('requests to a project', () => {
  const echo = lua('f', 'return nil');

  it('find the most special path', async () => {
    const { answer, sink } = await open(
      SERVER,
      ROUTER,
      ...['a', 'b', 'c', 'd'].map((name) => lua(name, `print("${name}")`)),
      endpoint('e1', 'GET', '/{rest...}', 'a'),
      endpoint('e2', 'GET', '/users/:id', 'b'),
      endpoint('e3', 'GET', '/users/me', 'c'),
      endpoint('e4', 'GET', '/{x}/me', 'd'),
    );
    for (const path of ['/api/x/y/z', '/api/users/7', '/api/users/me', '/api/x/me', '/api/'])
      expect(await answer('GET', path)).toMatchObject({ status: 200 });
    expect(sink.printed).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  it('are answered by what is there now', async () => {
    const { kernel, settle, answer } = await open(SERVER, ROUTER, echo, endpoint('e', 'GET', '/old', 'f'));
    expect(await answer('GET', '/api/old')).toMatchObject({ status: 200 });
    await settle(kernel.apply(project(SERVER, ROUTER, echo, endpoint('e', 'GET', '/new', 'f'))));
    expect(await answer('GET', '/api/old')).toMatchObject({ status: 404 });
    expect(await answer('GET', '/api/new')).toMatchObject({ status: 200 });
    await settle(kernel.apply(project(ROUTER.replace('/api', '/v2'), SERVER, echo, endpoint('e', 'GET', '/new', 'f'))));
    expect(await answer('GET', '/v2/new')).toMatchObject({ status: 200 });
  });

  it.each([
    ['/api/x', 200],
    ['http://localhost:8080/api/x', 200],
    ['http://127.0.0.1:8080/api/x?q=1#there', 200],
    ['HTTP://LOCALHOST:8080/api/x', 200],
    ['http://localhost:8080', 404],
    ['/api/%zz', 400],
    ['/api/%ff', 400],
    ['/API/x', 404],
    ['/api/x/', 404],
  ])('to %s are answered with %d', async (url, status) => {
    const { answer } = await open(SERVER, ROUTER, echo, endpoint('e', 'GET', '/x', 'f'));
    expect(await answer('GET', url)).toMatchObject({ status });
  });

  it.each<[string, string, string]>([
    ['http://localhost:9/', 'connection refused: no http.service of the project listens at localhost:9', 'Unavailable'],
    ['http://example.org/', 'connection refused: no http.service of the project listens at example.org', 'Unavailable'],
    ['x', 'no address of HTTP: x', 'Invalid'],
    ['', 'no address of HTTP: ', 'Invalid'],
  ])('to %j reach nobody', async (url, message, kind) => {
    const { fetch } = await open(SERVER, ROUTER);
    expect(await fetch('GET', url)).toMatchObject({ kind, message });
  });

  it('reach no server that was not started', async () => {
    const { fetch } = await open('name: server, kind: http.service, addr: ":1"', ROUTER);
    expect(await fetch('GET', '/api')).toMatchObject({
      message: 'connection refused: app:server is not running, as lifecycle.auto_start is not set',
    });
  });

  it('have an address of bounded length', async () => {
    const { fetch } = await open(echo);
    expect(await fetch('GET', `/${'x'.repeat(16 * 1024)}`)).toMatchObject({ status: 414 });
  });

  it('reach nobody in a project without a server', async () => {
    const { fetch } = await open(echo);
    expect(await fetch('GET', '/')).toMatchObject({ message: 'connection refused: the project has no http.service' });
  });

  it('end when everything is stopped', async () => {
    const { kernel, fetch, settle } = await open(
      SERVER,
      ROUTER,
      lua('f', 'channel.new():receive()').replace('[http', '[channel, http'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    const pending = kernel.fetch({ method: 'GET', url: '/api/x', headers: [], body: new Uint8Array() });
    await settle(kernel.stop());
    expect(await pending).toMatchObject({ kind: 'Canceled' });
    expect(await fetch('GET', '/api')).toMatchObject({ status: 404 });
  });

  it('are told of in the console, with the call that answers', async () => {
    const { answer, sink } = await open(SERVER, ROUTER, echo, endpoint('e', 'GET', '/x', 'f'));
    await answer('GET', '/api/x');
    expect(sink.entries.find(({ source }) => source === 'call')?.call).toMatchObject({
      target: 'app:f',
      caller: 'GET /api/x',
    });
  });

  it('say so when what a function returns goes nowhere', async () => {
    const { answer, sink } = await open(SERVER, ROUTER, lua('f', 'return "hi"'), endpoint('e', 'GET', '/x', 'f'));
    expect(await answer('GET', '/api/x')).toMatchObject({ status: 200, text: '' });
    expect(sink.entries.filter(({ source }) => source === 'system').map(({ text }) => text)).toEqual([
      'GET /api/x: what app:f returned is not sent. A Lua function answers with http.response(), one in WebAssembly with transport: wasi-http',
    ]);
  });

  it.each([
    ['return nil, "oh no"', 'oh no\n'],
    ['error("oh no")', 'app:f:2: oh no\n'],
  ])('are answered with 500 where the function does {%s}', async (body, text) => {
    const { answer } = await open(SERVER, ROUTER, lua('f', body), endpoint('e', 'GET', '/x', 'f'));
    expect(await answer('GET', '/api/x')).toMatchObject({ status: 500, text });
  });
});

describe('the Lua module http', () => {
  const answering = (body: string, path = '/x', method = 'GET'): Promise<Site> =>
    open(
      SERVER,
      ROUTER,
      lua('f', `local req, res = http.request(), http.response()\n${body}`),
      endpoint('e', method, path, 'f'),
    );

  it.each<[string, string]>([
    ['req:method()', 'POST'],
    ['req:path()', '/api/u/7/a/b'],
    ['req:host()', 'localhost:8080'],
    ['req:remote_addr()', '127.0.0.1'],
    ['req:content_type()', 'application/json; charset=utf-8'],
    ['req:content_length()', '11'],
    ['req:header("X-One")', '1'],
    ['req:header("x-none")', 'nil'],
    ['req:query("q")', 'a b&c'],
    ['req:query("none")', 'nil'],
    ['req:query("twice")', '1'],
    ['req:query_params().twice', '1,2'],
    ['req:param("id")', '7'],
    ['req:param("rest")', 'a/b'],
    ['req:param("none")', 'nil'],
    ['req:params().id', '7'],
    ['req:body()', '{"a":[1,2]}'],
    ['req:body_json().a[2]', '2'],
    ['req:has_body()', 'true'],
    ['req:is_content_type(http.CONTENT.JSON)', 'true'],
    ['req:is_content_type("text/plain")', 'false'],
    ['req:accepts("text/html")', 'true'],
    ['req:accepts("image/png")', 'false'],
    ['select(2, http.request({max_body = 5}):body())', 'request body too large (max 5 bytes)'],
  ])('says of a request: %s is %j', async (expression, expected) => {
    const { answer } = await answering(`res:write(tostring((${expression})))`, '/u/{id}/{rest...}', 'POST');
    const headers = {
      'X-One': '1',
      'content-type': 'application/json; charset=utf-8',
      accept: 'text/*;q=0.5, image/png;q=0',
    };
    const url = 'http://localhost:8080/api/u/7/a/b?q=a+b%26c&twice=1&twice=2';
    expect((await answer('POST', url, '{"a":[1,2]}', headers)).text).toBe(expected);
  });

  const FORM = [
    'before',
    '--B',
    'Content-Disposition: form-data; name="title"',
    '',
    'A "title"',
    '--B',
    'content-disposition: form-data; name=tag',
    '',
    'a',
    '--B',
    'content-disposition: form-data; name=tag',
    '',
    'b',
    '--B',
    'Content-Disposition: form-data; name="photo"; filename="C:\\\\up\\\\photo \\"1\\".png"',
    'Content-Type: image/png',
    '',
    'PNG--B',
    '\r\n',
    '--B--',
    '',
  ].join('\r\n');

  it.each<[string, string]>([
    ['form.values.title', 'A "title"'],
    ['form.values.tag', 'a,b'],
    ['form.values.photo', 'nil'],
    ['#form.files.photo', '1'],
    ['form.files.photo[1]:name()', 'photo "1".png'],
    ['form.files.photo[1]:size()', '10'],
    ['form.files.photo[1]:header("Content-Type")', 'image/png'],
    ['form.files.photo[1]:header("none")', 'nil'],
    ['form.files.photo[1]:stream():read(3)', 'PNG'],
    ['form.files.photo[1]:stream():read(0)', 'PNG--B\r\n\r\n'],
    ['req:stream():read(6)', 'before'],
  ])('reads a form with files: %s is %j', async (expression, expected) => {
    const { answer } = await answering(
      `local form, err = req:parse_multipart() if err then error(err) end res:write(tostring((${expression})))`,
      '/x',
      'POST',
    );
    const headers = { 'content-type': 'multipart/form-data; boundary="B"' };
    expect((await answer('POST', '/api/x', FORM, headers)).text).toBe(expected);
  });

  it.each([
    ['text/plain', 'x', "request Content-Type isn't multipart/form-data"],
    ['multipart/form-data', 'x', 'no multipart boundary param in Content-Type'],
    ['multipart/form-data; boundary=B', 'x', 'multipart: NextPart: EOF'],
    ['multipart/form-data; boundary=B', '--B\r\n\r\nx', 'multipart: NextPart: EOF'],
    ['multipart/form-data; boundary=B', '--B\r\nx\r\n\r\n\r\n--B--', 'malformed MIME header line: x'],
    ['multipart/form-data; boundary=B', '--B\r\n\r\n\r\n'.repeat(1001), 'multipart: message too large'],
  ])('refuses a form of type %s that is %j', async (type, body, why) => {
    const { answer } = await answering(
      'local _, err = req:parse_multipart() res:write(err:kind() .. " " .. err:message())',
      '/x',
      'POST',
    );
    const { text } = await answer('POST', '/api/x', body, { 'content-type': type });
    expect(text).toBe(`Invalid failed to parse multipart form: ${why}`);
  });

  it.each([
    ['', 'request body is empty'],
    ['{', 'failed to parse JSON: '],
  ])('tells that a body is no JSON: %j', async (body, message) => {
    const { answer } = await answering('res:write(tostring(select(2, req:body_json())))', '/x', 'POST');
    expect((await answer('POST', '/api/x', body)).text).toContain(message);
  });

  it.each<[string, Partial<HttpResponse>, string]>([
    [
      'res:write("hi")',
      {
        status: 200,
        headers: [
          ['content-type', 'text/plain; charset=utf-8'],
          ['content-length', '2'],
        ],
      },
      'hi',
    ],
    [
      'res:write("<html></html>")',
      {
        headers: [
          ['content-type', 'text/html; charset=utf-8'],
          ['content-length', '13'],
        ],
      },
      '<html></html>',
    ],
    [
      'res:write("\\0")',
      {
        headers: [
          ['content-type', 'application/octet-stream'],
          ['content-length', '1'],
        ],
      },
      '\0',
    ],
    [
      'res:set_status(201); res:set_header("X-A", "b"); res:write_json({a = 1})',
      {
        status: 201,
        headers: [
          ['x-a', 'b'],
          ['content-type', 'application/json'],
          ['content-length', '7'],
        ],
      },
      '{"a":1}',
    ],
    [
      'res:set_content_type("a/b"); res:write_json(1)',
      {
        headers: [
          ['content-type', 'a/b'],
          ['content-length', '1'],
        ],
      },
      '1',
    ],
    ['res:set_status(http.STATUS.NO_CONTENT)', { status: 204, headers: [] }, ''],
    ['res:set_status(404)', { status: 404, headers: [['content-length', '0']] }, ''],
    ['res:write("a"); res:flush(); res:write("b")', {}, 'ab'],
    [
      'res:set_transfer("sse"); res:write_event({name = "n", data = {1}}); res:write_event({data = "a\\nb"})',
      {
        headers: [
          ['content-type', 'text/event-stream'],
          ['content-length', '43'],
        ],
      },
      'event: n\ndata: [1]\n\ndata: a\ndata: b\n\n',
    ],
    ['res:write("begun"); error("too late")', { status: 200 }, 'begun'],
  ])('answers {%s}', async (body, response, text) => {
    const { answer } = await answering(body);
    const answered = await answer('GET', '/api/x');
    expect(answered).toMatchObject({
      ...response,
      ...(response.headers && text !== '' ? { headers: answered.headers } : {}),
      text,
    });
    for (const header of response.headers ?? []) {
      if (header[0] !== 'content-length') expect(answered.headers).toContainEqual(header);
    }
    if (text !== '') expect(answered.headers).toContainEqual(['content-length', String(answered.body.length)]);
  });

  it.each<[string, string]>([
    ['res:write("x"); return nil, res:set_header("a", "b")', 'cannot set headers after they are sent'],
    ['res:write("x"); return nil, res:set_status(201)', 'cannot set headers after they are sent'],
    ['return nil, res:set_status(1)', 'invalid status code: 1'],
    ['return nil, res:set_header("a b", "c")', 'invalid header name: "a b"'],
    ['return nil, res:set_header("a", "b\\r\\nc: d")', 'invalid value of header a'],
    ['return nil, res:set_transfer("x")', 'invalid transfer type: x'],
    ['return nil, res:write_event({name = "a\\nb"})', 'an event has a line break in its name'],
  ])('refuses {%s}', async (body, message) => {
    const { answer, sink } = await answering(body);
    await answer('GET', '/api/x');
    const error = sink.entries.find(({ source }) => source === 'call')?.call?.error;
    expect(error).toMatchObject({ message, kind: 'Invalid' });
  });

  it('has no request outside of an endpoint, nor in what the function of one calls', async () => {
    const { answer, kernel, settle } = await open(
      SERVER,
      ROUTER,
      lua(
        'inner',
        'local req, err = http.request()\nreturn tostring(req) .. " " .. err:kind() .. ": " .. err:message()',
      ),
      lua('f', 'http.response():write(funcs.call("app:inner"))'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    const message = 'nil Internal: no HTTP request context found';
    expect((await answer('GET', '/api/x')).text).toBe(message);
    expect(await settle(kernel.call('app:inner', []))).toMatchObject({ value: message });
  });

  it.each([
    ['req', false],
    ['req:parse_multipart().files.photo[1]', false],
    ['req:stream()', false],
    ['req:stream():scanner()', false],
    ['res', true],
  ])('counts the bodies of requests that code keeps by %s: %s', async (kept, holdsNothing) => {
    const MiB = 2 ** 20;
    const made = createTestKernel({
      luaLimits: { memoryBytes: 16 * MiB, totalMemoryBytes: 64 * MiB, stringBytes: 8 * MiB },
    });
    const source = `local kept = {}
local function main()
  local req, res = http.request(), http.response()
  kept[#kept + 1] = ${kept}
  res:write(tostring(#kept))
end
return { main = main }`;
    const f = `name: f, kind: function.lua, method: main, modules: [http], source: ${JSON.stringify(source)}`;
    await made.settle(made.kernel.open(project(SERVER, ROUTER, f, endpoint('e', 'POST', '/x', 'f'))));
    await import('./serve.ts');
    const body = new TextEncoder().encode(FORM.replace('PNG', 'x'.repeat(MiB)));
    const headers = [['content-type', 'multipart/form-data; boundary=B']] as const;
    const answers: string[] = [];
    for (let count = 1; count <= 20; count++) {
      const result = await made.settle(
        made.kernel.fetch({ method: 'POST', url: '/api/x', headers, body: body.slice() }),
      );
      if (!('status' in result)) throw new Error(result.message);
      answers.push(new TextDecoder().decode(result.body));
    }
    // One world answers all of them.
    expect(answers.slice(0, 9)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(answers.every((text) => !text.includes('not enough memory'))).toBe(holdsNothing);
  });

  it('answers HEAD by GET, without the body', async () => {
    const { answer } = await answering('res:write(req:method())');
    expect(await answer('HEAD', '/api/x')).toMatchObject({ status: 200, text: '' });
    expect((await answer('HEAD', '/api/x')).headers).toContainEqual(['content-length', '4']);
  });
});

describe('files of an http.static', () => {
  const FILES: ProjectFiles = {
    'public/index.html': '<p>home</p>',
    'public/app.js': 'let a;',
    'public/docs/index.html': '<p>docs</p>',
    'public/docs/a b.txt': 'text',
    'public/data': Uint8Array.of(0, 1, 2),
    'public/nothing.txt': '',
    'secret.txt': 'no',
  };
  const site = async (files: string, ...more: string[]): Promise<Site['answer']> => {
    const made = createTestKernel();
    const entries = [
      SERVER,
      'name: public, kind: fs.directory, directory: ./public, mode: "0555"',
      `name: files, kind: http.static, meta: {server: server}, ${files}`,
      ...more,
    ];
    const report = await made.settle(made.kernel.open({ ...project(...entries), ...FILES }));
    expect(report.error).toBeUndefined();
    return async (method, url, _body, headers = {}) => {
      await import('./serve.ts');
      const request = { method, url, headers: Object.entries(headers), body: new Uint8Array() };
      const result = await made.settle(made.kernel.fetch(request));
      if (!('status' in result)) throw new Error(result.message);
      return { ...result, text: new TextDecoder().decode(result.body) };
    };
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
