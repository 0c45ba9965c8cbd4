import { expect, test } from 'vitest';
import { createTestKernel } from '../../kernel/testing/test-kernel.ts';
import { httpSiteOf } from '../model/http-routes.ts';
import { planEndpoint } from './add-endpoint.ts';

// The server is fetched with the first request, and turns of a test wait for no file.
await import('../../kernel/http/serve.ts');

test.each([
  ['an empty project', {}],
  ['one with entries', { '_index.yaml': 'namespace: mine\nentries:\n  - name: hello\n    kind: registry.entry\n' }],
])('the endpoint that is added to %s answers', async (_what, files) => {
  const planned = planEndpoint({ files, folders: [] });
  if (!planned.ok) throw new Error(planned.error);
  const all = { ...files, ...planned.value.files };
  const { kernel, settle } = createTestKernel();
  expect((await settle(kernel.open(all))).diagnostics).toEqual([]);
  const [route] = httpSiteOf(all).routes;
  const answer = await settle(
    kernel.fetch({ method: 'GET', url: `${route?.path}?name=you`, headers: [], body: new Uint8Array() }),
  );
  expect(answer).toMatchObject({ status: 200 });
  expect(new TextDecoder().decode('body' in answer ? answer.body : new Uint8Array())).toContain('Hello, you!');
});

test('a server and a router that are there are used', () => {
  const first = planEndpoint({ files: {}, folders: [] });
  if (!first.ok) throw new Error(first.error);
  const second = planEndpoint({ files: first.value.files, folders: [] });
  if (!second.ok) throw new Error(second.error);
  const text = second.value.files['_index.yaml'] as string;
  expect(text.match(/kind: http\.service/g)).toHaveLength(1);
  expect(httpSiteOf(second.value.files).routes.map(({ path }) => path)).toEqual(['/hello', '/hello-2']);
});
