/** Entries of a project that test it: which there are, how they go, and how they stand together. */
import type { Playground } from '../../client/playground.ts';
import { tupleText } from '../model/call-text.ts';
import { SHARED_TESTS, toLabel, type SharedTests } from '../../share/shared-tests.ts';
import type { CallError, EvalResult, PlainValue } from '../../contract/api.ts';

/** Asked of the registry itself, which knows of marks that a whole file shares. */
export const FIND_TESTS = `
local found = {}
for _, entry in ipairs(require("registry").find({})) do
  local meta = entry.meta or {}
  local command = type(meta.command) == "table" and meta.command or {}
  if meta.type == "test" or command.use_case == "test" then
    table.insert(found, {
      id = entry.id, kind = entry.kind, suite = meta.suite, order = meta.order, command = command.name,
    })
  end
end
return found`;

export interface ProjectTest {
  readonly id: string;
  /** What it is run as: a function is called, a process runs to its end as `wippy run` has it. */
  readonly how: 'call' | 'run';
  /** Of a process: the words behind `run`. */
  readonly words: readonly string[];
  readonly suite: string;
  readonly order: number;
}

/** In the order in which they run: by suite, by `meta.order`, by id. */
export function readTests({ values: [list] }: EvalResult): readonly ProjectTest[] {
  if (!Array.isArray(list)) return [];
  const tests = list.flatMap((item): ProjectTest[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, kind, suite, order, command } = item as { readonly [key: string]: PlainValue | undefined };
    if (typeof id !== 'string' || typeof kind !== 'string') return [];
    const how = kind.startsWith('function.') ? 'call' : kind.startsWith('process.') ? 'run' : null;
    if (how === null) return [];
    const words = how === 'call' ? [] : typeof command === 'string' ? [command] : ['-x', id];
    const own = typeof suite === 'string' && suite !== '' ? suite : id.slice(0, id.lastIndexOf(':'));
    return [{ id, how, words, suite: own, order: typeof order === 'number' ? order : 0 }];
  });
  return tests.toSorted((a, b) => compare(a.suite, b.suite) || a.order - b.order || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

export type TestOutcome =
  | { readonly kind: 'passed'; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly durationMs: number; readonly why: CallError | string };

export interface TestResult {
  readonly test: ProjectTest;
  /** Null for one that has not run. */
  readonly outcome: TestOutcome | null;
}

export interface RunTestsOptions {
  readonly running: Pick<Playground, 'call' | 'eval' | 'run'>;
  readonly goesOn: () => boolean;
  /** Told whenever one more is known. */
  readonly onResults: (results: readonly TestResult[]) => void;
}

/**
 * One after the other. A test passes whose call ends without an error and gives no `false`, or whose process exits with 0. An error
 * of the search itself is thrown: the registry can always be asked.
 */
export async function runTests({ running, goesOn, onResults }: RunTestsOptions): Promise<readonly TestResult[]> {
  const found = await running.eval(FIND_TESTS, { name: 'tests' });
  if (!goesOn()) return [];
  if (found.error) throw new Error('the registry was not asked for tests', { cause: found.error });
  let results: readonly TestResult[] = readTests(found).map((test) => ({ test, outcome: null }));
  onResults(results);
  for (const [index, { test }] of results.entries()) {
    const outcome = await outcomeOf(test, running);
    if (!goesOn()) break;
    results = results.with(index, { test, outcome });
    onResults(results);
  }
  return results;
}

async function outcomeOf({ id, how, words }: ProjectTest, running: RunTestsOptions['running']): Promise<TestOutcome> {
  if (how === 'call') {
    const { value, error, durationMs } = await running.call(id);
    if (error !== null) return { kind: 'failed', durationMs, why: error };
    return value === false ? { kind: 'failed', durationMs, why: 'It returned false.' } : { kind: 'passed', durationMs };
  }
  const [name = '', ...rest] = words;
  const { exitCode, durationMs, stderr, error } = await running.run(name, ...rest);
  if (exitCode === 0) return { kind: 'passed', durationMs };
  const said = stderr.trim().split('\n').at(-1);
  return { kind: 'failed', durationMs, why: error ?? (said || `It ended with exit code ${exitCode}.`) };
}

export interface Suite {
  readonly name: string;
  readonly results: readonly TestResult[];
  readonly failed: number;
}

export function suitesOf(results: readonly TestResult[]): readonly Suite[] {
  const names = [...new Set(results.map(({ test }) => test.suite))];
  return names.map((name) => {
    const own = results.filter(({ test }) => test.suite === name);
    return { name, results: own, failed: own.filter(({ outcome }) => outcome?.kind === 'failed').length };
  });
}

/** `3 passed, 1 failed` */
export function countText(results: readonly TestResult[]): string {
  const count = (kind: TestOutcome['kind']): number => results.filter(({ outcome }) => outcome?.kind === kind).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const left = results.length - passed - failed;
  const parts = [`${passed} passed`, failed > 0 ? `${failed} failed` : '', left > 0 ? `${left} not run` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

/** As a link carries them: the first of them, where there are more than it takes. `nowMs`, `version`, `engine`: when and where they have run. */
export function toShared(
  results: readonly TestResult[],
  { nowMs, version, engine }: { readonly nowMs: number; readonly version: number; readonly engine: string },
): SharedTests {
  const { idChars, engineChars, whyChars, tests } = SHARED_TESTS;
  return {
    timeS: Math.floor(nowMs / 1000),
    version,
    engine: toLabel(engine, engineChars),
    tests: results.slice(0, tests).map(({ test, outcome }) => ({
      id: toLabel(test.id, idChars),
      suite: toLabel(test.suite, idChars),
      outcome: outcome?.kind ?? 'none',
      durationUs: Math.max(0, Math.round((outcome?.durationMs ?? 0) * 1000)),
      why: outcome?.kind === 'failed' ? toLabel(whyText(outcome.why), whyChars) : '',
    })),
  };
}

/** What came with a link, for the same list; nothing of it has run here. */
export function fromShared({ tests }: SharedTests): readonly TestResult[] {
  return tests.map(({ id, suite, outcome, durationUs, why }) => ({
    test: { id, suite, how: 'call', words: [], order: 0 },
    outcome:
      outcome === 'none'
        ? null
        : outcome === 'passed'
          ? { kind: 'passed', durationMs: durationUs / 1000 }
          : { kind: 'failed', durationMs: durationUs / 1000, why },
  }));
}

function whyText(why: CallError | string): string {
  if (typeof why === 'string') return why;
  return why.from === 'runtime' ? why.message : tupleText({ value: null, error: why });
}
