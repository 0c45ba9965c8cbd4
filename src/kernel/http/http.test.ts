import { describe, expect, it } from 'vitest';
import { endpoint, lua, open, project, ROUTER, SERVER } from './testing/site.ts';

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
