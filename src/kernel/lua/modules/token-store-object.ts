/** Token stores as Lua holds them (spec/lua-modules §7). What the code that runs may not do is an error of kind `Invalid`. */
import { invalid, type Failure } from '../../../contract/errors.ts';
import type { securitySpec } from '../../../contract/lua-modules/security.ts';
import type { TokenStore } from '../../security/tokens.ts';
import { pushFailure, returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { durationAt } from './duration-object.ts';
import { actorClass, may, metaAt, pushScope, scopeClass, type Guard } from './identity.ts';
import { isNothing, textAt } from './process-arguments.ts';

interface OpenStore {
  readonly store: TokenStore;
  readonly guard: Guard;
  isClosed: boolean;
}

export const tokenStoreClass: UserdataType<OpenStore> = defineUserdata<OpenStore>('token_store', {
  sizeBytes: () => 100,
  methods: {
    create: (L, self) => {
      const actor = actorClass.check(L, 2, 'create');
      const { scope } = scopeClass.check(L, 3, 'create');
      const { expiration, meta } = optionsAt(L);
      const refusal = refusalOf(self, 'create') ?? (typeof expiration === 'object' ? expiration : null);
      if (refusal) return returnFailure(L, refusal);
      const afterMs = typeof expiration === 'bigint' ? Number(expiration) / 1e6 : null;
      const created = self.store.create(actor, scope, { afterMs, meta });
      if (!created.ok) return returnFailure(L, created.error);
      stack.pushText(L, created.value);
      stack.pushNil(L);
      return 2;
    },
    validate: (L, self) => {
      const token = textAt(L, 2, 'validate');
      const refusal = refusalOf(self, 'validate');
      const found = refusal ? null : self.store.validate(token);
      if (found?.ok !== true) {
        stack.pushNil(L);
        stack.pushNil(L);
        pushFailure(L, refusal ?? found?.error ?? invalid('invalid token'));
        return 3;
      }
      actorClass.push(L, found.value.actor);
      pushScope(L, found.value.scope, self.guard);
      stack.pushNil(L);
      return 3;
    },
    revoke: (L, self) => {
      const token = textAt(L, 2, 'revoke');
      const refusal = refusalOf(self, 'revoke');
      stack.pushBoolean(L, refusal === null && self.store.revoke(token));
      if (refusal) pushFailure(L, refusal);
      else stack.pushNil(L);
      return 2;
    },
    close: (_L, self) => {
      self.isClosed = true;
      return 0;
    },
  } satisfies Methods<typeof securitySpec.types.token_store, OpenStore>,
});

function refusalOf({ store, guard, isClosed }: OpenStore, what: 'create' | 'validate' | 'revoke'): Failure | null {
  if (isClosed) return invalid('token store is closed');
  return may(guard, `security.token.${what}`, store.id) ? null : invalid(`not allowed to ${what} token: ${store.id}`);
}

/** `{expiration = duration, meta = table}` at 4, which may be absent; nanoseconds, or why it is none. */
function optionsAt(L: LuaState): {
  readonly expiration: bigint | Failure | null;
  readonly meta: ReturnType<typeof metaAt>;
} {
  if (isNothing(L, 4)) return { expiration: null, meta: {} };
  call.checkTable(L, 4, 'create');
  stack.rawGetField(L, 4, 'meta');
  const meta = metaAt(L, stack.getTop(L), 'create');
  stack.rawGetField(L, 4, 'expiration');
  const top = stack.getTop(L);
  if (isNothing(L, top)) return { expiration: null, meta };
  const expiration = durationAt(L, top, 'create');
  if (!expiration.ok) return { expiration: expiration.error, meta };
  return { expiration: expiration.value > 0n ? expiration.value : invalid('expiration must be > 0'), meta };
}
