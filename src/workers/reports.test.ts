/** Small inputs of public bug reports about tools like ours, each with its right answer. */
import { afterAll, describe, expect, test } from 'vitest';
import type { BootReport, CallResult, Diagnostic, EvalResult, PlainValue } from '../kernel/api.ts';
import { Diagnoser } from '../kernel/diagnose/diagnoser.ts';
import { nodeDigest, sha256 } from '../kernel/testing/digest.ts';
import { buildBinary } from '../toolchain/binary-jobs.ts';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { bundleGuest } from './testing/node-guests.ts';
import { NodePage } from './testing/node-page.ts';
import reports from './testing/reports.json' with { type: 'json' };

/** A diagnostic as it should be; `at` is the beginning of `file:line:column-endColumn`. All are regular expressions. */
interface Mark {
  readonly at: string;
  readonly message?: string;
  readonly hint?: string;
}

interface Expected {
  readonly value?: PlainValue;
  readonly values?: readonly PlainValue[];
  /** The project does not boot, or the call fails; with a mark `at` a place. */
  readonly rejected?: boolean;
  readonly at?: string;
  readonly diagnostics?: readonly Mark[];
  /** Marks there may be in all. */
  readonly max?: number;
  readonly notAt?: readonly string[];
  readonly none?: boolean;
  readonly anyOf?: readonly Expected[];
}

interface Report {
  readonly id: string;
  readonly wanted: string;
  readonly op: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly call?: readonly [string, ...PlainValue[]];
  readonly lua?: string;
  readonly core?: string;
  readonly wit?: string;
  readonly calls?: Readonly<Record<string, PlainValue>>;
  readonly expected: Expected & { readonly everyCall?: boolean };
}

/** What came of it. */
interface Answer {
  readonly value?: PlainValue;
  readonly values?: readonly PlainValue[];
  readonly isRejected: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is not as wanted yet, and why; one that is must leave this list. */
const KNOWN: Readonly<Record<string, string>> = {};

let page: NodePage | null = null;
async function thePage(): Promise<NodePage> {
  page ??= new NodePage(await bundleGuest());
  return page;
}
afterAll(() => page?.dispose());

async function boot(files: Readonly<Record<string, string | Uint8Array>>): Promise<BootReport> {
  return (await thePage()).request<BootReport>({ method: 'open', params: { files } });
}

async function call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
  return (await thePage()).request<CallResult>({ method: 'call', params: { target, args } });
}

async function answerOf(report: Report): Promise<Answer> {
  switch (report.op) {
    case 'check': {
      const diagnostics = await new Diagnoser({ compileWat, ...nodeDigest }).check(report.files ?? {});
      return { isRejected: diagnostics.some(({ severity }) => severity === 'error'), diagnostics: diagnostics.filter(({ severity }) => severity !== 'info') };
    }
    case 'call': {
      const { diagnostics } = await boot(report.files ?? {});
      const [target, ...args] = report.call ?? [''];
      const { value, error } = await call(target, args);
      return { ...(error ? {} : { value }), isRejected: error !== null, diagnostics };
    }
    case 'eval': {
      const { values, error } = await (await thePage()).request<EvalResult>({ method: 'eval', params: { source: report.lua ?? '', name: 'eval' } });
      return { values, isRejected: error !== null, diagnostics: [] };
    }
    case 'component': {
      const { answer } = await buildBinary({ from: 'core', source: report.core ?? '', wit: report.wit ?? '' }, { compileWat, findWitProblems: () => [] });
      if (!answer.ok) return { isRejected: true, diagnostics: answer.diagnostics };
      const names = Object.keys(report.calls ?? {});
      const entries = names.map((name, index) => `  - {name: f${index}, kind: function.wasm, fs: app:d, path: c.wasm, hash: "sha256:${sha256(answer.bytes)}", method: ${name}}\n`);
      const files = { '_index.yaml': `namespace: app\nentries:\n  - {name: d, kind: fs.directory, directory: .}\n${entries.join('')}`, 'c.wasm': answer.bytes };
      const { diagnostics } = await boot(files);
      const results = await Promise.all(names.map((_, index) => call(`app:f${index}`, [])));
      return { values: results.map(({ value, error }) => error ? `${error.from}: ${'message' in error ? error.message : ''}` : value), isRejected: false, diagnostics };
    }
    default:
      throw new Error(`no such operation: ${report.op}`);
  }
}

/** What is not as expected; empty when all is. */
function misses(answer: Answer, expected: Expected): readonly string[] {
  if (expected.anyOf) {
    const all = expected.anyOf.map((one) => misses(answer, one));
    return all.some((one) => one.length === 0) ? [] : all.flat();
  }
  const places = answer.diagnostics.map((one) => `${one.file}:${one.line}:${one.column}-${one.endColumn}`);
  const missing: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) missing.push(`${what}; got ${JSON.stringify({ ...answer, diagnostics: answer.diagnostics.map((one, index) => [places[index], one.message, one.hint ?? '']) })}`);
  };
  if ('value' in expected) check(answer.value === expected.value, `value ${JSON.stringify(expected.value)}`);
  if (expected.values) check(JSON.stringify(answer.values) === JSON.stringify(expected.values), `values ${JSON.stringify(expected.values)}`);
  if (expected.rejected !== undefined) check(answer.isRejected === expected.rejected, `rejected: ${expected.rejected}`);
  if (expected.at !== undefined) check(places.some((place) => beginsWith(place, expected.at!)), `a mark at ${expected.at}`);
  for (const mark of expected.diagnostics ?? [])
    check(
      answer.diagnostics.some(
        (one, index) =>
          beginsWith(places[index]!, mark.at) && new RegExp(mark.message ?? '').test(one.message) && new RegExp(mark.hint ?? '').test(`${one.hint ?? ''} ${one.fix?.title ?? ''}`),
      ),
      `a mark ${JSON.stringify(mark)}`,
    );
  if (expected.max !== undefined) check(answer.diagnostics.length <= expected.max, `at most ${expected.max} marks`);
  for (const place of expected.notAt ?? []) check(!places.some((one) => beginsWith(one, place)), `no mark at ${place}`);
  if (expected.none === true) check(answer.diagnostics.length === 0, 'no mark');
  return missing;
}

function beginsWith(place: string, pattern: string): boolean {
  return new RegExp(`^${pattern}`).test(place);
}

describe('public reports', () => {
  test.each((reports as unknown as readonly Report[]).map((report) => [report.id, report.wanted, report] as const))('%s: %s', async (id, _, report) => {
    const expected = report.expected.everyCall ? { values: Object.values(report.calls ?? {}) } : report.expected;
    const missing = misses(await answerOf(report), expected);
    const known = KNOWN[id];
    if (known === undefined) expect(missing).toEqual([]);
    else expect(missing, `as wanted now: take ${id} out of the list (${known})`).not.toEqual([]);
  });

  test('no other is known than there are', () => {
    expect(Object.keys(KNOWN).filter((id) => !reports.some((report) => report.id === id))).toEqual([]);
  });
});
