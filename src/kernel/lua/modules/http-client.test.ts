import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../../../contract/api.ts';
import { createTestKernel, type TestKernel } from '../../testing/test-kernel.ts';
import { FakeNetwork, type FakeAnswer } from '../../testing/fake-network.ts';
import type { OutgoingRequest } from '../../../contract/network.ts';

const lua = (name: string, body: string): string =>
  `name: ${name}, kind: function.lua, method: main, modules: [http, http_client, funcs, fs, time, security], source: ${JSON.stringify(
    `local function main(...)\n${body}\nend\nreturn { main = main }`,
  )}`;

const SERVER = [
  'name: server, kind: http.service, addr: ":8080", lifecycle: {auto_start: true}',
  'name: api, kind: http.router, meta: {server: server}, prefix: /',
];
const route = (name: string, method: string, path: string): string =>
  `name: ${name}_route, kind: http.endpoint, meta: {router: api}, method: ${method}, path: "${path}", func: ${name}`;

const project = (...entries: string[]): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries.map((fields) => `  - {${fields}}\n`).join('')}`,
});

interface Run extends TestKernel {
  readonly network: FakeNetwork;
  /** What the body returns, or `KIND: message` of its error. */
  readonly value: unknown;
  readonly hints: string[];
}

/** Runs the body as a function of the project. */
async function run(
  body: string,
  { answer, entries = [] }: { answer?: (request: OutgoingRequest) => FakeAnswer; entries?: readonly string[] } = {},
): Promise<Run> {
  const network = new FakeNetwork(answer);
  const made = createTestKernel({}, network);
  const report = await made.settle(made.kernel.open(project(...entries, lua('ask', body))));
  expect(report.error).toBeUndefined();
  const { value, error } = await made.settle(made.kernel.call('app:ask', []));
  const failed = error?.from === 'runtime' ? `${error.kind}: ${error.message}` : error;
  const hints = made.sink.entries.filter(({ source }) => source === 'system').map(({ text }) => text);
  return { ...made, network, value: error ? failed : value, hints };
}

const R = "local r, err = http_client.get('https://a.example/x') if err then return nil, err end ";

describe('http_client to other machines', () => {
  it('gives status, headers, body and where redirects have led', async () => {
    const { value, network } = await run(`${R} return r`, {
      answer: () => ({
        status: 404,
        url: 'https://b.example/y',
        headers: [
          ['content-type', 'text/plain'],
          ['x-many', 'first'],
          ['x-many', 'second'],
        ],
        parts: ['no', ' such'],
      }),
    });
    expect(value).toEqual({
      status_code: 404,
      body: 'no such',
      body_size: 7,
      url: 'https://b.example/y',
      headers: { 'Content-Type': 'text/plain', 'X-Many': 'first' },
    });
    expect(network.lines).toEqual(['GET https://a.example/x']);
  });

  it('has no body where it is empty, and bytes as they are', async () => {
    expect((await run(`${R} return {r.body == nil, r.body_size, r.headers == nil}`)).value).toEqual([true, 0, true]);
    const bytes = Uint8Array.of(0xff, 0, 0xfe);
    expect((await run(`${R} return r.body`, { answer: () => ({ parts: [bytes] }) })).value).toEqual(bytes);
  });

  it.each<[string, string, Partial<OutgoingRequest> & { readonly text?: string }]>([
    ['get', "get('http://a.example')", { method: 'GET', url: 'http://a.example/' }],
    ['post', "post('http://a.example', {body='hi'})", { method: 'POST', text: 'hi' }],
    ['put', "put('http://a.example', {body=''})", { method: 'PUT', body: null }],
    ['delete', "delete('http://a.example')", { method: 'DELETE' }],
    ['head', "head('http://a.example')", { method: 'HEAD' }],
    ['patch', "patch('http://a.example', {body='x'})", { method: 'PATCH', text: 'x' }],
    ['request', "request('options', 'http://a.example')", { method: 'OPTIONS' }],
    [
      'a query, sorted and escaped',
      "get('http://a.example/p?z=0#there', {query={b='ü &', a='1', n=3}})",
      { url: 'http://a.example/p?z=0&a=1&b=%C3%BC+%26' },
    ],
    [
      'headers, of which those that are no texts are dropped',
      "get('http://a.example', {headers={['X-A']='1', ['X-B']=2}})",
      { headers: [['X-A', '1']] },
    ],
    [
      'a form',
      "post('http://a.example', {form={a='1', b='x y'}})",
      { text: 'a=1&b=x+y', headers: [['Content-Type', 'application/x-www-form-urlencoded']] },
    ],
    [
      'a name and a password',
      "get('http://a.example', {auth={user='ann', pass='sécret'}})",
      { headers: [['Authorization', `Basic ${Buffer.from('ann:sécret').toString('base64')}`]] },
    ],
    [
      'the same in the address',
      "get('http://ann:b%40c@a.example')",
      { url: 'http://a.example/', headers: [['authorization', `Basic ${Buffer.from('ann:b@c').toString('base64')}`]] },
    ],
  ])('%s', async (_what, expression, { text, ...expected }) => {
    const { network } = await run(`return select(2, http_client.${expression})`);
    expect(network.requests).toHaveLength(1);
    expect(network.requests[0]).toMatchObject(expected);
    if (text !== undefined) expect(new TextDecoder().decode(network.requests[0]?.body ?? undefined)).toBe(text);
  });

  it('sends files as parts of a form', async () => {
    const { network } = await run(
      `return select(2, http_client.post('http://a.example', {form={a='1'}, files={
        {name='f', filename='x "1".txt', content_type='text/plain', content='hello'}}}))`,
    );
    const request = network.requests[0];
    const boundary = /boundary=(\w+)/.exec(request?.headers[0]?.[1] ?? '')?.[1];
    expect(new TextDecoder().decode(request?.body ?? undefined)).toBe(
      [
        `--${boundary}`,
        'Content-Disposition: form-data; name="a"',
        '',
        '1',
        `--${boundary}`,
        'Content-Disposition: form-data; name="f"; filename="x \\"1\\".txt"',
        'Content-Type: text/plain',
        '',
        'hello',
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    );
  });

  it('leaves out what browsers set themselves, and says so', async () => {
    const { network, hints } = await run(
      `return select(2, http_client.get('http://a.example', {headers={Host='b', ['X-A']='1', ['Sec-X']='2'}, cookies={c='d'}}))`,
    );
    expect(network.requests[0]?.headers).toEqual([['X-A', '1']]);
    expect(hints).toEqual([
      'GET http://a.example/: a browser sets Host, Sec-X, Cookie itself, so what the code gives is left out',
    ]);
  });

  it.each([
    ['http://localhost:9/', 'no http.service of the project listens there', 'this computer'],
    ['http://[::1]:9/', 'no http.service of the project listens there', 'this computer'],
    ['http://192.168.0.1/', 'no http.service of the project listens there', 'the network around it'],
    ['https://localhost:9/', 'services of the project speak http, not https', 'this computer'],
  ])('to %s leave the page, and the console says why and for what', async (url, why, where) => {
    const { network, hints } = await run(`return select(2, http_client.get('${url}'))`);
    expect(network.lines).toEqual([`GET ${url}`]);
    expect(hints).toEqual([
      expect.stringContaining(`${why}, so the request leaves the page for ${where}; a policy may refuse it`),
    ]);
  });

  it('explains a request that failed to its caller and on the console', async () => {
    const { value, hints } = await run(
      `local r, err = http_client.get('https://a.example/x')
       return {r == nil, err:kind(), err:retryable(), err:message(), err:details().reason}`,
      { answer: () => ({ fails: 'nobody knows' }) },
    );
    expect(value).toEqual([true, 'Internal', true, 'GET https://a.example/x: nobody knows', 'unreachable']);
    expect(hints).toEqual(['GET https://a.example/x: nobody knows']);
  });

  it.each([
    ["get('ftp://a.example')", 'Invalid: ftp://a.example: unsupported protocol scheme "ftp"'],
    ["get('/path')", 'Invalid: /path: unsupported protocol scheme ""'],
    ["get('http://')", 'Invalid: http://: no address'],
    ["request('TRACE', 'http://a.example')", 'Invalid: a browser sends no request with the method TRACE'],
    ["request('A B', 'http://a.example')", 'Invalid: invalid method "A B"'],
    ["get('http://a.example', {body='x'})", 'Invalid: GET http://a.example/: a browser sends no body with GET'],
    ["get('http://a.example', {headers={['a b']='x'}})", 'Invalid: invalid header name: "a b"'],
    ["get('http://a.example', {headers={a='x\\ny'}})", 'Invalid: invalid value of header a'],
    ["get('http://a.example', {cookies={a='x;y'}})", 'Invalid: invalid cookie'],
    ["get('http://a.example', {timeout='soon'})", 'Invalid: time: invalid duration "soon"'],
    ["get('http://a.example', {tls={}})", 'Unavailable: tls is not available in a browser'],
    ["get('http://a.example', {unix_socket='/x'})", 'Unavailable: unix_socket is not available in a browser'],
    ["get('http://a.example', {overlay_network='x'})", 'Unavailable: overlay_network is not available in a browser'],
    ["post('http://a.example', {files={{name='x'}}})", 'Invalid: files[1]: content or reader expected'],
    ["get('http://a.example/' .. string.rep('x', 70000))", 'Invalid: url is longer than 65536 bytes'],
    ["decode_uri('%4')", 'Invalid: invalid URL escape "%4"'],
  ])('%s is refused, and nothing is sent', async (expression, message) => {
    const { value, network } = await run(`return http_client.${expression}`);
    expect(value).toBe(message);
    expect(network.lines).toEqual([]);
  });

  it.each([
    ["http_client.get('')", 'bad argument #1 to get (url is empty)'],
    ['http_client.get({})', 'bad argument #1 to get (string expected, got table)'],
    ["http_client.get('http://a.example', 1)", 'bad argument #2 to get (table expected, got number)'],
  ])('%s raises', async (expression, message) => {
    expect((await run(`return ${expression}`)).value).toContain(message);
  });

  it('gives up after its timeout, of seconds or of a text, and 30 s by default', async () => {
    for (const [option, seconds] of [
      ['{timeout=2}', 2],
      ["{timeout='1500ms'}", 1.5],
      ['{}', 30],
    ] as const) {
      const { value, network, clock } = await run(`return http_client.get('http://a.example', ${option})`, {
        answer: () => 'silence',
      });
      expect(value).toBe(`Internal: GET http://a.example: timeout of ${seconds}s exceeded`);
      expect(clock.nowMs()).toBe(1000 * seconds);
      expect(network.aborted).toBe(1);
    }
  });

  it('refuses a body beyond its limit, and ends the request', async () => {
    const { value, network } = await run(`return http_client.get('http://a.example', {max_response_body=5})`, {
      answer: () => ({ parts: ['abc', 'def', 'ghi'] }),
    });
    expect(value).toBe('Internal: response body too large (max 5 bytes)');
    expect(network.aborted).toBe(1);
  });

  it('ends with the call that made it', async () => {
    const network = new FakeNetwork(() => 'silence');
    const made = createTestKernel({}, network);
    await made.settle(made.kernel.open(project(lua('ask', `return http_client.get('http://a.example')`))));
    const called = made.kernel.call('app:ask', []);
    made.kernel.turn(10);
    expect(network.lines).toHaveLength(1);
    await made.settle(made.kernel.stop());
    expect((await called).error).toMatchObject({ kind: 'Canceled' });
    expect(network.aborted).toBe(1);
  });

  it('tells of several at once by their places', async () => {
    const { value } = await run(
      `local all, errs = http_client.request_batch({{'GET', 'http://a.example/1'}, {'get', 'http://b.example'}, {'GET', 'x:'}})
       return {all[1].body, all[2] == nil, errs[1] == nil, errs[2]:message(), errs[3]:kind()}`,
      { answer: ({ url }) => (url.includes('a.example') ? { parts: [url] } : { fails: 'gone' }) },
    );
    expect(value).toEqual(['http://a.example/1', true, true, 'GET http://b.example/: gone', 'Invalid']);
    const good = await run(
      `local all, errs = http_client.request_batch({{'GET', 'http://a.example'}}) return {#all, errs == nil}`,
    );
    expect(good.value).toEqual([1, true]);
  });

  it('escapes and unescapes bytes', async () => {
    const { value } = await run(`return {http_client.encode_uri('a b/ü~'), http_client.decode_uri('a+b%2F%C3%BC')}`);
    expect(value).toEqual(['a+b%2F%C3%BC~', 'a b/ü']);
  });
});

describe('a stream of http_client', () => {
  const STREAM = "local r, err = http_client.get('http://a.example', {stream=true}) if err then return nil, err end ";

  it('reads what comes, up to the end', async () => {
    const { value } = await run(
      `${STREAM} local all = {}
       repeat local piece = r.stream:read(3) all[#all + 1] = piece until not piece
       return {r.status_code, r.body == nil, table.concat(all, '|')}`,
      { answer: () => ({ parts: ['abcde', 'f'] }) },
    );
    expect(value).toEqual([200, true, 'abc|de|f']);
  });

  it.each([
    ['lines', ['a', 'b c', 'ü']],
    ['words', ['a', 'b', 'c', 'ü']],
    ['runes', ['a', '\n', 'b', ' ', 'c', '\r', '\n', 'ü']],
  ])('is scanned by %s, wherever the parts are cut', async (split, pieces) => {
    const { value } = await run(
      `${STREAM} local all, scanner = {}, r.stream:scanner('${split}')
       while scanner:scan() do all[#all + 1] = scanner:text() end
       return {all, scanner:err() and scanner:err():message() or true}`,
      { answer: () => ({ parts: ['a', '\nb', ' c\r\n', Uint8Array.of(0xc3), Uint8Array.of(0xbc)] }) },
    );
    expect(value).toEqual([pieces, true]);
  });

  it('says why it broke', async () => {
    const { value } = await run(`${STREAM} r.stream:read() return r.stream:read()`, {
      answer: () => ({ parts: ['x'], breaks: 'the line is cut' }),
    });
    expect(value).toBe('Internal: GET http://a.example/: the line is cut');
  });

  it('is over when it is closed, or when whoever has it ends', async () => {
    const closed = await run(`${STREAM} r.stream:close() return r.stream:read()`, {
      answer: () => ({ parts: ['x', 'y'] }),
    });
    expect(closed.value).toBe('Internal: the body was closed');
    expect(closed.network.aborted).toBe(1);
    const left = await run(`${STREAM} return r.status_code`, { answer: () => ({ parts: ['x', 'y'] }) });
    expect(left.value).toBe(200);
    expect(left.network.aborted).toBe(1);
  });
});

describe("http_client to the project's own addresses", () => {
  const echo = [
    ...SERVER,
    route('echo', 'POST', '/echo/{id}'),
    lua(
      'echo',
      `local req, res = http.request(), http.response()
       res:set_header('X-Id', (req:param('id')))
       res:set_header('Set-Cookie', 'seen=yes; Path=/')
       res:write((req:header('X-A') or '-') .. ' ' .. (req:header('Cookie') or '-') .. ' ' .. req:host() .. ' ' .. req:body())`,
    ),
  ];

  it('is answered in the page, with all that it says', async () => {
    const { value, network } = await run(
      `local r, err = http_client.post('http://localhost:8080/echo/7', {body='hello', headers={['X-A']='a'}, cookies={c='d'}})
       if err then return nil, err end
       return {r.status_code, r.body, r.headers['X-Id'], r.cookies.seen, r.url}`,
      { entries: echo },
    );
    expect(value).toEqual([200, 'a c=d localhost:8080 hello', '7', 'yes', 'http://localhost:8080/echo/7']);
    expect(network.lines).toEqual([]);
  });

  it('streams like any other', async () => {
    const { value } = await run(
      `local r = http_client.post('http://localhost:8080/echo/7', {body='hello', stream=true})
       return {r.stream:read(5), r.stream:read(100), r.stream:read()}`,
      { entries: echo },
    );
    expect(value).toEqual(['- - l', 'ocalhost:8080 hello']);
  });

  it('follows redirects as Go does, and leaves the page where they lead out', async () => {
    const moved = (name: string, status: number, to: string): string =>
      lua(name, `local res = http.response() res:set_header('Location', '${to}') res:set_status(${status})`);
    const entries = [
      ...SERVER,
      route('away', 'POST', '/away'),
      moved('away', 302, 'https://a.example/there'),
      route('round', 'GET', '/round'),
      moved('round', 307, '/round'),
    ];
    const out = await run(
      `return select(2, http_client.post('http://localhost:8080/away', {body='x', auth={user='a', pass='b'}}))`,
      { entries },
    );
    expect(out.network.requests).toEqual([{ method: 'GET', url: 'https://a.example/there', headers: [], body: null }]);
    const round = await run(`return http_client.get('http://localhost:8080/round')`, { entries });
    expect(round.value).toBe('Internal: stopped after 10 redirects');
  });

  it('ends where requests answer each other without end', async () => {
    const entries = [
      ...SERVER,
      route('again', 'GET', '/'),
      lua(
        'again',
        `local r, err = http_client.get('http://localhost:8080/') return err and http.response():write(err:message()) or http.response():write(r.body)`,
      ),
    ];
    const { value } = await run(`local r = http_client.get('http://localhost:8080/') return r.body`, { entries });
    expect(value).toBe('requests are nested deeper than 32: http://localhost:8080/');
  });

  it('says that nobody listens at a server that does not run', async () => {
    const { value } = await run(`return http_client.get('http://localhost:8080/')`, {
      entries: ['name: server, kind: http.service, addr: ":8080"'],
    });
    expect(value).toBe('Internal: connection refused: app:server is not running, as lifecycle.auto_start is not set');
  });
});

describe('what the permissions say of requests', () => {
  const policies = [
    'name: base, kind: security.policy, policy: {actions: "funcs.*", resources: "*", effect: allow}, groups: [g]',
    'name: get, kind: security.policy, policy: {actions: http_client.request, resources: ["https://good.example/*", "http://127.0.0.1*"], effect: allow}, groups: [g]',
  ];
  const asActor = (url: string): string => `
    local executor = funcs.new():with_actor(security.new_actor('ann')):with_scope(security.named_scope('app:g'))
    local value, err = executor:call('app:inner', '${url}')
    return value, err`;
  const inner = lua(
    'inner',
    'local url = ... local r, err = http_client.get(url) if err then return nil, err end return r.body',
  );
  const ask = (url: string, answer?: (request: OutgoingRequest) => FakeAnswer) =>
    run(asActor(url).replace('local executor', "local security = require('security')\n local executor"), {
      entries: [...policies, inner],
      ...(answer ? { answer } : {}),
    });

  it('is asked before anything leaves the page', async () => {
    const good = await ask('https://good.example/x', () => ({ parts: ['yes'] }));
    expect(good.value).toBe('yes');
    const bad = await ask('https://bad.example/x');
    expect(bad.value).toBe('PermissionDenied: not allowed: https://bad.example/x');
    expect(bad.network.lines).toEqual([]);
  });

  it('is asked of the address as a browser understands it', async () => {
    const { network } = await ask('https://good.example/..//@/../../https://x');
    expect(network.lines).toEqual(['GET https://good.example/https://x']);
    const hidden = await ask('HTTPS://good.example.evil.example\\\\/x');
    expect(hidden.value).toContain('not allowed: https://good.example.evil.example/');
  });

  it('is asked of private addresses too', async () => {
    const { value, network } = await ask('http://127.1/x');
    expect(value).toBe('PermissionDenied: not allowed: private IP 127.0.0.1');
    expect(network.lines).toEqual([]);
  });

  it('is asked of where a redirect has led, whose answer is not given', async () => {
    const { value, network } = await ask('https://good.example/x', () => ({
      url: 'https://bad.example/y',
      parts: ['secret'],
    }));
    expect(value).toBe('PermissionDenied: not allowed: https://bad.example/y');
    expect(network.aborted).toBe(1);
  });
});
