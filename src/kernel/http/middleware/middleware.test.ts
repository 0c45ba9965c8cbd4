/** spec/registry §4.4: what requests pass on their way through a router. */
import { describe, expect, it } from 'vitest';
import { MIDDLEWARE } from '../../../project/kinds/http-middleware.ts';
import { endpoint, lua, open, openWith, project, ROUTER, SERVER, type Site } from '../testing/site.ts';

type Headers = Record<string, string>;

const router = (fields: string): string => `${ROUTER}, ${fields}`;
const echo = lua('f', 'http.response():write(http.request():remote_addr())');

const site = (fields: string, ...more: string[]): Promise<Site> =>
  open(SERVER, router(fields), echo, endpoint('e', 'GET', '/x', 'f'), ...more);

const headersOf = ({ headers }: { readonly headers: readonly (readonly [string, string])[] }): Headers =>
  Object.fromEntries(headers.filter(([name]) => name.startsWith('access-control') || name === 'vary'));

describe('cors', () => {
  const ASKED = { origin: 'https://a.example', 'access-control-request-method': 'GET' };

  it('answers what a browser asks beforehand', async () => {
    const { answer } = await site('middleware: [cors]');
    const response = await answer('OPTIONS', '/api/x', '', ASKED);
    expect(response.status).toBe(204);
    expect(headersOf(response)).toEqual({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST,PUT,DELETE,OPTIONS,PATCH',
      'access-control-allow-headers': 'Origin,Content-Type,Accept,Authorization,X-Requested-With',
      'access-control-max-age': '86400',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
  });

  it.each<[string, string, Headers, Headers]>([
    ['', 'GET', {}, {}],
    [
      '',
      'GET',
      { origin: 'https://a.example' },
      { 'access-control-allow-origin': 'https://a.example', vary: 'Origin' },
    ],
    [
      '',
      'OPTIONS',
      { origin: 'https://a.example' },
      { 'access-control-allow-origin': 'https://a.example', vary: 'Origin' },
    ],
    ['', 'OPTIONS', { 'access-control-request-method': 'GET' }, {}],
    ['cors.allow.origins: "https://b.example, *.c.example"', 'GET', { origin: 'https://a.example' }, {}],
    ['cors.allow.origins: "https://b.example"', 'OPTIONS', ASKED, {}],
    [
      'cors.allow.origins: "https://b.example, *.c.example"',
      'GET',
      { origin: 'https://x.c.example' },
      { 'access-control-allow-origin': 'https://x.c.example', vary: 'Origin' },
    ],
    ['allow_origins: "*.c.example"', 'GET', { origin: '.c.example' }, {}],
    [
      'expose_headers: X-Total, cors.allow.credentials: "true", cors.allow.private.network: "true"',
      'GET',
      { origin: 'null' },
      {
        'access-control-allow-origin': 'null',
        'access-control-expose-headers': 'X-Total',
        'access-control-allow-credentials': 'true',
        'access-control-allow-private-network': 'true',
        vary: 'Origin',
      },
    ],
  ])('with {%s} says of %s with %j: %j', async (options, method, headers, expected) => {
    const { answer } = await site(`middleware: [cors], options: {${options}}`);
    expect(headersOf(await answer(method, '/api/x', '', headers))).toEqual(expected);
  });

  it('leaves to the function what it says itself, and stands on answers of what comes behind', async () => {
    const { answer } = await open(
      SERVER,
      router('middleware: [cors, ratelimit], options: {ratelimit.burst: "1"}'),
      lua('f', 'http.response():set_header("Vary", "Accept")'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    const headers = { origin: 'https://a.example' };
    expect(headersOf(await answer('GET', '/api/x', '', headers))).toEqual({
      'access-control-allow-origin': 'https://a.example',
      vary: 'Accept',
    });
    expect(await answer('GET', '/api/x', '', headers)).toMatchObject({ status: 429 });
    expect(headersOf(await answer('GET', '/api/x', '', headers))).toMatchObject({ vary: 'Origin' });
  });
});

describe('ratelimit', () => {
  it('answers 429 to whoever asks too often, and lets them pass again after a while', async () => {
    const { answer, clock } = await site(
      'middleware: [ratelimit], options: {ratelimit.requests: "60", ratelimit.burst: "2"}',
    );
    const status = async (): Promise<number> => (await answer('GET', '/api/x')).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    const refused = await answer('GET', '/api/x');
    expect(refused.text).toBe('Rate limit exceeded\n');
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'x-ratelimit-limit': '60',
      'x-ratelimit-window': '1m',
    });
    clock.advance(1000);
    expect([await status(), await status()]).toEqual([200, 429]);
    clock.advance(3_600_000);
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
  });

  it.each<[string, string, Headers, Headers, number]>([
    ['ip', '/api/x', {}, {}, 429],
    ['header:X-Key', '/api/x', { 'x-key': 'a' }, { 'x-key': 'b' }, 200],
    ['header:X-Key', '/api/x', { 'x-key': 'a' }, { 'x-key': 'a' }, 429],
    ['header:X-Key', '/api/x', { 'x-key': 'a' }, {}, 400],
    ['header', '/api/x', {}, {}, 400],
    ['query:k', '/api/x?k=1', {}, {}, 429],
    ['query:k', '/api/x', {}, {}, 400],
    ['planet', '/api/x', {}, {}, 429],
  ])('knows by %s who asks', async (key, url, first, second, status) => {
    const { answer } = await site(`middleware: [ratelimit], options: {ratelimit.burst: "1", ratelimit.key: "${key}"}`);
    await answer('GET', url, '', first);
    expect((await answer('GET', url, '', second)).status).toBe(status);
  });

  it('keeps count of so many, and forgets who asked least recently', async () => {
    const { answer } = await site(
      'middleware: [ratelimit], options: {ratelimit.burst: "1", ratelimit.key: "query:k", ratelimit.max_entries: "2"}',
    );
    const status = async (key: string): Promise<number> => (await answer('GET', `/api/x?k=${key}`)).status;
    expect([await status('a'), await status('b'), await status('a'), await status('c')]).toEqual([200, 200, 429, 200]);
    expect([await status('a'), await status('b')]).toEqual([429, 200]);
  });

  it('goes on counting while other entries change', async () => {
    const fields = 'middleware: [ratelimit], options: {ratelimit.burst: "1"}';
    const { answer, kernel, settle } = await site(fields);
    await answer('GET', '/api/x');
    const more = endpoint('more', 'GET', '/y', 'f');
    await settle(kernel.apply(project(SERVER, router(fields), echo, endpoint('e', 'GET', '/x', 'f'), more)));
    expect((await answer('GET', '/api/y')).status).toBe(429);
  });
});

describe('real_ip', () => {
  it.each<[string, Headers, string]>([
    ['', {}, '127.0.0.1'],
    ['', { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }, '203.0.113.7'],
    ['', { 'X-Real-IP': '203.0.113.8', 'x-forwarded-for': '203.0.113.7' }, '203.0.113.8'],
    ['', { 'true-client-ip': '2001:db8::1', 'x-real-ip': '203.0.113.8' }, '2001:db8::1'],
    ['', { 'x-real-ip': '<script>' }, '127.0.0.1'],
    ['', { 'x-real-ip': '999.1.1.1' }, '127.0.0.1'],
    ['', { 'x-real-ip': '1::2::3' }, '127.0.0.1'],
    ['real_ip.trusted.subnets: "10.0.0.0/8"', { 'x-real-ip': '203.0.113.8' }, '127.0.0.1'],
    ['real_ip.trusted.subnets: "10.0.0.0/8", real_ip.trust_all: "true"', { 'x-real-ip': '203.0.113.8' }, '203.0.113.8'],
    ['trusted_subnets: "::1/128, 127.0.0.1/32"', { 'x-real-ip': '203.0.113.8' }, '203.0.113.8'],
  ])('with {%s} takes %j for %s', async (options, headers, address) => {
    const { answer } = await site(`middleware: [real_ip], options: {${options}}`);
    expect((await answer('GET', '/api/x', '', headers)).text).toBe(address);
  });

  it('counts as the address that the next one is limited by', async () => {
    const { answer } = await site('middleware: [real_ip, ratelimit], options: {ratelimit.burst: "1"}');
    const status = async (address: string): Promise<number> =>
      (await answer('GET', '/api/x', '', { 'x-real-ip': address })).status;
    expect([await status('1.1.1.1'), await status('1.1.1.1'), await status('1.1.1.2')]).toEqual([200, 429, 200]);
  });
});

describe('token_auth and firewalls', () => {
  const GUARDED = [
    'name: data, kind: store.memory',
    'name: tokens, kind: security.token_store, store: data, default_expiration: 1m',
    'name: reach, kind: security.policy, groups: [users], policy: {actions: access, resources: "app:e", effect: allow}',
    'name: admin, kind: security.policy, groups: [admins], policy: {actions: "*", resources: "*", effect: allow}',
    lua(
      'issue',
      `local security = require("security")
local group = http.request():query("group")
http.response():write((security.token_store("app:tokens"):create(security.new_actor("ann"), security.named_scope(group))))`,
    ).replace('[http,', '[security, http,'),
    'name: open, kind: http.router, meta: {server: server}, prefix: /open',
    'name: issuing, kind: http.endpoint, meta: {router: open}, method: GET, path: /issue, func: issue',
  ];
  const who = lua(
    'f',
    'local actor = require("security").actor() http.response():write(actor and actor:id() or "nobody")',
  ).replace('[http,', '[security, http,');

  const guarded = async (fields: string): Promise<Site & { readonly token: (group: string) => Promise<string> }> => {
    const made = await open(SERVER, router(fields), who, endpoint('e', 'GET', '/x', 'f'), ...GUARDED);
    expect(made.report).toMatchObject({ ok: true });
    return { ...made, token: async (group) => (await made.answer('GET', `/open/issue?group=app:${group}`)).text };
  };
  const AUTH = 'middleware: [token_auth], options: {token_auth.store: "app:tokens"}';

  it.each<[string, (token: string) => Headers, string]>([
    ['/api/x', () => ({}), 'nobody'],
    ['/api/x', (token) => ({ authorization: `Bearer ${token}` }), 'ann'],
    ['/api/x', (token) => ({ authorization: token }), 'nobody'],
    ['/api/x', () => ({ authorization: 'Bearer wrong' }), 'nobody'],
    ['/api/x', (token) => ({ cookie: `a=b; x-auth-token="${token}"` }), 'ann'],
    ['/api/x?x-auth-token=wrong', (token) => ({ cookie: `x-auth-token=${token}` }), 'nobody'],
  ])('give the function who acts: %s', async (url, headers, expected) => {
    const { answer, token } = await guarded(AUTH);
    expect((await answer('GET', url, '', headers(await token('users')))).text).toBe(expected);
  });

  it('take the token where the options say', async () => {
    const { answer, token } = await guarded(
      'middleware: [token_auth], options: {token_store: "app:tokens", header_name: X-T, header_prefix: "t=", query_param: q}',
    );
    const value = await token('users');
    expect((await answer('GET', '/api/x', '', { 'x-t': `t=${value}` })).text).toBe('ann');
    expect((await answer('GET', `/api/x?q=${value}`)).text).toBe('ann');
  });

  it('say so where there is no such store', async () => {
    const { answer, sink } = await site('middleware: [token_auth], options: {token_auth.store: "app:none"}');
    await answer('GET', '/api/x', '', { authorization: 'Bearer x' });
    expect(sink.entries.map(({ text }) => text)).toContain('token_auth: there is no token store app:none');
  });

  it.each<[string, string | null, number, string]>([
    ['endpoint_firewall', null, 401, 'You must be authenticated to access this endpoint'],
    ['endpoint_firewall', 'users', 200, 'ann'],
    ['resource_firewall', null, 401, 'You must be authenticated to access this resource'],
    ['resource_firewall', 'users', 403, "You don't have permission to access this resource"],
    ['resource_firewall', 'admins', 200, 'ann'],
  ])('%s lets %s pass: %i', async (name, group, status, text) => {
    const { answer, token } = await guarded(
      `${AUTH}, post_middleware: [${name}], post_options: {resource_firewall.target: "app:secret"}`,
    );
    const headers = group === null ? {} : { authorization: `Bearer ${await token(group)}` };
    const response = await answer('GET', '/api/x', '', headers);
    expect(response.status).toBe(status);
    expect(response.text).toContain(text);
  });

  it('ask for the action that the options name, and tell refusals as JSON', async () => {
    const { answer, token } = await guarded(
      `${AUTH}, post_middleware: [endpoint_firewall], post_options: {endpoint_firewall.action: destroy}`,
    );
    const response = await answer('GET', '/api/x', '', { authorization: `Bearer ${await token('users')}` });
    expect(response.text).toBe(
      '{"details":"You don\'t have permission to access this endpoint","error":"Access denied","success":false}\n',
    );
    expect(Object.fromEntries(response.headers)['content-type']).toBe('application/json');
  });

  it('know no endpoint before it is looked for', async () => {
    const { answer, token } = await guarded(AUTH.replace('[token_auth]', '[token_auth, endpoint_firewall]'));
    const headers = { authorization: `Bearer ${await token('admins')}` };
    expect(await answer('GET', '/api/x', '', headers)).toMatchObject({ status: 500 });
  });

  it('guard files of an http.static', async () => {
    const { answer } = await open(
      SERVER,
      'name: public, kind: fs.directory, directory: .',
      'name: files, kind: http.static, meta: {server: server}, path: /, fs: public, middleware: [resource_firewall], options: {resource_firewall.target: "app:files"}',
    );
    expect((await answer('GET', '/_index.yaml')).status).toBe(401);
  });

  it.each([
    '/private/_index.yaml',
    '/%70rivate/_index.yaml',
    '/x/%2e%2e/private/_index.yaml',
    '/%2fprivate/_index.yaml',
    '/private%2F_index.yaml',
    '/private/x%2f..%2f_index.yaml',
  ])('guards files by what their path is once it is read: %s', async (path) => {
    const { answer } = await open(
      SERVER,
      'name: public, kind: fs.directory, directory: .',
      'name: all, kind: http.static, meta: {server: server}, path: /, fs: public',
      'name: files, kind: http.static, meta: {server: server}, path: /private, fs: public, middleware: [resource_firewall], options: {resource_firewall.target: "app:files"}',
    );
    expect((await answer('GET', path)).status).toBe(401);
    expect((await answer('GET', path.replace(/private|%70rivate/, 'none'))).status).toBe(404);
  });
});

describe('sendfile', () => {
  const sending = async (body: string, options = 'sendfile.fs: "app:files"'): Promise<Site['answer']> => {
    const { answer } = await open(
      SERVER,
      router(`middleware: [sendfile], options: {${options}}`),
      'name: files, kind: fs.directory, directory: .',
      lua('f', `local res = http.response()\n${body}`),
      endpoint('e', 'GET', '/x', 'f'),
    );
    return answer;
  };

  it('sends the file that the answer names, and parts of it', async () => {
    const answer = await sending(
      'res:set_header("X-Sendfile", "/_index.yaml") res:set_header("X-File-Name", "a.yaml")',
    );
    const response = await answer('GET', '/api/x', '', { range: 'bytes=0-8' });
    expect(response).toMatchObject({ status: 206, text: 'namespace' });
    const headers = Object.fromEntries(response.headers);
    expect(headers['content-disposition']).toBe('attachment; filename="a.yaml"');
    expect(headers).not.toHaveProperty('x-sendfile');
    expect(headers).not.toHaveProperty('x-file-name');
  });

  it.each<[string, string, number, string]>([
    ['none.txt', 'sendfile.fs: "app:files"', 404, 'sendfile middleware: file not found: none.txt\n'],
    ['..', 'sendfile.fs: "app:files"', 400, 'sendfile middleware: invalid file path\n'],
    ['a', 'fs: "app:none"', 500, 'sendfile middleware: filesystem "app:none" not found\n'],
    ['a', '', 500, 'sendfile middleware: fs option not configured\n'],
  ])('of %s with {%s} answers %i', async (path, options, status, text) => {
    const answer = await sending(`res:set_header("X-File-Path", "${path}")`, options);
    expect(await answer('GET', '/api/x')).toMatchObject({ status, text });
  });

  it.each<[string, number, string]>([
    ['open.txt', 200, 'for all'],
    ['/open.txt', 200, 'for all'],
    ['../secret.txt', 404, 'sendfile middleware: file not found: ../secret.txt\n'],
    ['/../secret.txt', 404, 'sendfile middleware: file not found: /../secret.txt\n'],
    ['sub/../../secret.txt', 404, 'sendfile middleware: file not found: sub/../../secret.txt\n'],
  ])('stays within its filesystem, whatever lies beside it: %s answers %i', async (path, status, text) => {
    const { answer } = await openWith(
      { 'public/open.txt': 'for all', 'public/sub/a.txt': '', 'secret.txt': 'no' },
      SERVER,
      router('middleware: [sendfile], options: {sendfile.fs: "app:files"}'),
      'name: files, kind: fs.directory, directory: ./public',
      lua('f', `http.response():set_header("X-File-Path", "${path}")`),
      endpoint('e', 'GET', '/x', 'f'),
    );
    expect(await answer('GET', '/api/x')).toMatchObject({ status, text });
  });

  it('leaves alone answers that name no file', async () => {
    const answer = await sending('res:write("as it is")');
    expect(await answer('GET', '/api/x')).toMatchObject({ status: 200, text: 'as it is' });
  });
});

describe('what an entry says of middleware', () => {
  const absent = Object.entries(MIDDLEWARE).flatMap(([name, facts]) =>
    'absent' in facts ? [[name, facts.absent] as const] : [],
  );

  it.each<readonly [string, string]>([
    ...absent.map(
      ([name, why]) =>
        [`middleware: [${name}]`, `middleware ${name} is not available in the playground: ${why}`] as const,
    ),
    ['post_middleware: [websocket_realy]', 'unknown middleware: websocket_realy'],
    ['middleware: [token_auth]', 'option token_auth.store is required'],
    ['middleware: [sendfile]', 'option sendfile.fs is required'],
    ['post_middleware: [resource_firewall]', 'option resource_firewall.target is required'],
  ])('is warned of where it does nothing: {%s}', async (fields, message) => {
    const { report, answer } = await site(fields.includes('[resource') ? `${fields}, middleware: [cors]` : fields);
    expect(report).toMatchObject({ ok: true });
    expect(report.diagnostics).toMatchObject([{ severity: 'warning', message }]);
    const { status } = await answer('GET', '/api/x');
    expect(status).toBe(fields.includes('[resource') ? 401 : 200);
  });

  it.each([
    ['middleware: cors', 'middleware: expected list, got string'],
    ['middleware: [1]', 'middleware[0]: expected string, got number'],
    ['options: {cors.max.age: 5}', 'options.cors.max.age: expected string, got number'],
  ])('is refused where it is of another type: {%s}', async (fields, message) => {
    const { report } = await site(fields);
    expect(report.error?.message).toContain(message);
  });
});
