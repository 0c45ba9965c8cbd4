import type { EntryId } from '../../contract/api.ts';
import type { FrameContext, Policy, Scope, ServiceIdentity } from './context.ts';

export interface KnownPolicy {
  readonly policy: Policy;
  readonly groups: readonly string[];
}

/** The policies of a project. Scopes made of them keep those that they were made of. */
export class Policies {
  readonly #known = new Map<string, KnownPolicy>();

  add(known: KnownPolicy): void {
    this.#known.set(known.policy.id, known);
  }

  remove({ policy }: KnownPolicy): void {
    if (this.#known.get(policy.id)?.policy === policy) this.#known.delete(policy.id);
  }

  find(id: string): Policy | null {
    return this.#known.get(id)?.policy ?? null;
  }

  /** All that name the group, in the order in which they came; null where none does. */
  group(name: string): Scope | null {
    const policies = [...this.#known.values()]
      .filter(({ groups }) => groups.includes(name))
      .map(({ policy }) => policy);
    return policies.length > 0 ? { policies } : null;
  }

  /** Of those named; what is not there is left out. */
  scope(ids: readonly EntryId[], groups: readonly string[]): Scope {
    const found = [
      ...ids.flatMap((id) => this.find(id) ?? []),
      ...groups.flatMap((name) => this.group(name)?.policies ?? []),
    ];
    return { policies: [...new Set(found)] };
  }

  /** What is done for a service, by the policies that are there now. */
  contextOf({ actor, policies, groups }: ServiceIdentity): FrameContext {
    const isScoped = policies.length > 0 || groups.length > 0;
    return { actor, scope: isScoped ? this.scope(policies, groups) : null, values: new Map() };
  }
}
