/** A project with a server, and requests to it. */
import type { BootReport, ProjectFiles } from '../../../contract/api.ts';
import type { FetchResult, HttpResponse } from '../../../contract/http.ts';
import { createTestKernel, type TestKernel } from '../../testing/test-kernel.ts';

export const SERVER = 'name: server, kind: http.service, addr: ":8080", lifecycle: {auto_start: true}';
export const ROUTER = 'name: api, kind: http.router, meta: {server: server}, prefix: /api';
export const lua = (name: string, body: string): string =>
  `name: ${name}, kind: function.lua, method: main, modules: [http, funcs, json], source: ${JSON.stringify(
    `local function main(...)\n${body}\nend\nreturn { main = main }`,
  )}`;
export const endpoint = (name: string, method: string, path: string, func: string): string =>
  `name: ${name}, kind: http.endpoint, meta: {router: api}, method: ${method}, path: "${path}", func: ${func}`;

export const project = (...entries: string[]): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries.map((fields) => `  - {${fields}}\n`).join('')}`,
});

export interface Site extends TestKernel {
  readonly report: BootReport;
  readonly fetch: (
    method: string,
    url: string,
    body?: string,
    headers?: Record<string, string>,
  ) => Promise<FetchResult>;
  /** Of a request that is answered. */
  readonly answer: (...request: Parameters<Site['fetch']>) => Promise<HttpResponse & { readonly text: string }>;
}

export const open = (...entries: string[]): Promise<Site> => openWith({}, ...entries);

/** With other files beside the index. */
export async function openWith(files: ProjectFiles, ...entries: string[]): Promise<Site> {
  const made = createTestKernel();
  const report = await made.settle(made.kernel.open({ ...project(...entries), ...files }));
  const fetch: Site['fetch'] = async (method, url, body = '', headers = {}) => {
    // The server is fetched with the first request, and turns of a test wait for no file.
    await import('../serve.ts');
    const request = { method, url, headers: Object.entries(headers), body: new TextEncoder().encode(body) };
    return made.settle(made.kernel.fetch(request));
  };
  return {
    ...made,
    report,
    fetch,
    async answer(...request) {
      const result = await fetch(...request);
      if (!('status' in result)) throw new Error(result.message);
      return { ...result, text: new TextDecoder().decode(result.body) };
    },
  };
}
