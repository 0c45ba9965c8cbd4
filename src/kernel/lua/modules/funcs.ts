/** The `funcs` module: calls of Lua and WASM functions alike (spec/lua-modules §1). */
import { notFound, unavailableYet } from '../../../contract/errors.ts';
import { funcsSpec } from '../../../contract/lua-modules/funcs.ts';
import { returnFailure } from '../error-object.ts';
import { call as callCommand } from '../../commands/call.ts';
import { issue } from '../commands.ts';
import type { Methods } from '../methods.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { startAsync } from './future.ts';
import { defineModule } from './module.ts';

const MAX_ID_BYTES = 4096;
const EXECUTOR_BYTES = 100;

/** Immutable: what changes something makes another one. */
interface Executor {
  /** The table of the last `with_options`; what it holds is kept by the executor. */
  readonly hasOptions: boolean;
}

const executorClass = defineUserdata<Executor>('executor', {
  sizeBytes: () => EXECUTOR_BYTES,
  methods: {
    call: (L) => callAt(L, 2, 'call'),
    async: (L) => asyncAt(L, 2, 'async'),
    with_context: (L) => {
      call.checkTable(L, 2, 'with_context');
      return returnFailure(L, unavailableYet('executor:with_context'));
    },
    with_actor: (L) => {
      if (isNothing(L, 2)) return call.raise(L, 'actor cannot be nil');
      return returnFailure(L, unavailableYet('executor:with_actor'));
    },
    with_scope: (L) => {
      if (isNothing(L, 2)) return call.raise(L, 'scope cannot be nil');
      return returnFailure(L, unavailableYet('executor:with_scope'));
    },
    with_options: (L) => {
      call.checkTable(L, 2, 'with_options');
      stack.rawGetField(L, 2, 'retry');
      if (!isNothing(L, -1)) return returnFailure(L, unavailableYet('the option retry of executor:with_options'));
      executorClass.push(L, { hasOptions: true });
      return 1;
    },
  } satisfies Methods<typeof funcsSpec.types.executor, Executor>,
});

export const funcsModule = defineModule(funcsSpec, () => ({
  call: (L) => callAt(L, 1, 'call'),
  async: (L) => asyncAt(L, 1, 'async'),
  new: (L) => {
    executorClass.push(L, { hasOptions: false });
    return 1;
  },
}));

function callAt(L: LuaState, index: number, name: string): number {
  const target = targetAt(L, index, name);
  if (target === null) return returnFailure(L, notFound('no handler registered for target'));
  // The arguments stay on this stack until the answer comes; whoever is called reads them there.
  const args = new LuaReader(L, index + 1, stack.getTop(L) - index);
  return issue(L, callCommand, { type: 'call', target, args });
}

function asyncAt(L: LuaState, index: number, name: string): number {
  const target = targetAt(L, index, name);
  if (target === null) return returnFailure(L, notFound('no handler registered for target'));
  return startAsync(L, target, new LuaReader(L, index + 1, stack.getTop(L) - index));
}

/** Null for what no entry can be called: who writes a row of this call should not have to hold it. */
function targetAt(L: LuaState, index: number, name: string): string | null {
  return call.checkBytes(L, index, name).length > MAX_ID_BYTES ? null : call.checkText(L, index, name);
}

function isNothing(L: LuaState, index: number): boolean {
  const type = stack.typeName(L, index);
  return type === 'none' || type === 'nil';
}
