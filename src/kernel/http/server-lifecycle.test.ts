/** spec/registry §4.6: when a server starts, and after what. */
import { expect, test } from 'vitest';
import { endpoint, lua, open, project, ROUTER } from './testing/site.ts';

const echo = lua('f', 'return nil');
const service = (name: string, lifecycle: string): string =>
  `name: ${name}, kind: http.service, addr: ":8080", lifecycle: {${lifecycle}}`;
const host = (name: string, lifecycle: string): string =>
  `name: ${name}, kind: process.host, lifecycle: {${lifecycle}}`;
const PROCESS = 'name: p, kind: process.lua, method: main, source: "return {main = function() end}"';
const spawns = (on: string): string =>
  lua('f', `local pid, err = process.spawn("app:p", "app:${on}") http.response():write(pid and "up" or err:message())`);

test.each<[string, string[], string | number]>([
  [
    'a server that another requires',
    [service('other', 'auto_start: true, requires: [server]').replace('8080', '80'), service('server', '')],
    200,
  ],
  [
    'a server that a host requires',
    [host('h', 'auto_start: true, requires: ["app:server"]'), service('server', '')],
    200,
  ],
  ['by its older name', [host('h', 'auto_start: true, depends_on: [server]'), service('server', '')], 200],
  [
    'none that only what is not started requires',
    [host('h', 'requires: [server]'), service('server', '')],
    'lifecycle.auto_start is not set',
  ],
  [
    'none that requires a service that did not start',
    [
      service('server', 'auto_start: true, requires: [s]'),
      host('h', 'auto_start: true'),
      'name: q, kind: process.lua, method: main, source: "return {}"',
      'name: s, kind: process.service, process: q, host: "app:h", lifecycle: {auto_start: true, startup: optional}',
    ],
    'what it requires is not',
  ],
])('requests reach %s', async (_name, entries, expected) => {
  const { fetch, report } = await open(...entries, ROUTER, echo, endpoint('e', 'GET', '/x', 'f'));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  expect(await fetch('GET', 'http://localhost:8080/api/x')).toMatchObject(
    typeof expected === 'number'
      ? { status: expected }
      : { message: `connection refused: app:server is not running, as ${expected}` },
  );
});

test('requests come to a server after what it requires runs', async () => {
  const { answer } = await open(
    service('server', 'auto_start: true, requires: [h]'),
    host('h', ''),
    ROUTER,
    PROCESS,
    spawns('h'),
    endpoint('e', 'GET', '/x', 'f'),
  );
  expect(await answer('GET', '/api/x')).toMatchObject({ text: 'up' });
});

test('requests still reach a required server that was changed, and none where nothing like it is there', async () => {
  const needs = host('h', 'auto_start: true, requires: [server]');
  const rest = [ROUTER, echo, endpoint('e', 'GET', '/x', 'f')];
  const { kernel, settle, fetch } = await open(needs, service('server', ''), ...rest);
  const changed = service('server', '').replace(':8080', ':8081');
  await settle(kernel.apply(project(needs, changed, ...rest)));
  expect(await fetch('GET', 'http://localhost:8081/api/x')).toMatchObject({ status: 200 });
  const { report } = await open(service('server', 'requires: [nobody]'));
  expect(report.diagnostics).toMatchObject([
    { code: 'dependency-not-found', message: 'dependency not found: app:nobody' },
  ]);
});
