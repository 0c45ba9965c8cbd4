/** The `funcs` module: calls of Lua and WASM functions alike (spec/lua-modules §1). */
import { notFound } from '../../../contract/errors.ts';
import { funcsSpec } from '../../../contract/lua-modules/funcs.ts';
import { returnFailure } from '../error-object.ts';
import { call as callCommand } from '../../commands/call.ts';
import { issue } from '../commands.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import { defineModule } from './module.ts';

const MAX_ID_BYTES = 4096;

export const funcsModule = defineModule(funcsSpec, () => ({
  call: (L) => {
    // No entry has such an ID, and who writes a row of this call should not have to hold it.
    if (call.checkBytes(L, 1, 'call').length > MAX_ID_BYTES)
      return returnFailure(L, notFound('no handler registered for target'));
    const target = call.checkText(L, 1, 'call');
    // The arguments stay on this stack until the answer comes; whoever is called reads them there.
    const args = new LuaReader(L, 2, stack.getTop(L) - 1);
    return issue(L, callCommand, { type: 'call', target, args });
  },
}));
