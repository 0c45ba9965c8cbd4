/** What native Wippy answered to each request, and what is answered here, on the whole runtime. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BootReport } from '../../contract/api.ts';
import type { FetchResult } from '../../contract/http.ts';
import { bundleGuest } from '../../workers/testing/node-guests.ts';
import { NodePage } from '../../workers/testing/node-page.ts';

interface Answer {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface Cases {
  readonly module: string;
  readonly entries: readonly { readonly name: string; readonly source?: string }[];
  readonly answers: readonly Answer[];
}

const cases = JSON.parse(readFileSync(new URL('native-http.json', import.meta.url), 'utf8')) as Cases;

/** Bodies that differ: failures are worded as those of all calls here. `DIFFERENCES.md` says so. */
const OWN_BODIES: Readonly<Record<string, string>> = {
  'GET /a/trap': 'failed to call wasm method: trap: wasm call failed: wasm error: unreachable\n',
  'GET /a/h_trap': 'failed to call wasm method: trap: wasm call failed: wasm error: unreachable\n',
  'GET /a/inc': 'expected 1 argument, got 0\n',
  'POST /a/post_inc "5"': 'argument 1: x: expected s32, got string\n',
};

let page: NodePage;
beforeAll(async () => {
  page = new NodePage(await bundleGuest());
  const entries = cases.entries.map((entry) => (entry.source ? { ...entry, source: 'file://module.wat' } : entry));
  const files = {
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries }),
    'module.wat': cases.module,
  };
  const report = await page.request<BootReport>({ method: 'open', params: { files } });
  expect(report.error).toBeUndefined();
});
afterAll(() => page.dispose());

describe('requests that native Wippy was asked', () => {
  it.each(cases.answers)('$request', async ({ request, status, headers, body }) => {
    const [, method = '', url = '', quoted = '""'] = /^(\S+) (\S+)(?: (".*"))?$/.exec(request) ?? [];
    const sent = new TextEncoder().encode(JSON.parse(quoted) as string);
    const result = await page.request<FetchResult>({
      method: 'fetch',
      params: { request: { method, url, headers: [], body: sent } },
    });
    if (!('status' in result)) throw new Error(result.message);
    const text = new TextDecoder().decode(result.body);
    const own = OWN_BODIES[request];
    expect({ status: result.status, body: text, headers: Object.fromEntries(result.headers) }).toEqual({
      status,
      body: own ?? body,
      headers:
        own === undefined ? headers : { ...headers, 'content-length': String(new TextEncoder().encode(own).length) },
    });
  });
});
