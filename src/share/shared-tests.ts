/** How the tests of a project went where its link was made: what somebody says, not what has run here. */
import type { PlainValue } from '../contract/api.ts';
import { LinkRefusal } from './link-problem.ts';
import { Malformed } from './wire.ts';

export interface SharedTest {
  readonly id: string;
  readonly suite: string;
  readonly outcome: 'passed' | 'failed' | 'none';
  /** Whole microseconds; 0 for one that has not run. */
  readonly durationUs: number;
  /** Why it failed, cut at {@link SHARED_TESTS}; else empty. */
  readonly why: string;
}

export interface SharedTests {
  /** Whole seconds since 1970. */
  readonly timeS: number;
  /** Of the playground, and the browser in a few words. */
  readonly version: number;
  readonly engine: string;
  readonly tests: readonly SharedTest[];
}

export const SHARED_TESTS = { tests: 200, idChars: 255, engineChars: 80, whyChars: 200 } as const;

const OUTCOMES = ['none', 'passed', 'failed'] as const;

/** `3 passed, 1 failed` */
export function sharedTestsText({ tests }: SharedTests): string {
  const count = (outcome: SharedTest['outcome']): number => tests.filter((one) => one.outcome === outcome).length;
  const [passed, failed, none] = [count('passed'), count('failed'), count('none')];
  const parts = [`${passed} passed`, failed > 0 ? `${failed} failed` : '', none > 0 ? `${none} not run` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

/** Throws {@link LinkRefusal} where there are more than a link takes. */
export function writeTests({ timeS, version, engine, tests }: SharedTests): readonly PlainValue[] {
  if (tests.length > SHARED_TESTS.tests) {
    const message = `A link takes the results of ${SHARED_TESTS.tests} tests at most, and these are ${tests.length}.`;
    throw new LinkRefusal({ code: 'invalid', message });
  }
  const rows = tests.map(({ id, suite, outcome, durationUs, why }) => [
    id,
    suite,
    OUTCOMES.indexOf(outcome),
    durationUs,
    why,
  ]);
  return [timeS, version, engine, rows];
}

/** Throws {@link Malformed} at what {@link writeTests} would not have written. */
export function readTests([timeS, version, engine, rows, ...rest]: readonly PlainValue[]): SharedTests {
  if (!Array.isArray(rows) || rest.length > 0 || rows.length > SHARED_TESTS.tests) throw new Malformed('no tests');
  return {
    timeS: whole(timeS),
    version: whole(version),
    engine: label(engine, SHARED_TESTS.engineChars),
    tests: rows.map(readTest),
  };
}

function readTest(row: PlainValue): SharedTest {
  if (!Array.isArray(row) || row.length !== 5) throw new Malformed('no test');
  const [id, suite, outcome, durationUs, why] = row as readonly PlainValue[];
  const known = OUTCOMES[whole(outcome)];
  if (known === undefined) throw new Malformed('no outcome');
  return {
    id: label(id, SHARED_TESTS.idChars),
    suite: label(suite, SHARED_TESTS.idChars),
    outcome: known,
    durationUs: whole(durationUs),
    why: label(why, SHARED_TESTS.whyChars),
  };
}

function whole(value: PlainValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Malformed('no whole number');
  return value;
}

/** For one line of the page. */
function label(value: PlainValue | undefined, limit: number): string {
  if (typeof value !== 'string' || value.length > limit || /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(value))
    throw new Malformed('no label');
  return value;
}

/** As one line of a link takes it. */
export function toLabel(text: string, limit: number): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ').toWellFormed();
  return clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean;
}
