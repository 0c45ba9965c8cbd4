/** The `funcs` module: calls of Lua and WASM functions alike (spec/lua-modules §1). */
import type { LuaCommand } from '../process.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaModule } from './module.ts';

export const funcsModule: LuaModule = {
  name: 'funcs',
  functions: {
    call: (L) => {
      const target = call.checkText(L, 1, 'call');
      // The arguments stay on this stack until the answer comes; whoever is called reads them there.
      const args = new LuaReader(L, 2, stack.getTop(L) - 1);
      return call.suspend(L, { command: { type: 'call', target, args }, answer: 'pair' } satisfies LuaCommand);
    },
  },
  missing: ['async', 'new'],
};
