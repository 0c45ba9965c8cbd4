import { expect, test } from 'vitest';
import { httpSiteOf } from './http-routes.ts';

const site = (entries: string) => httpSiteOf({ '_index.yaml': `namespace: app\nentries:\n${entries}` });

test('routes stand with the prefix of their router, in whatever form it is named', () => {
  const found = site(`  - name: server
    kind: http.service
    addr: ":8090"
  - name: api
    kind: http.router
    meta:
      server: server
    prefix: /api/
  - name: list
    kind: http.endpoint
    meta: {router: api}
    method: GET
    path: /users
    func: list_users
  - name: add
    kind: http.endpoint
    meta:
      router: app:api
    method: POST
    path: /users
    func: add_user
  - name: stray
    kind: http.endpoint
    meta: {router: other}
    method: GET
    path: /a
    func: f
`);
  expect(found).toEqual({
    hasServer: true,
    host: 'localhost:8090',
    routes: [
      { id: 'app:stray', method: 'GET', path: '/a' },
      { id: 'app:list', method: 'GET', path: '/api/users' },
      { id: 'app:add', method: 'POST', path: '/api/users' },
    ],
  });
});

test('a project without a server has none, and half of an endpoint is no route', () => {
  expect(site('  - name: e\n    kind: http.endpoint\n    method: GET\n')).toEqual({
    hasServer: false,
    host: 'localhost:8080',
    routes: [],
  });
});
