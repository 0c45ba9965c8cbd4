import { describe, expect, it } from 'vitest';
import { createTestKernel } from '../../testing/test-kernel.ts';
import { FakeNetwork } from '../../testing/fake-network.ts';
import type { OutgoingRequest } from '../../../contract/network.ts';
import { lua, project, run } from './testing/http-project.ts';

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
