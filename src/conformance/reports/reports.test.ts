/** Inputs of public bug reports on the whole runtime in Node; e2e/reports.spec.ts has them in a browser. */
import { afterAll, expect, test } from 'vitest';
import type { BootReport, CallResult, EvalResult } from '../../contract/api.ts';
import { Diagnoser } from '../../project/diagnose/diagnoser.ts';
import { nodeDigest } from '../../kernel/testing/digest.ts';
import { worldFor } from '../../wit/world-for.ts';
import { buildBinary } from '../../toolchain/binary-jobs.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import { bundleGuest } from '../../workers/testing/node-guests.ts';
import { NodePage } from '../../workers/testing/node-page.ts';
import { KNOWN, missesOf, reports, type Runtime } from './reports.ts';

const page = new NodePage(await bundleGuest());
afterAll(() => page.dispose());

const runtime: Runtime = {
  open: (files) => page.request<BootReport>({ method: 'open', params: { files } }),
  call: (target, args) => page.request<CallResult>({ method: 'call', params: { target, args } }),
  eval: (source) => page.request<EvalResult>({ method: 'eval', params: { source, name: 'eval' } }),
  check: (files) => new Diagnoser({ compileWat, ...nodeDigest }).check(files),
  build: async (source, wit) => {
    const help = {
      compileWat,
      findWitProblems: () => [],
      worldFor: (text: string) => worldFor(text, new Set<string>()),
      adaptersFor: async () => [],
    };
    return (await buildBinary({ from: 'core', source, wit }, help)).answer;
  },
};

/** Of what browsers have, Node 20 lacks these; `features` are modules that use them. */
const ENGINE: Readonly<Record<string, readonly string[]>> = {
  '(module (memory 0) (memory 0))': ['wabt-2518', 'wabt-2518/index', 'wabt-2518/offset-word'],
  '(module (table 1 funcref (ref.func $x)) (func $x))': ['feature-off/table-initializer'],
};
const lacking = new Set<string>();
for (const [text, ids] of Object.entries(ENGINE))
  if (!(await compileWat(text)).ok) for (const id of ids) lacking.add(id);

test.each(reports.map((report) => [report.id, report.wanted, report] as const))('%s: %s', async (id, _, report) => {
  const missing = await missesOf(report, runtime);
  const known = KNOWN[id] ?? (lacking.has(id) ? 'this engine has not what it needs' : undefined);
  if (known === undefined) expect(missing).toEqual([]);
  else expect(missing, `as wanted now: take ${id} out of the list (${known})`).not.toEqual([]);
});

test('only reports that there are are known', () => {
  expect(Object.keys(KNOWN).filter((id) => !reports.some((report) => report.id === id))).toEqual([]);
});
