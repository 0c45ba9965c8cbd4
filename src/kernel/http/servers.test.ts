/** spec/registry §4.4 and §4.6: what an http.service says of itself. */
import { describe, expect, it } from 'vitest';
import { endpoint, lua, open, ROUTER, type Site } from './testing/site.ts';

const server = (fields: string): string => `name: server, kind: http.service, addr: ":8080", ${fields}`;
const sleeper = lua('f', 'require("time").sleep("2s")\nhttp.response():write("done")\nprint("done")').replace(
  '[http',
  '[time, http',
);

describe('timeouts of a server', () => {
  const site = (timeouts: string, ...more: string[]): Promise<Site> =>
    open(
      server(`lifecycle: {auto_start: true}, timeouts: {${timeouts}}`),
      ROUTER,
      sleeper,
      endpoint('e', 'GET', '/x', 'f'),
      ...more,
    );

  it.each(['write: 2001ms', 'write: 0', 'write: "0s"', 'write: ""', 'read: 1s, idle: 1ms'])(
    'let an answer through that takes 2 s where they say {%s}',
    async (timeouts) => {
      const { answer } = await site(timeouts);
      expect(await answer('GET', '/api/x')).toMatchObject({ status: 200, text: 'done' });
    },
  );

  it('end a request whose answer is late; what makes it goes on', async () => {
    const { fetch, kernel, settle, sink } = await site('write: 1s');
    expect(await fetch('GET', '/api/x')).toMatchObject({
      kind: 'Timeout',
      retryable: true,
      message: 'app:server closed the connection: the answer took longer than timeouts.write, 1000 ms',
    });
    expect(sink.printed).toEqual([]);
    await settle(kernel.eval('require("time").sleep("2s")', 'wait'));
    expect(sink.printed).toEqual(['done']);
    expect(kernel.state().processes).toEqual([]);
  });

  it('are told to http_client as a connection that was closed', async () => {
    const ask = lua('ask', 'local _, err = require("http_client").get("http://localhost:8080/api/x")\nreturn nil, err');
    const { kernel, settle } = await site('write: 1s', ask.replace('[http', '[http_client, http'));
    expect(await settle(kernel.call('app:ask', []))).toMatchObject({
      error: { kind: 'Internal', retryable: true, message: expect.stringContaining('closed the connection') },
    });
  });

  it('that have no meaning in a page are told of', async () => {
    const { report } = await site('read: 1s, write: 30s, idle: 1m');
    expect(report).toMatchObject({ ok: true });
    expect(report.diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'info: timeouts.read has no effect in the playground: requests come whole',
      'info: timeouts.idle has no effect in the playground: no connection stays open between two requests',
    ]);
  });

  it.each(['write: soon', 'read: 5', 'idle: "-1s"'])('are durations: {%s} is refused', async (timeouts) => {
    const { report } = await site(timeouts);
    expect(report.ok).toBe(false);
    expect(report.entries.find(({ id }) => id === 'app:server')).toMatchObject({ status: 'failed' });
  });
});

describe('the lifecycle of a server', () => {
  const WHO = `local security = require("security")
local actor, scope = security.actor(), security.scope()
http.response():write((actor and actor:id() or "nobody") .. " " .. tostring(security.can("read", "x")))`;
  const who = lua('f', WHO).replace('[http', '[security, http');
  const POLICY = `name: readers, kind: security.policy, groups: ["app:all"],
    policy: {actions: read, resources: "*", effect: allow}`;

  it.each([
    ['', 'nobody false'],
    ['security: {actor: {id: gateway}, policies: ["app:readers"]}', 'gateway true'],
    ['security: {actor: {id: gateway}, groups: ["app:all"]}', 'gateway true'],
    ['security: {actor: {id: gateway}, groups: ["app:none"]}', 'gateway false'],
  ])('says whom the calls of its requests act for: {%s} is %s', async (lifecycle, text) => {
    const { answer } = await open(
      server(`lifecycle: {auto_start: true, ${lifecycle}}`),
      ROUTER,
      POLICY,
      who,
      endpoint('e', 'GET', '/x', 'f'),
    );
    expect((await answer('GET', '/api/x')).text).toBe(text);
  });

  it('opens no firewall to requests of nobody', async () => {
    const { answer } = await open(
      server('lifecycle: {auto_start: true, security: {actor: {id: gateway}, policies: ["app:readers"]}}'),
      ROUTER.replace(
        'kind: http.router',
        'kind: http.router, post_middleware: [endpoint_firewall], post_options: {endpoint_firewall.action: read}',
      ),
      POLICY,
      who,
      endpoint('e', 'GET', '/x', 'f'),
    );
    expect(await answer('GET', '/api/x')).toMatchObject({ status: 401 });
  });

  it.each([
    ['security: {policies: ["app:none"]}', 'policy not found'],
    ['requires: ["app:none"]', 'dependency not found: app:none'],
  ])('names only what is there: {%s}', async (lifecycle, message) => {
    const { report } = await open(server(`lifecycle: {auto_start: true, ${lifecycle}}`));
    expect(report.error?.message).toContain(message);
  });

  it('starts it because another one requires it', async () => {
    const { answer } = await open(
      server('lifecycle: {auto_start: false}'),
      'name: host, kind: process.host, lifecycle: {auto_start: true, requires: ["app:server"]}',
      ROUTER,
      lua('f', 'http.response():write("hi")'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    expect((await answer('GET', '/api/x')).text).toBe('hi');
  });
});
