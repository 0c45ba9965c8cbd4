/** Small inputs of public bug reports about tools like ours, each with its right answer, for any runtime. */
import type { BootReport, CallResult, Diagnostic, EvalResult, PlainValue } from '../../contract/api.ts';
import type { BuildResult } from '../../contract/binaries.ts';
import { sha256 } from '../../kernel/testing/digest.ts';
import list from './reports.json' with { type: 'json' };

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

export interface Report {
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
export const KNOWN: Readonly<Record<string, string>> = {};

export const reports = list as unknown as readonly Report[];

type Files = Readonly<Record<string, string | Uint8Array>>;

/** What runs the inputs. */
export interface Runtime {
  open(files: Files): Promise<BootReport>;
  call(target: string, args: readonly PlainValue[]): Promise<CallResult>;
  eval(lua: string): Promise<EvalResult>;
  check(files: Files): Promise<readonly Diagnostic[]>;
  build(core: string, wit: string): Promise<BuildResult>;
}

/** What is not as the report wants it; empty when all is. */
export async function missesOf(report: Report, runtime: Runtime): Promise<readonly string[]> {
  const expected = report.expected.everyCall ? { values: Object.values(report.calls ?? {}) } : report.expected;
  return misses(await answerOf(report, runtime), expected);
}

async function answerOf(report: Report, runtime: Runtime): Promise<Answer> {
  switch (report.op) {
    case 'check': {
      const diagnostics = await runtime.check(report.files ?? {});
      return {
        isRejected: diagnostics.some(({ severity }) => severity === 'error'),
        diagnostics: diagnostics.filter(({ severity }) => severity !== 'info'),
      };
    }
    case 'call': {
      const { diagnostics } = await runtime.open(report.files ?? {});
      const [target, ...args] = report.call ?? [''];
      const { value, error } = await runtime.call(target, args);
      return { ...(error ? {} : { value }), isRejected: error !== null, diagnostics };
    }
    case 'eval': {
      const { values, error } = await runtime.eval(report.lua ?? '');
      return { values, isRejected: error !== null, diagnostics: [] };
    }
    case 'component': {
      const built = await runtime.build(report.core ?? '', report.wit ?? '');
      if (!built.ok) return { isRejected: true, diagnostics: built.diagnostics };
      const names = Object.keys(report.calls ?? {});
      const entries = names.map(
        (name, index) =>
          `  - {name: f${index}, kind: function.wasm, fs: app:d, path: c.wasm, hash: "sha256:${sha256(built.bytes)}", method: ${name}}\n`,
      );
      const { diagnostics } = await runtime.open({
        '_index.yaml': `namespace: app\nentries:\n  - {name: d, kind: fs.directory, directory: .}\n${entries.join('')}`,
        'c.wasm': built.bytes,
      });
      const results = await Promise.all(names.map((_, index) => runtime.call(`app:f${index}`, [])));
      return {
        values: results.map(({ value, error }) =>
          error ? `${error.from}: ${'message' in error ? error.message : ''}` : value,
        ),
        isRejected: false,
        diagnostics,
      };
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
    if (!holds)
      missing.push(
        `${what}; got ${JSON.stringify({ ...answer, diagnostics: answer.diagnostics.map((one, index) => [places[index], one.message, one.hint ?? '']) })}`,
      );
  };
  if ('value' in expected) check(answer.value === expected.value, `value ${JSON.stringify(expected.value)}`);
  if (expected.values)
    check(
      JSON.stringify(answer.values) === JSON.stringify(expected.values),
      `values ${JSON.stringify(expected.values)}`,
    );
  if (expected.rejected !== undefined) check(answer.isRejected === expected.rejected, `rejected: ${expected.rejected}`);
  if (expected.at !== undefined)
    check(
      places.some((place) => beginsWith(place, expected.at!)),
      `a mark at ${expected.at}`,
    );
  for (const mark of expected.diagnostics ?? [])
    check(
      answer.diagnostics.some(
        (one, index) =>
          beginsWith(places[index]!, mark.at) &&
          new RegExp(mark.message ?? '').test(one.message) &&
          new RegExp(mark.hint ?? '').test(`${one.hint ?? ''} ${one.fix?.title ?? ''}`),
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
