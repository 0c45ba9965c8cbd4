/** What a policy says of a request (spec/lua-modules §7, spec/registry §4.7). */
import { spend, spendBytes } from '../../base/effort.ts';
import { compileTextPattern, type TextPattern } from '../../base/text-pattern.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import type { AccessRequest, Policy } from './context.ts';
import { valueAt } from './paths.ts';

export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: PlainValue;
  readonly valueFrom: string | null;
}

export interface PolicyRules {
  readonly id: EntryId;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly effect: 'allow' | 'deny';
  readonly conditions: readonly Condition[];
  /** What has to hold besides; throws nothing but {@link Undecided}. */
  readonly holds?: (request: AccessRequest) => boolean;
}

/** It cannot be said whether a policy fits: what denies does then, what allows does not. */
export class Undecided extends Error {}

export function createPolicy({ id, actions, resources, effect, conditions, holds }: PolicyRules): Policy {
  const tests = conditions.map(conditionTest);
  const fits = (request: AccessRequest): boolean => {
    try {
      return tests.every((test) => test(request)) && (holds?.(request) ?? true);
    } catch (error) {
      if (error instanceof Undecided) return effect === 'deny';
      throw error;
    }
  };
  return {
    id,
    evaluate(request) {
      spend(1 + actions.length + resources.length + conditions.length);
      const isMeant =
        actions.some((pattern) => matches(pattern, request.action)) &&
        resources.some((pattern) => matches(pattern, request.resource));
      return isMeant && fits(request) ? effect : 'undefined';
    },
  };
}

/** `*` is everything, `abc*` and `abc.*` what begins so; all else is meant as it stands. */
function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

function conditionTest({ field, operator, value, valueFrom }: Condition): (request: AccessRequest) => boolean {
  const test = TESTS.get(operator);
  if (!test) return () => false;
  const path = field.split('.');
  if (valueFrom !== null) {
    const from = valueFrom.split('.');
    return (request) => test(valueAt(request, path), valueAt(request, from) ?? null);
  }
  if (operator === 'matches' || operator === 'nmatches') {
    const known = matcher(value);
    return (request) => known(valueAt(request, path)) === (operator === 'matches');
  }
  return (request) => test(valueAt(request, path), value);
}

type Test = (left: PlainValue | undefined, right: PlainValue) => boolean;

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['eq', (left, right) => isEqual(left, right)],
  ['ne', (left, right) => !isEqual(left, right)],
  ['lt', ordered((order) => order < 0)],
  ['gt', ordered((order) => order > 0)],
  ['lte', ordered((order) => order <= 0)],
  ['gte', ordered((order) => order >= 0)],
  ['in', (left, right) => contains(right, left)],
  ['nin', (left, right) => !contains(right, left)],
  ['exists', (left) => left !== undefined && left !== null],
  ['nexists', (left) => left === undefined || left === null],
  ['contains', (left, right) => contains(left, right)],
  ['ncontains', (left, right) => !contains(left, right)],
  ['matches', (left, right) => matchesPattern(left, right)],
  ['nmatches', (left, right) => !matchesPattern(left, right)],
]);

function ordered(holds: (order: number) => boolean): Test {
  return (left, right) => {
    const order = compare(left, right);
    return order !== null && holds(order);
  };
}

/** Null where they have no order: numbers among each other have one, and texts. */
export function compare(a: PlainValue | undefined, b: PlainValue | undefined): number | null {
  const areNumbers = isNumber(a) && isNumber(b);
  if (!areNumbers && !(typeof a === 'string' && typeof b === 'string')) return null;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isNumber(value: PlainValue | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Of scalars; what is not there is equal to null. */
export function isEqual(a: PlainValue | undefined, b: PlainValue | undefined): boolean {
  if (isNumber(a) && isNumber(b)) return a == b;
  return (a ?? null) === (b ?? null);
}

/** A list has an item, or a text a part. */
export function contains(whole: PlainValue | undefined, part: PlainValue | undefined): boolean {
  if (typeof whole === 'string') {
    spendBytes(whole.length);
    return typeof part === 'string' && whole.includes(part);
  }
  if (!Array.isArray(whole)) return false;
  spend(whole.length);
  return whole.some((item: PlainValue) => isEqual(item, part));
}

/** A regular expression in a text; undecided with one that is none. */
export function matchesPattern(value: PlainValue | undefined, pattern: PlainValue | undefined): boolean {
  spend(typeof pattern === 'string' ? pattern.length : 1);
  return matcher(pattern)(value);
}

/** For a pattern that is known before. */
export function matcher(pattern: PlainValue | undefined): (value: PlainValue | undefined) => boolean {
  const compiled = typeof pattern === 'string' ? compileTextPattern(pattern) : null;
  const found: TextPattern = compiled?.ok
    ? compiled.value
    : () => {
        throw new Undecided();
      };
  return (value) => typeof value === 'string' && found(value);
}
