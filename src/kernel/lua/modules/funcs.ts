/** The `funcs` module: calls of Lua and WASM functions alike (spec/lua-modules §1). */
import { notFound } from '../../../contract/errors.ts';
import { funcsSpec } from '../../../contract/lua-modules/funcs.ts';
import { returnFailure } from '../error-object.ts';
import { call as callCommand, idRefusal } from '../../commands/call.ts';
import { issue } from '../commands.ts';
import type { Methods } from '../methods.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import type { Retry } from '../../scheduler/retry-rule.ts';
import type { ContextChange } from '../../security/context.ts';
import { denied } from '../../security/permissions.ts';
import { startAsync } from './future.ts';
import { changeBytes, may, NO_CHANGE, withActor, withScope, withValues, type Guard } from './identity.ts';
import { retryAt } from './retry-option.ts';
import { defineModule } from './module.ts';

const MAX_ID_BYTES = 4096;
const EXECUTOR_BYTES = 100;

/** Immutable: what changes something makes another one. */
interface Executor {
  /** What the callee gets in place of what it would inherit. */
  readonly change: ContextChange;
  readonly retry: Retry | null;
  readonly guard: Guard;
}

const CONTEXT_DENIED = 'not allowed to call functions with custom context';
const SECURITY_DENIED = 'not allowed to call functions with custom security context';

const executorClass: UserdataType<Executor> = defineUserdata<Executor>('executor', {
  sizeBytes: ({ change }) => EXECUTOR_BYTES + changeBytes(change),
  methods: {
    call: (L, self) => callAt(L, 2, 'call', self),
    async: (L, self) => asyncAt(L, 2, self.guard, self),
    with_context: (L, self) => {
      const change = withValues(L, 2, 'with_context', self.change);
      return derive(L, { ...self, change }, may(self.guard, 'funcs.context', 'context') ? null : CONTEXT_DENIED);
    },
    with_actor: (L, self) => {
      const change = withActor(L, 2, self.change);
      return derive(L, { ...self, change }, may(self.guard, 'funcs.security', 'security') ? null : SECURITY_DENIED);
    },
    with_scope: (L, self) => {
      const change = withScope(L, 2, self.change);
      return derive(L, { ...self, change }, may(self.guard, 'funcs.security', 'security') ? null : SECURITY_DENIED);
    },
    with_options: (L, self) => {
      call.checkTable(L, 2, 'with_options');
      stack.rawGetField(L, 2, 'network');
      const network = stack.typeName(L, -1) === 'string' ? stack.toText(L, -1) : null;
      stack.pop(L, 1);
      const isRefused = network !== null && !may(self.guard, 'network.select', network);
      return derive(
        L,
        { ...self, retry: retryAt(L, 2) },
        isRefused ? `not allowed to select network: ${network}` : null,
      );
    },
  } satisfies Methods<typeof funcsSpec.types.executor, Executor>,
});

function derive(L: LuaState, executor: Executor, refusal: string | null): number {
  if (refusal !== null) return returnFailure(L, denied(refusal));
  executorClass.push(L, executor);
  stack.pushNil(L);
  return 2;
}

export const funcsModule = defineModule(funcsSpec, ({ running, permissions }) => ({
  call: (L) => callAt(L, 1, 'call', null),
  async: (L) => asyncAt(L, 1, { running, permissions }, null),
  new: (L) => {
    executorClass.push(L, { change: NO_CHANGE, retry: null, guard: { running, permissions } });
    return 1;
  },
}));

function callAt(L: LuaState, index: number, name: string, executor: Executor | null): number {
  const target = targetAt(L, index, name);
  if (target === null) return returnFailure(L, notFound('no handler registered for target'));
  // The arguments stay on this stack until the answer comes; whoever is called reads them there.
  const args = new LuaReader(L, index + 1, stack.getTop(L) - index);
  return issue(L, callCommand, { type: 'call', target, args, change: executor?.change, retry: executor?.retry });
}

/** What is no ID, or not permitted, is answered at once; whether somebody has the ID shows when the call is made. */
function asyncAt(L: LuaState, index: number, guard: Guard, executor: Executor | null): number {
  const target = targetAt(L, index, 'async');
  if (target === null) return returnFailure(L, notFound('no handler registered for target'));
  const refusal = idRefusal(target);
  if (refusal) return returnFailure(L, refusal);
  if (!may(guard, 'funcs.call', target)) return returnFailure(L, denied(`not allowed: ${target}`));
  return startAsync(L, {
    target,
    values: new LuaReader(L, index + 1, stack.getTop(L) - index),
    change: executor?.change,
    retry: executor?.retry,
  });
}

/** Null for what no entry can be called: who writes a row of this call should not have to hold it. */
function targetAt(L: LuaState, index: number, name: string): string | null {
  return call.checkBytes(L, index, name).length > MAX_ID_BYTES ? null : call.checkText(L, index, name);
}
