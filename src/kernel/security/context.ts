/** What an execution is given on its way down a chain of calls (spec/scheduler §6). */
import type { EntryId, PlainValue } from '../../contract/api.ts';

export type PlainMap = { readonly [key: string]: PlainValue };

/** Who acts. */
export interface Actor {
  readonly id: string;
  readonly meta: PlainMap;
}

/** What policies say of an action; `undefined` = nothing. */
export type Verdict = 'allow' | 'deny' | 'undefined';

export interface AccessRequest {
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly meta: PlainMap;
}

export interface Policy {
  readonly id: EntryId;
  evaluate(request: AccessRequest): Verdict;
}

/** By which policies it is judged what an actor may do. Immutable. */
export interface Scope {
  readonly policies: readonly Policy[];
}

/** Immutable: what changes something makes another one, and nothing flows back to who called. */
export interface FrameContext {
  readonly actor: Actor | null;
  readonly scope: Scope | null;
  /** What `ctx.get` finds. */
  readonly values: ReadonlyMap<string, PlainValue>;
}

export const NO_CONTEXT: FrameContext = { actor: null, scope: null, values: new Map() };

/** What is given in place of what is inherited; values are added, and those given win. */
export type ContextChange = Partial<FrameContext>;

export function changedContext(inherited: FrameContext, { actor, scope, values }: ContextChange): FrameContext {
  return {
    actor: actor ?? inherited.actor,
    scope: scope ?? inherited.scope,
    values: values && values.size > 0 ? new Map([...inherited.values, ...values]) : inherited.values,
  };
}

/** Whom a service acts for, as its entry says. */
export interface ServiceIdentity {
  readonly actor: Actor | null;
  readonly policies: readonly EntryId[];
  readonly groups: readonly string[];
}
