/** Programs and components of real toolchains on the whole runtime, with the answers that wasmtime gives (`samples/guests/programs`). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BootReport, CallResult } from '../contract/api.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';
import { mismatches, PROGRAMS, project, valueOf } from './testing/guest-programs.ts';

let page: NodePage;
beforeAll(async () => {
  page = new NodePage(await bundleGuest());
});
afterAll(() => page.dispose());

/** What a stream of the console says, line by line as it was written. */
const said = (source: 'stdout' | 'stderr'): string =>
  page.console.flatMap((entry) => (entry.source === source ? [entry.text] : [])).join('\n');

for (const program of PROGRAMS)
  describe(program.file, () => {
    beforeAll(async () => {
      const report = await page.request<BootReport>({ method: 'open', params: { files: project(program) } });
      expect(report.error).toBeUndefined();
    });

    it.each(
      program.calls.map(
        (call, at) => [`${call.method} ${JSON.stringify(call.args ?? call.wasi?.args ?? [])}`, at, call] as const,
      ),
    )('%s', async (_title, at, call) => {
      page.console.length = 0;
      const args = (call.args ?? []).map((one) => valueOf(one));
      const result = await page.request<CallResult>({ method: 'call', params: { target: `app:f${at}`, args } });
      expect(mismatches(call, { result, stdout: said('stdout'), stderr: said('stderr') })).toEqual([]);
    });
  });
