import type { EntryId } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import {
  securityPolicy as plain,
  securityPolicyExpr as withExpression,
  type PolicyConfig,
} from '../../project/kinds/security-policy.ts';
import { compileExpression, type Expression } from '../security/expression.ts';
import type { KnownPolicy } from '../security/policies.ts';
import { createPolicy } from '../security/policy.ts';
import type { KernelKind, Loaded } from './kind.ts';

const LIFE: Pick<KernelKind<never, KnownPolicy>, 'add' | 'replace' | 'remove'> = {
  add: (policy, { policies }) => policies.add(policy),
  replace: (_before, after, { policies }) => policies.add(after),
  remove: (policy, { policies }) => policies.remove(policy),
};

export const securityPolicy: KernelKind<typeof plain, KnownPolicy> = {
  description: plain,
  load: ({ id, config }) => loaded(id, config, null),
  ...LIFE,
};

export const securityPolicyExpr: KernelKind<typeof withExpression, KnownPolicy> = {
  description: withExpression,
  load({ id, config }) {
    const { text = '', place } = config.expression ?? {};
    const compiled = compileExpression(text);
    if (compiled.ok) return loaded(id, config, compiled.value);
    const message = `failed to compile expression: ${compiled.error}`;
    const diagnostics = place
      ? [{ ...place, severity: 'error' as const, code: 'invalid-policy', message, entry: id }]
      : [];
    return { status: 'rejected', error: invalid(message), diagnostics };
  },
  ...LIFE,
};

function loaded(id: EntryId, config: PolicyConfig, expression: Expression | null): Loaded<KnownPolicy> {
  const { groups, ...rules } = config;
  const policy = createPolicy({
    id,
    ...rules,
    ...(expression ? { holds: (request) => expression(request) === true } : {}),
  });
  return { status: 'ready', diagnostics: [], create: () => ({ policy, groups }) };
}
