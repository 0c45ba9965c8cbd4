/** The `security` module (spec/lua-modules §7). */
import { internal, invalid } from '../../../contract/errors.ts';
import { securitySpec } from '../../../contract/lua-modules/security.ts';
import { evaluateScope } from '../../security/permissions.ts';
import { returnFailure } from '../error-object.ts';
import * as stack from '../vm/stack.ts';
import {
  actorClass,
  contextOf,
  demand,
  demandScope,
  may,
  metaAt,
  policiesAt,
  policyClass,
  pushScope,
} from './identity.ts';
import { defineModule } from './module.ts';
import { textAt } from './process-arguments.ts';
import { tokenStoreClass } from './token-store-object.ts';

export const securityModule = defineModule(securitySpec, ({ running, permissions, policies, tokens }) => {
  const guard = { running, permissions };
  return {
    actor: (L) => {
      const { actor } = contextOf(running);
      if (actor) actorClass.push(L, actor);
      else stack.pushNil(L);
      return 1;
    },
    scope: (L) => {
      const { scope } = contextOf(running);
      if (scope) return pushScope(L, scope, guard);
      stack.pushNil(L);
      return 1;
    },
    can: (L) => {
      const action = textAt(L, 1, 'can');
      const resource = textAt(L, 2, 'can');
      const meta = metaAt(L, 3, 'can');
      const { actor, scope } = contextOf(running);
      const isAllowed =
        actor !== null && scope !== null && evaluateScope(scope, { actor, action, resource, meta }) === 'allow';
      stack.pushBoolean(L, isAllowed);
      return 1;
    },
    new_actor: (L) => {
      const id = textAt(L, 1, 'new_actor');
      const meta = metaAt(L, 2, 'new_actor');
      demand(L, guard, 'security.actor.create', id, `not allowed to create actor: ${id}`);
      actorClass.push(L, { id, meta });
      return 1;
    },
    new_scope: (L) => {
      const chosen = policiesAt(L, 1, 'new_scope');
      demandScope(L, guard);
      return pushScope(L, { policies: chosen }, guard);
    },
    policy: (L) => {
      const id = textAt(L, 1, 'policy');
      if (!may(guard, 'security.policy.get', id))
        return returnFailure(L, invalid(`not allowed to access policy: ${id}`));
      const policy = policies.find(id);
      if (!policy) return returnFailure(L, invalid(`policy not found: ${id}`));
      policyClass.push(L, policy);
      stack.pushNil(L);
      return 2;
    },
    named_scope: (L) => {
      const id = textAt(L, 1, 'named_scope');
      if (!may(guard, 'security.policy_group.get', id))
        return returnFailure(L, invalid(`not allowed to access policy group: ${id}`));
      const scope = policies.group(id);
      if (!scope) return returnFailure(L, invalid(`policy group not found: ${id}`));
      pushScope(L, scope, guard);
      stack.pushNil(L);
      return 2;
    },
    token_store: (L) => {
      const id = textAt(L, 1, 'token_store');
      if (id === '') return returnFailure(L, invalid('token store ID required'));
      demand(L, guard, 'security.token_store.get', id, `not allowed to access token store: ${id}`);
      const store = tokens.find(id);
      if (!store) return returnFailure(L, internal(`token store not found: ${id}`));
      tokenStoreClass.push(L, { store, guard, isClosed: false });
      stack.pushNil(L);
      return 2;
    },
  };
});
