/** Requests to the project's own addresses, and what permissions say of requests. */
import { describe, expect, it } from 'vitest';
import type { FakeAnswer } from '../../testing/fake-network.ts';
import type { OutgoingRequest } from '../../../contract/network.ts';
import { lua, run } from './testing/http-project.ts';

const SERVER = [
  'name: server, kind: http.service, addr: ":8080", lifecycle: {auto_start: true}',
  'name: api, kind: http.router, meta: {server: server}, prefix: /',
];

const route = (name: string, method: string, path: string): string =>
  `name: ${name}_route, kind: http.endpoint, meta: {router: api}, method: ${method}, path: "${path}", func: ${name}`;

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
