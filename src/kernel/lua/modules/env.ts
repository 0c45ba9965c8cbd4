/** The `env` module (spec/lua-modules §10). */
import { spendBytes } from '../../../base/effort.ts';
import { invalid } from '../../../contract/errors.ts';
import { envSpec } from '../../../contract/lua-modules/env.ts';
import { namespaceOf } from '../../env/environment.ts';
import { denied } from '../../security/permissions.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import { may } from './identity.ts';
import { defineModule } from './module.ts';
import { selfOf, textAt } from './process-arguments.ts';

export const envModule = defineModule(envSpec, ({ running, permissions, environment }) => {
  const namespace = (): string => namespaceOf(selfOf(running).frame.target);
  const refuse = (key: string, action: string) =>
    key === ''
      ? invalid('empty key')
      : may({ running, permissions }, action, key)
        ? null
        : denied(`not allowed to access environment variable: ${key}`);
  return {
    get: (L) => {
      const key = textAt(L, 1, 'get');
      const refused = refuse(key, 'env.get');
      if (refused) return returnFailure(L, refused);
      const found = environment.get(key, namespace());
      if (!found.ok) return returnFailure(L, found.error);
      call.reserve(L, found.value.length);
      stack.pushText(L, found.value);
      return 1;
    },
    set: (L) => {
      const key = textAt(L, 1, 'set');
      const value = call.checkText(L, 2, 'set');
      spendBytes(value.length);
      const failure = refuse(key, 'env.set') ?? environment.set(key, value, namespace());
      if (failure) return returnFailure(L, failure);
      stack.pushBoolean(L, true);
      return 1;
    },
    get_all: (L) => {
      stack.createTable(L);
      for (const [name, value] of environment.all()) {
        if (!may({ running, permissions }, 'env.get', name)) continue;
        call.reserve(L, value.length);
        spendBytes(value.length);
        stack.pushText(L, value);
        stack.rawSetField(L, -2, name);
      }
      return 1;
    },
  };
});
