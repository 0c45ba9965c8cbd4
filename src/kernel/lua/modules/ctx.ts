/** The `ctx` module (spec/lua-modules §6). Read only: values are given with a call, and nothing flows back. */
import { spendBytes } from '../../../base/effort.ts';
import { ctxSpec } from '../../../contract/lua-modules/ctx.ts';
import { invalid, notFound } from '../../../contract/errors.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { returnFailure } from '../error-object.ts';
import { pushPlainFloats } from '../push-plain.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineModule } from './module.ts';
import { selfOf, textAt } from './process-arguments.ts';

export const ctxModule = defineModule(ctxSpec, ({ running }) => ({
  get: (L) => {
    const key = textAt(L, 1, 'get');
    if (key === '') return returnFailure(L, invalid('empty key'));
    const value = selfOf(running).frame.context.values.get(key);
    if (value === undefined) return returnFailure(L, notFound(`key not found: ${key}`));
    pushValue(L, value);
    stack.pushNil(L);
    return 2;
  },
  all: (L) => {
    const { values } = selfOf(running).frame.context;
    stack.createTable(L, 0, values.size);
    for (const [key, value] of values) {
      pushValue(L, value);
      stack.rawSetField(L, -2, key);
    }
    stack.pushNil(L);
    return 2;
  },
}));

function pushValue(L: LuaState, value: PlainValue): void {
  const bytes = sizeOfPlain(value);
  makeRoom(L, bytes);
  spendBytes(bytes);
  pushPlainFloats(L, value);
}
