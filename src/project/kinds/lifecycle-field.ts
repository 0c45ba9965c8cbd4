/** `lifecycle` of what is started and stopped (spec/registry §4.6). */
import { err, ok } from '../../base/result.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { choiceOr, flag, integer, map, parsed, text, texts } from '../registry/field-types.ts';
import type { PlainMap, Reference, ReferenceRule } from '../registry/entries.ts';
import type { Text } from '../registry/fields.ts';
import { idWithin } from '../registry/ids.ts';
import type { Field } from '../registry/schema.ts';
import type { Place } from '../registry/source.ts';
import { toPlain, type TreeNode } from '../registry/tree.ts';

/** How something is started again after a failure; times in milliseconds. */
export interface RestartConfig {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly backoffFactor: number;
  /** A share of the delay, which varies by so much. */
  readonly jitter: number;
  /** How often in a row; 0 = without end. */
  readonly maxAttempts: number;
}

/** Who something acts for. */
export interface ActorConfig {
  readonly id: string;
  readonly meta: PlainMap;
}

/** Another entry, and where it is named. */
export interface Target {
  readonly id: EntryId;
  readonly place: Place;
}

/** Who something acts for, and by which policies. */
export interface IdentityConfig {
  readonly actor: ActorConfig | null;
  readonly policies: readonly Target[];
  readonly groups: readonly string[];
}

/** When something starts. */
export interface StartConfig {
  /** By itself, with the project; else where something requires it. */
  readonly isStarted: boolean;
  /** What has to run before. */
  readonly requires: readonly Target[];
}

const CODE = 'invalid-lifecycle';

export const lifecycleField = map({
  doc: 'When it runs.',
  fields: {
    auto_start: flag({ doc: 'Whether it starts with the project.', default: false }),
    start_timeout: duration('How long a start may take, such as 10s.', '10s'),
    stop_timeout: duration('How long a stop may take, such as 10s.', '10s'),
    stable_threshold: duration('After running so long it counts as stable.', '5s'),
    requires: texts({ doc: 'What has to run before.' }),
    depends_on: texts({ doc: 'The same as requires, by its older name.' }),
    startup: choiceOr('required', {
      doc: 'Whether the project needs it.',
      values: ['required', 'optional'],
      code: CODE,
      message: 'invalid startup',
      hint: 'required or optional',
    }),
    restart: map({
      doc: 'How it is started again after a failure.',
      fields: {
        initial_delay: duration('How long the first wait is.', '1s'),
        max_delay: duration('How long a wait is at most.', '90s'),
        backoff_factor: number('How many times as long as the one before each wait is.', 2, { min: 1, max: 1000 }),
        jitter: number('By which share of itself a wait varies.', 0.1, { min: 0, max: 1 }),
        max_attempts: integer({
          doc: 'How often it is started again in a row; 0 is without end.',
          default: 0,
          min: { value: 0, code: CODE, message: 'max_attempts must not be negative' },
        }),
      },
    }),
    security: map({
      doc: 'Who it acts for, and by which policies.',
      fields: {
        actor: map({ doc: 'Who it acts for.', fields: { id: text({ doc: 'Its ID.' }), meta: metaField() } }),
        policies: texts({ doc: 'Policies of its scope.' }),
        groups: texts({ doc: 'Groups of policies of its scope.' }),
      },
    }),
  },
});

interface Start {
  readonly auto_start: boolean;
  readonly requires: readonly Text[];
  readonly depends_on: readonly Text[];
}

/** Of what a lifecycle says, in an entry of `namespace`. */
export function startOf({ auto_start, requires, depends_on: older }: Start, namespace: string): StartConfig {
  return {
    isStarted: auto_start,
    requires: [...requires, ...older].map(({ value, place }) => ({ id: idWithin(namespace, value), place })),
  };
}

interface Identity {
  readonly security: {
    readonly actor: { readonly isSet: boolean; readonly id: Text | null; readonly meta: PlainMap };
    readonly policies: readonly Text[];
    readonly groups: readonly Text[];
  };
}

/** Of what a lifecycle says, in an entry of `namespace`. */
export function identityOf({ security: { actor, policies, groups } }: Identity, namespace: string): IdentityConfig {
  return {
    actor: actor.isSet ? { id: actor.id?.value ?? '', meta: actor.meta } : null,
    policies: policies.map(({ value, place }) => ({ id: idWithin(namespace, value), place })),
    groups: groups.map(({ value }) => idWithin(namespace, value)),
  };
}

export function identityReferences({ policies }: IdentityConfig): Reference[] {
  return policies.map(({ id, place }) => ({ target: id, place, rule: POLICY }));
}

/** Where a text moves to means nothing. */
export function identityFingerprint({ actor, policies, groups }: IdentityConfig): unknown {
  return [actor, policies.map(({ id }) => id), groups];
}

export function startReferences({ requires }: StartConfig): Reference[] {
  return requires.map(({ id, place }) => ({ target: id, place, rule: REQUIRED }));
}

/** Where a text moves to means nothing. */
export function startFingerprint({ isStarted, requires }: StartConfig): unknown {
  return [isStarted, requires.map(({ id }) => id)];
}

/** Kinds that have a lifecycle. */
export const STARTED: ReadonlySet<string> = new Set([
  'process.host',
  'process.service',
  'terminal.host',
  'http.service',
]);
const REQUIRED = ruleFor('dependency not found', 'dependency-not-found', (kind) => STARTED.has(kind));
const POLICY = ruleFor('policy not found', 'policy-not-found', (kind) => kind.startsWith('security.policy'));

/** For IDs of entries of some kinds. `missing`: what is said where there is none. */
export function ruleFor(missing: string, code: string, isKind: (kind: string) => boolean): ReferenceRule {
  return {
    code,
    missing: (target) => `${missing}: ${target}`,
    accepts: ({ kind }) => isKind(kind),
    otherKind: (found) => `${found.id} is of kind ${found.kind}`,
    isCandidate: ({ kind }) => isKind(kind),
  };
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
/** A year: longer is a slip. */
const MAX_MS = 365 * 24 * 3_600_000;

/** Of a text such as `1m30s`; null for any other. */
export function durationMs(value: string): number | null {
  if (value === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) return null;
  let ms = 0;
  for (const [, count, unit] of value.matchAll(/([\d.]+)(ms|s|m|h)/g))
    ms += Number(count) * (UNITS_MS.get(unit ?? '') ?? 0);
  return ms <= MAX_MS ? ms : null;
}

/** Milliseconds of a text such as `1m30s`. */
export function duration(doc: string, fallback: string, code: string = CODE): Field<Text | null, number> {
  return parsed({
    doc,
    default: fallback,
    parse: durationMs,
    complaint: { code, message: 'invalid duration', hint: 'such as "500ms", "5s" or "1m30s"' },
  });
}

function number(
  doc: string,
  fallback: number,
  { min, max }: { readonly min: number; readonly max: number },
): Field<TreeNode | null, number> {
  return {
    shape: { type: 'anything', doc, default: fallback },
    read: (fields, name) => fields.node.fields.get(name)?.value ?? null,
    check(node, _fields, name) {
      if (!node) return ok(fallback);
      const value = node.type === 'scalar' ? node.value : null;
      if (typeof value === 'number' && value >= min && value <= max) return ok(value);
      return err({ code: CODE, message: `${name} must be a number from ${min} to ${max}`, place: node.place });
    },
  };
}

function metaField(): Field<PlainMap, PlainMap> {
  return {
    shape: { type: 'map', doc: 'What policies may look at as actor.meta.' },
    read: (fields, name) => plainMap(fields.map(name)?.node),
    check: (read) => ok(read),
  };
}

function plainMap(node: TreeNode | undefined): PlainMap {
  const plain: PlainValue = node ? toPlain(node) : {};
  return plain as PlainMap;
}
