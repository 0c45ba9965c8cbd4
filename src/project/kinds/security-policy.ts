/** `security.policy` and `security.policy.expr` (spec/registry §4.7): who may do what. */
import { err, ok } from '../../base/result.ts';
import { compileTextPattern } from '../../base/text-pattern.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { map, maps, requiredText, text, texts } from '../registry/field-types.ts';
import { idWithin } from '../registry/ids.ts';
import { describeKind } from '../registry/kind.ts';
import type { Text } from '../registry/fields.ts';
import type { Complaint, Field } from '../registry/schema.ts';
import type { Place } from '../registry/source.ts';
import { toPlain, type TreeNode } from '../registry/tree.ts';

export interface PolicyCondition {
  readonly field: string;
  readonly operator: string;
  /** Either a value, or the path of one. */
  readonly value: PlainValue;
  readonly valueFrom: string | null;
}

export interface PolicyConfig {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly effect: 'allow' | 'deny';
  readonly conditions: readonly PolicyCondition[];
  readonly groups: readonly EntryId[];
  /** What has to hold besides, as written; null where nothing is. */
  readonly expression: { readonly text: string; readonly place: Place } | null;
}

export const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'gt',
  'lte',
  'gte',
  'in',
  'nin',
  'exists',
  'nexists',
  'contains',
  'ncontains',
  'matches',
  'nmatches',
] as const;
export type Operator = (typeof OPERATORS)[number];

const CODE = 'invalid-policy';
/** Those that look at the left side only. */
const UNARY: ReadonlySet<string> = new Set(['exists', 'nexists']);
/** Those whose right side is a regular expression. */
const PATTERNS: ReadonlySet<string> = new Set(['matches', 'nmatches']);

const POLICY = {
  actions: patterns('actions', 'What is done: one or several, each whole, with `*` at the end, or `*`.'),
  resources: patterns('resources', 'What it is done to, as actions.'),
  effect: effectField('What follows where it fits: allow or deny.'),
};

const CONDITIONS = maps({
  doc: 'What has to hold besides, all of it.',
  fields: {
    field: text({ doc: 'What is looked at: actor.id, actor.meta.NAME, action, resource or meta.NAME.' }),
    operator: text({ doc: `How it is held against the value: ${OPERATORS.join(', ')}.` }),
    value: anything('What it is held against.'),
    value_from: text({ doc: 'The path of what it is held against.' }),
  },
  checkNext({ field, operator, value, value_from: from }, before) {
    const complain = (message: string, place?: Place): Complaint => ({
      code: CODE,
      message: `condition ${before.length}: ${message}`,
      place,
    });
    if (!field || field.value === '') return complain('field is required');
    if (!operator || operator.value === '') return complain('operator is required');
    if (!OPERATORS.some((one) => one === operator.value))
      return complain(`invalid operator: ${operator.value}`, operator.place);
    const isBare = value === undefined && !from && !UNARY.has(operator.value);
    if (isBare) return complain('value or value_from is required');
    if (from || !PATTERNS.has(operator.value)) return null;
    if (typeof value?.plain !== 'string') return complain('the pattern must be a string', value?.place);
    const compiled = compileTextPattern(value.plain);
    return compiled.ok ? null : complain(`invalid pattern: ${compiled.error}`, value.place);
  },
});

const GROUPS = texts({
  doc: 'IDs under which a scope takes it together with others; one without a namespace has that of the entry.',
});

export const securityPolicy = describeKind({
  facts: factsOf('security.policy'),
  language: null,
  fields: { policy: map({ doc: 'What it says.', fields: { ...POLICY, conditions: CONDITIONS } }), groups: GROUPS },
  decode: ({ policy: { actions, resources, effect, conditions }, groups }, { namespace }): PolicyConfig => ({
    actions,
    resources,
    effect,
    conditions: conditions.map(({ field, operator, value, value_from: from }) => ({
      field: field?.value ?? '',
      operator: operator?.value ?? '',
      value: value?.plain ?? null,
      valueFrom: from?.value ?? null,
    })),
    groups: groups.map(({ value }) => idWithin(namespace, value)),
    expression: null,
  }),
  refusal: ({ message }) => invalid(message),
  fingerprint: (config) => config,
});

export const securityPolicyExpr = describeKind({
  facts: factsOf('security.policy.expr'),
  language: null,
  fields: {
    policy: map({
      doc: 'What it says.',
      fields: {
        ...POLICY,
        expression: requiredText({ doc: 'What has to hold besides, such as `actor.meta.role == "admin"`.' }),
      },
    }),
    groups: GROUPS,
  },
  decode: ({ policy: { actions, resources, effect, expression }, groups }, { namespace }): PolicyConfig => ({
    actions,
    resources,
    effect,
    conditions: [],
    groups: groups.map(({ value }) => idWithin(namespace, value)),
    expression: { text: expression.value, place: expression.place },
  }),
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ expression, ...rest }) => [rest, expression?.text ?? null],
});

export type PolicyEntry = EntryOf<typeof securityPolicy> | EntryOf<typeof securityPolicyExpr>;

function effectField(doc: string): Field<Text | null, PolicyConfig['effect']> {
  return {
    shape: { type: 'text', doc, values: ['allow', 'deny'], isRequired: true },
    read: (fields, name) => fields.string(name),
    check(read) {
      const value = read?.value;
      if (value === 'allow' || value === 'deny') return ok(value);
      const hint = '"allow" or "deny"';
      return err({ code: CODE, message: `invalid policy effect: ${value ?? ''}`, hint, place: read?.place });
    },
  };
}

/** A text or a list of texts. */
function patterns(name: string, doc: string): Field<TreeNode | null, readonly string[]> {
  return {
    shape: { type: 'anything', doc },
    read: (fields, field) => fields.node.fields.get(field)?.value ?? null,
    check(node) {
      const refuse = (message: string) => err({ code: CODE, message, place: node?.place });
      if (node?.type === 'scalar' && typeof node.value === 'string')
        return node.value === '' ? refuse(`${name} string cannot be empty`) : ok([node.value]);
      if (node?.type !== 'list') return refuse(`${name} must be a string or list`);
      if (node.items.length === 0) return refuse(`${name} list cannot be empty`);
      const values = node.items.map((item) => (item.type === 'scalar' ? item.value : null));
      const all = values.filter((value) => typeof value === 'string');
      return all.length < values.length ? refuse(`${name} must be a string or list`) : ok(all);
    },
  };
}

interface Anything {
  readonly plain: PlainValue;
  readonly place: Place;
}

function anything(doc: string): Field<Anything | undefined, Anything | undefined> {
  return {
    shape: { type: 'anything', doc },
    read(fields, name) {
      const node = fields.node.fields.get(name)?.value;
      return node && { plain: toPlain(node), place: node.place };
    },
    check: (read) => ok(read),
  };
}
