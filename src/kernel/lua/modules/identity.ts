/** Actors, scopes and policies as Lua has them, and what executors and spawners change of a context (spec/lua-modules §1, §3, §7). */
import { spendBytes } from '../../../base/effort.ts';
import type { PlainValue } from '../../../contract/api.ts';
import type { securitySpec } from '../../../contract/lua-modules/security.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import type { Actor, ContextChange, FrameContext, PlainMap, Policy, Scope } from '../../security/context.ts';
import { denied, evaluateScope, type Permissions } from '../../security/permissions.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import type { Methods } from '../methods.ts';
import { plainOfCell } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import type { Running } from '../running.ts';
import * as call from '../vm/call.ts';
import * as cells from '../vm/cells.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { isNothing, selfOf, textAt } from './process-arguments.ts';

const BYTES = 100;
const decoder = new TextDecoder();

/** Who asks for another scope must be allowed to; the scope knows whom to ask. */
export interface Guard {
  readonly running: Running;
  readonly permissions: Permissions;
}

/** Whether the code that runs may do it. */
export function may({ running, permissions }: Guard, action: string, resource: string): boolean {
  return permissions.may(selfOf(running).frame.context, action, resource);
}

/** Raises where the code that runs may not. */
export function demand(L: LuaState, guard: Guard, action: string, resource: string, message: string): void {
  if (!may(guard, action, resource)) call.raise(L, denied(message).message);
}

export const actorClass: UserdataType<Actor> = defineUserdata<Actor>('actor', {
  sizeBytes: ({ id, meta }) => BYTES + sizeOfPlain(id) + sizeOfPlain(meta),
  methods: {
    id: (L, { id }) => {
      stack.pushText(L, id);
      return 1;
    },
    meta: (L, { meta }) => {
      makeRoom(L, sizeOfPlain(meta));
      pushPlain(L, meta, 'bare');
      return 1;
    },
  } satisfies Methods<typeof securitySpec.types.actor, Actor>,
});

export const policyClass: UserdataType<Policy> = defineUserdata<Policy>('policy', {
  sizeBytes: () => BYTES,
  methods: {
    id: (L, { id }) => {
      stack.pushText(L, id);
      return 1;
    },
    evaluate: (L, policy) => {
      stack.pushText(L, policy.evaluate(requestAt(L)));
      return 1;
    },
  } satisfies Methods<typeof securitySpec.types.policy, Policy>,
});

/** Policies of one scope, at most: each is asked at each step. */
const MAX_POLICIES = 1000;
/** Of one table: they are copied in one go, and go along with every call. */
const MAX_VALUES = 5_000;

interface GuardedScope {
  readonly scope: Scope;
  readonly guard: Guard;
}

export const scopeClass: UserdataType<GuardedScope> = defineUserdata<GuardedScope>('scope', {
  sizeBytes: ({ scope }) => BYTES + 8 * scope.policies.length,
  methods: {
    with: (L, { scope, guard }) => {
      const policy = policyClass.check(L, 2, 'with');
      demandScope(L, guard);
      const others = scope.policies.filter((one) => one !== policy);
      if (others.length >= MAX_POLICIES) return call.raise(L, `more than ${MAX_POLICIES} policies`);
      return pushScope(L, { policies: [...others, policy] }, guard);
    },
    without: (L, { scope, guard }) => {
      const id = policyClass.at(L, 2)?.id ?? textAt(L, 2, 'without');
      demandScope(L, guard);
      return pushScope(L, { policies: scope.policies.filter((one) => one.id !== id) }, guard);
    },
    evaluate: (L, { scope }) => {
      stack.pushText(L, evaluateScope(scope, requestAt(L)));
      return 1;
    },
    contains: (L, { scope }) => {
      const id = textAt(L, 2, 'contains');
      stack.pushBoolean(
        L,
        scope.policies.some((one) => one.id === id),
      );
      return 1;
    },
    policies: (L, { scope }) => {
      stack.createTable(L, scope.policies.length, 0);
      for (const [index, policy] of scope.policies.entries()) {
        policyClass.push(L, policy);
        stack.rawSetIndex(L, -2, index + 1);
      }
      return 1;
    },
  } satisfies Methods<typeof securitySpec.types.scope, GuardedScope>,
});

export function demandScope(L: LuaState, guard: Guard): void {
  demand(L, guard, 'security.scope.create', 'custom', 'not allowed to create custom scope');
}

export function pushScope(L: LuaState, scope: Scope, guard: Guard): number {
  scopeClass.push(L, { scope, guard });
  return 1;
}

/** The policies of the list at `index`, which may be absent. */
export function policiesAt(L: LuaState, index: number, name: string): Policy[] {
  if (isNothing(L, index)) return [];
  call.checkTable(L, index, name);
  const count = stack.rawLength(L, index);
  if (count > MAX_POLICIES) return call.raise(L, `more than ${MAX_POLICIES} policies`);
  const policies: Policy[] = [];
  for (let at = 1; at <= count; at++) {
    stack.rawGetIndex(L, index, at);
    const policy = policyClass.at(L, -1);
    if (!policy) return call.argumentError(L, index, name, `policy expected at ${at}, got ${stack.typeName(L, -1)}`);
    policies.push(policy);
    stack.pop(L, 1);
  }
  return [...new Set(policies)];
}

/** Of `evaluate(actor, action, resource, meta?)`, a method. */
function requestAt(L: LuaState): Parameters<Policy['evaluate']>[0] {
  const actor = actorClass.check(L, 2, 'evaluate');
  const action = textAt(L, 3, 'evaluate');
  const resource = textAt(L, 4, 'evaluate');
  return { actor, action, resource, meta: metaAt(L, 5, 'evaluate') };
}

/** A table of values by name, which may be absent. */
export function metaAt(L: LuaState, index: number, name: string): PlainMap {
  return isNothing(L, index) ? {} : Object.fromEntries(valuesAt(L, index, name));
}

/** The fields of the table at `index` whose keys are texts, copied: what has no plain form is left out. */
function valuesAt(L: LuaState, index: number, name: string): Map<string, PlainValue> {
  call.checkTable(L, index, name);
  const values = new Map<string, PlainValue>();
  const table = cells.cellOf(L, index);
  for (let entry = cells.firstEntry(table); entry; entry = entry.n) {
    if (cells.cellType(entry.key) !== 'string') continue;
    const key = decoder.decode(cells.cellBytes(entry.key));
    const value = plainIn(L, entry.value);
    spendBytes(key.length);
    if (value === null) continue;
    if (values.size >= MAX_VALUES) return call.raise(L, `more than ${MAX_VALUES} values`);
    values.set(key, value);
  }
  return values;
}

function plainIn(L: LuaState, cell: Parameters<typeof plainOfCell>[0]): PlainValue {
  try {
    return plainOfCell(cell);
  } catch (error) {
    if (error instanceof WriterFull) return call.raise(L, 'a value has too many parts');
    if (error instanceof ValueTooDeep) return call.raise(L, 'a value is nested too deep');
    throw error;
  }
}

/* ---------------------------------------------------------------- changes of a context */

export const NO_CHANGE: ContextChange = {};

export function changeBytes({ actor, values }: ContextChange): number {
  let bytes = actor ? sizeOfPlain(actor.meta) : 0;
  for (const [key, value] of values ?? []) bytes += sizeOfPlain(key) + sizeOfPlain(value);
  return bytes;
}

/** With the values of the table at `index` over those that it gives already. */
export function withValues(L: LuaState, index: number, name: string, change: ContextChange): ContextChange {
  return { ...change, values: new Map([...(change.values ?? []), ...valuesAt(L, index, name)]) };
}

export function withActor(L: LuaState, index: number, change: ContextChange): ContextChange {
  if (isNothing(L, index)) return call.raise(L, 'actor cannot be nil');
  return { ...change, actor: actorClass.check(L, index, 'with_actor') };
}

export function withScope(L: LuaState, index: number, change: ContextChange): ContextChange {
  if (isNothing(L, index)) return call.raise(L, 'scope cannot be nil');
  return { ...change, scope: scopeClass.check(L, index, 'with_scope').scope };
}

export function contextOf(running: Running): FrameContext {
  return selfOf(running).frame.context;
}
