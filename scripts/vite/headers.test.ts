import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isolationHeaders, workerPolicies } from '../../src/workers/service/service-policy.ts';
import { responseHeaders } from './headers.ts';
import { jcoInDevelopment } from './jco.ts';
import { readyModulesPlugin } from './ready-modules.ts';
import { wabt } from './wabt.ts';
import { wasiAdapterPlugin } from './wasi-adapter.ts';

let server: ViteDevServer;

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    plugins: [responseHeaders(), wabt(), jcoInDevelopment(), readyModulesPlugin(), wasiAdapterPlugin()],
    server: { port: 0, host: 'localhost', watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    logLevel: 'silent',
  });
  await server.listen();
});
afterAll(() => server.close());

const get = (path: string) => fetch(new URL(path, server.resolvedUrls?.local[0]));

test.each(['kernel', 'toolchain', 'guest'] as const)(
  'in development the script of a %s worker has its policy, as a page asks for it',
  async (kind) => {
    const response = await get(`src/workers/${kind}/${kind}.worker.ts?worker_file&type=module`);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/javascript']);
    expect(response.headers.get('Content-Security-Policy')).toBe(workerPolicies[kind]);
    // What reaches out is taken away before anything of the worker runs on.
    expect(await response.text()).toMatch(new RegExp(`^confineThread\\("${kind}"|^confineThread\\('${kind}'`, 'm'));
  },
);

test('in development pages, modules and mistakes are isolated', async () => {
  for (const path of ['', 'src/base/result.ts', 'nothing.ts']) {
    const { headers } = await get(path);
    for (const [name, value] of Object.entries(isolationHeaders)) expect(headers.get(name), path).toBe(value);
  }
});
